import CaseFile
import Evidence
import Formats
import Foundation
import Integrity
import Testing

/// What comes out of containers, and what is said of them. Containers are written by hand in ContainerSamples.
@Suite("Containers")
struct ContainerTests {
  private typealias Entry = ContainerSamples.Entry
  private let lines = ContainerSamples.lines

  private func names(_ contents: ContainerContents) -> [String] {
    contents.files.map { String(decoding: $0.name, as: UTF8.self) }
  }

  @Test("several gzip members are one stream, and bytes behind them are told with their place")
  func gzipMembers() throws {
    let bytes = ContainerSamples.gzip(lines) + ContainerSamples.gzip(lines)
    let contents = try ContainerContents(bytes + [0x0A], name: "logs/a.log.gz")
    #expect(names(contents) == ["a.log"])
    #expect(contents.files.first?.sha256 == Digest256.of(lines + lines))
    #expect(contents.problems.map(\.code) == ["container.trailing"])
    #expect(contents.problems.first?.offset == UInt64(bytes.count))
  }

  @Test("a wrong CRC of gzip is told, and all bytes are kept")
  func gzipChecksum() throws {
    let contents = try ContainerContents(ContainerSamples.gzip(lines, crc: 7), name: "a.gz")
    #expect(contents.files.first?.sha256 == Digest256.of(lines))
    #expect(contents.problems.map(\.code) == ["container.checksum"])
  }

  @Test("zstd frames and a skippable frame between them are one stream")
  func zstdFrames() throws {
    let frame = try ContainerSamples.zstd(lines)
    let skippable: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]
    let contents = try ContainerContents(frame + skippable + frame, name: "a.zst")
    #expect(contents.files.map(\.sha256) == [Digest256.of(lines + lines)])
    #expect(contents.problems.isEmpty)
  }

  @Test("a window beyond the limit is refused with a message, not allocated")
  func window() throws {
    // Frame header: a window descriptor of 2^31, no content size (RFC 8878 §3.1.1.1).
    let contents = try ContainerContents([0x28, 0xB5, 0x2F, 0xFD, 0, 21 << 3, 1, 0, 0], name: "a.zst")
    #expect(contents.problems.map(\.code) == ["container.limit-window"])
  }

  @Test("stored, deflated, with sizes behind the data, with 64-bit sizes: the same file comes out")
  func zipEntries() throws {
    var stored = Entry("stored", lines)
    stored.method = 0
    var behind = Entry("behind", lines)
    behind.hasDescriptor = true
    var wide = Entry("wide", lines)
    wide.isZip64 = true
    for before in [[], Array("MZ a program".utf8)] {
      let zip = ContainerSamples.zip([Entry("deflated", lines), stored, behind, wide], before: before)
      let contents = try ContainerContents(zip)
      #expect(names(contents) == ["deflated", "stored", "behind", "wide"])
      #expect(contents.files.allSatisfy { $0.sha256 == Digest256.of(lines) })
      // Bytes before a zip belong to no entry.
      #expect(contents.problems.map(\.code) == (before.isEmpty ? [] : ["container.outside"]))
    }
  }

  @Test("a zip without its directory gives the same entries, and says so")
  func zipWithoutDirectory() throws {
    var behind = Entry("b", lines)
    behind.hasDescriptor = true
    let contents = try ContainerContents(
      ContainerSamples.zip([Entry("a", lines), behind, Entry("c", lines)], hasDirectory: false))
    #expect(names(contents) == ["a", "b", "c"])
    #expect(contents.files.allSatisfy { $0.sha256 == Digest256.of(lines) })
    #expect(contents.problems.map(\.code) == ["container.no-directory"])
  }

  @Test("an entry that the directory does not name is read, and told")
  func zipUnlisted() throws {
    let hidden = ContainerSamples.zip([Entry("hidden", lines)], hasDirectory: false)
    let contents = try ContainerContents(ContainerSamples.zip([Entry("a", lines)], after: []) + hidden)
    #expect(names(contents) == ["a", "hidden"])
    #expect(contents.problems.map(\.code) == ["container.unlisted"])
  }

  @Test("encrypted, unknown method, link, twice the same name, wrong CRC: each is named with its reason")
  func zipOddities() throws {
    var encrypted = Entry("secret", lines)
    encrypted.flags = 1
    var unknown = Entry("ppmd", lines)
    unknown.method = 98
    var link = Entry("link", Array("/etc/passwd".utf8))
    link.method = 0
    link.mode = 0xA1FF
    var wrong = Entry("wrong", lines)
    wrong.statedCRC = 1
    let contents = try ContainerContents(
      ContainerSamples.zip([encrypted, unknown, link, Entry("a", lines), Entry("a", lines), wrong]))
    #expect(names(contents) == ["a", "a", "wrong"])
    #expect(
      contents.problems.map(\.code) == [
        "container.encrypted", "container.method", "container.link", "container.name-twice",
        "container.checksum",
      ])
    for (problem, name) in zip(contents.problems, ["secret", "ppmd", "link", "a", "wrong"]) {
      #expect(problem.reason.hasPrefix(name + ": "))
    }
  }

  @Test("tar: pax and GNU names, folders, links and devices; a second archive behind the first is read")
  func tarEntries() throws {
    let long = String(repeating: "d/", count: 120) + "a.log"
    // `LENGTH path=VALUE\n`, its own length counted: 245 + 10.
    let pax = Array("255 path=\(long)\n".utf8)
    #expect(pax.count == 255)
    let first = ContainerSamples.tar([
      ContainerSamples.tarEntry("x/", [], type: "5"),
      ContainerSamples.tarEntry("PaxHeaders/a", pax, type: "x"),
      ContainerSamples.tarEntry("short", lines),
      ContainerSamples.tarEntry("././@LongLink", Array(long.utf8) + [0], type: "L"),
      ContainerSamples.tarEntry("short", lines),
      ContainerSamples.tarEntry("fifo", [], type: "6"),
      ContainerSamples.tarEntry("hard", [], type: "1", link: "short"),
    ])
    let second = ContainerSamples.tar([ContainerSamples.tarEntry("later", lines)])
    let contents = try ContainerContents(first + second)
    #expect(names(contents) == [long, long, "later"])
    #expect(contents.files.allSatisfy { $0.sha256 == Digest256.of(lines) })
    #expect(
      contents.problems.map(\.code) == ["container.special", "container.link", "container.concatenated"])
  }

  @Test("a tar with a damaged header goes on at the next one; a cut one says how far it came")
  func tarDamaged() throws {
    let entries = ["a", "b", "c"].map { ContainerSamples.tarEntry($0, lines) }
    var bytes = ContainerSamples.tar(entries)
    bytes[entries[0].count] ^= 0xFF
    let damaged = try ContainerContents(bytes)
    #expect(names(damaged) == ["a", "c"])
    #expect(damaged.problems.map(\.code) == ["container.damaged"])
    #expect(damaged.problems.first?.offset == UInt64(entries[0].count))
    let cut = try ContainerContents(Array(ContainerSamples.tar(entries).prefix(entries[0].count + 600)))
    #expect(cut.files.map(\.byteCount) == [UInt64(lines.count), 88])
    #expect(cut.problems.first?.code == "container.truncated")
  }

  @Test("limits of number, size, ratio and depth stop with their own word; what came before is whole")
  func limits() throws {
    let zip = ContainerSamples.zip([Entry("a", lines), Entry("b", lines), Entry("c", lines)])
    func codes(_ bytes: [UInt8], _ change: (inout ContainerLimits) -> Void) throws -> (
      files: [UInt64], codes: [String]
    ) {
      var limits = ContainerLimits()
      change(&limits)
      let contents = try ContainerContents(bytes, name: "x", limits: limits)
      return (contents.files.map(\.byteCount), contents.problems.map(\.code))
    }
    let size = UInt64(lines.count)
    let member = try codes(zip) { $0.memberBytes = 100 }
    #expect(member.files == [100, 100, 100])
    #expect(member.codes == Array(repeating: "container.limit-member", count: 3))
    let total = try codes(zip) { $0.unpackedBytes = size + 50 }
    #expect(total.files == [size, 50])
    #expect(total.codes == ["container.limit-unpacked"])
    let zeros = [UInt8](repeating: 0, count: 4 << 20)
    let ratio = try codes(try ContainerSamples.zstd(zeros)) {
      $0.ratioFloor = 1 << 20
      $0.ratio = 100
    }
    #expect(ratio.files.count == 1)
    #expect((UInt64(1 << 20)..<UInt64(zeros.count)).contains(ratio.files.first ?? 0))
    #expect(ratio.codes == ["container.limit-ratio"])
    let nested = ContainerSamples.gzip(ContainerSamples.gzip(ContainerSamples.gzip(lines)))
    let depth = try codes(nested) { $0.depth = 2 }
    #expect(depth.files == [UInt64(ContainerSamples.gzip(lines).count)])
  }

  @Test("text is a log whatever it is called, and AppleDouble is no JSON")
  func sniffing() throws {
    #expect(try ContainerContents(Array("{\"a\":1}\n".utf8), name: "a.gz").kind == nil)
    #expect(try ContainerContents(lines).kind == nil)
    let appleDouble: [UInt8] = [0, 5, 0x16, 7, 0, 2, 0, 0] + Array("Mac OS X        ".utf8)
    #expect(SourceProfile.sniff(appleDouble.span, hints: SniffHints(name: "._a.json")).format == .container)
  }

  @Test("every truncation of every kind gives a beginning of the files, and ends")
  func truncations() throws {
    for (name, bytes) in try ContainerSamples.all() {
      let whole = try ContainerContents(bytes, name: name)
      let step = max(1, bytes.count / 300)
      for count in stride(from: 0, to: bytes.count, by: step) {
        let cut = try ContainerContents(Array(bytes.prefix(count)), name: name)
        let total = cut.files.reduce(0) { $0 + $1.byteCount }
        #expect(total <= whole.files.reduce(0) { $0 + $1.byteCount }, "\(name) cut at \(count)")
        #expect(
          name == "two.gz" || cut.kind == nil || !cut.problems.isEmpty
            || cut.files.map(\.sha256) == whole.files.map(\.sha256),
          "\(name) cut at \(count): nothing is said")
      }
    }
  }

  @Test("flipped bits neither crash nor hang, and what comes out stays within the limits", arguments: 0..<8)
  func flips(seed: Int) throws {
    var random = Seeded(seed)
    var limits = ContainerLimits()
    limits.unpackedBytes = 4 << 20
    for (name, bytes) in try ContainerSamples.all() {
      for _ in 0..<40 {
        var changed = bytes
        for _ in 0..<Int.random(in: 1...6, using: &random) {
          changed[Int.random(in: 0..<changed.count, using: &random)] ^=
            1 << UInt8.random(in: 0..<8, using: &random)
        }
        let contents = try ContainerContents(changed, name: name, limits: limits)
        #expect(contents.files.reduce(0) { $0 + $1.byteCount } <= limits.unpackedBytes)
      }
    }
  }
}

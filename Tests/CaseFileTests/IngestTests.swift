import CaseFile
import Evidence
import Formats
import Foundation
import Integrity
import Testing

@Suite("Adding sources")
struct IngestTests {
  /// Shared files that are read where they lie.
  static let corpora = "/work/shared/corpora"
  static let hasCorpora = FileManager.default.fileExists(atPath: corpora + "/README.md")

  @Test("every source is given back byte for byte, and the case verifies", arguments: [1, 2, 8])
  func roundTrip(threads: Int) async throws {
    let folder = try TemporaryFolder()
    let files = try Samples.write(folder)
    let casePath = folder.file("case.assay")
    let report = try await Session.add(casePath, files, threads: threads)
    #expect(report.sources.count == files.count)
    for (index, file) in files.enumerated() {
      #expect(try Session.extract(casePath, "\(index)").elementsEqual(fileBytes(file)), "\(file)")
    }
    let verified = try await Session.verify(casePath, threads: threads)
    #expect(verified.failures.isEmpty, "\(verified.failures.prefix(5))")
    #expect(verified.verdict == "verified, unsigned")
    #expect(verified.root == report.root)
    #expect(verified.treeSize == report.treeSize)
    #expect(verified.notes.isEmpty)
  }

  @Test("1, 2 and 8 threads write the same case")
  func threads() async throws {
    let folder = try TemporaryFolder()
    let files = try Samples.write(folder)
    var dumps: [[String: [String]]] = []
    for threads in [1, 2, 8] {
      let casePath = folder.file("\(threads).assay")
      try await Session.add(casePath, files, threads: threads)
      dumps.append(try Session.dump(casePath))
    }
    #expect(differing(dumps[0], dumps[1]) == [])
    #expect(differing(dumps[0], dumps[2]) == [])
  }

  @Test("an import stopped after n units goes on to the same case as an uninterrupted one", arguments: 1...6)
  func resume(units: Int) async throws {
    let folder = try TemporaryFolder()
    let files = [
      try folder.write("messages", Samples.lines(60_000)), try folder.write("table.csv", Samples.csv(40_000)),
    ]
    let whole = folder.file("whole.assay")
    try await Session.add(whole, files)
    let casePath = folder.file("case.assay")
    let first = try await Session.add(casePath, files, stopAfter: units)
    #expect(first.interrupted)
    let between = try await Session.verify(casePath)
    #expect(between.failures.isEmpty, "\(between.failures.prefix(5))")
    let second = try await Session.add(casePath, files)
    #expect(!second.interrupted)
    // A row of the search filter is over the blocks of one commit, and the interruption ended one early.
    let views: Set = ["custody", "meta", "search_filter"]
    let resumed = try Session.dump(casePath, without: views)
    #expect(differing(resumed, try Session.dump(whole, without: views)) == [])
    let after = try await Session.verify(casePath)
    #expect(after.verdict == "verified, unsigned", "\(after.failures.prefix(5))")
    for (index, file) in files.enumerated() {
      #expect(try Session.extract(casePath, "\(index)").elementsEqual(fileBytes(file)))
    }
  }

  @Test("a file whose beginning changed since the interruption is refused, and the case stays as it was")
  func changedPrefix() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("messages", Samples.lines(60_000))
    let casePath = folder.file("case.assay")
    try await Session.add(casePath, [file], stopAfter: 2)
    let before = try Session.dump(casePath)
    var bytes = try fileBytes(file)
    bytes[100] ^= 1
    try folder.write("messages", bytes)
    await #expect(throws: AssayError("source.changed", subject: "", reason: "")) {
      try await Session.add(casePath, [file])
    }
    #expect(differing(try Session.dump(casePath), before) == [])
  }

  @Test("the same bytes under another name are recognized, and added with again")
  func duplicates() async throws {
    let folder = try TemporaryFolder()
    let one = try folder.write("one.ndjson", Samples.ndjson(50))
    let two = try folder.write("two.ndjson", Samples.ndjson(50))
    let casePath = folder.file("case.assay")
    try await Session.add(casePath, [one])
    let second = try await Session.add(casePath, [two])
    #expect(second.sources.isEmpty)
    #expect(second.duplicates.map(\.source) == [0])
    let third = try await Session.add(casePath, [two], again: true)
    #expect(third.sources.map(\.row.id) == [1])
    #expect(try await Session.verify(casePath).verdict == "verified, unsigned")
    // Within one command as well.
    let other = folder.file("other.assay")
    let both = try await Session.add(other, [one, two])
    #expect(both.sources.count == 1 && both.duplicates.count == 1)
  }

  @Test("MD5 and SHA-1 are kept on request")
  func digests() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("abc.txt", "abc")
    let casePath = folder.file("case.assay")
    let report = try await Session.add(casePath, [file]) { $0.digests = true }
    // RFC 1321, FIPS 180-4: digests of "abc".
    #expect(report.sources.first?.row.md5?.first == 0x90)
    #expect(report.sources.first?.row.sha1?.first == 0xA9)
    #expect(report.sources.first?.row.sha256?.description.hasPrefix("ba7816bf8f01cfea") == true)
    #expect(try await Session.verify(casePath).verdict == "verified, unsigned")
  }

  @Test("other limits than usual are kept with the import, so that verify cuts alike")
  func limits() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "long.ndjson",
      Samples.ndjson(20) + "{\"a\":\"" + String(repeating: "x", count: 9000) + "\"}\n"
        + Samples.ndjson(20))
    let casePath = folder.file("case.assay")
    try await Session.add(casePath, [file]) { $0.limits.recordBytes = 2000 }
    let report = try await Session.verify(casePath)
    #expect(report.failures.isEmpty, "\(report.failures.prefix(3))")
    #expect(try Session.extract(casePath, "0") == (try fileBytes(file)))
  }

  @Test("every shared file is given back, and the case verifies", .enabled(if: hasCorpora))
  func shared() async throws {
    let folder = try TemporaryFolder()
    let casePath = folder.file("case.assay")
    let folders = ["csv", "evtx", "evtx-xml", "hostile", "json", "sysmon", "text"].map {
      FilePath(Self.corpora + "/" + $0)
    }
    var files = try Ingest.expand(folders).compactMap { input -> String? in
      guard case .file(let path) = input, let size = try? path.status().size, size < 20 << 20 else {
        return nil
      }
      return path.description
    }
    files.sort()
    let report = try await Session.add(casePath, files, again: true) { $0.keepsContainers = true }
    // What came out of a container is a source beside it.
    let given = report.sources.filter { $0.row.profile.member == nil }
    #expect(given.map(\.row.name) == files)
    for source in given {
      let file = source.row.name
      #expect(try Session.extract(casePath, "\(source.row.id)").elementsEqual(fileBytes(file)), "\(file)")
    }
    let verified = try await Session.verify(casePath)
    #expect(verified.failures.isEmpty, "\(verified.failures.prefix(10))")
    #expect(verified.root == report.root)
  }
}

import Integrity
import Testing

@Suite struct CustodyTests {
  /// A log of `count` entries as the case file would write it.
  static func log(_ count: Int) throws -> [[UInt8]] {
    var chain = CustodyChain()
    var evidence = CompactRange()
    var log: [[UInt8]] = []
    for i in 0..<count {
      if i % 2 == 1 { evidence.append(leafHash([UInt8(i)])) }
      let entry = CustodyEntry(
        sequence: chain.nextSequence, previous: chain.head, time: "2026-01-0\(i + 1)T10:00:00.5Z",
        clock: .init(offsetSeconds: -1, uncertaintySeconds: 2),
        actor: .init(name: "\u{c4} \"x\"", login: "l", host: "h"),
        tool: .init(version: "0.1", build: "abc", executable: .of([9])), action: "note",
        arguments: ["paths": ["a", "b"], "n": .int(Int64(i))],
        evidence: .init(size: evidence.size, root: evidence.root), details: ["text": .string("\u{1}")])
      let bytes = try entry.canonicalBytes()
      chain.append(bytes)
      log.append(bytes)
    }
    #expect(chain.faults.isEmpty)
    return log
  }

  static func edited(_ bytes: [UInt8], _ old: String, _ new: String) -> [UInt8] {
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains(old))
    return Array(text.replacing(old, with: new).utf8)
  }

  @Test("a log that was written is sound, read back equal, and its root is that of its bytes") func sound()
    throws
  {
    let log = try Self.log(6)
    let chain = CustodyChain(checking: log)
    #expect(chain.faults.isEmpty && chain.backward.isEmpty)
    #expect(chain.count == 6)
    #expect(chain.root == naiveRoot(log.map { leafHash($0) }[...]))
    #expect(chain.head == log.last.map { Digest256.of($0) })
    for bytes in log { #expect(try CustodyEntry(canonical: bytes).canonicalBytes() == bytes) }
    let entry = try CustodyEntry(canonical: log[3])
    #expect(entry.sequence == 3 && entry.actor.name == "\u{c4} \"x\"" && entry.evidence.size == 2)
    #expect(entry.tool.executable == .of([9]) && entry.clock.offsetSeconds == -1)
    #expect(entry.arguments?["n"]?.int == 3 && entry.details?["text"]?.string == "\u{1}")
  }

  @Test("an altered entry is told by the entry after it", arguments: 0..<5 as Range<Int>) func altered(
    index: Int
  ) throws {
    var log = try Self.log(6)
    log[index] = Self.edited(log[index], "\"login\":\"l\"", "\"login\":\"m\"")
    let faults = CustodyChain(checking: log).faults
    #expect(faults.map(\.index) == [index + 1])
    guard case .previous(_, let computed)? = faults.first?.reason else {
      Issue.record("\(faults)")
      return
    }
    #expect(computed == Digest256.of(log[index]))
  }

  @Test("swapped, removed, doubled entries break sequence and chain at their places") func structure() throws
  {
    let log = try Self.log(6)
    var swapped = log
    swapped.swapAt(2, 3)
    #expect(Set(CustodyChain(checking: swapped).faults.map(\.index)) == [2, 3, 4])
    var removed = log
    removed.remove(at: 2)
    let faults = CustodyChain(checking: removed).faults
    #expect(Set(faults.map(\.index)) == [2, 3, 4])
    #expect(faults.contains(CustodyFault(index: 2, reason: .sequence(found: 3))))
    var doubled = log
    doubled.insert(log[2], at: 3)
    #expect(CustodyChain(checking: doubled).faults.first?.index == 3)
    // Entries cut off at the end leave a sound log: only a checkpoint kept elsewhere tells.
    #expect(CustodyChain(checking: log.dropLast(2)).faults.isEmpty)
  }

  @Test(
    "an entry that is not of the encoding is refused with the reason",
    arguments: [
      ("\"v\":\"assay/custody/v1\"", "\"v\":\"assay/custody/v2\"", .version("assay/custody/v2")),
      ("\"v\":\"assay/custody/v1\"", "\"v\":1", .version("none")),
      ("\"seq\":0", "\"seq\":-1", .member("seq")),
      ("\"seq\":0", "\"seq\":\"0\"", .member("seq")),
      ("\"seq\":0", "\"seq\":5", .sequence(found: 5)),
      ("\"seq\":0", "\"seq\":0,\"t\":0", .unknownMember("t")),
      ("\"host\":\"h\"", "\"host\":\"h\",\"id\":1", .unknownMember("actor.id")),
      ("\"source\":\"system\",", "", .member("clock.source")),
      ("\"host\":\"h\",", "", .member("actor.host")),
      ("2026-01-01T10:00:00.5Z", "2026-01-01 10:00:00", .member("time")),
      ("2026-01-01T10:00:00.5Z", "2026-01-01T10:00:00+01:00", .member("time")),
      ("\"prev\":\"00", "\"prev\":\"", .member("prev")),
      ("\"size\":0", "\"size\":1.5", .member("evidence.size")),
      ("\"n\":0", "\"n\":0.0", .notCanonical(.notCanonical(offset: 81))),
    ] as [(String, String, CustodyFault.Reason)])
  func malformed(old: String, new: String, reason: CustodyFault.Reason) throws {
    let log = [Self.edited(try Self.log(1)[0], old, new)]
    let faults = CustodyChain(checking: log).faults
    #expect(faults == [CustodyFault(index: 0, reason: reason)])
  }

  @Test("damage in one place hides no other") func several() throws {
    var log = try Self.log(6)
    log[1] = []
    log[4] = Self.edited(log[4], "2026", "2027")
    #expect(CustodyChain(checking: log).faults.map(\.index) == [1, 2, 5])
  }

  @Test("evidence that shrinks or changes at one size, and a clock set back, are told")
  func evidenceAndClock() throws {
    let log = try Self.log(4)
    var chain = CustodyChain()
    for bytes in log { chain.append(bytes) }
    var entry = try CustodyEntry(canonical: log[3])
    entry.sequence = 4
    entry.previous = chain.head
    entry.evidence.size = 1
    entry.time = "2025-12-31T23:59:59Z"
    var shrunk = chain
    shrunk.append(try entry.canonicalBytes())
    #expect(shrunk.faults == [CustodyFault(index: 4, reason: .evidenceShrank(from: 2, to: 1))])
    #expect(shrunk.backward == [4])
    entry.evidence = .init(size: 2, root: .zero)
    var changed = chain
    changed.append(try entry.canonicalBytes())
    #expect(changed.faults == [CustodyFault(index: 4, reason: .evidenceRoot(.zero))])
  }

  @Test("every changed bit of an entry's bytes is told: by the entry, or by the one after it") func everyBit()
    throws
  {
    let log = try Self.log(3)
    for i in log[1].indices {
      for bit in 0..<8 {
        var changed = log
        changed[1][i] ^= 1 << UInt8(bit)
        let faults = CustodyChain(checking: changed).faults
        #expect(faults.contains { $0.index == 2 }, "byte \(i), bit \(bit)")
      }
    }
  }

  @Test("an entry whose size no tree has is not written") func hugeSize() throws {
    var entry = try CustodyEntry(canonical: try Self.log(1)[0])
    entry.evidence.size = .max
    #expect(throws: JSONError.self) { try entry.canonicalBytes() }
  }
}

@Suite(.enabled(if: Oracle.exists, "needs the vectors of ../shared/oracle/merkle"))
struct CustodyVectorTests {
  @Test("the entries, hashes, roots and signed checkpoint of assay/custody/v1 come out") func vectors() throws
  {
    struct Entry: Decodable {
      var canonical_utf8: String
      var sha256: String
      var leaf_hash: String
    }
    struct File: Decodable {
      var entries: [Entry]
      var roots: [String]
      var checkpoint_utf8: String
      var vkey: String
    }
    let file: File = try Oracle.file("custody.json")
    #expect(file.entries.count == 6 && file.roots.count == 7)
    var chain = CustodyChain()
    #expect("\(chain.root)" == file.roots[0])
    for (i, one) in file.entries.enumerated() {
      let bytes = Array(one.canonical_utf8.utf8)
      #expect("\(leafHash(bytes))" == one.leaf_hash)
      let read = chain.append(bytes)
      let entry = try #require(read)
      // Built from its parts, the entry has the same bytes.
      #expect(try entry.canonicalBytes() == bytes)
      #expect("\(chain.head)" == one.sha256)
      #expect("\(chain.root)" == file.roots[i + 1])
    }
    #expect(chain.faults.isEmpty && chain.backward.isEmpty)
    let note = try SignedNote(parsing: Array(file.checkpoint_utf8.utf8))
    let key = try NoteKey(vkey: file.vkey)
    #expect(try note.verified(by: [key]) == [key])
    let checkpoint = try Checkpoint(text: note.text)
    #expect(checkpoint.size == 6 && checkpoint.root == chain.root)
  }
}

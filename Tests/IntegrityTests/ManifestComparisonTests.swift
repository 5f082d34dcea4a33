import Integrity
import Testing

@Suite("Files against lists of digests") struct ManifestComparisonTests {
  private func digest(_ seed: UInt8) -> FileDigest { FileDigest(.sha256, Array(repeating: seed, count: 32)) }

  private func list(_ entries: [(String, UInt8)]) -> Manifest {
    var manifest = Manifest(form: .coreutils)
    for (index, (name, seed)) in entries.enumerated() {
      manifest.entries.append(
        .init(name: Array(name.utf8), digests: [digest(seed)], line: index + 1))
    }
    return manifest
  }

  private func compare(
    _ entries: [(String, UInt8)], _ files: [(String, UInt8)], containers: [Int: Int] = [:]
  ) -> ManifestComparison {
    ManifestComparison(
      list(entries),
      files.enumerated().map { index, file in
        .init(name: Array(file.0.utf8), digests: [digest(file.1)], container: containers[index])
      })
  }

  @Test("the same files below other folders match, each with its own line")
  func otherFolders() {
    let result = compare(
      [("./h1/a.log", 1), ("./h2/a.log", 1), ("./h2/b.log", 2)],
      [("/mnt/h2/a.log", 1), ("/mnt/h1/a.log", 1), ("/mnt/h2/b.log", 2)])
    #expect(
      result.verdicts == [
        .matching(entry: 1, kind: .sha256, sameName: true),
        .matching(entry: 0, kind: .sha256, sameName: true),
        .matching(entry: 2, kind: .sha256, sameName: true),
      ])
    #expect(result.missing.isEmpty)
  }

  @Test(
    "another digest under a listed name differs; under no listed name it is not listed, and the line is missing"
  )
  func differing() {
    let result = compare(
      [("h1/a.evtx", 1), ("h1/b.evtx", 2), ("h3/c.evtx", 3), ("h4/c.evtx", 4)],
      [("ev/h1/a.evtx", 9), ("ev/h2/b.evtx", 8), ("ev/h5/c.evtx", 7)])
    #expect(result.verdicts[0] == .differing(entry: 0, expected: digest(1), found: digest(9)))
    // The only b.evtx of both sides.
    #expect(result.verdicts[1] == .differing(entry: 1, expected: digest(2), found: digest(8)))
    // Two are called c.evtx: which one it was is not guessed.
    #expect(result.verdicts[2] == .notListed)
    #expect(result.missing == [2, 3])
  }

  @Test(
    "a file under another name matches by its digest; one more copy matches too; a second line stays missing")
  func renamed() {
    let result = compare([("a", 1), ("b", 2), ("c", 2)], [("x", 1), ("b", 2), ("y", 1)])
    #expect(
      result.verdicts == [
        .matching(entry: 0, kind: .sha256, sameName: false),
        .matching(entry: 1, kind: .sha256, sameName: true),
        .matching(entry: 0, kind: .sha256, sameName: false),
      ])
    #expect(result.missing == [2])
  }

  @Test("a listed archive vouches for what is in it; listed files explain an archive that is not")
  func archives() {
    let listed = compare(
      [("t.zip", 1)], [("t.zip", 1), ("t.zip!/a", 2), ("t.zip!/n.gz", 3), ("t.zip!/n.gz!/x", 4)],
      containers: [1: 0, 2: 0, 3: 2])
    #expect(listed.verdicts[1...] == [.inListedContainer, .inListedContainer, .inListedContainer])
    let members = compare(
      [("a", 2), ("x", 4)], [("t.zip", 1), ("t.zip!/a", 2), ("t.zip!/n.gz", 3), ("t.zip!/n.gz!/x", 4)],
      containers: [1: 0, 2: 0, 3: 2])
    #expect(members.verdicts[0] == .containerOfListed)
    #expect(members.verdicts[2] == .containerOfListed)
    #expect(members.missing.isEmpty)
  }

  @Test("Windows names of a list have backslashes between folders")
  func windows() throws {
    let sha = String(repeating: "01", count: 32)
    let manifest = try ManifestReader.manifest(
      Array("%%%% HASHDEEP-1.0\n%%%% size,sha256,filename\n1,\(sha),C:\\ev\\h1\\a.log\n".utf8), fileName: "l")
    let result = ManifestComparison(manifest, [.init(name: Array("usb/h1/a.log".utf8), digests: [digest(2)])])
    #expect(result.verdicts == [.differing(entry: 0, expected: digest(1), found: digest(2))])
  }

  @Test("without a digest of the list's kind nothing is said to match")
  func otherKind() {
    let file = ManifestComparison.Handed(
      name: Array("a".utf8), digests: [FileDigest(.md5, Array(repeating: 1, count: 16))])
    let result = ManifestComparison(list([("a", 1)]), [file])
    #expect(result.verdicts == [.notCompared])
    #expect(result.missing == [0])
  }

  /// Deep names and thousands of equal files: what would be quadratic would not end within the test's time.
  @Test("lists that are made to cost much are compared all the same")
  func hostile() {
    let deep = String(repeating: "d/", count: 5000)
    let many = (0..<500).map { ("\(deep)f\($0)", UInt8(7)) }
    let result = compare(many, many.reversed())
    #expect(result.missing.isEmpty)
    let same = compare(Array(repeating: ("a", 1), count: 2000), Array(repeating: ("a", 1), count: 2000))
    #expect(same.missing.isEmpty)
  }

  @Test("each file gets the line with the longest common path, as a plain search finds it")
  func reference() {
    var seed: UInt64 = 42
    func random(_ bound: Int) -> Int {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(seed >> 33) % bound
    }
    for _ in 0..<200 {
      let names = (0..<12).map { _ in
        (0...random(3)).map { _ in ["a", "b", "c"][random(3)] }.joined(separator: "/")
      }
      let entries = names[..<6].map { ($0, UInt8(1)) }
      let file = names[6]
      let result = compare(entries, [(file, 1)])
      guard case .matching(let entry, _, _) = result.verdicts[0] else { Issue.record("no match"); return }
      func common(_ name: String) -> Int {
        zip(name.split(separator: "/").reversed(), file.split(separator: "/").reversed()).prefix { $0 == $1 }
          .count
      }
      #expect(common(entries[entry].0) == entries.map { common($0.0) }.max(), "\(entries) \(file)")
    }
  }
}

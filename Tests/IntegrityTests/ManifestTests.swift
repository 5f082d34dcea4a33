import Integrity
import Testing

/// Digests below are of `abc` (FIPS 180-4, RFC 1321); the forms are those that GNU coreutils 9.1, hashdeep 4.4 and
/// OpenSSL 3.0 printed for such files.
@Suite("Lists of digests") struct ManifestTests {
  static let md5 = "900150983cd24fb0d6963f7d28e17f72"
  static let sha1 = "a9993e364706816aba3e25717850c26c9cd0d89d"
  static let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

  private func read(_ text: String, _ name: String = "SUMS") throws -> Manifest {
    try ManifestReader.manifest(Array(text.utf8), fileName: name)
  }

  private func names(_ manifest: Manifest) -> [String] {
    manifest.entries.map { String(decoding: $0.name, as: UTF8.self) }
  }

  @Test("sha256sum, sha1sum, md5sum, binary mark, tab, --tag and OpenSSL lines in one list")
  func coreutils() throws {
    let manifest = try read(
      """
      # a comment
      \(Self.sha256)  a.log
      \(Self.sha1) *b.log
      \(Self.md5)\tc.log\r
      SHA256 (d (1).log) = \(Self.sha256.uppercased())
      SHA2-256(e.log)= \(Self.sha256)

      """)
    #expect(manifest.form == .coreutils)
    #expect(names(manifest) == ["a.log", "b.log", "c.log", "d (1).log", "e.log"])
    #expect(manifest.entries.map(\.strongest?.kind) == [.sha256, .sha1, .md5, .sha256, .sha256])
    #expect(manifest.entries.map(\.line) == [2, 3, 4, 5, 6])
    #expect(manifest.unreadableLines == 0)
    #expect(manifest.decidingKinds == [.md5, .sha1, .sha256])
  }

  @Test("escaped names, as coreutils write them, come back byte for byte")
  func escapes() throws {
    let odd: [[UInt8]] = [
      Array("a\\b".utf8), Array("c\nd".utf8), Array("e\rf".utf8), [0xff, 0x20], Array(" lead".utf8),
      Array("*star".utf8), Array("100%.log".utf8), Array("\\n".utf8),
    ]
    let digest = try #require(FileDigest(.sha256, hex: Self.sha256.utf8))
    let text = odd.flatMap { ManifestText.coreutils(digest, $0) }
    #expect(
      text.starts(with: "\\\(Self.sha256)  a\\\\b\n\\\(Self.sha256)  c\\nd\n\\\(Self.sha256)  e\\rf\n".utf8))
    let manifest = try ManifestReader.manifest(text, fileName: "SUMS")
    #expect(manifest.entries.map(\.name) == odd)
    #expect(
      try read("\\SHA256 (a\\\\b\\nc) = \(Self.sha256)\n").entries.map(\.name) == [Array("a\\b\nc".utf8)])
    // An escape that nobody writes: not guessed.
    #expect(try read("\(Self.sha256)  ok\n\\\(Self.sha256)  a\\x\n").unreadableLines == 1)
  }

  @Test("hashdeep: columns as named, names with commas, unknown digests passed over")
  func hashdeep() throws {
    let manifest = try read(
      """
      %%%% HASHDEEP-1.0
      %%%% size,md5,tiger,sha256,filename
      ## Invoked from: /tmp
      3,\(Self.md5),00,\(Self.sha256),/tmp/a, b.log
      x,\(Self.md5),00,\(Self.sha256),bad size
      3,\(Self.md5)

      """)
    #expect(manifest.form == .hashdeep)
    #expect(names(manifest) == ["/tmp/a, b.log"])
    #expect(manifest.entries[0].byteCount == 3)
    #expect(manifest.entries[0].digests.map(\.kind) == [.md5, .sha256])
    #expect(manifest.unreadableLines == 2)
    #expect(manifest.firstUnreadable?.line == 5)
    #expect(throws: ManifestError.columns) { try read("%%%% HASHDEEP-1.0\n%%%% size,filename\n3,a\n") }
    #expect(throws: ManifestError.columns) { try read("%%%% HASHDEEP-1.0") }
  }

  @Test("a bag's manifest: LF, CR and % of names are percent-encoded, nothing else is (RFC 8493 §2.1.3)")
  func bagit() throws {
    let manifest = try read(
      """
      \(Self.sha256)  data/a%0Ab%0d%25.log
      \(Self.sha256) data/100%zz %41

      """, "/bag/manifest-sha256.txt")
    #expect(manifest.form == .bagit)
    #expect(names(manifest) == ["data/a\nb\r%.log", "data/100%zz %41"])
    let path = Array("a\n%0A\r".utf8)
    #expect(BagPath.encoded(path) == Array("a%0A%250A%0D".utf8))
    #expect(BagPath.decoded(BagPath.encoded(path)) == path)
    #expect(throws: ManifestError.unknownAlgorithm("sha3")) { try read("00  data/a\n", "manifest-sha3.txt") }
    // A digest of another kind than the name of the manifest says.
    #expect(throws: (any Error).self) { try read("\(Self.md5)  data/a\n", "manifest-sha256.txt") }
  }

  @Test("UTF-16 with a mark, as PowerShell redirects, and a UTF-8 mark are read")
  func marks() throws {
    let text = "\(Self.sha256)  a.log\r\n"
    let wide: [UInt8] =
      [0xff, 0xfe] + text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    #expect(names(try ManifestReader.manifest(wide, fileName: "s")) == ["a.log"])
    #expect(names(try ManifestReader.manifest([0xef, 0xbb, 0xbf] + text.utf8, fileName: "s")) == ["a.log"])
  }

  @Test("what is no list is refused; no cut of a list makes it crash")
  func hostile() throws {
    for text in ["", "\n\n", "hello\n", "\0\0\0", "%%%% HASHDEEP-1.0\n", "SHA256 () = x\n", "SHA256 (", "\\"]
    {
      #expect(throws: (any Error).self, "\(text)") { try read(text) }
    }
    let whole = Array(
      "\\\(Self.sha256)  a\\nb\nSHA1 (x) = \(Self.sha1)\n\(Self.md5) *y\n".utf8)
    for end in whole.indices {
      _ = try? ManifestReader.manifest(Array(whole[..<end]), fileName: "s")
      _ = try? ManifestReader.manifest(Array(whole[end...]), fileName: "manifest-sha1.txt")
      _ = try? ManifestReader.manifest(
        Array("%%%% HASHDEEP-1.0\n%%%% size,sha1,filename\n".utf8) + whole[end...], fileName: "s")
    }
    // A name with a zero byte is none that a file can have.
    #expect(try read("\(Self.md5)  a\0b\n\(Self.md5)  c\n").entries.count == 1)
  }
}

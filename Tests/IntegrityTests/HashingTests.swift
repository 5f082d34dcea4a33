import Integrity
import Testing

@Suite struct HashingTests {
  @Test("the digests of FIPS 180-4 and RFC 1321 examples come out") func knownDigests() {
    let abc = Array("abc".utf8)
    #expect(
      "\(Digest256.of(abc))" == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      "\(Digest256.ofNothing)" == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    var md5 = MD5Hasher()
    md5.update(abc.span)
    #expect(hexText(md5.digest) == "900150983cd24fb0d6963f7d28e17f72")
    var sha1 = SHA1Hasher()
    sha1.update(abc.span)
    #expect(hexText(sha1.digest) == "a9993e364706816aba3e25717850c26c9cd0d89d")
  }

  @Test("a copied hasher gives the digest of the prefix and the original goes on") func prefix() {
    var hasher = SHA256Hasher()
    hasher.update(Array("ab".utf8))
    var copy = hasher
    #expect(hasher.digest == Digest256.of(Array("ab".utf8)))
    hasher.update(Array("c".utf8))
    copy.update(Array("d".utf8))
    #expect(hasher.digest == Digest256.of(Array("abc".utf8)))
    #expect(copy.digest == Digest256.of(Array("abd".utf8)))
  }

  @Test("bytes, hex and order of a digest agree") func digestForms() {
    let bytes = (0..<32).map { UInt8($0 * 7 % 256) }
    let digest = Digest256(bytes)
    #expect(digest?.bytes == bytes)
    #expect(digest == Digest256(bytes.span))
    #expect(digest.map { Digest256(hex: "\($0)") } == digest)
    #expect(digest.map { Digest256(hex: "\($0)".uppercased()) } == digest)
    #expect(digest?.prefix32 == 0x0007_0e15)
    for i in 0..<32 {
      var larger = bytes
      larger[i] += 1
      #expect(Digest256(bytes).flatMap { a in Digest256(larger).map { b in a < b && !(b < a) } } == true)
    }
  }

  @Test("a digest has exactly 32 bytes", arguments: [0, 1, 31, 33, 64]) func wrongCount(count: Int) {
    let bytes = [UInt8](repeating: 0xab, count: count)
    #expect(Digest256(bytes) == nil)
    #expect(Digest256(bytes.span) == nil)
    #expect(Digest256(hex: hexText(bytes)) == nil)
  }

  @Test("text that is not 64 hexadecimal digits is no digest")
  func wrongHex() {
    let good = String(repeating: "0", count: 63)
    #expect(Digest256(hex: good + "g") == nil)
    #expect(Digest256(hex: good) == nil)
    #expect(Digest256(hex: good + " ") == nil)
    #expect(Digest256(hex: "0x" + good.dropFirst()) == nil)
  }

  @Test("prefixes 0x00 and 0x01 part leaves from nodes") func prefixes() {
    let left = Digest256.of([1])
    let right = Digest256.of([2])
    #expect(leafHash([1, 2, 3]) == Digest256.of([0, 1, 2, 3]))
    #expect(leafHash([]) == Digest256.of([0]))
    #expect(nodeHash(left, right) == Digest256.of([1] + left.bytes + right.bytes))
  }
}

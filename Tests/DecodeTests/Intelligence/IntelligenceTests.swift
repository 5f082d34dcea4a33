import Decode
import Foundation
import Testing

@Suite("Intelligence")
struct IntelligenceTests {
  private func items(_ text: String, column: String? = nil) -> (format: String, items: [String], notRead: Int)
  {
    let content = IntelligenceReader.read(Array(text.utf8), column: column)
    return (
      content.format,
      content.items.map { "\($0.type?.rawValue ?? "text") \(String(decoding: $0.value, as: UTF8.self))" },
      content.notRead.values.reduce(0, +)
    )
  }

  @Test("a plain list may be defanged, commented, and hold what is no indicator")
  func list() {
    let read = items(
      "# ours\nevil[.]com\nhxxps://evil[.]com/x  # c2\n203.0.113.7\n\nsome odd string\n0.0.0.0 ads.example.com\n"
    )
    #expect(read.format == "list")
    #expect(
      read.items == [
        "dns evil.com", "url https://evil.com/x", "ipv4 203.0.113.7", "text some odd string",
        "dns ads.example.com",
      ])
  }

  @Test("digests as sha256sum writes them, in both of its forms")
  func digests() {
    let hex = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f"
    #expect(items("\(hex)  eicar.com\n").items == ["sha256_hash \(hex)"])
    #expect(items("SHA256 (eicar.com) = \(hex)\n").items == ["sha256_hash \(hex)"])
    #expect(items("\(hex) *a b.exe\n").format == "digests")
  }

  @Test("columns of a table are found by name, by content, or as they are told")
  func tables() {
    #expect(
      items("id,ioc,malware\n1,evil[.]com,X\n2,1.2.3.4:80,Y\n").items == ["dns evil.com", "ipv4 1.2.3.4"])
    #expect(items("1,evil.com,x\n2,bad.org,y\n").items == ["dns evil.com", "dns bad.org"])
    #expect(items("a;b\nx;evil.com\n", column: "b").items == ["dns evil.com"])
    #expect(items("a;b\nx;evil.com\n", column: "c").items.isEmpty)
    let nsrl =
      "\"SHA-1\",\"MD5\",\"CRC32\",\"FileName\"\n"
      + "\"3395856CE81F2B7382DEE72602F798B642F14140\",\"44D88612FEA8A8F36DE82E1278ABB02F\",\"6851CF3C\",\"a.txt\"\n"
    let read = items(nsrl)
    #expect(read.format == "nsrl")
    #expect(
      Set(read.items) == [
        "sha1_hash 3395856ce81f2b7382dee72602f798b642f14140", "md5_hash 44d88612fea8a8f36de82e1278abb02f",
      ])
  }

  @Test("patterns of STIX that say nothing but equality are read, others are told")
  func stix() {
    let read = items(
      """
      {"type":"bundle","id":"bundle--1","objects":[
      {"type":"indicator","pattern_type":"stix","modified":"2024-05-01T00:00:00.000Z",
       "pattern":"[ipv4-addr:value = '203.0.113.7' OR domain-name:value = 'Evil.com']"},
      {"type":"indicator","pattern_type":"stix","pattern":"[file:hashes.'SHA-256' IN ('275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f')]"},
      {"type":"indicator","pattern_type":"stix","pattern":"[url:value LIKE 'http://%']"},
      {"type":"indicator","pattern_type":"yara","pattern":"rule x {}"},
      {"type":"malware","name":"x"}]}
      """)
    #expect(read.format == "stix")
    #expect(
      read.items == [
        "ipv4 203.0.113.7", "dns evil.com",
        "sha256_hash 275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f",
      ])
    #expect(read.notRead == 3)
  }

  @Test("attributes of a MISP event are read, those that are context are told")
  func misp() {
    let read = items(
      """
      {"Event":{"info":"x","date":"2024-05-01","Attribute":[
      {"type":"ip-dst","value":"203.0.113.7","to_ids":true},{"type":"domain","value":"good.org","to_ids":false}],
      "Object":[{"Attribute":[{"type":"filename|md5","value":"a.exe|44d88612fea8a8f36de82e1278abb02f"}]}]}}
      """)
    #expect(read.format == "misp")
    #expect(
      read.items == ["ipv4 203.0.113.7", "file_name a.exe", "md5_hash 44d88612fea8a8f36de82e1278abb02f"])
    #expect(read.notRead == 1)
  }

  @Test("a store gives back what was added, once, and refuses what was changed")
  func store() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).intel").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let list = IntelligenceList(
      name: "a.txt", bytes: Array("evil.com\n".utf8), date: "2024-05-01", added: "2024-05-02T00:00:00Z",
      column: nil)
    var store = try IntelligenceStore(path)
    #expect(try store.add(list))
    #expect(try !store.add(list))
    let again = try IntelligenceStore(path).lists
    #expect(again.map(\.name) == ["a.txt"])
    #expect(again.first?.bytes == list.bytes)
    #expect(again.first?.date == "2024-05-01")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try text.replacing(list.sha256, with: String(repeating: "0", count: 64)).write(
      toFile: path, atomically: true, encoding: .utf8)
    #expect(throws: (any Error).self) { try IntelligenceStore(path) }
  }

  @Test("a name below a listed domain is a match that says so")
  func below() {
    let list = IntelligenceList(name: "a", bytes: Array("evil.com\n".utf8), date: nil, added: "", column: nil)
    let index = IntelligenceIndex([list])
    func relations(_ name: String) -> [IntelligenceIndex.Relation] {
      index.matches(IndicatorKey(type: .dns, value: Array(name.utf8))).map(\.relation)
    }
    #expect(relations("evil.com") == [.same])
    #expect(relations("a.b.evil.com") == [.below])
    #expect(relations("notevil.com").isEmpty)
  }

  @Test("many texts in one pass are those that one by one are found", arguments: 1..<6)
  func literals(_ seed: Int) {
    var state = UInt64(seed)
    func next() -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33)
    }
    let letters = Array("abAB.c".utf8)
    func word(_ length: Int) -> [UInt8] { (0..<length).map { _ in letters[next() % letters.count] } }
    let texts = (0..<300).map { _ in word(4 + next() % 5) }
    let subject = word(3000)
    let set = LiteralSet(texts)
    var found: Set<String> = []
    set.find(in: subject) { number, range in found.insert("\(number) \(range.lowerBound)") }
    var expected: Set<String> = []
    let lowered = String(decoding: subject, as: UTF8.self).lowercased().utf8.map { $0 }
    for (number, text) in texts.enumerated() {
      let small = String(decoding: text, as: UTF8.self).lowercased().utf8.map { $0 }
      for start in 0...lowered.count - small.count where Array(lowered[start..<start + small.count]) == small
      {
        expected.insert("\(number) \(start)")
      }
    }
    #expect(found == expected)
  }
}

import Evidence
import Formats
import Foundation
import Testing

@Suite("JSON: every value, against Foundation")
struct JSONRecordsLeafTests {
  /// A leaf as text: name, kind and value. Numbers and Booleans by their `Double` (their digits are
  /// compared by `numberTexts`).
  private static func leaves(_ value: Any, _ name: String, _ out: inout [String]) {
    switch value {
    case let object as [String: Any]:
      if object.isEmpty, !name.isEmpty { out.append(name + " null") }
      for (key, value) in object { leaves(value, name.isEmpty ? key : name + "." + key, &out) }
    case let array as [Any]:
      if array.isEmpty { out.append(name + " null") }
      for value in array { leaves(value, name, &out) }
    case let text as String: out.append(name + " s " + text)
    case is NSNull: out.append(name + " null")
    case let number as NSNumber: out.append(name + " n " + digits(number.doubleValue))
    default: Issue.record("\(type(of: value))")
    }
  }

  /// Foundation's last digits differ from those of the correctly rounded value.
  private static func digits(_ number: Double) -> String { String(format: "%.12g", number) }

  private static func leaf(_ field: JSONSource.Field) -> String {
    switch field.type {
    case .string: field.name + " s " + field.text
    case .null: field.name + " null"
    case .bool: field.name + " n " + (field.text == "true" ? "1" : "0")
    case .number: field.name + " n " + digits(Double(field.text) ?? .nan)
    }
  }

  /// The numbers of a text outside strings, in order.
  private static func numberTexts(_ bytes: [UInt8]) -> [String] {
    var out: [String] = []
    var isInString = false
    var current: [UInt8] = []
    var i = 0
    while i < bytes.count {
      let byte = bytes[i]
      if isInString {
        if byte == UInt8(ascii: "\\") { i += 1 }
        if byte == UInt8(ascii: "\"") { isInString = false }
      } else if byte == UInt8(ascii: "\"") {
        isInString = true
      } else if "+-.0123456789eE".utf8.contains(byte), !current.isEmpty || byte < 0x40 {
        current.append(byte)
        i += 1
        continue
      }
      if !current.isEmpty { out.append(String(decoding: current, as: UTF8.self)) }
      current = []
      i += 1
    }
    return out
  }

  @Test(
    "all leaves of all records, names and values", .enabled(if: JSONSource.areCorporaThere),
    arguments: JSONRecordsCutTests.files.map(\.path))
  func leaves(path: String) throws {
    let source = try JSONSource(corpus: path)
    var leafCount = 0
    for record in source.records() {
      let object = try JSONSerialization.jsonObject(with: Data(record.bytes), options: .fragmentsAllowed)
      var expected: [String] = []
      var isSplunkRow = false
      if var hit = object as? [String: Any] {
        let inner =
          if hit["_index"] != nil { hit.removeValue(forKey: "_source") } else if hit["preview"] != nil {
            hit.removeValue(forKey: "result")
          } else {
            nil as Any?
          }
        JSONRecordsLeafTests.leaves(hit, "", &expected)
        if let inner { JSONRecordsLeafTests.leaves(inner, "", &expected) }
        isSplunkRow = ((inner ?? hit) as? [String: Any])?["_raw"] != nil
      }
      leafCount += expected.count
      if isSplunkRow {
        // The fields of _raw stand beside them, and a value that they have as well stands there.
        let found = Set(record.fields.map(JSONRecordsLeafTests.leaf))
        for leaf in expected {
          // Splunk's names for what Event XML names otherwise (`EventCode`) stand under the latter.
          let end = leaf.firstIndex(of: " ") ?? leaf.endIndex
          let renamed = ColumnNames.column(for: String(leaf[..<end])) + leaf[end...]
          #expect(
            found.contains(leaf) || found.contains("splunk." + leaf) || found.contains(renamed), "\(leaf)")
        }
        #expect(record["_raw"] != nil)
      } else {
        #expect(record.fields.map(JSONRecordsLeafTests.leaf).sorted() == expected.sorted())
        #expect(
          record.fields.filter { $0.type == .number }.map(\.text)
            == JSONRecordsLeafTests.numberTexts(record.bytes))
      }
    }
    #expect(leafCount > 0)
  }

  @Test("large numbers and odd ones keep their digits", .enabled(if: JSONSource.areCorporaThere))
  func digits() throws {
    let source = try JSONSource(corpus: "hostile/huge_numbers.ndjson")
    let records = source.records()
    // The lines are `{"a":…}`; the last five are no JSON (README).
    let lines = source.bytes.split(separator: 0x0A)
    for (record, line) in zip(records, lines).prefix(9) {
      let value = line.drop { $0 != UInt8(ascii: ":") }.dropFirst().dropLast()
      #expect(record.fields.map(\.value) == [Array(value)])
      #expect(record.fields.first?.type == .number)
    }
    #expect(records.map(\.isParsed) == Array(repeating: true, count: 9) + Array(repeating: false, count: 5))
    #expect(records[4]["a"] == "9007199254740993")
  }

  @Test("what Foundation and this parser accept is the same", arguments: 0..<4)
  func acceptance(seed: Int) {
    var generator = JSONRecordsCutTests.SplitMix(seed: UInt64(seed))
    let text =
      "{\"a\":[1,-0.5e+3,true,false,null,\"x\\u00e9\\n\"],\"b\":{\"c\":{}, \"d\":[]},\"e\":\"\u{00E4}\"}"
    let extractor = JSONRecords.Extractor(profile: SourceProfile(format: .json), limits: Limits())
    var fields = RecordFields(names: NameTable())
    for _ in 0..<3000 {
      var bytes = Array(text.utf8)
      let i = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<3, using: &generator) {
      case 0: bytes.remove(at: i)
      case 1: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &generator)], at: i)
      default: bytes[i] = bytes[Int.random(in: 0..<bytes.count, using: &generator)]
      }
      // Foundation refuses what is not UTF-8 and lone surrogates, which we keep; it takes a comma before a
      // closing bracket, which we refuse.
      guard String(validating: bytes, as: UTF8.self) != nil,
        !zip(bytes, bytes.dropFirst()).contains(where: { $0 == 0x2C && ($1 == 0x5D || $1 == 0x7D) })
      else { continue }
      let record = JSONSource.extract(bytes.span, extractor, &fields)
      let accepted = (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
      #expect(
        record.isParsed == accepted || bytes.split(separator: UInt8(ascii: "u")).count > 1 && record.isParsed,
        "\(String(decoding: bytes, as: UTF8.self))")
    }
  }
}

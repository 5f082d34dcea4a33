import Formats
import Foundation
import Testing

@Suite("Meanings: promises of every table") struct MeaningTablesTests {
  static let tables: [MeaningTable] = {
    var tables: [MeaningTable] = []
    for rule in MeaningRule.all where !tables.contains(where: { $0.title == rule.table.title }) {
      tables.append(rule.table)
    }
    return tables + MeaningTable.ofSIDs
  }()

  @Test("every key of every table can be read and stands there once; every meaning says something")
  func keys() {
    for table in Self.tables {
      #expect(table.entries.count == table.distinctKeys, "\(table.title)")
      #expect(!table.source.isEmpty, "\(table.title)")
      for (key, meaning) in table.entries {
        #expect(
          !meaning.isEmpty && meaning == meaning.trimmingCharacters(in: .whitespaces),
          "\(table.title): \(key)")
        // It joins names, so that a reader can take them apart.
        if ![MeaningTable.Kind.codes, .parameters, .words].contains(table.kind) {
          #expect(!meaning.contains(", "), "\(table.title): \(key)")
        }
      }
    }
  }

  /// The number behind a key, by Foundation's own reading.
  private static func number(_ key: String) -> UInt64? {
    let key = key.hasPrefix("%%") ? String(key.dropFirst(2)) : key
    guard key.hasPrefix("0x") else { return UInt64(key) }
    return UInt64(key.dropFirst(2), radix: 16)
  }

  @Test("decimal, 0x in either case, %% and white space around give the same meaning; negative decimals too")
  func spellings() throws {
    for table in Self.tables where table.kind != .words {
      for (key, _) in table.entries {
        let number = try #require(Self.number(key), "\(table.title): \(key)")
        let meaning = table.meaning(Array(key.utf8))
        if table.kind == .parameters {
          #expect(table.meaning(Array("%%\(number)".utf8)) != nil && meaning == nil, "\(table.title): \(key)")
          continue
        }
        var spellings = [
          "\(number)", "0x" + String(number, radix: 16), "0X" + String(number, radix: 16, uppercase: true),
          "0x0000" + String(number, radix: 16), " \(number)\r\n\t",
        ]
        if table.kind == .codes || table.kind == .messages { spellings.append("%%\(number)") }
        if table.title == "Keywords" {
          spellings.append("\(Int64(bitPattern: number))")
        } else if number >> 31 == 1, let narrow = UInt32(exactly: number) {
          spellings.append("\(Int32(bitPattern: narrow))")
        }
        if key != "0", meaning == nil { Issue.record("\(table.title): \(key) has no meaning") }
        for spelling in spellings where spelling.utf8.count <= 20 {
          #expect(table.meaning(Array(spelling.utf8)) == meaning, "\(table.title): \(spelling)")
        }
      }
    }
  }

  @Test("the names of a mask, and what it says of other bits, make up the mask again")
  func masks() throws {
    var state: UInt64 = 42
    func random() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
    for table in Self.tables {
      guard case .mask(_, let others) = table.kind else { continue }
      var values: [String: UInt64] = [:]
      for (key, meaning) in table.entries { values[meaning] = Self.number(key) }
      for _ in 0..<2000 {
        let mask = random() & random() & (table.title == "Keywords" ? .max : 0xFFFF_FFFF)
        guard let meaning = table.meaning(Array("\(mask)".utf8)) else {
          let known = table.entries.contains { mask & (Self.number($0.key) ?? 0) == Self.number($0.key) }
          #expect(mask == 0 || !known, "\(table.title): \(mask)")
          continue
        }
        if mask == 0 { continue }
        var sum: UInt64 = 0
        for part in meaning.components(separatedBy: ", ") {
          let bits = values[part] ?? Self.number(part.replacingOccurrences(of: " " + others, with: ""))
          sum |= try #require(bits, "\(table.title): \(part)")
        }
        #expect(sum == mask, "\(table.title): \(meaning)")
      }
    }
  }

  /// Old and new value and the messages of the change, of each event that has them, by Python.
  private static let changes = #"""
    import re, sys
    text = open(sys.argv[1], errors='replace').read()
    for event in re.findall('<Event .*?</Event>', text, re.S):
      values = [re.search("Name=['\"]%s['\"]>(.*?)<" % n, event, re.S)
                for n in ('OldUacValue', 'NewUacValue', 'UserAccountControl')]
      if all(values): print('|'.join(' '.join(v.group(1).split()) for v in values))
    """#

  @Test(
    "what real events call switched on and off is what their old and new values differ in",
    .enabled(if: LinesSupport.hasPython && XMLEventsSupport.exists("evtx-xml/wevtutil_security_1000.xml")))
  func accountControl() throws {
    func names(_ value: String, _ field: String) -> Set<String> {
      let text = FieldMeanings.meaning(of: Array(value.utf8), field: field) ?? "none"
      return text == "none" ? [] : Set(text.components(separatedBy: ", "))
    }
    let path = XMLEventsSupport.corpora + "/evtx-xml/wevtutil_security_1000.xml"
    let events = try LinesSupport.python(Self.changes, [path]).split(separator: "\n")
    #expect(events.count == 12)
    for event in events {
      let parts = event.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3, parts[0] != "-" else { continue }
      let old = names(parts[0], "OldUacValue")
      let new = names(parts[1], "NewUacValue")
      let expected = Set(new.subtracting(old).map { "on: \($0)" } + old.subtracting(new).map { "off: \($0)" })
      #expect(names(parts[2], "UserAccountControl") == expected, "\(event)")
    }
  }

  /// Of 2022 (RFC 9110), where Python 3.11 has the names before.
  static let renamed: Set = ["413", "414", "416", "422"]

  @Test("HTTP codes are named as in Python's http.HTTPStatus", .enabled(if: LinesSupport.hasPython))
  func http() throws {
    let lines = try LinesSupport.python(
      "import http\nfor s in http.HTTPStatus: print(s.value, s.phrase, sep='|')"
    ).split(separator: "\n")
    #expect(lines.count > 50)
    for line in lines {
      let parts = line.split(separator: "|").map(String.init)
      guard parts.count == 2, !Self.renamed.contains(parts[0]), parts[0] != "418" else { continue }
      #expect(FieldMeanings.meaning(of: Array(parts[0].utf8), field: "sc-status") == parts[1], "\(line)")
    }
  }

  @Test(
    "IP protocols are named as in /etc/protocols",
    .enabled(if: FileManager.default.fileExists(atPath: "/etc/protocols")))
  func protocols() throws {
    let text = try String(contentsOfFile: "/etc/protocols", encoding: .utf8)
    var names: [String: Set<String>] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
      if words.count >= 2 { names[words[1], default: []].formUnion([words[0]] + words.dropFirst(2)) }
    }
    for number in ["1", "2", "6", "17", "33", "46", "47", "50", "51", "88", "97", "103", "112", "115", "132"]
    {
      guard let known = names[number] else { continue }
      let meaning = try #require(FieldMeanings.meaning(of: Array(number.utf8), field: "protocol"))
      let name = meaning.prefix { $0 != " " }.lowercased()
      #expect(known.contains { $0 == name || $0.hasPrefix(name) }, "\(number): \(meaning), \(known)")
    }
  }
}

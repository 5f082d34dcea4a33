import Evidence
import Formats
import Foundation
import Testing

/// Real logs against what two other programs found in them: `corpora/evtx/expected` (the Rust parser, and a scan for
/// signatures that parses nothing), `sigma/regression.json`.
@Suite("EVTX against other parsers")
struct EVTXExpectedTests {
  /// Logs in which records in use are read that the Rust parser does not give, and why.
  static let more: [String: (count: Int, why: String)] = [
    "bad_chunk_magic.evtx": (
      31, "a chunk whose records in the middle are overwritten with zeros: it stops there"
    ),
    "rdpcorets_carved_vss.evtx": (
      67, "pages within chunks are overwritten with other records: it stops there"
    ),
    "system_truncated_200000.evtx": (90, "the last chunk is cut off: it leaves it out"),
    "zero_data_size_event.evtx": (
      115, "the third record says length 0: it leaves the chunk's other records out"
    ),
  ]

  struct Answer: Decodable {
    var compared: Int
    var missing: [UInt64]
    var extra: [UInt64]
    var uncarved: [UInt64]
  }

  private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("EVTXReference.py").path

  private static let canRun =
    CSVRecordsPythonTests.python != nil
    && ["/usr/bin/zstd", "/usr/local/bin/zstd", "/bin/zstd"].contains {
      FileManager.default.isExecutableFile(atPath: $0)
    }

  private static func compare(_ name: String) throws -> (answer: Answer, differing: [[String]]) {
    let reading = EVTXSupport.read(EVTXSupport.file("evtx/\(name)"))
    var rendered: [UInt8] = []
    for record in reading.records {
      rendered.append(
        contentsOf: "\(record.id)\t\(record.recovered ? 1 : 0)\t\(record.text.utf8.count)\n".utf8)
      rendered.append(contentsOf: record.text.utf8)
      rendered.append(10)
    }
    let path = NSTemporaryDirectory() + "assay-evtx-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(rendered).write(to: URL(fileURLWithPath: path))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CSVRecordsPythonTests.python ?? "")
    let expected = EVTXSupport.corpora + "evtx/expected/\(name)"
    process.arguments = [script, "\(expected).expected.json", "\(expected).records.jsonl.zst", path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let differing = try #require(object["differing"] as? [[Any]])
    return (
      try JSONDecoder().decode(Answer.self, from: data), differing.map { $0.map { "\($0)" } }
    )
  }

  @Test(
    "every record and every value that the Rust parser gives is there, and more where it gives up",
    .enabled(if: EVTXSupport.hasCorpora, "the corpora are not here"),
    .enabled(if: canRun, "python3 and zstd are not here"), arguments: EVTXSupport.files("evtx"))
  func expected(_ name: String) throws {
    let (answer, differing) = try Self.compare(name)
    #expect(answer.missing.isEmpty)
    #expect(answer.extra.count == Self.more[name]?.count ?? 0, "\(Self.more[name]?.why ?? "")")
    #expect(answer.uncarved.isEmpty, "every record with a signature is found, in use or recovered")
    if name == "irregular_bool_values.evtx" {
      // Bool values other than 0 and 1: a number there, true here, as Windows takes them.
      #expect(differing.count == 97)
      #expect(differing.allSatisfy { $0[1].contains("true") && !$0[2].contains("true") })
    } else if name == "bad_chunk_magic.evtx" {
      // Record 46741 is the last before the zeros: its values are overwritten, the names of its template are not.
      #expect(differing.map { $0[0] } == ["46741"] || differing.isEmpty)
    } else {
      #expect(differing.isEmpty, "\(differing.prefix(3))")
    }
  }

  @Test(
    "the regression logs of Sigma hold as many events as upstream counted",
    .enabled(if: FileManager.default.fileExists(atPath: "/work/shared/sigma/regression.json")))
  func sigma() throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: "/work/shared/sigma/regression.json"))
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let cases = try #require(object["cases"] as? [[String: Any]])
    #expect(cases.count == 101)
    for item in cases {
      let name = try #require(item["file"] as? String)
      let reading = EVTXSupport.read(EVTXSupport.file("/work/shared/sigma/evtx/\(name)"))
      #expect(reading.inUse.count == item["events"] as? Int, "\(name)")
      var counts: [String: Int] = [:]
      for record in reading.inUse {
        let event = EVTXSupport.fields(record)
        #expect(event.parsed, "\(name) \(record.id)")
        counts["\(event.common[.channel] ?? "")|\(event.common[.eventID] ?? "")", default: 0] += 1
      }
      #expect(counts == item["channel_eventid"] as? [String: Int], "\(name)")
    }
  }

  /// The same log as XML, or its first records.
  static let twins: [(evtx: String, xml: String)] = [
    ("security_new_user.evtx", "wevtutil_small_4.xml"),
    ("log_cleared_1102_104.evtx", "wevtutil_events_root.xml"),
    ("powershell_obfuscation_many.evtx", "wevtutil_powershell_multiline.xml"),
    ("security_win7_dirty.evtx", "wevtutil_security_1000.xml"),
    ("bits_client_1537.evtx", "viewer_bits_1537.xml"),
    ("capi2_userdata.evtx", "viewer_capi2_utf16le.xml"),
    ("sysmon_korean_names.evtx", "powershell_toxml_utf16le.xml"),
    ("sysmon_win2022_capattack.evtx", "evtx_dump_sysmon_371.txt"),
  ]

  @Test(
    "a log has the same fields as its export to XML",
    .enabled(if: EVTXSupport.hasCorpora, "the corpora are not here"), arguments: twins)
  func twin(evtx: String, xml: String) throws {
    let exported = XMLEventsSupport.records(try XMLEventsSupport.text("evtx-xml/\(xml)"))
    let records = EVTXSupport.read(EVTXSupport.file("evtx/\(evtx)")).inUse
    #expect(!exported.isEmpty && exported.count <= records.count)
    for (text, record) in zip(exported, records) {
      // Made from the Rust parser's JSON (see the README there): empty where NULL, blank where only white space, times
      // to the microsecond, control characters and RenderingInfo as its writer chose; evtx_dump has no braces.
      func level(_ event: XMLEventsSupport.Event) -> [String] {
        event.fields.compactMap { field in
          var value = String(decoding: field.value.filter { $0 >= 0x20 || $0 == 10 }, as: UTF8.self)
          if value.hasPrefix("{"), value.hasSuffix("}") { value = String(value.dropFirst().dropLast()) }
          if value.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6,9}Z/) != nil {
            value = String(value.prefix(26))
          }
          let isBlank = value.allSatisfy(\.isWhitespace)
          return isBlank || field.name.hasPrefix("RenderingInfo.")
            ? nil : "\(field.name)=\(value.uppercased())"
        }
      }
      let a = XMLEventsSupport.extract(text)
      let b = EVTXSupport.fields(record)
      if level(a) != level(b) {
        Issue.record("record \(record.id): \(zip(level(a), level(b)).first { $0 != $1 } ?? ("", ""))")
        return
      }
      #expect(a.common[.eventRecordID] == b.common[.eventRecordID])
      #expect(a.time?.seconds == b.time?.seconds)
      #expect((a.time?.nanoseconds ?? 0) / 1000 == (b.time?.nanoseconds ?? 0) / 1000)
      for field in [.computer, .channel, .provider, .eventID, .user, .severity] as [RecordFields.Common] {
        #expect(a.common[field] == b.common[field])
      }
    }
  }
}

import Evidence
import Formats
import Foundation
import Testing

@Suite("JSON: common fields")
struct JSONRecordsCommonTests {
  typealias Common = RecordFields.Common

  @Test(
    "the same Sysmon events as winlogbeat 8 and as Event XML have the same common fields and event data",
    .enabled(if: JSONSource.areCorporaThere))
  func sameAsXML() throws {
    let json = try JSONSource(corpus: "sysmon/sysmon_atomic_winlogbeat8.ndjson").records()
    let xml = try JSONSource(corpus: "sysmon/sysmon_atomic.xml").records()
    #expect(json.count == 565)
    #expect(xml.count == 565)
    for (a, b) in zip(json, xml) {
      #expect(a.common == b.common)
      // The beat cuts to milliseconds.
      let time = try #require(b.time)
      #expect(
        a.time == Timestamp(seconds: time.seconds, nanoseconds: time.nanoseconds / 1_000_000 * 1_000_000))
      var columns: [String: [String]] = [:]
      for field in a.fields where field.name.hasPrefix("winlog.event_data.") {
        columns[ColumnNames.column(for: field.name), default: []].append(field.text)
      }
      for (name, values) in columns {
        // Made by a parser that renders GUIDs and Booleans its own way.
        // (The XML file has two blank descriptions empty: `Name='Description'></Data>`.)
        let expected = name == "Description" && values == [" "] ? [" "] : b.all(name)
        #expect(
          values == expected || values.map { $0.lowercased() } == expected
            || values.map { "{\($0)}" } == expected, "\(name): \(values), \(expected)")
      }
    }
  }

  @Test("winlogbeat 6 and 8 give the same common fields")
  func winlogbeat() {
    let six = JSONSource.one(
      #"{"@timestamp":"2019-05-18T20:36:46.254Z","computer_name":"A","event_id":4624,"record_number":"7","#
        + #""log_name":"Security","source_name":"S","level":"Information","host":{"name":"collector"},"#
        + #""event_data":{"SubjectUserName":"A$","TargetUserName":"bob"}}"#)
    let eight = JSONSource.one(
      #"{"@timestamp":"2019-05-18T20:36:46.254Z","winlog":{"computer_name":"A","event_id":"4624","record_id":7,"#
        + #""channel":"Security","provider_name":"S","event_data":{"SubjectUserName":"A$","TargetUserName":"bob"}},"#
        + #""log":{"level":"information"},"host":{"name":"collector"}}"#)
    #expect(six.common == eight.common)
    #expect(
      six.common == [
        .computer: "A", .channel: "Security", .provider: "S", .eventID: "4624", .eventRecordID: "7",
        .user: "bob",
        .severity: "information",
      ])
    #expect(six.time == eight.time)
  }

  /// Values read off the files' first records by eye.
  static let firsts: [(path: String, time: String, common: [Common: String])] = [
    (
      "json/array_compact.json", "2020-09-21T23:26:07.434000000Z",
      [
        .computer: "WORKSTATION5.theshire.local", .eventID: "12", .eventRecordID: "3227583",
        .provider: "Microsoft-Windows-Sysmon", .severity: "information",
      ]
    ),
    (
      "json/aws_cloudtrail.jsonl", "2022-02-07T22:23:37.000000000Z",
      [.user: "fakeusername", .provider: "ec2.amazonaws.com"]
    ),
    (
      "json/botsv1_genuine_rows.jsonl", "2016-08-24T16:06:00.000000000Z",
      [
        .computer: "we8105desk.waynecorpinc.local", .eventID: "1", .eventRecordID: "344562",
        .user: "NT AUTHORITY\\SYSTEM",
      ]
    ),
    (
      "json/cloudtrail_us-east-1_20230710T1215Z_dTTFsx4I2m3om5Oy.json", "2023-07-10T12:12:05.000000000Z",
      [.user: "bert-jan", .provider: "iam.amazonaws.com"]
    ),
    ("json/elasticsearch_hits.json", "", [.channel: "security", .eventID: "4658"]),
    ("json/osquery_results.log", "2023-03-16T03:08:58.000000000Z", [.computer: "jumpvm"]),
    (
      "json/powershell_convertto_json_utf16le.json", "2013-10-23T16:22:39.973000000Z",
      [
        .computer: "IE8Win7", .channel: "Security", .eventID: "4728", .eventRecordID: "111",
        .provider: "Microsoft-Windows-Security-Auditing",
      ]
    ),
    (
      "json/splunk_output_json.json", "2022-08-31T20:39:06.551709600Z",
      [
        .computer: "win-host-mhaag-attack-range-117", .eventID: "16", .eventRecordID: "40892756",
        .channel: "Microsoft-Windows-Sysmon/Operational",
      ]
    ),
    ("json/suricata_eve.json", "2017-01-30T15:12:26.985026000Z", [:]),
    (
      "json/winlogbeat_6.5.4_empire_enable_rdp_head200.ndjson", "2019-05-18T20:36:46.254000000Z",
      [
        .computer: "HFDC01.shire.com", .eventID: "3", .eventRecordID: "5402080",
        .user: "NT AUTHORITY\\NETWORK SERVICE", .severity: "information",
      ]
    ),
    (
      "json/zeek_apt29_day1_third.ndjson", "2020-04-30T00:06:39.824370000Z",
      [.computer: "bobs.bigwheel.local"]
    ),
    (
      "sysmon/linux_syslog_sysmon_log4shell_cve2021_44228_jndi_reference_2022-05-11181020.json",
      "2022-05-11T18:10:20.400000000Z", [.computer: "UBUNTU5", .severity: "information"]
    ),
  ]

  @Test("the first record of each kind of log", .enabled(if: JSONSource.areCorporaThere), arguments: firsts)
  func first(path: String, time: String, common: [Common: String]) throws {
    let record = try #require(try JSONSource(corpus: path).records().first)
    if !time.isEmpty { #expect(record.time?.text == time) }
    for (field, value) in common { #expect(record.common[field] == value, "\(field)") }
  }

  @Test("every record of these logs has a time", .enabled(if: JSONSource.areCorporaThere))
  func times() throws {
    for (path, _, count) in JSONRecordsCutTests.files where !path.contains("velociraptor") {
      #expect(try JSONSource(corpus: path).records().count { $0.time != nil } == count, "\(path)")
    }
  }

  @Test("Zeek's `host` is an HTTP header and PowerShell's `Id` an event id, elsewhere they are not")
  func context() {
    #expect(JSONSource.one(#"{"id_orig_h":"10.0.0.1","host":"example.org"}"#).common[.computer] == nil)
    #expect(JSONSource.one(#"{"host":"h1"}"#).common[.computer] == "h1")
    #expect(JSONSource.one(#"{"Id":7}"#).common[.eventID] == nil)
    #expect(JSONSource.one(#"{"Id":7,"MachineName":"m"}"#).common[.eventID] == "7")
    #expect(JSONSource.one(#"{"host":{"name":"h2"},"host.name":"x"}"#).common[.computer] == "h2")
  }

  @Test(
    "severities are words of one list, others stay as they are",
    arguments: [
      (#"{"Level":"2"}"#, "error"), (#"{"Level":0}"#, "information"), (#"{"SeverityValue":4}"#, "error"),
      (#"{"level":"WARN"}"#, "warning"), (#"{"severity":"NOTICE"}"#, "information"),
      (#"{"level":"Informational"}"#, "information"), (#"{"severity":"odd"}"#, "odd"),
      (#"{"level":30}"#, "30"),
    ])
  func severities(text: String, severity: String) {
    #expect(JSONSource.one(text).common[.severity] == severity)
  }
}

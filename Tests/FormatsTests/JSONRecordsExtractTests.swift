import Evidence
import Formats
import Testing

@Suite("JSON: fields")
struct JSONRecordsExtractTests {
  @Test("nested keys are joined by dots, arrays give several values, empty ones are null")
  func flattening() {
    let record = JSONSource.one(
      #"{"a":{"b":1,"c.d":[true,{"e":"x"},[2,[3]]]},"f":[],"g":{},"h":null,"":"empty"}"#)
    #expect(
      record.fields.map(\.description) == [
        "a.b=1 (number)", "a.c.d=true (bool)", "a.c.d.e=x (string)", "a.c.d=2 (number)", "a.c.d=3 (number)",
        "f= (null)", "g= (null)", "h= (null)", "=empty (string)",
      ])
  }

  @Test("both values of a key that comes twice are fields; the first counts as common field")
  func duplicates() {
    let record = JSONSource.one(#"{"EventID":4624,"EventID":1102,"user":"a","user":"b"}"#)
    #expect(record.all("EventID") == ["4624", "1102"])
    #expect(record.common[.eventID] == "4624")
    #expect(record.common[.user] == "a")
  }

  @Test("keys and values are unescaped; lone surrogates and NUL are kept")
  func escapes() {
    #expect(JSONSource.one(#"{"k\u00e9\/":"\ud83d\ude00\n\u0000x"}"#)["ké/"] == "😀\n\0x")
    #expect(JSONSource.one(#"{"a":"\ud800"}"#).fields.first?.value == [0xED, 0xA0, 0x80])
    #expect(!JSONSource.one(#"{"a":"\x"}"#).isParsed)
    #expect(!JSONSource.one(#"{"a":"\u12g4"}"#).isParsed)
  }

  @Test("a value that is no object is the field `value`")
  func scalars() {
    #expect(JSONSource.one("42").fields.map(\.description) == ["value=42 (number)"])
    #expect(JSONSource.one("[1,[2],{\"a\":3}]").fields.map(\.name) == ["value", "value", "value.a"])
    #expect(JSONSource.one("\"x\"")["value"] == "x")
  }

  @Test(
    "what is wrong with a record is said by a code",
    arguments: [
      (#"{"a":1,}"#, "json.syntax"), (#"{'a':1}"#, "json.syntax"), (#"{"a":1} x"#, "json.syntax"),
      (#"{"a":01}"#, "json.syntax"), (#"{"a":NaN}"#, "json.syntax"), (#"{"a" 1}"#, "json.syntax"),
      (#"{"a":1]"#, "json.syntax"), (#"{"a":"#, "json.truncated"), (#"{"a":"x"#, "json.truncated"),
      (#"{"a":tr"#, "json.truncated"), (#"{"a":1"#, "json.truncated"), (#"[1,"#, "json.truncated"),
      (String(repeating: "[", count: 600), "json.depth"),
    ])
  func failures(text: String, code: String) {
    let record = JSONSource.one(text)
    #expect(!record.isParsed)
    #expect(record.problem == code)
    #expect(record.fields.isEmpty)
  }

  @Test("the depth limit holds at its value")
  func depth() {
    func nested(_ depth: Int) -> String {
      String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth)
    }
    #expect(JSONSource.one(nested(512)).isParsed)
    #expect(JSONSource.one(nested(513)).problem == "json.depth")
  }

  @Test("raw control characters and bytes that are not UTF-8 are kept and noted")
  func oddBytes() {
    let control = JSONSource.one("{\"a\":\"x\u{1}y\"}")
    #expect(control["a"] == "x\u{1}y")
    #expect(control.problem == "json.control-character")
    let source = JSONSource(Array("{\"a\":\"".utf8) + [0xE9] + Array("\"}".utf8), shape: .lines)
    var latin = source
    latin.bytes = Array("{\"a\":\"".utf8) + [0xE9] + Array("\"}".utf8)
    #expect(latin.records().first?.fields.first?.value == [0xE9])
    #expect(latin.records().first?.problem == "utf8.invalid")
  }

  @Test(
    "more names than a row group may have are refused and noted", .enabled(if: JSONSource.areCorporaThere))
  func manyKeys() throws {
    let records = try JSONSource(corpus: "hostile/many_keys_30k.ndjson").records()
    #expect(records.first?.problem?.hasPrefix("fields.too-many") == true)
    #expect((records.first?.fields.count ?? 0) <= 16_384)
  }

  @Test("a hit's event and a Splunk row stand under their own names, the envelope beside them")
  func envelopes() {
    let hit = JSONSource.one(
      #"{"_index":"i","_id":"1","_score":1.0,"_source":{"a":{"b":1},"_id":"inner"},"fields":{"x":["y"]},"sort":[5]}"#
    )
    #expect(hit.fields.map(\.name) == ["_index", "_id", "_score", "a.b", "_id", "fields.x", "sort"])
    let row = JSONSource.one(#"{"preview":false,"offset":3,"lastrow":true,"result":{"a":["x","y"]}}"#)
    #expect(row.fields.map(\.name) == ["preview", "offset", "lastrow", "a", "a"])
    let other = JSONSource.one(#"{"name":"n","_source":{"a":1},"result":{"b":1}}"#)
    #expect(other.fields.map(\.name) == ["name", "_source.a", "result.b"])
    #expect(JSONSource.one(#"{"result":{"b":1}}"#).fields.map(\.name) == ["result.b"])
  }

  @Test("a row's _raw gives fields; the row's own are not repeated, and other values say where they are from")
  func nested() {
    let record = JSONSource.one(
      #"{"_raw":"{\"a\":1,\"b\":\"x\\\"\",\"@timestamp\":\"2024-05-01T10:00:00Z\"}","a":"1","b":"y","c":"z","#
        + #""_time":"2024-05-01T12:34:56Z"}"#)
    #expect(record.all("a") == ["1"])
    #expect(record.all("b") == ["x\""])
    #expect(record["splunk.b"] == "y")
    #expect(record["splunk.a"] == nil)
    #expect(record["c"] == "z")
    #expect(record["_raw"]?.hasPrefix("{\"a\":1") == true)
    #expect(record.time?.text == "2024-05-01T10:00:00.000000000Z")
  }

  @Test("names learned in one row group do not show in the next")
  func newNameTable() {
    let extractor = JSONRecords.Extractor(profile: SourceProfile(format: .json), limits: Limits())
    var fields = RecordFields(names: NameTable())
    _ = JSONSource.extract(Array(#"{"Computer":"a","EventID":1}"#.utf8).span, extractor, &fields)
    fields.names = NameTable()
    let record = JSONSource.extract(Array(#"{"x":"a","Computer":"b"}"#.utf8).span, extractor, &fields)
    #expect(record.common == [.computer: "b"])
  }

  @Test(
    "times are read exactly",
    arguments: [
      (#"{"ts":1588205199.82437}"#, "2020-04-30T00:06:39.824370000Z"),
      (#"{"ts":1588205199.123456789123}"#, "2020-04-30T00:06:39.123456789Z"),
      (#"{"timestamp":1588205199824}"#, "2020-04-30T00:06:39.824000000Z"),
      (#"{"time":1588205199824370}"#, "2020-04-30T00:06:39.824370000Z"),
      (#"{"time":"1588205199824370001"}"#, "2020-04-30T00:06:39.824370001Z"),
      (#"{"timestamp":"2017-01-30T16:12:26.985026+0100"}"#, "2017-01-30T15:12:26.985026000Z"),
      (#"{"TimeCreated":"\/Date(1382545359973)\/"}"#, "2013-10-23T16:22:39.973000000Z"),
      (#"{"TimeCreated":"\/Date(-1)\/"}"#, "1969-12-31T23:59:59.999000000Z"),
      (#"{"calendarTime":"Thu Mar 16 03:08:58 2023 UTC"}"#, "2023-03-16T03:08:58.000000000Z"),
      (#"{"_time":"2016-08-24 10:06:00.000 MDT"}"#, "2016-08-24T16:06:00.000000000Z"),
      (
        #"{"EventTime":"2020-09-21 19:26:05","@timestamp":"2020-09-21T23:26:07.434Z"}"#,
        "2020-09-21T23:26:07.434000000Z"
      ),
      (#"{"@timestamp":"nonsense","timestamp":"2020-09-21T23:26:07Z"}"#, "2020-09-21T23:26:07.000000000Z"),
      (
        #"{"UtcTime":"2020-09-21 23:26:05.384","EventTime":"2020-09-21 19:26:05"}"#,
        "2020-09-21T19:26:05.000000000Z"
      ),
    ])
  func times(text: String, time: String) {
    #expect(JSONSource.one(text).time?.text == time)
    #expect(JSONSource.one(text).problem == nil)
  }

  @Test("a time without zone is in the source's zone")
  func zones() {
    let text = #"{"EventTime":"2020-09-21 19:26:05"}"#
    #expect(JSONSource.one(text, timezone: "America/New_York").time?.text == "2020-09-21T23:26:05.000000000Z")
    #expect(JSONSource.one(text, timezone: "+02:00").time?.text == "2020-09-21T17:26:05.000000000Z")
  }

  @Test(
    "a time that is none is noted", arguments: [#""soon""#, "12", "1e9", #""2020-02-30T00:00:00Z""#, "true"])
  func badTimes(value: String) {
    let record = JSONSource.one("{\"timestamp\":\(value)}")
    #expect(record.isParsed)
    #expect(record.time == nil)
    #expect(record.problem == "time.unparsed")
  }

  @Test("cells of a row have the names of the document's columns; one too many is no field of theirs")
  func row() {
    let profile = SourceProfile(format: .json, json: .wrapped)
    let extractor = profile.makeExtractor(limits: Limits())
    var fields = RecordFields(names: NameTable())
    let text = Array("[\"2023-06-05T06:04:41Z\", 4688, null, {\"b\": 1}, \"more\"]".utf8)
    extractor.extract(
      text.span, context: RecordContext(columns: ["TimeGenerated", "EventID", "Empty", "a"]), into: &fields)
    let names = fields.entries.map { fields.names.name($0.name) }
    let types = fields.entries.map(\.type)
    let eventID = fields.value(of: .eventID, text: text.span)
    #expect(names == ["TimeGenerated", "EventID", "Empty", "a.b", "value"])
    #expect(types == [.string, .number, .null, .number, .string])
    #expect(eventID == Array("4688".utf8))
  }
}

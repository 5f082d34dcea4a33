import Formats
import Query
import Testing

@Suite(
  "CSV views against Python's csv", .enabled(if: Corpora.areThere),
  .enabled(if: Python.isThere, "python3 is not here"))
struct ViewsCSVTests {
  /// Rows by Python's csv module; names and multi-values as docs/sql.md says.
  static let script = #"""
    import csv, json, sys
    csv.field_size_limit(1 << 30)
    path, delimiter = sys.argv[1], sys.argv[2]
    head = open(path, 'rb').read(2)
    encoding = 'utf-16' if head in (b'\xff\xfe', b'\xfe\xff') else 'utf-8-sig'
    def split(cell):
        # $a$;$b$ with $$ for $
        if len(cell) < 2 or cell[0] != '$' or cell[-1] != '$': return None
        values, i = [], 0
        while i < len(cell):
            if cell[i] != '$': return None
            i += 1; value = ''
            while True:
                if i >= len(cell): return None
                if cell[i] == '$':
                    if cell[i + 1:i + 2] == '$': value += '$'; i += 2; continue
                    break
                value += cell[i]; i += 1
            values.append(value); i += 1
            if i < len(cell):
                if cell[i] != ';': return None
                i += 1
        return values
    with open(path, encoding=encoding, newline='') as f:
        rows = (row for row in csv.reader(f, delimiter=delimiter) if row)
        names = next(rows)
        many = {n[5:]: i for i, n in enumerate(names) if n.startswith('__mv_') and n[5:] in names}
        for row in rows:
            out = []
            for i, cell in enumerate(row):
                name = names[i] if i < len(names) and names[i] else 'column_%d' % (i + 1)
                if name.startswith('__mv_') and name[5:] in names:
                    if not cell or split(cell) is not None: continue
                values = split(row[many[name]]) if name in many and many[name] < len(row) else None
                for value in values if values is not None else [cell]: out.append([name, 's', value])
            print(json.dumps(out))
    """#

  /// Zeek's logs: tabs, `#fields`, `-` is absent, `(empty)` is empty.
  static let zeek = #"""
    import json, sys
    names = []
    for line in open(sys.argv[1], encoding='utf-8', newline='\n'):
        line = line.rstrip('\n')
        if line.startswith('#fields'): names = line.split('\t')[1:]
        if not line or line.startswith('#'): continue
        cells = zip(names, line.split('\t'))
        print(json.dumps([[n, 's', '' if v == '(empty)' else v] for n, v in cells if v != '-']))
    """#

  static let withRaw = [
    "csv/bots_shaped_export.csv", "csv/botsv2_genuine_one_event.csv", "csv/splunk_exporttool.csv",
    "sysmon/sysmon_atomic_splunk_export.csv", "csv/huge_field.csv",
  ]

  static let plain = (Corpora.files(in: "csv") + Corpora.files(in: "text")).filter {
    $0.hasSuffix(".csv") && !withRaw.contains($0)
  }

  @Test("every cell of every row, and every 4th value of every column", arguments: plain)
  func views(file: String) async throws {
    let records = try Python.lines(
      [[String]].self, Self.script, [Corpora.root + "/" + file, file.contains("_de.") ? ";" : ","])
    let fixture = try await CaseFixture(paths: [Corpora.root + "/" + file])
    #expect(try ViewsComparison(fixture: fixture, records: records).check() >= records.count)
  }

  @Test("Zeek's logs", arguments: Corpora.files(in: "csv").filter { $0.hasSuffix(".log") })
  func zeek(file: String) async throws {
    let records = try Python.lines([[String]].self, Self.zeek, [Corpora.root + "/" + file])
    let fixture = try await CaseFixture(paths: [Corpora.root + "/" + file])
    #expect(try ViewsComparison(fixture: fixture, records: records).check() >= records.count)
  }

  @Test(
    "each cell of a Splunk export is found: under its name, or as splunk.NAME where _raw says otherwise",
    arguments: withRaw)
  func splunkCSV(file: String) async throws {
    try await cells(of: file, Python.lines([[String]].self, Self.script, [Corpora.root + "/" + file, ","]))
  }

  @Test(
    "each value of a Splunk row in JSON is found likewise",
    arguments: ["json/splunk_output_json.json", "json/splunk_rest_results.json"])
  func splunkJSON(file: String) async throws {
    try await cells(
      of: file, Python.lines([[String]].self, ViewsJSONTests.script, [Corpora.root + "/" + file]))
  }

  private func cells(of file: String, _ records: [[[String]]]) async throws {
    let fixture = try await CaseFixture(paths: [Corpora.root + "/" + file])
    let session = try fixture.session()
    var names: [String] = []
    for record in records { for field in record where !names.contains(field[0]) { names.append(field[0]) } }
    let known = Set(try session.texts("SELECT name FROM fields").compactMap { $0[0] })
    var compared = 0
    for name in names {
      let expected = records.map { fields in
        fields.filter { $0[0] == name && $0[1] != "z" }.map { $0[2] }
      }
      let own = quoted(CollisionTests.own.contains(name.lowercased()) ? "log." + name : name)
      let other = known.contains("splunk." + name) ? "field(record, \(literal("splunk." + name)))" : "NULL"
      let rows = try session.texts("SELECT \(own), \(other) FROM events ORDER BY record")
      #expect(rows.count == expected.count)
      for (record, (row, values)) in zip(rows, expected).enumerated() where values.count == 1 {
        let value = values[0]
        // An array: `_raw` has several values, of which the cell's is one.
        let isThere = row[0] == value || row[1] == value || row[0]?.hasPrefix("[") == true
        if !isThere {
          Issue.record("\(name) of record \(record): \(row), expected \(value.prefix(300))")
          return
        }
        compared += 1
      }
    }
    #expect(compared > records.count * 3)
    if known.contains("_raw") {
      let raw = try session.texts("SELECT _raw FROM events ORDER BY record").map { $0[0] }
      #expect(raw == records.map { fields in fields.first { $0[0] == "_raw" }.map { $0[2] } })
    }
  }
}

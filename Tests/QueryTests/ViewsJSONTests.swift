import Query
import Testing

@Suite(
  "JSON views against Python's json", .enabled(if: Corpora.areThere),
  .enabled(if: Python.isThere, "python3 is not here"))
struct ViewsJSONTests {
  /// Records by the shapes of the corpora's README, flattened as docs/sql.md says.
  static let script = #"""
    import json, sys
    data = open(sys.argv[1], 'rb').read()
    text = data.decode('utf-16' if data[:2] in (b'\xff\xfe', b'\xfe\xff') else 'utf-8-sig')
    class Num(str): pass
    class Pairs(list): pass
    def constant(c): raise ValueError(c)
    decoder = json.JSONDecoder(object_pairs_hook=Pairs, parse_int=Num, parse_float=Num, parse_constant=constant)
    def documents():
        i = 0
        while True:
            while i < len(text) and text[i] in ' \t\r\n': i += 1
            if i == len(text): return
            value, i = decoder.raw_decode(text, i)
            yield value
    def get(pairs, key):
        return next((v for k, v in pairs if k == key), None) if isinstance(pairs, Pairs) else None
    docs = list(documents())
    records = []
    if len(docs) == 1:
        d = docs[0]
        hits = get(get(d, 'hits'), 'hits')
        if not isinstance(d, Pairs): records = d
        elif hits is not None: records = hits
        else: records = get(d, 'Records') or get(d, 'results') or docs
    else: records = docs
    def leaf(name, v, out):
        if isinstance(v, Pairs):
            if not v: out.append([name, 'z', ''])
            for k, x in v: leaf(name + '.' + k if name is not None else k, x, out)
        elif isinstance(v, list):
            if not v: out.append([name, 'z', ''])
            for x in v: leaf(name, x, out)
        elif v is None: out.append([name, 'z', ''])
        elif v is True or v is False: out.append([name, 'n', 'true' if v else 'false'])
        elif isinstance(v, Num): out.append([name, 'n', str(v)])
        else: out.append([name, 's', v])
    for r in records:
        out = []
        keys = [k for k, v in r]
        for k, v in r:
            inner = k == '_source' and '_index' in keys or k == 'result' and len(keys) > 1 and 'preview' in keys
            leaf(None if inner and isinstance(v, Pairs) else k, v, out)
        print(json.dumps(out))
    """#

  static let files = (Corpora.files(in: "json") + Corpora.files(in: "sysmon")).filter {
    // Rows of Splunk with a `_raw` are compared otherwise, see ViewsCSVTests.
    !["splunk_output_json.json", "splunk_rest_results.json"].contains(where: $0.hasSuffix)
      && (!$0.hasPrefix("sysmon") || $0.hasSuffix("json"))
  }

  @Test("every field of every record, and every 4th value of every column", arguments: files)
  func views(file: String) async throws {
    let records = try Python.lines([[String]].self, Self.script, [Corpora.root + "/" + file])
    let fixture = try await CaseFixture(paths: [Corpora.root + "/" + file])
    let compared = try ViewsComparison(fixture: fixture, records: records).check()
    #expect(compared >= records.count)
  }
}

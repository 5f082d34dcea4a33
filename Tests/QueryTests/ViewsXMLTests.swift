import CaseFile
import Formats
import Query
import Testing

@Suite(
  "Event XML views against Python's ElementTree", .enabled(if: Corpora.areThere),
  .enabled(if: Python.isThere, "python3 is not here"))
struct ViewsXMLTests {
  /// Events found by a regular expression, parsed by ElementTree, named as docs/sql.md says. A CR is hidden from
  /// the XML parser, which would take it away.
  static let script = #"""
    import json, re, sys
    import xml.etree.ElementTree as ET
    data = open(sys.argv[1], 'rb').read()
    text = data.decode(sys.argv[2]).replace('\r', '\ue00d')
    SYSTEM = {n.lower() for n in 'Provider ProviderGuid EventSourceName EventID Qualifiers Version Level Task Opcode Keywords EventRecordID ActivityID RelatedActivityID ExecutionProcessID ExecutionThreadID Channel Computer UserID SystemTime'.split()}
    def local(n): return n.rsplit('}', 1)[-1]
    def blank(t): return all(c in ' \t\n\r\ue00d' for c in t)
    def guarded(n, part): return part + '.' + n if n.lower() in SYSTEM else n
    class Walk:
        def __init__(self): self.out = []; self.pretty = False
        def add(self, n, v): self.out.append([n, 's', v.replace('\ue00d', '\r')])
        def content(self, e, empty, first, later, child):
            name, t = first, e.text or ''
            for c in e:
                if not blank(t): self.add(name, t)
                name = later
                child(c)
                t = c.tail or ''
            if len(e) == 0:
                if blank(t) and (not empty or self.pretty and ('\n' in t or '\ue00d' in t)): t = ''
                if t or empty: self.add(name, t)
            elif not blank(t): self.add(name, t)
        def root(self, e):
            for n, v in e.attrib.items(): self.add('Event.' + local(n), v)
            self.pretty = '\n' in (e.text or '') or '\ue00d' in (e.text or '')
            def part(p):
                n = local(p.tag)
                if n == 'System': self.system(p)
                elif n == 'EventData': self.data(p)
                else: self.other(p, n)
            self.content(e, False, 'Event', 'Event', part)
        def system(self, p):
            def element(e):
                n, attributes = local(e.tag), False
                bare = n in ('Provider', 'TimeCreated', 'Correlation', 'Execution', 'Security')
                for a, v in e.attrib.items():
                    if (n, a) == ('Provider', 'Name'): self.add('Provider', v)
                    elif (n, a) == ('Provider', 'Guid'): self.add('ProviderGuid', v)
                    elif (n, a) == ('TimeCreated', 'SystemTime'): continue
                    elif n == 'Execution': self.add('Execution' + a, v)
                    else: self.add(a, v)
                    attributes = True
                self.content(e, not bare and not attributes, n, n, lambda i: self.inner(i, 'System'))
            self.content(p, False, 'System', 'System', element)
        def data(self, p):
            for a, v in p.attrib.items(): self.add('EventDataName' if a == 'Name' else 'EventData.' + a, v)
            def element(e):
                n = local(e.tag)
                if n not in ('Data', 'ComplexData'): return self.inner(e, 'EventData')
                name, attributes = '', False
                for a, v in e.attrib.items():
                    if a == 'Name': name = v
                    else: self.add(n + '.' + a, v); attributes = True
                self.content(e, not attributes, guarded(name or n, 'EventData'), n, lambda i: self.inner(i, 'EventData'))
            self.content(p, False, 'EventData', 'EventData', element)
        def other(self, p, n):
            for a, v in p.attrib.items(): self.add(n + '.' + local(a), v)
            known = n in ('UserData', 'RenderingInfo')
            name = n if known else guarded(n, n)
            self.content(p, not known and not p.attrib, name, name, lambda i: self.inner(i, n))
        def inner(self, e, part):
            n = local(e.tag)
            for a, v in e.attrib.items(): self.add(n + '.' + local(a), v)
            if part == 'System': name = n
            elif part == 'RenderingInfo': name = n if n == 'Message' else 'RenderingInfo.' + n
            else: name = guarded(n, part)
            self.content(e, not e.attrib, name, name, lambda i: self.inner(i, part))
    for m in re.finditer(r'<Event[\s>].*?</Event>', text, re.S):
        w = Walk()
        w.root(ET.fromstring(m.group(0)))
        print(json.dumps(w.out))
    """#

  static let files = Corpora.files(in: "evtx-xml") + ["sysmon/sysmon_atomic.xml"]

  @Test("every field of every event, and every 4th value of every column", arguments: files)
  func views(file: String) async throws {
    let isCP850 = file.contains("cp850")
    let codec = file.contains("utf16le") ? "utf-16" : isCP850 ? "cp850" : "utf-8-sig"
    let records = try Python.lines([[String]].self, Self.script, [Corpora.root + "/" + file, codec])
    var options = AddOptions()
    // No byte order mark and no declaration: what the bytes mean must be said.
    if isCP850 { options.encoding = .cp850 }
    let fixture = try await CaseFixture(paths: [Corpora.root + "/" + file], options: options)
    // Splunk's raw export has classic text events between those of XML.
    let comparison = ViewsComparison(
      fixture: fixture, records: records, condition: "text LIKE '%<Event%</Event>%'")
    #expect(try comparison.check() > records.count * 10)
    let all = try fixture.texts("SELECT count(*) FROM events WHERE format = 'event_xml'")
    if !file.contains("genuine.log") { #expect(all == [[String(records.count)]]) }
  }
}

import CaseFile
import Evidence
import Foundation
import Query
import Testing

/// Functions over real records, against Python over the same file.
@Suite(.enabled(if: Corpora.areThere && FunctionsPython.exists, "needs /work/shared/corpora and python3"))
struct FunctionsCorporaTests {
  private static let file = Corpora.root + "/sysmon/sysmon_atomic_winlogbeat8.ndjson"

  @Test(
    "functions over Sysmon records give what Python gives on the raw file",
    arguments: [
      (
        "SELECT path_base(Image), path_dir(Image), ext(Image), count(*) FROM events WHERE Image IS NOT NULL "
          + "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        """
        c = Counter(ntpath.split(d['Image']) for d in data if 'Image' in d)
        for (dir, base), n in c.items():
          out(base, dir, ntpath.splitext(base)[1][1:].lower(), n)
        """
      ),
      (
        "SELECT time_bin(time, '1m'), count(*) FROM events GROUP BY 1",
        """
        for t, n in Counter(r['@timestamp'][:16] for r in rows).items(): out(t + ':00.000000000Z', n)
        """
      ),
      (
        "SELECT median(length(CommandLine)), percentile(length(CommandLine), 90), mode(Image), "
          + "string_agg_distinct(ParentImage, '|') FROM events",
        """
        n = [len(d['CommandLine']) for d in data if 'CommandLine' in d]
        q = lambda p: statistics.quantiles(n, n=100, method='inclusive')[p - 1]
        i = Counter(d['Image'] for d in data if 'Image' in d)
        out(number(q(50)), number(q(90)), min(i, key=lambda k: (-i[k], k)), '|'.join(sorted({d['ParentImage'] for d in data if 'ParentImage' in d})))
        """
      ),
      (
        "SELECT DestinationIp, ip_version(DestinationIp), cidr_match(DestinationIp, '10.0.0.0/8', '192.168.0.0/16', "
          + "'172.16.0.0/12') FROM events WHERE DestinationIp IS NOT NULL",
        """
        for d in data:
          if 'DestinationIp' in d:
            a = ipaddress.ip_address(d['DestinationIp'])
            out(a, a.version, int(any(a in ipaddress.ip_network(n) for n in ('10.0.0.0/8', '192.168.0.0/16', '172.16.0.0/12'))))
        """
      ),
      (
        "SELECT regexp_extract(CommandLine, '(?i)-e(?:nc|c)?[a-z]*\\s+([A-Za-z0-9+/=]{8,})'), count(*) FROM events "
          + "WHERE CommandLine REGEXP '[Pp]owershell' GROUP BY 1",
        #"""
        c = Counter()
        for d in data:
          if re.search('[Pp]owershell', d.get('CommandLine', '')):
            m = re.search(r'(?i)-e(?:nc|c)?[a-z]*\s+([A-Za-z0-9+/=]{8,})', d['CommandLine'])
            c[m.group(1) if m else 'NULL'] += 1
        for k, n in c.items(): out(k, n)
        """#
      ),
      (
        "SELECT sum(entropy(CommandLine) > 4.5), sum(length(sha256(CommandLine))), min(md5(CommandLine)), "
          + "max(sha1(CommandLine)), hash_of(max(Hashes), 'SHA256') FROM events",
        """
        lines = [d['CommandLine'].encode() for d in data if 'CommandLine' in d]
        H = lambda b: -sum(v / len(b) * math.log2(v / len(b)) for v in Counter(b).values())
        h = max(d['Hashes'] for d in data if 'Hashes' in d)
        out(sum(H(b) > 4.5 for b in lines if b), 64 * len(lines), min(hashlib.md5(b).hexdigest() for b in lines),
          max(hashlib.sha1(b).hexdigest() for b in lines), re.search('SHA256=([^,]*)', h).group(1))
        """
      ),
      (
        "SELECT arg_max(Image, event_record_id), arg_min(Image, event_record_id), "
          + "time_format(max(time), '%d.%m.%Y %H:%M:%S', 'America/New_York') FROM events",
        """
        r = sorted(((r['winlog']['record_id'], r['winlog']['event_data'].get('Image', 'NULL')) for r in rows))
        t = max(r['@timestamp'] for r in rows)
        z = datetime.fromisoformat(t.replace('Z', '+00:00')).astimezone(ZoneInfo('America/New_York'))
        out(r[-1][1], r[0][1], z.strftime('%d.%m.%Y %H:%M:%S'))
        """
      ),
    ])
  func sysmon(sql: String, python: String) async throws {
    let functions = try await FunctionSession(try String(contentsOfFile: Self.file, encoding: .utf8))
    let expected = try FunctionsPython.lines(
      """
      import hashlib, ipaddress, json, math, ntpath, re, statistics
      from collections import Counter
      from datetime import datetime
      from zoneinfo import ZoneInfo
      rows = [json.loads(l) for l in open('\(Self.file)', encoding='utf-8')]
      data = [r['winlog']['event_data'] for r in rows]
      def number(x): return int(x) if x == int(x) else x
      def out(*cells): print(*cells, sep='\\t')

      """ + python, [])
    let rows = try functions.rows(sql).map { row in
      row.map { value in
        let shown = FunctionSession.shown(value)
        return shown.hasPrefix("'") ? String(shown.dropFirst().dropLast()) : shown
      }.joined(separator: "\t")
    }
    #expect(!expected.isEmpty)
    #expect(rows.sorted() == expected.sorted())
  }
}

"""Checks the files as they lie on the disk, with nothing of the generator: xml.etree, json, csv, base64, zlib."""
import base64
import csv
import hashlib
import json
import os
import re
import xml.etree.ElementTree as ET
import zlib
from calendar import timegm
from datetime import datetime

NS = '{http://schemas.microsoft.com/win/2004/08/events/event}'
csv.field_size_limit(1 << 24)


class Failed(Exception):
    pass


def expect(holds, what):
    if not holds:
        raise Failed(what)


def ticks(text):
    """100 ns since 1970 of an ISO time in UTC."""
    m = re.match(r'(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|\+0000)?$', text)
    expect(m, 'no time: ' + text)
    return timegm(tuple(int(g) for g in m.groups()[:6]) + (0, 0, 0)) * 10 ** 7 + int(((m.group(7) or '') + '0000000')[:7])


class Folder:
    def __init__(self, path):
        self.path = path
        self.truth = json.loads(self.read('truth.json').decode())
        self.cache = {}

    def read(self, name):
        with open(os.path.join(self.path, *name.split('/')), 'rb') as file:
            return file.read()

    def xml(self, name):
        """[(text, element or None)], one per event"""
        if name not in self.cache:
            data = self.read(name)
            text = data.decode('utf-16') if data[:2] == b'\xff\xfe' else data.decode()
            pieces = re.findall(r'<Event (?:(?!<Event ).)*', text, re.S)
            out = []
            for piece in pieces:
                end = piece.rfind('</Event>')
                try:
                    out.append((piece[:end + 8], ET.fromstring(piece[:end + 8] if end >= 0 else piece)))
                except ET.ParseError:
                    out.append((piece, None))
            self.cache[name] = out
        return self.cache[name]

    def rows(self, name):
        return list(csv.DictReader(self.read(name).decode().splitlines(True)))


def system(element):
    s = element.find(NS + 'System')
    return {'time': ticks(s.find(NS + 'TimeCreated').get('SystemTime')), 'id': int(s.find(NS + 'EventID').text),
            'record': int(s.find(NS + 'EventRecordID').text), 'channel': s.find(NS + 'Channel').text,
            'computer': s.find(NS + 'Computer').text, 'provider': s.find(NS + 'Provider').get('Name')}


def values(element):
    return {d.get('Name'): d.text or '' for d in element.iter(NS + 'Data')}


def summary(folder, name):
    """[(time or None, record ID or None)], counted by other means than the truth."""
    data = folder.read(name)
    if name.endswith(('.xml', '.txt')):
        return [(system(e)['time'], system(e)['record']) if e is not None else (None, None) for _, e in folder.xml(name)]
    if name.endswith('.ndjson'):
        return [(ticks(r['@timestamp']), r['winlog']['record_id']) for r in map(json.loads, data.decode().splitlines())]
    if name.endswith('.csv'):
        return [(ticks(r['_time']), None) for r in folder.rows(name)]
    if name.endswith('.json'):
        return [(ticks(r['timestamp']), None) for r in json.loads(data.decode())]
    out = []
    for line in data.rstrip(b'\0').decode().splitlines():
        audit = re.search(r'msg=audit\((\d+)\.(\d{3}):', line)
        if audit:
            out.append((int(audit.group(1)) * 10 ** 7 + int(audit.group(2)) * 10 ** 4, None))
        elif name.endswith('audit.log'):
            out.append((None, None))
        else:
            access = re.search(r'\[(\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d) \+0000\]', line)
            t = datetime.strptime(access.group(1), '%d/%b/%Y:%H:%M:%S') if access else datetime.strptime(
                '2024 ' + line[:15], '%Y %b %d %H:%M:%S')
            out.append((timegm(t.timetuple()) * 10 ** 7, None))
    return out


PRECISION = {'second': 10 ** 7, 'millisecond': 10 ** 4}


def check_files(folder):
    for f in folder.truth['files']:
        data, name = folder.read(f['file']), f['file']
        expect(hashlib.sha256(data).hexdigest() == f['sha256'] and len(data) == f['bytes'], name + ': not the bytes of truth.json')
        expect(len(data) < 2_000_000, name + ': too large')
        found = summary(folder, name)
        expect(len(found) == f['records'], '%s: %d records, not %d' % (name, len(found), f['records']))
        missing = sum(t is None for t, _ in found)
        expect(missing == len([p for p in f.get('problems', []) if p['kind'] != 'gap']), name + ': records without a time')
        unit = PRECISION.get(f.get('time_precision'), 10 ** 4 if name.endswith('.csv') else 1)
        times = [t for t, _ in found if t is not None]
        expect(min(times) == ticks(f['first_time']) // unit * unit and max(times) == ticks(f['last_time']) // unit * unit,
               name + ': first or last time')
        for p in f.get('problems', []):
            if p['kind'] == 'gap':
                expect(data[p['offset']:] == b'\0' * p['length'], name + ': the tail')
    for name in ('ws01-security.xml', 'ws01-sysmon.xml', 'ws02-security.txt', 'dc01-security-utf16.xml', 'dc01-system.xml'):
        last = {}
        for _, e in folder.xml(name):
            if e is not None:
                s = system(e)
                key, now = s['channel'], (s['record'], s['time'])
                expect(key not in last or now[0] > last[key][0] and now[1] >= last[key][1], name + ': record IDs not rising')
                expect('example' in s['computer'], name + ': a computer with a real name')
                last[key] = now
    data = folder.read('ws01-security.xml')
    expect(data.startswith(b"<Event xmlns='") and b'</Event>\r\n<Event ' in data, 'ws01-security.xml: not the shape of wevtutil')
    expect(folder.read('ws01-sysmon.xml').split(b'\r\n')[1].count(b'<Event ') == len(folder.xml('ws01-sysmon.xml')) or
           b'<RenderingInfo' in folder.read('ws01-sysmon.xml'), 'ws01-sysmon.xml: not the shape of Event Viewer')
    bots = folder.rows('splunk-bots.csv')
    expect([r['_time'] for r in bots] == sorted((r['_time'] for r in bots), reverse=True), 'splunk-bots.csv: not newest first')
    for r in bots:
        if r['sourcetype'].startswith('Xml'):
            ET.fromstring(r['_raw'])
        elif r['sourcetype'] != 'wineventlog':
            json.loads(r['_raw'])
    return '%d files, %d records' % (len(folder.truth['files']), sum(f['records'] for f in folder.truth['files']))


def check_identities(folder):
    """Processes and logons hang together: each parent GUID means one process, each 4688 has its Sysmon 1."""
    count = 0
    starts, guids = {}, {}
    for _, e in folder.xml('ws01-sysmon.xml'):
        s, v = system(e), values(e)
        if s['id'] == 1:
            expect(v['ProcessGuid'] not in starts, 'a ProcessGuid comes twice')
            starts[v['ProcessGuid']] = v
            guids[v['ProcessGuid']] = (v['ProcessId'], v['Image'])
            parent = guids.setdefault(v['ParentProcessGuid'], (v['ParentProcessId'], v['ParentImage']))
            expect(parent == (v['ParentProcessId'], v['ParentImage']), 'a parent with two names')
        elif 'ProcessGuid' in v:
            one = guids.setdefault(v['ProcessGuid'], (v['ProcessId'], v['Image']))
            expect(one == (v['ProcessId'], v['Image']), 'a process with two names')
        count += 1
    audited = [values(e) for _, e in folder.xml('ws01-security.xml') if system(e)['id'] == 4688]
    expect(sorted((int(v['NewProcessId'], 16), v['CommandLine']) for v in audited) == sorted(
        (int(v['ProcessId']), v['CommandLine']) for v in starts.values()), '4688 and Sysmon 1 do not agree')
    return '%d Sysmon events, %d processes' % (count, len(starts))


def check_references(folder):
    count = 0
    summaries = {f['file']: summary(folder, f['file']) for f in folder.truth['files']}
    units = {f['file']: PRECISION.get(f.get('time_precision'), 10 ** 4 if f['file'].endswith('.csv') else 1)
             for f in folder.truth['files']}
    for step in folder.truth['intrusion']:
        expect(step['records'], step['step'] + ': no record')
        for r in step['records']:
            t, record = summaries[r['file']][r['index']]
            unit = units[r['file']]
            expect(t == ticks(r['time']) // unit * unit, '%s: time of %s %d' % (step['step'], r['file'], r['index']))
            expect(record in (None, r.get('event_record_id')), '%s: record ID' % step['step'])
            count += 1
    return '%d steps, %d records' % (len(folder.truth['intrusion']), count)


def check_layers(folder):
    layers = folder.truth['decode']['layers']
    for place in folder.truth['decode']['command_line_in']:
        line = values(folder.xml(place['file'])[place['index']][1])['CommandLine']
        outer = base64.b64decode(line.split(' -enc ')[1]).decode('utf-16-le')
        inner = zlib.decompress(base64.b64decode(re.search(r"FromBase64String\('([^']+)'", outer).group(1)), 31).decode()
        key = int(re.search(r'\$k = 0x(\w\w)', inner).group(1), 16)
        config = bytes(b ^ key for b in bytes.fromhex(re.search(r"\$h = '(\w+)'", inner).group(1)))
        script = zlib.decompress(base64.b64decode(re.search(r"FromBase64String\('([^']+)'", inner).group(1)), -15)
        for layer, data in zip(layers, (line.encode(), outer.encode(), inner.encode(), config, script)):
            expect(hashlib.sha256(data).hexdigest() == layer['sha256'], 'layer %d' % layer['layer'])
        json.loads(config.decode())
    plain = [f['file'] for f in folder.truth['files'] for ioc in folder.truth['iocs']['only_after_decoding'][1:]
             if ioc.encode() in folder.read(f['file'])]
    expect(not plain, 'an indicator of layer 3 stands in plain text: %s' % plain)
    return '%d layers' % len(layers)


def check_beacon(folder):
    b = folder.truth['beacon']
    times = []
    for i in b['records']['ws01-sysmon.xml']['sysmon_3']:
        v = values(folder.xml('ws01-sysmon.xml')[i][1])
        expect((v['DestinationIp'], v['DestinationPort']) == (b['destination'], str(b['port'])), 'beacon: destination')
        times.append(ticks(v['UtcTime']))
    everything = [values(e) for _, e in folder.xml('ws01-sysmon.xml') if system(e)['id'] == 3]
    expect(sum(v['DestinationIp'] == b['destination'] for v in everything) == b['count'] == len(times), 'beacon: count')
    gaps = [(y - x) / 10 ** 7 for x, y in zip(times, times[1:])]
    low, high = b['period_seconds'] - b['jitter_seconds'], b['period_seconds'] + b['jitter_seconds']
    expect(all(low - 0.01 <= g <= high + 0.01 for g in gaps), 'beacon: a gap outside the jitter')
    wall = json.loads(folder.read('firewall.json').decode())
    expect([wall[i]['dst_ip'] for i in b['records']['firewall.json']] == [b['destination']] * b['count'], 'beacon: firewall')
    return '%d beats, mean %.1f s' % (len(times), sum(gaps) / len(gaps))


def check_splunk(folder):
    """The verdicts once more, from the two sides alone."""
    truth = folder.truth['siem']['splunk-export.csv']
    data = folder.read('siem/splunk-export.csv')
    expect(hashlib.sha256(data).hexdigest() == truth['sha256'] and len(data) < 2_000_000, 'splunk-export.csv: bytes')
    rows = {}
    total = 0
    for row in csv.DictReader(data.decode().splitlines(True)):
        key = (re.search('<Computer>([^<]+)', row['_raw']).group(1), re.search('<Channel>([^<]+)', row['_raw']).group(1),
               int(re.search('<EventRecordID>([0-9]+)', row['_raw']).group(1)))
        rows.setdefault(key, []).append(row)
        total += 1
    expect(total == truth['siem_rows'], 'splunk-export.csv: rows')
    said = {r['record']: r for r in truth['records']}
    number, counts = 0, {}
    for part in truth['raw_files']:
        events = folder.xml(part['file'])
        expect((part['first'], part['records']) == (number, len(events)), 'raw_files')
        for text, element in events:
            s = system(element)
            found = rows.pop((s['computer'], s['channel'], s['record']), [])
            bare = re.sub('<RenderingInfo.*</RenderingInfo>', '', text, flags=re.S)
            mine = set()
            if not found:
                mine.add('missing')
            else:
                raw = found[0]['_raw']
                if len(raw.encode()) < len(bare.encode()):
                    expect(bare.startswith(raw) and len(raw.encode()) in range(9997, 10001), 'not a prefix of 10000 bytes')
                    mine.add('truncated')
                else:
                    expect(raw == bare, 'a raw text differs')
                if len(found) > 1:
                    mine.add('duplicated')
                if abs(ticks(found[0]['_time']) - s['time']) > 10 ** 4:
                    expect(ticks(found[0]['_time']) == (s['time'] + 72 * 10 ** 9) // 10 ** 4 * 10 ** 4, 'shift is not two hours')
                    mine.add('time_shifted')
                cells = {n: (v or '').replace('\r\n', '\n') for n, v in found[0].items()}  # as XML parsers do
                lost = sorted(n for n, v in values(element).items() if v and cells.get(n) != v)
                if lost:
                    mine.add('fields_lost')
                    entry = said.get(number, {})
                    expect(lost == entry.get('fields'), 'record %d: lost %s, not %s' % (number, lost, entry.get('fields')))
                if bare != text:
                    mine.add('equivalent')
            entry = said.get(number)
            stated = {v['verdict'] for v in entry.get('all', [entry])} if entry else set()
            expect(mine == stated, 'record %d: %s, truth says %s' % (number, sorted(mine), sorted(stated)))
            first = entry['verdict'] if entry else 'identical'
            counts[first] = counts.get(first, 0) + 1
            number += 1
    expect(not rows, 'rows that no record explains')
    expect(counts == truth['verdicts'] and number == truth['raw_records'], 'sums')
    return ', '.join('%s %d' % c for c in sorted(counts.items()))


def check_elastic(folder):
    truth = folder.truth['siem']['elastic-hits.ndjson']
    data = folder.read('siem/elastic-hits.ndjson')
    expect(hashlib.sha256(data).hexdigest() == truth['sha256'], 'elastic-hits.ndjson: bytes')
    raw = [json.loads(line) for line in folder.read('ws02-sysmon.ndjson').decode().splitlines()]
    hits = {}
    for line in data.decode().splitlines():
        hit = json.loads(line)
        hits[hit['_source']['winlog']['record_id']] = hit['_source']
    missing = []
    for i, record in enumerate(raw):
        record.pop('@metadata')
        if record['winlog']['record_id'] in hits:
            expect(hits[record['winlog']['record_id']] == record, 'a hit differs')
        else:
            missing.append(i)
    expect(missing == [r['record'] for r in truth['records']] == list(range(len(missing))), 'missing hits')
    return '%d hits, %d missing' % (len(hits), len(missing))


def run(folder):
    failures = 0
    f = Folder(folder)
    for check in (check_files, check_identities, check_references, check_layers, check_beacon, check_splunk, check_elastic):
        name = check.__name__[6:]
        try:
            print('ok      %-11s %s' % (name, check(f)))
        except Failed as problem:
            failures += 1
            print('FAILED  %-11s %s' % (name, problem))
    return 1 if failures else 0

"""Reads a case's files again, by other means than those that made them, and says where they do not hold what truth.json says."""
import csv
import datetime
import json
import os
import re
import xml.etree.ElementTree as tree

csv.field_size_limit(1 << 30)
EVENT_START = re.compile(r'<Event[ >]')
NUMBER = re.compile(r'<EventRecordID>(\d+)</EventRecordID>|"RecordNumber"\s*:\s*(\d+)')
COLUMNS = {'number': ('EventRecordID', 'RecordNumber', 'EventRecordId', 'winlog.record_id', 'lfd. Nr.'),
           'host': ('Computer', 'Hostname', 'ComputerName', 'winlog.computer_name', 'Rechner'),
           'channel': ('Channel', 'EventLog', 'winlog.channel', 'Protokoll'),
           'time': ('_time', '@timestamp', 'TimeGenerated', 'TimeGenerated [UTC]', 'Zeitpunkt'),
           'text': ('_raw', 'Payload', 'event.original')}
TIMES = ('%Y-%m-%dT%H:%M:%S.%f%z', '%Y-%m-%d %H:%M:%S.%f UTC', '%m/%d/%Y, %I:%M:%S.%f %p', '%b %d, %Y @ %H:%M:%S.%f',
         '%Y-%m-%d %H:%M:%S.%f', '%d.%m.%Y %H:%M:%S.%f')


def moment(text):
    """Milliseconds since 1970, cut; None of what no form fits."""
    text = re.sub(r'(\.\d{6})\d+', r'\1', text)
    if re.fullmatch(r'\d{9,10}\.\d+', text):
        return int(text[:text.index('.')]) * 1000 + int(text[text.index('.') + 1:][:3])
    for form in TIMES:
        try:
            d = datetime.datetime.strptime(text, form)
        except ValueError:
            continue
        d = d if d.tzinfo else d.replace(tzinfo=datetime.timezone.utc)
        return (d - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)) // datetime.timedelta(milliseconds=1)
    return None


def raw_records(place, name):
    """[(host, channel, number, milliseconds, text, {Data name: value})]"""
    with open(os.path.join(place, name), 'rb') as f:
        data = f.read()
    text = data.decode('utf-16' if data[:2] == b'\xff\xfe' else 'utf-8')
    out = []
    if name.endswith('ndjson'):
        for line in text.split('\n'):
            if line:
                d = json.loads(line)
                out.append((d.get('Hostname', ''), d.get('Channel', ''), str(d.get('RecordNumber', '')), moment(d['@timestamp']), line,
                            {k: v for k, v in d.items() if v not in ('', None)}))
        return out
    starts = [m.start() for m in EVENT_START.finditer(text)] + [len(text)]
    for low, high in zip(starts, starts[1:]):
        piece = text[low:text.rindex('</Event>', low, high) + 8]
        root = tree.fromstring(re.sub(r'[\x00-\x08\x0b\x0c\x0e-\x1f]', '\ufffd', piece))
        ns = root.tag[:-len('Event')]
        system = root.find(ns + 'System')
        data = {d.get('Name'): d.text for d in root.iter(ns + 'Data') if d.get('Name') and d.text}
        out.append((system.findtext(ns + 'Computer'), system.findtext(ns + 'Channel'), system.findtext(ns + 'EventRecordID'),
                    moment(system.find(ns + 'TimeCreated').get('SystemTime')), piece, data))
    return out


def unlisted(fields):
    return {k: v[0] if len(v) == 1 else v for k, v in fields.items()} if fields else None


def flat(value, prefix='', out=None):
    out = {} if out is None else out
    for k, v in value.items():
        flat(v, f'{prefix}{k}.', out) if isinstance(v, dict) else out.__setitem__(prefix + k, v)
    return out


def export_rows(place, names):
    """[{column: text}] of all export files in order."""
    out = []
    for name in names:
        with open(os.path.join(place, name), 'rb') as f:
            data = f.read()
        text = data.decode('utf-16' if data[:2] == b'\xff\xfe' else 'utf-8-sig')
        if name.endswith('.csv'):
            rows = csv.reader(text.splitlines(True), delimiter=';' if ';' in text.split('\n')[0] else ',')
            header = next(rows)
            out += [dict(zip(header, r)) for r in rows]
        elif name.endswith('.ndjson'):
            out += [json.loads(line) for line in text.split('\n') if line]
        elif name.endswith('.log'):
            starts = [m.start() for m in re.finditer(r'^(?:<Event |\{)', text, re.M)] + [len(text)]
            out += [{'_raw': text[a:b].rstrip('\n')} for a, b in zip(starts, starts[1:])]
        else:
            whole = json.loads(text)
            if 'results' in whole:
                out += whole['results']
            elif 'hits' in whole:
                out += whole['hits']['hits']
            else:
                t = whole['tables'][0]
                out += [dict(zip([c['name'] for c in t['columns']], r)) for r in t['rows']]
    return [flat(r.get('result') or r.get('_source') or unlisted(r.get('fields')) or r) for r in out]


def seen(row):
    """What identifies a row, as far as it says so: from its columns, else from its text."""
    get = {k: next((str(row[c]).split('\n')[0] if not isinstance(row[c], list) else str(row[c][0])
                    for c in names if row.get(c)), '') for k, names in COLUMNS.items() if k != 'text'}
    text = next((row[c] for c in COLUMNS['text'] if row.get(c) and (c != 'Payload' or 'Log Source' in row)), '')
    numbers = [a or b for a, b in NUMBER.findall(text)]
    for name, pattern in (('host', r'<Computer>(.*?)<|"Hostname"\s*:\s*"(.*?)"'), ('channel', r'<Channel>(.*?)<|"Channel"\s*:\s*"(.*?)"')):
        found = re.search(pattern, text)
        get[name] = get[name] or (''.join(filter(None, found.groups())).replace('\\/', '/') if found else '')
    get['text'], get['numbers'] = text, numbers or ([get['number']] if get['number'] else [])
    return get


def problems(place):
    with open(os.path.join(place, 'truth.json'), encoding='utf-8') as f:
        truth = json.load(f)
    with open(os.path.join(place, 'case.json'), encoding='utf-8') as f:
        call = json.load(f)
    raw, rows = raw_records(place, call['raw']), [seen(r) for r in export_rows(place, call['export'])]
    cells = export_rows(place, call['export'])
    out = []
    if len(raw) != truth['raw_records'] or len(rows) != truth['siem_rows']:
        out.append(f'{len(raw)} records and {len(rows)} rows, but truth says {truth["raw_records"]} and {truth["siem_rows"]}')
    if sum(truth['verdicts'].values()) + len([1 for e in truth['records'] if e.get('ambiguous')]) < len(raw):
        out.append('verdicts do not add up')
    listed = {e['record']: e for e in truth['records']}
    by_number = {}
    for i, r in enumerate(rows):
        for n in r['numbers']:
            by_number.setdefault(n, []).append(i)
    same_number = {}
    for i, r in enumerate(raw):
        same_number.setdefault((r[0].lower(), r[1].lower(), r[2]), []).append(i)
    for key, positions in same_number.items():
        entries = [listed.get(p, {'verdict': truth['default']}) for p in positions]
        if not key[2] or any(e.get('ambiguous') for e in entries):
            continue
        mine = [i for i in by_number.get(key[2], ()) if belongs(rows[i], key)]
        expected = sum(e['verdict'] != 'missing' for e in entries)
        verdicts = {v['verdict'] for e in entries for v in e.get('all', [e])}
        if 'duplicated' in verdicts:
            right = len(mine) > expected
        elif verdicts & {'split', 'truncated'}:
            right = True
        else:
            right = len(mine) == expected
        if not right:
            out.append(f'record {positions}: {entries[0]["verdict"]}, but {len(mine)} rows have its number')
        if len(positions) == 1 and mine:
            out += [f'record {positions[0]}: {p}' for p in one(raw[positions[0]], entries[0], rows[mine[0]], cells[mine[0]], call)]
    for i in truth['extra_rows']:
        if any(belongs(rows[i], k) for n in rows[i]['numbers'] for k in same_number if k[2] == n):
            out.append(f'row {i} is said to be extra but a record has its number')
    return out


def belongs(row, key):
    """Where a text holds several records its columns are those of the first only."""
    if len(row['numbers']) > 1:
        pieces = re.split(r'(?=<Event )|(?=\{"(?:[^"]*)":)', row['text'])
        return any(belongs(p, key) for p in (seen({'_raw': t}) for t in pieces) if p['numbers'] == [key[2]])
    host = row['host'].lower() or key[0]
    return host.split('.')[0] == key[0].split('.')[0] and (row['channel'].lower() or key[1]) == key[1]


def one(record, entry, row, cells, call):
    """What does not hold of a single record and its row."""
    verdicts = {v['verdict']: v for v in entry.get('all', [entry])}
    when = moment(row['time']) if row['time'] else None
    if when is not None and entry['verdict'] not in ('merged', 'split') and call['layout'] != 'qradar-csv':
        if ('time_shifted' in verdicts) != (when != record[3]):
            yield f'{list(verdicts)}, but the row is {when - record[3]} ms away'
    if 'truncated' in verdicts and verdicts['truncated']['why'].startswith('raw_cut_at_'):
        limit = int(verdicts['truncated']['why'].split('_')[-1])
        if row['text'] and not limit - 3 <= len(row['text'].encode()) <= limit:
            yield f'cut at {limit}, but its text has {len(row["text"].encode())} bytes'
    if call['layout'] in ('splunk-raw', 'qradar-csv', 'splunk-exporttool', 'custom-csv') or call['layout'].startswith('sentinel'):
        return
    lost = {n for v in verdicts.values() for n in v.get('fields', ()) if v['verdict'] in ('fields_lost', 'truncated')}
    whole = {'altered', 'fields_lost', 'truncated', 'merged', 'split'}.isdisjoint(verdicts)
    have = {c.split('.')[-1] for c, v in cells.items() if v not in ('', None, '-')}
    have |= {c[10:] for c in have if c.startswith('extracted_')}
    for name in record[5]:
        there = name in have or name in ('EventID', 'Hostname', 'RecordNumber', 'SourceName', 'Channel', 'TimeCreated')
        if whole and not there and str(record[5][name]) != '-' and name != '@timestamp':
            yield f'{list(verdicts)}, but the row lacks {name}'
        if name in lost and name in have and not any(v['why'].startswith('field_cut') for v in verdicts.values()):
            yield f'the row has {name}, said to be lost'

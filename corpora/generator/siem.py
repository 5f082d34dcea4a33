"""What two SIEMs gave back for the same evidence, and what is wrong with it."""
from . import windows as w
from .basics import DAY1, HOUR, SECOND, Random, at, iso_ms, sha256, xml_text
from .files import csv_text, rendered

TRUNCATE, SPATH, SHIFT_HOURS, WINDOW = 10000, 5000, 2, 300
OUTAGE = (at(DAY1, '16:30:00'), at(DAY1, '17:30:00'))
RAW_FILES = ['ws01-sysmon.xml', 'ws01-security.xml', 'dc01-system.xml']
SYSTEM_NAMES = ('EventID', 'Channel', 'Computer', 'EventRecordID', 'Provider')


def cut_utf8(data, limit):
    """At most `limit` bytes, rounded down to a whole character, as TRUNCATE does."""
    return data[:limit].decode('utf-8', 'ignore')


def fields_of(e):
    out = e.fields()
    have = {n for n, _ in out}
    out += [(n, v) for n, v in w.user_data_pairs(e) if v and n not in have]
    return out


def field_end(raw, name, value):
    """Where a field's element ends in the record, in bytes."""
    if name in SYSTEM_NAMES:
        return 0
    text = xml_text(value)
    for form in ("<Data Name='%s'>%s</Data>", '<%s>%s</%s>'):
        piece = form % ((name, text) if form.startswith('<Data') else (name, text, name))
        if piece in raw:
            return len(raw[:raw.index(piece) + len(piece)].encode())
    raise ValueError(name)


def splunk(made):
    """(bytes, truth)"""
    rng, rows, listed, number, columns = Random('siem'), [], [], 0, []
    files, candidates = [], []
    for name in RAW_FILES:
        records = [e for _, _, e in next(m for m in made if m.name == name).records]
        files.append({'file': name, 'first': number, 'records': len(records)})
        for index, e in enumerate(records):
            raw = w.event_xml(e)
            verdicts = []
            if e.host.short == 'WS01' and OUTAGE[0] <= e.time < OUTAGE[1]:
                verdicts.append({'verdict': 'missing', 'why': 'outage'})
            data, cells, lost_cut, lost_spath = raw.encode(), {}, [], []
            for field, value in fields_of(e):
                if field not in columns:
                    columns.append(field)
                end = field_end(raw, field, value)
                if len(data) > TRUNCATE and end > TRUNCATE:
                    lost_cut.append(field)
                elif end > SPATH:
                    lost_spath.append(field)
                else:
                    cells[field] = value
            if not verdicts:
                if len(data) > TRUNCATE:
                    verdicts.append({'verdict': 'truncated', 'why': 'raw_cut_at_%d' % TRUNCATE,
                                     'fields': sorted(lost_cut + lost_spath)})
                if lost_spath or lost_cut:
                    verdicts.append({'verdict': 'fields_lost', 'why': 'spath_cutoff_%d' % SPATH,
                                     'fields': sorted(lost_cut + lost_spath)})
                shift = SHIFT_HOURS * HOUR if e.host.short == 'DC01' else 0
                if shift:
                    verdicts.append({'verdict': 'time_shifted', 'why': 'tz+%dh' % SHIFT_HOURS})
                index_time = e.time // SECOND + rng.between(1, 20)
                source = 'XmlWinEventLog:' + e.channel
                row = [e.time + shift, number, index_time, e.host.short, source, cells, cut_utf8(data, TRUNCATE)]
                rows.append(row)
                if not verdicts or verdicts[0]['verdict'] == 'time_shifted':
                    candidates.append((number, row, verdicts))
                if name == 'ws01-sysmon.xml' and rendered(e):
                    verdicts.append({'verdict': 'equivalent', 'why': 'rendering'})
            entry = {'record': number, 'file': name, 'index': index, 'event_record_id': e.record_id}
            if e.event_id == 104:
                entry['ambiguous'] = True  # its UserData has a Channel beside System's
            listed.append((entry, verdicts))
            number += 1
    for i in range(8):  # indexed twice, some minutes later: six of WS01, two of DC01
        wanted = [] if i < 6 else ['time_shifted']
        pool = [c for c in candidates if [v['verdict'] for v in c[2]] == wanted]
        pick = pool[len(pool) * (i % 6 + 1) // 8]
        candidates.remove(pick)
        rows.append(pick[1][:2] + [pick[1][2] + 240 + i] + pick[1][3:])
        position = next(k for k, c in enumerate(listed) if c[0]['record'] == pick[0])
        listed[position][1].append({'verdict': 'duplicated', 'why': 'indexed_twice'})
    rows.sort(key=lambda r: (-r[0], -r[1], -r[2]))
    order = list(SYSTEM_NAMES) + [c for c in columns if c not in SYSTEM_NAMES]
    table = [['_time', '_indextime', 'host', 'source', 'sourcetype', 'index'] + order + ['_raw']]
    for t, _, index_time, host, source, cells, raw in rows:
        table.append([iso_ms(t, '+0000'), str(index_time), host, source, 'XmlWinEventLog', 'main']
                     + [cells.get(c, '') for c in order] + [raw])
    data = csv_text(table).encode()
    return data, truth('splunk-export.csv', data, 'splunk-csv', files, listed, len(rows), {
        'causes': {
            'outage': 'the forwarder of WS01 was down from 16:30 to 17:30 on 2024-05-01: discovery, the scheduled task and the '
                      'first beacons are not in the SIEM',
            'raw_cut_at_%d' % TRUNCATE: 'props.conf TRUNCATE = 10000',
            'spath_cutoff_%d' % SPATH: 'limits.conf [spath] extraction_cutoff = 5000: fields that end later are empty',
            'tz+%dh' % SHIFT_HOURS: 'the local time of DC01 was read as UTC', 'indexed_twice': 'eight rows came twice',
            'rendering': 'the raw file holds RenderingInfo, the SIEM does not'}})


def elastic(made):
    records = [e for _, _, e in next(m for m in made if m.name == 'ws02-sysmon.ndjson').records]
    newest = sorted(range(len(records)), key=lambda i: (-(records[i].time // 10000), -i))
    kept = newest[:WINDOW]
    lines = []
    for i in kept:
        e = records[i]
        document = w.winlogbeat(e)
        document.pop('@metadata')
        key = sha256(('%s %d' % (e.host.name, e.record_id)).encode())[:20]
        lines.append(w.compact({'_index': '.ds-winlogbeat-8.11.1-2024.05.01-000001', '_id': key, '_score': None,
                                '_source': document, 'sort': [e.time // 10000]}) + '\n')
    data = ''.join(lines).encode()
    listed = []
    for i, e in enumerate(records):
        verdicts = [] if i in set(kept) else [{'verdict': 'missing', 'why': 'result_limit_%d' % WINDOW}]
        listed.append(({'record': i, 'file': 'ws02-sysmon.ndjson', 'index': i, 'event_record_id': e.record_id}, verdicts))
    files = [{'file': 'ws02-sysmon.ndjson', 'first': 0, 'records': len(records)}]
    return data, truth('elastic-hits.ndjson', data, 'elastic-ndjson', files, listed, len(kept), {
        'causes': {'result_limit_%d' % WINDOW: 'the query asked for size = %d, newest first' % WINDOW},
        'note': '@metadata is not stored by Elasticsearch and not counted as lost'})


GRAVEST = ['missing', 'truncated', 'fields_lost', 'time_shifted', 'duplicated', 'equivalent', 'identical']


def truth(name, data, format_name, files, listed, rows, more):
    counts, records, causes = {}, [], {}
    for entry, verdicts in listed:
        verdicts.sort(key=lambda v: GRAVEST.index(v['verdict']))
        first = verdicts[0] if verdicts else {'verdict': 'identical'}
        counts[first['verdict']] = counts.get(first['verdict'], 0) + 1
        for v in verdicts:
            causes[v['why']] = causes.get(v['why'], 0) + 1
        if verdicts:
            entry.update(first)
            if len(verdicts) > 1:
                entry['all'] = verdicts
            records.append(entry)
    out = {'file': 'siem/' + name, 'sha256': sha256(data), 'bytes': len(data), 'format': format_name, 'raw_files': files,
           'raw_records': len(listed), 'siem_rows': rows, 'default': 'identical', 'verdicts': counts, 'why': causes,
           'extra_rows': []}
    out.update(more)
    out['records'] = records
    return out

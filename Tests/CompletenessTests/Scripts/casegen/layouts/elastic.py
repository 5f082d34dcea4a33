"""Elastic: hits a line, the answer of _search, documents of Winlogbeat 8, Kibana's CSV report."""
import hashlib
import json

from .. import times
from .common import Values, csv_bytes, named, parts

MOVED = {'EventID', 'Channel', 'Computer', 'EventRecordID', 'Provider', 'Hostname', 'RecordNumber', '@timestamp', 'SourceName'}


def document(row, values, beat, has_text, collector):
    """`_source` of a row."""
    f = values.of(row)
    get = f.get
    winlog = {'channel': get('Channel'), 'event_id': get('EventID'), 'record_id': get('EventRecordID', get('RecordNumber')),
              'computer_name': get('Computer', get('Hostname')), 'provider_name': get('Provider', get('SourceName'))}
    data = {}
    for name, value in f.items():
        if name not in MOVED:
            data['param' + name[5:] if beat and name.startswith('Data_') else name] = value
    winlog = {k: v for k, v in winlog.items() if v is not None}
    if data:
        user_data = beat and '<UserData' in row.text
        winlog['user_data' if user_data else 'event_data'] = data
    source = {'@timestamp': times.iso(row.time, 3), 'host': {'name': collector or values.host(row.host)}, 'winlog': winlog}
    if beat:
        if str(winlog.get('record_id', '')).isdigit():
            winlog['record_id'] = int(winlog['record_id'])
        winlog.update(api='wineventlog', opcode='Info', task='Logon')
        source.update(agent={'name': 'collector-2', 'type': 'winlogbeat', 'version': '8.14.0', 'id': '5f2c-77'}, ecs={'version': '8.0.0'},
                      event={'code': get('EventID'), 'kind': 'event', 'module': 'sysmon', 'provider': winlog.get('provider_name'),
                             'created': times.iso(row.time + 1_300_000_000), 'ingested': times.iso(row.time + 5_000_000_000),
                             'action': 'Process creation'},
                      log={'level': 'information'}, related={'user': ['k.albers']}, tags=['beats_input_codec_plain_applied'],
                      source={'geo': {'country_iso_code': 'DE', 'location': {'lat': 53.55, 'lon': 9.99}}})
        if 'Image' in f:
            source['process'] = {'executable': f['Image'], 'name': f['Image'].split('\\')[-1]}
        if has_text:
            source['event']['original'] = values.text(row.text)
    return source


def hits(rows, options):
    values = Values(options)
    out = []
    for n, row in enumerate(rows):
        hit = {'_id': hashlib.sha256(f'{n} {row.text}'.encode()).hexdigest()[:20]}
        if options.get('beat'):
            hit = {'_index': '.ds-winlogbeat-8.14.0-2024.06.01-000003', **hit, '_score': None}
        if row.ignored:
            hit['_ignored'] = ['winlog.event_data.' + n for n in row.ignored]
        hit['_source'] = document(row, values, options.get('beat'), options.get('text'), options.get('collector'))
        if options.get('beat'):
            hit['sort'] = [row.time // 1_000_000]
        out.append(hit)
    return out


def ndjson(rows, options):
    count = options.get('files', 1)
    return {named('siem', 'ndjson', count, i): ('\n'.join(json.dumps(h, ensure_ascii=False) for h in hits(part, options)) + '\n').encode()
            for i, part in enumerate(parts(rows, count))}


def sources(rows, options):
    """Documents alone, one a line, as elasticdump or jq '._source' leaves them."""
    lines = [json.dumps(h['_source'], ensure_ascii=False) for h in hits(rows, options)]
    return {'siem.ndjson': ('\n'.join(lines) + '\n').encode()}


def fields(rows, options):
    """Hits with `fields` in place of `_source`: flat names, every value in a list."""
    lines = []
    for h in hits(rows, options):
        flat_source = flat('', h.pop('_source'), {})
        lines.append(json.dumps({**h, 'fields': {k: [v] for k, v in flat_source.items()}}, ensure_ascii=False))
    return {'siem.ndjson': ('\n'.join(lines) + '\n').encode()}


def search(rows, options):
    whole = {'took': 7, 'timed_out': False, '_shards': {'total': 3, 'successful': 3, 'skipped': 0, 'failed': 0},
             'hits': {'total': {'value': min(len(rows), 10000), 'relation': 'eq'}, 'max_score': None, 'hits': hits(rows, options)}}
    indent = 1 if options.get('pretty') else None
    return {'siem.json': json.dumps(whole, ensure_ascii=False, indent=indent).encode()}


def flat(prefix, value, out):
    if isinstance(value, dict):
        for k, v in value.items():
            flat(f'{prefix}.{k}' if prefix else k, v, out)
    elif value is not None:
        out[prefix] = ', '.join(map(str, value)) if isinstance(value, list) else str(value)
    return out


def kibana(rows, options):
    """The report of Discover: flat names, its own form of time, a dash where a document lacks the field."""
    count, files = options.get('files', 1), {}
    for i, part in enumerate(parts(rows, count)):
        documents = [flat('', h['_source'], {}) for h in hits(part, options)]
        header = list(dict.fromkeys(k for d in documents for k in d))
        for d, row in zip(documents, part):
            d['@timestamp'] = times.kibana(row.time)
        empty = options.get('empty', '')
        if options.get('guard'):  # a spreadsheet would take such values for formulas
            documents = [{k: "'" + v if v[:1] in ('=', '+', '-', '@') else v for k, v in d.items()} for d in documents]
        files[named('siem', 'csv', count, i)] = csv_bytes(header, ([d.get(c, empty) for c in header] for d in documents), quoting=0)
    return files


LAYOUTS = {'elastic-hits': ndjson, 'elastic-sources': sources, 'elastic-fields': fields, 'elastic-search': search, 'kibana-csv': kibana}

"""Splunk: CSV of the web, CSV of exporttool, JSON lines of the export endpoint, its JSON object, raw text."""
import json

from .. import times
from .common import Values, columns_of, csv_bytes, named, parts

OWN = {'host', 'source', 'sourcetype', 'index', 'linecount', 'punct', 'splunk_server', 'tag', 'eventtype', 'timestamp', 'tags'}
STAMPS = {
    'web': lambda t: times.iso(t, 3, '+0000'),
    'epoch': lambda t: times.epoch(t, 3),
    'east': lambda t: times.iso_at_offset(t, 5.5),
    'west': lambda t: times.iso_at_offset(t, -8),
    'colon': lambda t: times.iso(t, 3, '+00:00'),
    'space': lambda t: times.iso(t, 3, ' UTC', ' '),
}
# What the add-on for Windows calls the same things (props.conf of Splunk_TA_windows, FIELDALIAS and EVAL).
RENAMED = {'EventID': 'EventCode', 'EventRecordID': 'RecordNumber', 'Computer': 'ComputerName', 'Provider': 'SourceName'}
CIM = [('dest', 'Computer'), ('dvc', 'Computer'), ('signature_id', 'EventID'), ('process_path', 'Image'), ('process', 'CommandLine'),
       ('parent_process_path', 'ParentImage'), ('user', 'TargetUserName'), ('src', 'IpAddress'), ('src_ip', 'SourceIp'),
       ('dest_ip', 'DestinationIp'), ('dest_port', 'DestinationPort')]


def results(rows, options):
    """(column names in order, [dict of one row])"""
    values, stamp = Values(options), STAMPS[options.get('stamp', 'web')]
    renamed = RENAMED if options.get('names') == 'add-on' else {}
    collector, has_text = options.get('collector'), options.get('text', True)
    column = {n: 'extracted_' + n if n in OWN else renamed.get(n, n) for n in columns_of(rows)}
    head = ['_time', '_indextime', 'host', 'source', 'sourcetype', 'index']
    enrich = options.get('enrich')
    extra = [n for n, _ in CIM] + ['vendor_product', 'eventtype', 'linecount', 'punct', 'splunk_server', 'tag', 'geo_country',
                                   'asset_owner', 'risk_score', 'date_hour'] if enrich else []
    out = []
    for n, row in enumerate(rows):
        have = values.of(row)
        kind = 'XmlWinEventLog' if row.text.lstrip().startswith('<') else 'nxlog:json'
        cells = {'_time': stamp(row.time), '_indextime': str(row.index_time // times.SECOND),
                 'host': collector or values.host(row.host), 'source': f'{kind}:{row.channel}', 'sourcetype': kind,
                 'index': 'wineventlog'}
        cells.update((column[k], v) for k, v in have.items())
        if options.get('multivalue'):
            for name in ('EventID', 'EventCode', 'Channel'):
                if cells.get(name):
                    cells[name] += '\n' + cells[name]
        if enrich:
            cells.update((a, have[b]) for a, b in CIM if b in have)
            cells.update(vendor_product='Microsoft Windows', eventtype='wineventlog_windows\nwindows_event',
                         linecount=str(row.text.count('\n') + 1), punct="<__='://.//////'><><_='--'_='{----}'/>",
                         splunk_server=f'idx{n % 3 + 1}.soc.example', tag='os\nwindows', geo_country='DE' if n % 2 else '',
                         asset_owner='Werkstatt, Süd\t"A"', risk_score=str(n % 80), date_hour=str(row.time // times.HOUR % 24))
        if has_text:
            cells['_raw'] = values.text(row.text)
        out.append(cells)
    return head + list(column.values()) + extra + (['_raw'] if has_text else []), out


def csv_web(rows, options):
    files, count = {}, options.get('files', 1)
    for i, part in enumerate(parts(rows, count)):
        header, dicts = results(part, options)
        order = list(dict.fromkeys(header))
        files[named('siem', 'csv', count, i)] = csv_bytes(order, ([d.get(c, '') for c in order] for d in dicts),
                                                          options.get('line_end', '\n'))
    return files


def exporttool(rows, options):
    """Six columns, times in epoch seconds with their fraction, and `_meta`."""
    _, dicts = results(rows, {**options, 'stamp': 'epoch'})
    header = ['_time', 'source', 'host', 'sourcetype', '_raw', '_meta']
    body = ([d['_time'], 'source::' + d['source'], 'host::' + d['host'], 'sourcetype::' + d['sourcetype'], d['_raw'], '']
            for d in dicts)
    return {'siem.csv': csv_bytes(header, body)}


def json_lines(rows, options):
    files, count, at = {}, options.get('files', 1), 0
    for i, part in enumerate(parts(rows, count)):
        lines = []
        for d in results(part, options)[1]:
            multi = {k: v.split('\n') if k in ('tag', 'eventtype') or options.get('multivalue') and k in ('EventID', 'Channel')
                     else v for k, v in d.items()}
            lines.append(json.dumps({'preview': False, 'offset': at, 'result': multi}, ensure_ascii=False))
            at += 1
        if lines and options.get('last_row', True):
            lines[-1] = lines[-1].replace('"offset"', '"lastrow": true, "offset"', 1)
        files[named('siem', 'ndjson', count, i)] = ('\n'.join(lines) + '\n').encode('utf-8', 'surrogatepass')
    return files


def json_object(rows, options):
    """The answer of search/jobs/{sid}/results?output_mode=json."""
    header, dicts = results(rows, options)
    whole = {'preview': False, 'init_offset': 0, 'messages': [], 'fields': [{'name': n} for n in header], 'results': dicts,
             'highlighted': {}}
    return {'siem.json': json.dumps(whole, ensure_ascii=False).encode('utf-8', 'surrogatepass')}


def raw_text(rows, options):
    values = Values(options)
    return {'siem.log': ('\n'.join(values.text(r.text) for r in rows) + '\n').encode('utf-8', 'surrogatepass')}


def classic_text(rows, options):
    """renderXml=false: the text rendering in `_raw`, the fields beside it."""
    out = []
    for row in rows:
        row = row.copy()
        f = row.fields
        level = 'LogName=%s\nSourceName=%s\nEventCode=%s\nEventType=0\nType=Informationen\nComputerName=%s\n' % (
            row.channel, f.get('Provider', ''), f.get('EventID', ''), f.get('Computer', ''))
        message = '\n\n'.join(f'{k}:\t\t{v}' for k, v in list(f.items())[5:])
        row.text = times.us_12h(row.time, 0).replace(',', '') + '\n' + level + (
            f'TaskCategory=Keine\nOpCode=Info\nRecordNumber={f.get("EventRecordID", "")}\nKeywords=Überwachung erfolgreich\n'
            f'Message=Ein Ereignis.\n\n{message}')
        out.append(row)
    return csv_web(out, {**options, 'names': 'add-on'})


LAYOUTS = {'splunk-csv': csv_web, 'splunk-exporttool': exporttool, 'splunk-json': json_lines, 'splunk-results': json_object,
           'splunk-raw': raw_text, 'splunk-classic': classic_text}

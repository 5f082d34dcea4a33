"""Microsoft Sentinel: the portal's CSV of three tables, and the answer of the Log Analytics API."""
import json
import re

from .. import times
from .common import Values, csv_bytes, named, parts

NAMES = {'EventRecordID': 'EventRecordId', 'RecordNumber': 'EventRecordId', 'Hostname': 'Computer'}
# Columns that SecurityEvent has of its own (azure-reference, table SecurityEvent); the rest stays in EventData.
FIXED = {'SubjectUserName', 'SubjectUserSid', 'SubjectDomainName', 'SubjectLogonId', 'TargetUserName', 'TargetUserSid',
         'TargetDomainName', 'TargetLogonId', 'LogonType', 'LogonProcessName', 'WorkstationName', 'IpAddress', 'NewProcessId',
         'NewProcessName', 'CommandLine', 'ProcessId', 'TokenElevationType', 'PrivilegeList'}


def system(row, element):
    """A value of System that is no field of its own here."""
    found = re.search(f'<{element}>([^<]*)<', row.text)
    return found.group(1) if found else ''


def xml_text(value):
    return value.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;').replace('"', '&quot;')


def event_data_xml(fields):
    inner = ''.join(f'\r\n  <Data Name="{n}">{xml_text(v)}</Data>' for n, v in fields)
    return f'<EventData xmlns="http://schemas.microsoft.com/win/2004/08/events/event">{inner}\r\n</EventData>'


def flat(row, values):
    """Every field a column."""
    return {NAMES.get(n, n): v for n, v in values.of(row).items() if n != '@timestamp'}


def security_event(row, values):
    f = values.of(row)
    data = [(n, v) for n, v in f.items() if n not in ('EventID', 'Channel', 'Computer', 'EventRecordID', 'Provider')]
    out = {'TenantId': '7d0b-11', 'SourceSystem': 'OpsManager', 'Account': 'NORDHAFEN\\someone', 'AccountType': 'User',
           'Computer': f.get('Computer', ''), 'EventSourceName': f.get('Provider', ''), 'Channel': f.get('Channel', ''),
           'Task': system(row, 'Task'), 'Level': system(row, 'Level'), 'EventData': event_data_xml(data), 'EventID': f.get('EventID', ''),
           'Activity': f'{f.get("EventID")} - Ein Ereignis.', 'EventRecordId': f.get('EventRecordID', ''), 'Type': 'SecurityEvent',
           '_ResourceId': '/subscriptions/0/resourcegroups/soc'}
    out.update((n, v) for n, v in data if n in FIXED)
    return out


def event_table(row, values):
    f = values.of(row)
    data = [(n, v) for n, v in f.items() if n not in ('EventID', 'Channel', 'Computer', 'EventRecordID', 'Provider')]
    inner = event_data_xml(data).replace('\r\n  ', '').replace('\r\n', '')
    return {'Source': f.get('Provider', ''), 'EventLog': f.get('Channel', ''), 'Computer': f.get('Computer', ''),
            'EventLevel': system(row, 'Level'), 'EventLevelName': 'Information', 'ParameterXml': ''.join(f'<Param>{xml_text(v)}</Param>' for _, v in data),
            'EventData': f'<DataItem Type="System.XmlData" time="{times.iso(row.time, 7)}" sourceHealthServiceId="0">{inner}</DataItem>',
            'EventID': f.get('EventID', ''), 'EventRecordId': f.get('EventRecordID', ''), 'RenderedDescription': 'Ein Ereignis.',
            'UserName': 'N/A', 'Type': 'Event'}


def windows_event(row, values):
    f = values.of(row)
    data = {n: v for n, v in f.items() if n not in ('EventID', 'Channel', 'Computer', 'EventRecordID', 'Provider')}
    return {'Provider': f.get('Provider', ''), 'Channel': f.get('Channel', ''), 'Computer': f.get('Computer', ''),
            'Task': system(row, 'Task'), 'EventLevel': system(row, 'Level'), 'EventLevelName': 'Information', 'EventID': f.get('EventID', ''),
            'EventData': json.dumps(data, ensure_ascii=False), 'EventRecordId': f.get('EventRecordID', ''),
            'Keywords': system(row, 'Keywords'), 'Opcode': system(row, 'Opcode'), 'Version': system(row, 'Version'), 'Type': 'WindowsEvent'}


TABLES = {'flat': flat, 'security': security_event, 'event': event_table, 'windows': windows_event}


def table(rows, options):
    values, make = Values(options), TABLES[options.get('table', 'flat')]
    dicts = [make(r, values) for r in rows]
    header = list(dict.fromkeys(k for d in dicts for k in d))
    return header, dicts


def csv_portal(rows, options):
    count, files = options.get('files', 1), {}
    for i, part in enumerate(parts(rows, count)):
        header, dicts = table(part, options)
        stamp = times.us_12h if options.get('stamp', 'us') == 'us' else (lambda t: times.iso(t, 7))
        name = 'TimeGenerated [UTC]' if options.get('stamp', 'us') == 'us' else 'TimeGenerated'
        body = ([stamp(r.time)] + [d.get(c, '') for c in header] for r, d in zip(part, dicts))
        files[named('siem', 'csv', count, i)] = csv_bytes([name] + header, body, '\r\n', True, 0)
    return files


def api(rows, options):
    """tables, columns, rows; EventID and the like are numbers there."""
    header, dicts = table(rows, options)
    numeric = {'EventID', 'Task', 'Level', 'EventLevel'}
    columns = [{'name': 'TimeGenerated', 'type': 'datetime'}] + [
        {'name': c, 'type': 'int' if c in numeric else 'dynamic' if c == 'EventData' else 'string'} for c in header]
    body = [[times.iso(r.time, 7)] + [int(d[c]) if c in numeric and str(d.get(c, '')).isdigit() else d.get(c) for c in header]
            for r, d in zip(rows, dicts)]
    whole = {'tables': [{'name': 'PrimaryResult', 'columns': columns, 'rows': body}]}
    return {'siem.json': json.dumps(whole, ensure_ascii=False).encode()}


LAYOUTS = {'sentinel-csv': csv_portal, 'sentinel-api': api}

"""From events to the bytes of each file, and where each record of the story came to stand."""
import csv
import io

from . import linux, network, windows as w
from .basics import SECOND, iso7, iso_ms, sha256

NUL_TAIL = 4096  # NUL bytes at the end of a file that the system had allocated but not written
RENDERED_EVERY = 9


class Made:
    """One file. `records`: (time, step, event or None) in file order; problems: what a reader should report."""

    def __init__(self, name, data, records, format_name, encoding, shape, problems=(), **more):
        self.name, self.data, self.records, self.more = name, data, records, more
        self.format, self.encoding, self.shape, self.problems = format_name, encoding, shape, list(problems)

    def entry(self):
        times = [r[0] for r in self.records if r[0] is not None]
        out = {'file': self.name, 'sha256': sha256(self.data), 'bytes': len(self.data), 'format': self.format,
               'encoding': self.encoding, 'shape': self.shape, 'records': len(self.records),
               'unparsed_records': sum(p['kind'] == 'record' for p in self.problems),
               'problem_gaps': sum(p['kind'] == 'gap' for p in self.problems),
               'first_time': iso7(min(times)), 'last_time': iso7(max(times))}
        out.update(self.more)
        if self.problems:
            out['problems'] = self.problems
        return out


def of(world, host, channels):
    names = [c if isinstance(c, str) else c[0] for c in channels]
    return [e for name in names for e in world.events if e.host is host and e.channel == name]


def rows_of(events):
    return [(e.time, e.step, e) for e in events]


def rendered(e):
    return e.record_id % RENDERED_EVERY == 0 and len(w.event_xml(e)) < 5000


def windows_files(world):
    out = []
    ws01_security = of(world, world.ws01, ['Security', w.POWERSHELL])
    data = ''.join(w.event_xml(e) + '\r\n' for e in ws01_security).encode()
    out.append(Made('ws01-security.xml', data, rows_of(ws01_security), 'event_xml', 'utf-8',
                    'wevtutil qe Security, then Microsoft-Windows-PowerShell/Operational appended: no root, single quotes, '
                    'CRLF, raw line breaks in values'))
    ws01_sysmon = of(world, world.ws01, [w.SYSMON])
    data = ('<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n<Events>' + ''.join(
        w.event_xml(e, rendered(e)) for e in ws01_sysmon) + '</Events>').encode()
    out.append(Made('ws01-sysmon.xml', data, rows_of(ws01_sysmon), 'event_xml', 'utf-8',
                    'Event Viewer: a declaration, then <Events> and every event on one line; RenderingInfo where '
                    'EventRecordID is a multiple of %d' % RENDERED_EVERY))
    ws02_sysmon = of(world, world.ws02, [w.SYSMON])
    data = ''.join(w.compact(w.winlogbeat(e)) + '\n' for e in ws02_sysmon).encode()
    out.append(Made('ws02-sysmon.ndjson', data, rows_of(ws02_sysmon), 'json', 'utf-8',
                    'winlogbeat 8; @timestamp in milliseconds', time_precision='millisecond'))
    out.append(ws02_security(world))
    dc01_security = of(world, world.dc01, ['Security'])
    data = b'\xff\xfe' + ''.join(w.event_xml(e) + '\r\n' for e in dc01_security).encode('utf-16-le')
    out.append(Made('dc01-security-utf16.xml', data, rows_of(dc01_security), 'event_xml', 'utf-16le',
                    'ToXml() redirected by Windows PowerShell 5: UTF-16LE with BOM, no root, CRLF'))
    dc01_system = of(world, world.dc01, ['System'])
    data = ''.join(w.event_xml(e) + '\n' for e in dc01_system).encode()
    out.append(Made('dc01-system.xml', data, rows_of(dc01_system), 'event_xml', 'utf-8',
                    'Splunk XmlWinEventLog: one event a line, LF'))
    return out


def ws02_security(world):
    """evtx_dump of a damaged log: one event is cut off, the tail was never written."""
    events = of(world, world.ws02, ['Security'])
    cut = len(events) // 2
    while events[cut].event_id != 4624:
        cut += 1
    parts, problems, offset = [], [], 0
    for i, e in enumerate(events):
        text = w.evtx_dump_xml(e)
        if i == cut:
            text = text[:text.index('<Data Name="LogonGuid">') + 31] + '\n'
            start = text.index('<Event ')
            problems.append({'kind': 'record', 'index': i, 'offset': offset + len(text[:start].encode()),
                             'event_record_id': e.record_id, 'what': 'the event breaks off within LogonGuid; the next "Record" '
                             'line follows: kept, marked unparsed'})
        parts.append(text.encode())
        offset += len(parts[-1])
    problems.append({'kind': 'gap', 'offset': offset, 'length': NUL_TAIL, 'what': 'NUL bytes to the end of the file'})
    records = rows_of(events)
    records[cut] = (None, '', events[cut])
    return Made('ws02-security.txt', b''.join(parts) + b'\0' * NUL_TAIL, records, 'event_xml', 'utf-8',
                'evtx_dump: "Record N" line and declaration before each event, double quotes, indented', problems)


# -- Splunk BOTS ------------------------------------------------------------------------------------------------
def classic(e):
    values = dict(e.data)
    if e.event_id == 7036:
        return w.classic_text(e, 'The %s service entered the %s state.' % (values['param1'], values['param2']),
                              'None', 'The operation completed successfully.', 'Classic')
    if e.event_id == 1033:
        v = [value for _, value in e.data]
        return w.classic_text(e, 'Windows Installer installed the product. Product Name: %s. Product Version: %s. Product Language:'
                              ' %s. Manufacturer: %s. Installation success or error status: %s.' % (v[0], v[1], v[2], v[4], v[3]),
                              'None', 'Info', 'Classic')
    return w.classic_text(e, 'Creating Scriptblock text (%s of %s):\n%s\n\nScriptBlock ID: %s\nPath: %s' % (
        values['MessageNumber'], values['MessageTotal'], values['ScriptBlockText'].replace('\r\n', '\n').rstrip('\n'),
        values['ScriptBlockId'], values['Path']), 'Execute a Remote Command', 'On create calls')


def splunk_cell(value):
    return value if value.isalnum() else '"%s"' % value.replace('"', '""')


def bots(world):
    rows = []  # time, source, sourcetype, host, raw, step, event
    for e in of(world, world.ws02, ['System', 'Application', w.POWERSHELL]):
        rows.append((e.time // SECOND * SECOND, 'WinEventLog:' + e.channel, 'wineventlog', 'WS02', classic(e), e.step, e))
    for e in of(world, world.dc01, [w.SYSMON]):
        source = 'XmlWinEventLog:' + e.channel
        rows.append((e.time, source, source, 'DC01', w.event_xml(e), e.step, e))
    for t, body, step in network.stream_dns(world):
        rows.append((t, 'stream:dns', 'stream:dns', 'sensor01', w.compact(body), step, None))
    for t, body, step in network.suricata(world):
        rows.append((t, '/var/log/suricata/eve.json', 'suricata', 'sensor01', w.compact(body), step, None))
    rows = [r for _, r in sorted(enumerate(rows), key=lambda pair: (-pair[1][0], pair[0]))]
    out = ['"_serial","_time",source,sourcetype,host,index,"splunk_server","_raw"']
    for i, (t, source, sourcetype, host, raw, _, _) in enumerate(rows):
        cells = [str(i), iso_ms(t, '+0000'), source, sourcetype, host, 'botsv2', 'idx1', raw]
        out.append(','.join(splunk_cell(c) for c in cells))
    counts = {}
    for r in rows:
        counts[r[2]] = counts.get(r[2], 0) + 1
    return Made('splunk-bots.csv', ('\n'.join(out) + '\n').encode(), [(r[0], r[5], r[6]) for r in rows], 'csv', 'utf-8',
                'Splunk Web export in the columns of BOTS: newest first, _raw spans lines; one header row', sourcetypes=counts)


# -- web01, fw01 ------------------------------------------------------------------------------------------------
def line_files():
    out = []
    for name, lines, shape, more in (
            ('web01-syslog.log', linux.syslog(), 'RFC 3164 without priority', {
                'time_precision': 'second', 'year_in_file': False, 'true_year': 2024}),
            ('web01-access.log', linux.access(), 'Apache combined', {'time_precision': 'second'})):
        data = ''.join(text + '\n' for _, text, _ in lines).encode()
        out.append(Made(name, data, [(t, step, None) for t, _, step in lines], 'lines', 'utf-8', shape, **more))
    lines = linux.audit()
    whole = ''.join(text + '\n' for _, text, _ in lines).encode()
    t, text, _ = lines[-2]
    broken = text[:text.index('msg=audit(') + 17].encode()  # the machine lost power while it wrote this line
    problems = [
        {'kind': 'line', 'index': len(lines), 'offset': len(whole), 'length': len(broken),
         'what': 'the last line breaks off within its time stamp: a record, no time, no audit serial; a reader may count it as '
                 'parsed (text) or as unparsed'},
        {'kind': 'gap', 'offset': len(whole) + len(broken), 'length': NUL_TAIL, 'what': 'NUL bytes to the end of the file, '
         'without a line end before them'}]
    out.append(Made('web01-audit.log', whole + broken + b'\0' * NUL_TAIL, [(t, step, None) for t, _, step in lines]
                    + [(None, '', None)], 'lines', 'utf-8', 'auditd, several lines a serial', problems,
                    time_precision='millisecond'))
    return out


def all_files(world):
    firewall = network.firewall(world)
    made = windows_files(world) + [bots(world)] + line_files()
    made.append(Made('firewall.json', network.firewall_text(firewall).encode(), [(t, step, None) for t, _, step in firewall],
                     'json', 'utf-8', 'one pretty array', time_precision='millisecond'))
    return made


def csv_text(rows, line_end='\n'):
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator=line_end).writerows(rows)
    return buffer.getvalue()

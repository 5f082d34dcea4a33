"""QRadar: the CSV of the log activity tab; the event is the Payload."""
from .. import times
from .common import Values, csv_bytes


def csv_events(rows, options):
    values, epoch = Values(options), options.get('stamp') == 'epoch'
    stamp = (lambda t: str(t // 1_000_000)) if epoch else times.qradar
    header = ['Event Name', 'Log Source', 'Event Count', 'Start Time', 'Log Source Time', 'Low Level Category', 'Source IP',
              'Destination IP', 'Username', 'Magnitude', 'Event ID', 'Payload']
    body = []
    for row in rows:
        f, host = values.of(row), values.host(row.host)
        payload = values.text(row.text)
        if options.get('header'):
            payload = f'<13>1 {times.iso(row.time, 3)} {host} NXLOG 4711 - - {payload}'
        body.append(['Process Create', f'WindowsAuthServer @ {host}', str(row.count), stamp(row.time + 31_000_000_000),
                     stamp(row.time), 'Process Creation Success', f.get('SourceIp', '127.0.0.1'), f.get('DestinationIp', '127.0.0.1'),
                     f.get('User', f.get('TargetUserName', 'N/A')), '3', f.get('EventID', ''), payload])
    return {'siem.csv': csv_bytes(header, body)}


LAYOUTS = {'qradar-csv': csv_events}

"""Records of an invented network, as Event XML or flat JSON as NXLog writes it."""
import json

from . import times
from .record import Record

HOSTS = ['FIN-WS07.nordhafen.example', 'FIN-WS11.nordhafen.example', 'HAM-DC02.nordhafen.example',
         'OPS-SRV1.nordhafen.example', 'LAB-PC3.nordhafen.example', 'HAM-SQL4.nordhafen.example']
SYSMON, SECURITY, SYSTEM = 'Microsoft-Windows-Sysmon/Operational', 'Security', 'System'
POWERSHELL = 'Microsoft-Windows-PowerShell/Operational'
PROVIDER = {SYSMON: ('Microsoft-Windows-Sysmon', '{5770385F-C22A-43E0-BF4C-06F5698FFBD9}'),
            SECURITY: ('Microsoft-Windows-Security-Auditing', '{54849625-5478-4994-A5BA-3E3B0328C30D}'),
            SYSTEM: ('Service Control Manager', '{555908D1-A6D7-4695-8E1E-26931D2012F4}'),
            POWERSHELL: ('Microsoft-Windows-PowerShell', '{A0C1853B-5C40-4B15-8766-3CF1C58F985A}')}
USERS = ['k.albers', 'm.iversen', 's.thode', 'svc_backup', 'b.łęcka', 'ü.özdemir']
IMAGES = [r'C:\Windows\System32\cmd.exe', r'C:\Windows\System32\svchost.exe', r'C:\Windows\explorer.exe',
          r'C:\Program Files\Verwaltung\Prüfung.exe', r'C:\Program Files (x86)\Nordhafen\agent & tray.exe',
          r'C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe']
WORDS = 'load store check route berth crane manifest tide pilot ledger quay vessel signal cargo lock gate'.split()
KINDS = [(SYSMON, 1, 20), (SYSMON, 3, 14), (SYSMON, 11, 12), (SYSMON, 22, 8), (SECURITY, 4624, 14),
         (SECURITY, 4688, 12), (SECURITY, 4634, 8), (SECURITY, 5156, 10), (SECURITY, 4672, 6), (SYSTEM, 7036, 6),
         (POWERSHELL, 4104, 10)]


def words(rng, count):
    return ' '.join(rng.choice(WORDS) for _ in range(count))


def script(rng, length, unicode_share=0.0):
    """Text of about `length` characters in lines; a share of them outside ASCII."""
    out = []
    size = 0
    while size < length:
        line = f'${rng.choice(WORDS)}{rng.randrange(10**6)} = Get-{rng.choice(WORDS).title()} "{words(rng, 4)}"'
        if rng.random() < unicode_share:
            line += ' # größe – 漢字 ключ'
        out.append(line)
        size += len(line) + 1
    return '\n'.join(out)[:length]


def data_of(rng, channel, event_id, o):
    """[(name, value)] of one event's EventData."""
    guid = '{%08X-%04X-%04X-%04X-%012X}' % tuple(rng.randrange(1 << b) for b in (32, 16, 16, 16, 48))
    user, image = rng.choice(o['users']), rng.choice(IMAGES)
    stamp = ('UtcTime', times.iso(o['time'] - rng.randrange(1, 900) * 1_000_000, 3, '', ' '))
    ip = f'10.{rng.randrange(4)}.{rng.randrange(8)}.{rng.randrange(2, 250)}'
    if event_id == 1:
        return [('RuleName', '-'), stamp, ('ProcessGuid', guid), ('ProcessId', str(rng.randrange(400, 20000))),
                ('Image', image), ('CommandLine', f'"{image}" /c "{words(rng, 3)}" <{rng.randrange(999)}> & echo \'ok\''),
                ('CurrentDirectory', 'C:\\Windows\\system32\\'), ('User', 'NORDHAFEN\\' + user),
                ('LogonId', hex(rng.randrange(1 << 24))), ('IntegrityLevel', rng.choice(['Medium', 'High', 'System'])),
                ('Hashes', 'SHA256=%064X' % rng.getrandbits(256)), ('ParentImage', rng.choice(IMAGES))]
    if event_id == 3:
        return [stamp, ('ProcessGuid', guid), ('ProcessId', str(rng.randrange(400, 20000))), ('Image', image),
                ('User', 'NORDHAFEN\\' + user), ('Protocol', rng.choice(['tcp', 'udp'])), ('SourceIp', ip),
                ('SourcePort', str(rng.randrange(49152, 65535))), ('DestinationIp', '10.9.0.%d' % rng.randrange(1, 5)),
                ('DestinationPort', rng.choice(['443', '445', '53', '88']))]
    if event_id == 11:
        return [stamp, ('ProcessGuid', guid), ('ProcessId', str(rng.randrange(400, 20000))), ('Image', image),
                ('TargetFilename', f'C:\\Users\\{user}\\Documents\\{words(rng, 2)} {rng.randrange(10**5)}.docx')]
    if event_id == 22:
        return [stamp, ('ProcessGuid', guid), ('QueryName', f'{rng.choice(WORDS)}{rng.randrange(999)}.example'),
                ('QueryStatus', '0'), ('QueryResults', f'::ffff:{ip};'), ('Image', image)]
    if event_id in (4624, 4634):
        return [('SubjectUserSid', 'S-1-5-18'), ('TargetUserSid', f'S-1-5-21-77-88-99-{1100 + o["users"].index(user)}'),
                ('TargetUserName', user), ('TargetDomainName', 'NORDHAFEN'), ('TargetLogonId', hex(rng.getrandbits(28))),
                ('LogonType', rng.choice(['2', '3', '5', '10'])), ('LogonProcessName', 'Advapi  '),
                ('WorkstationName', '-'), ('IpAddress', rng.choice([ip, ip, '-'])), ('ProcessId', hex(rng.randrange(1 << 14)))]
    if event_id == 4688:
        return [('SubjectUserName', user), ('SubjectLogonId', hex(rng.getrandbits(24))),
                ('NewProcessId', hex(rng.randrange(1 << 14))), ('NewProcessName', image), ('TokenElevationType', '%%1936'),
                ('CommandLine', f'{image} {words(rng, 2)}'), ('ProcessId', hex(rng.randrange(1 << 14)))]
    if event_id == 5156:
        return [('ProcessID', str(rng.randrange(4, 9000))), ('Application', '\\device\\harddiskvolume2' + image[2:].lower()),
                ('Direction', rng.choice(['%%14592', '%%14593'])), ('SourceAddress', ip),
                ('SourcePort', str(rng.randrange(49152, 65535))), ('DestAddress', '10.9.0.2'), ('DestPort', '443'),
                ('FilterRTID', str(rng.randrange(60000, 99999)))]
    if event_id == 4672:
        return [('SubjectUserName', user), ('SubjectLogonId', hex(rng.getrandbits(24))),
                ('PrivilegeList', '\n\t\t\t'.join(rng.sample(['SeSecurityPrivilege', 'SeBackupPrivilege', 'SeDebugPrivilege',
                                                              'SeTakeOwnershipPrivilege', 'SeLoadDriverPrivilege'], 4)))]
    if event_id == 7036:
        return [('param1', rng.choice(['Windows Update', 'Druckwarteschlange', 'Zeitgeber für Züge'])),
                ('param2', rng.choice(['running', 'stopped']))]
    return [('MessageNumber', '1'), ('MessageTotal', '1'), ('ScriptBlockText', script(rng, o['length'], o['unicode'])),
            ('ScriptBlockId', guid.strip('{}').lower()), ('Path', f'C:\\Skripte\\{rng.choice(WORDS)}.ps1')]


def xml_text(value):
    return value.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')


def event_xml(e):
    name, guid = PROVIDER[e['channel']]
    system = (f"<Provider Name='{name}' Guid='{guid}'/><EventID>{e['id']}</EventID><Version>{e['id'] % 4}</Version>"
              f"<Level>4</Level><Task>{e['id'] % 100}</Task><Opcode>0</Opcode><Keywords>{e['keywords']}</Keywords>"
              f"<TimeCreated SystemTime='{times.iso(e['time'], 7)}'/><EventRecordID>{e['number']}</EventRecordID>"
              f"<Correlation/><Execution ProcessID='{e['pid']}' ThreadID='{e['pid'] + 4}'/>"
              f"<Channel>{e['channel']}</Channel><Computer>{e['host']}</Computer><Security UserID='S-1-5-18'/>")
    data = ''.join(f"<Data Name='{n}'>{xml_text(v)}</Data>" for n, v in e['data'])
    return ("<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>" + system
            + f'</System><EventData>{data}</EventData></Event>')


def event_json(e, rng):
    name, guid = PROVIDER[e['channel']]
    pairs = [('EventTime', times.iso(e['time'] + 2 * times.HOUR, 0, '', ' ')), ('Hostname', e['host']),
             ('Keywords', -9223372036854775808 if e['channel'] != SECURITY else -9214364837600034816),
             ('EventType', 'INFO'), ('SeverityValue', 2), ('EventID', e['id']), ('SourceName', name),
             ('ProviderGuid', guid), ('Version', e['id'] % 4), ('RecordNumber', e['number']), ('ProcessID', e['pid']),
             ('Channel', e['channel']), ('Message', 'Event:\r\n' + '\r\n'.join(f'{n}: {v}' for n, v in e['data'][:4])[:700])]
    pairs += [p for p in e['data'] if p[0] != 'ProcessID']
    pairs += [('EventReceivedTime', times.iso(e['time'] + 3 * times.SECOND, 0, '', ' ')),
              ('SourceModuleName', 'eventlog'), ('tags', ['nordhafen']), ('@version', '1')]
    if e['shuffle']:
        rng.shuffle(pairs)
    pairs.append(('@timestamp', times.iso(e['time'], 3)))
    return json.dumps(dict(pairs), ensure_ascii=False, separators=(',', ':'))


def synthetic(rng, count=300, kind='xml', hosts=3, start='2023-06-05T06:00:00', step_ms=900, burst=0, lengths=(200, 1500),
              long=None, long_share=0.15, unicode=0.1, many=0, lines=0, control=0.0, shuffle=False, channels=None, users=None,
              reduced=None, jump=None, clear_at=None):
    """`count` records. `long`: some values have lengths round this; `many`: some events have so many fields; `lines`: some
    values have so many lines; `burst`: every 60th record begins a burst of so many in one second; `reduced`: only an
    activity number of this many values; `jump`: nanoseconds between records of a long period; `clear_at`: from this record on
    the numbers begin again, as after a log was cleared."""
    at = times.parse(start)
    numbers = {}
    kinds = [k for k in KINDS if not channels or k[0] in channels]
    out, pending = [], 0
    for i in range(count):
        if burst and i % 60 == 0:
            pending = burst
            at = (at // times.SECOND + 3) * times.SECOND
        at += (rng.randrange(100, 900) * 1_000_000 // max(burst, 1) if pending else jump or rng.randrange(1, 2 * step_ms) * 1_000_000)
        at += rng.randrange(10_000) * 100
        pending = max(pending - 1, 0)
        channel, event_id, _ = rng.choices(kinds, [k[2] for k in kinds])[0]
        long_one = long and rng.random() < long_share and (not channels or POWERSHELL in channels)
        if long_one or (lines and rng.random() < 0.08):
            channel, event_id = POWERSHELL, 4104
        host = HOSTS[rng.randrange(hosts)]
        place = (host, channel)
        if i == clear_at:
            numbers = {}
        numbers[place] = numbers.get(place, 1000 * (1 + HOSTS.index(host)) + 37 * len(channel)) + 1
        length = int(long * (0.4 + 1.6 * rng.random())) if long_one else rng.randrange(*lengths)
        e = {'time': at, 'channel': channel, 'id': event_id, 'host': host, 'number': numbers[place], 'shuffle': shuffle,
             'pid': 4 * rng.randrange(100, 3000), 'keywords': '0x8020000000000000' if channel == SECURITY else '0x8000000000000000'}
        e['data'] = data_of(rng, channel, event_id, {'time': at, 'length': length, 'unicode': unicode, 'users': users or USERS})
        if long_one:
            e['data'] += [(f'Note{n:02d}', words(rng, 3)) for n in range(24)]
        if lines and event_id == 4104:
            text = '\n'.join(f'line {n} {words(rng, 2)}' for n in range(rng.randrange(lines // 3, lines * 3)))
            e['data'] = [('ScriptBlockText', text) if n == 'ScriptBlockText' else (n, v) for n, v in e['data']]
        if many and rng.random() < 0.2:
            e['data'] += [(f'Attribute{n:03d}', words(rng, 1) + str(n)) for n in range(rng.randrange(many // 2, 2 * many))]
        if control and rng.random() < control:
            e['data'].append(('Details', 'before\x02after \x0f end'))
        if reduced:
            e['data'] = [('ActivityId', '%08x' % (0x51ab0000 + rng.randrange(reduced)))]
        out.append(Record(event_xml(e) if kind == 'xml' else reduced_json(e) if reduced else event_json(e, rng), kind))
    return out


def reduced_json(e):
    """Six fields, so that a case of ten thousand records stays small."""
    return json.dumps({'@timestamp': times.iso(e['time'], 3), 'Hostname': e['host'], 'Channel': e['channel'],
                       'EventID': e['id'], 'RecordNumber': e['number'], **dict(e['data'])}, separators=(',', ':'))

"""truth.json: what a tool should find, by file and record index."""
import json

from . import linux, payload, story, windows as w
from .basics import MINUTE, SECOND, DAY1, DAY2, END, iso7, sha256


def references(made, step):
    out = []
    for m in made:
        for index, (t, s, e) in enumerate(m.records):
            if s == step:
                row = {'file': m.name, 'index': index, 'time': iso7(t)}
                if e is not None:
                    row.update(event_record_id=e.record_id, event_id=e.event_id, channel=e.channel, computer=e.host.name)
                out.append((t, row))
    return [row for _, row in sorted(out, key=lambda pair: (pair[0], pair[1]['file'], pair[1]['index']))]


def sequences(world, made):
    """Process starts (Sysmon 1) in order: the same morning four times, and one afternoon that is not ordinary."""
    out = []
    for m in made:
        if m.name not in ('ws01-sysmon.xml', 'ws02-sysmon.ndjson'):
            continue
        starts = [(i, e, dict(e.data)) for i, (_, _, e) in enumerate(m.records) if e.event_id == 1]
        for i, e, data in starts:
            if data['Image'].endswith('explorer.exe') and data['TerminalSessionId'] in ('1', '2'):
                children = [(j, d) for j, _, d in starts if d['ParentProcessGuid'] == data['ProcessGuid']][:4]
                out.append({'name': 'morning', 'ordinary': True, 'file': m.name, 'records': [j for j, _ in children],
                            'images': [d['Image'].rsplit('\\', 1)[-1] for _, d in children]})
        if m.name == 'ws01-sysmon.xml':
            found = [(i, d) for i, e, d in starts if e.step == 'discover']
            out.append({'name': 'discovery', 'ordinary': False, 'file': m.name, 'records': [i for i, _ in found],
                        'images': [d['Image'].rsplit('\\', 1)[-1] for _, d in found],
                        'command_lines': [d['CommandLine'] for _, d in found]})
    return out


def beacon(world, made):
    sysmon = next(m for m in made if m.name == 'ws01-sysmon.xml')
    connections = [i for i, (_, s, e) in enumerate(sysmon.records) if s == 'beacon' and e.event_id == 3]
    queries = [i for i, (_, s, e) in enumerate(sysmon.records) if s == 'beacon' and e.event_id == 22]
    wall = next(m for m in made if m.name == 'firewall.json')
    times = world.beacon_times
    gaps = [b - a for a, b in zip(times, times[1:])]
    return {
        'kind': 'sleep (next = last + period ± jitter: the phase drifts)', 'source': world.ws01.address,
        'computer': world.ws01.name, 'destination': payload.C2_ADDRESS, 'port': 443, 'name': payload.C2_NAME,
        'period_seconds': story.BEACON_PERIOD, 'jitter_seconds': story.BEACON_JITTER,
        'jitter_share': story.BEACON_JITTER / story.BEACON_PERIOD, 'count': len(times), 'first': iso7(times[0]),
        'last': iso7(times[-1]), 'mean_gap_seconds': round(sum(gaps) / len(gaps) / SECOND, 3),
        'min_gap_seconds': round(min(gaps) / SECOND, 3), 'max_gap_seconds': round(max(gaps) / SECOND, 3),
        'time_of': "UtcTime of Sysmon 3 (milliseconds) and the firewall's timestamp; SystemTime is 0.9 to 2.1 s later",
        'records': {'ws01-sysmon.xml': {'sysmon_3': connections, 'sysmon_22': queries},
                    'firewall.json': [i for i, (_, s, _) in enumerate(wall.records) if s == 'beacon']}}


def build(world, made, exports):
    steps = []
    for step, (techniques, title, text) in story.STEPS.items():
        found = references(made, step)
        steps.append({'step': step, 'techniques': techniques.split(), 'title': title, 'description': text,
                      'first_time': found[0]['time'], 'records': found})
    steps.sort(key=lambda s: s['first_time'])
    security = next(m for m in made if m.name == 'ws01-security.xml')
    sysmon = next(m for m in made if m.name == 'ws01-sysmon.xml')

    def index(m, event_id, step):
        return next(i for i, (_, s, e) in enumerate(m.records) if s == step and e.event_id == event_id
                    and (event_id not in (1, 4688) or ' -enc ' in dict(e.data)['CommandLine']))
    return {
        'about': 'Ground truth of the corpora made by make_corpora.py; see README.md. Everything is invented.',
        'period': {'from': iso7(DAY1), 'to': iso7(END)},
        'hosts': [
            {'name': 'WS01', 'fqdn': world.ws01.name, 'address': world.ws01.address, 'role': 'workstation of m.okafor'},
            {'name': 'WS02', 'fqdn': world.ws02.name, 'address': world.ws02.address, 'role': 'workstation of j.lindqvist'},
            {'name': 'DC01', 'fqdn': world.dc01.name, 'address': world.dc01.address, 'role': 'domain controller'},
            {'name': 'web01', 'address': '10.20.2.20', 'outside': '198.51.100.20', 'role': 'web server, Linux'},
            {'name': 'fw01', 'address': '10.20.0.1', 'outside': '198.51.100.2', 'role': 'firewall'},
            {'name': 'sensor01', 'role': 'Splunk Stream and Suricata'}],
        'files': [m.entry() for m in made],
        'intrusion': steps,
        'spray': {'address': story.ATTACKER, 'accounts': world.sprayed, 'not_existing': ['backup', 'scanner'], 'rounds': 2,
                  'failures': 2 * len(world.sprayed), 'succeeded_with': 'm.okafor'},
        'decode': {
            'command_line_in': [{'file': m.name, 'index': index(m, e, 'execute'), 'event_id': e, 'field': 'CommandLine'}
                                for m, e in ((security, 4688), (sysmon, 1))],
            'script_blocks_in': [{'file': security.name, 'index': i, 'layer': 1 + n} for n, i in enumerate(
                i for i, (_, s, e) in enumerate(security.records) if s == 'execute' and e.event_id == 4104)],
            'layers': world.layers},
        'beacon': beacon(world, made),
        'sequences': sequences(world, made),
        'iocs': {
            'ipv4': [story.ATTACKER, story.STAGE, payload.C2_ADDRESS, '203.0.113.90'],
            'domain': [payload.C2_NAME], 'url': [payload.STAGE_URL, payload.SYNC_URL, payload.BACKUP_URL],
            'only_after_decoding': [payload.STAGE_URL, payload.SYNC_URL, payload.BACKUP_URL, '203.0.113.90'],
            'file': ['C:\\Users\\m.okafor\\Downloads\\PatchWell-Setup.js', payload.DIRECTORY + '\\pwsync.ps1',
                     payload.DIRECTORY + '\\l.dmp', payload.DIRECTORY + '\\pwsync.exe', 'C:\\Windows\\PWSync.exe'],
            'task': ['\\PatchWell\\Sync'], 'service': ['PWSync'], 'account': ['svc_bkup2'],
            'user_agent': ['PatchWell/2.3', 'Mozilla/5.0 (compatible; pw-scan/1.4)'], 'workstation': ['kali'],
            'note': 'layer 2 is logged as a script block too, so its URL is also in plain text; the two of layer 3 are not'},
        'siem': {name: truth for name, truth in exports}}


def dump(truth):
    """JSON with one record a line, so that a difference can be read."""
    def text(value, depth):
        flat = json.dumps(value, ensure_ascii=False)
        if not isinstance(value, (dict, list)) or not value or (len(flat) < 110 and depth > 1):
            return flat
        if isinstance(value, list) and all(isinstance(v, (int, str)) for v in value) and not any(
                isinstance(v, str) and len(v) > 60 for v in value):
            return flat
        if isinstance(value, dict) and ('index' in value or 'record' in value) and not any(
                isinstance(v, dict) for v in value.values()):
            return flat
        space = ' ' * (depth + 1)
        if isinstance(value, dict):
            items = ['%s%s: %s' % (space, json.dumps(k), text(v, depth + 1)) for k, v in value.items()]
            return '{\n%s\n%s}' % (',\n'.join(items), ' ' * depth)
        return '[\n%s\n%s]' % (',\n'.join(space + text(v, depth + 1) for v in value), ' ' * depth)
    return (text(truth, 0) + '\n').encode()

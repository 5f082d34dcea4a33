"""What the wire saw: the firewall's log, Splunk Stream's DNS, Suricata."""
import json

from . import payload
from .basics import DAY, DAY1, HOUR, SECOND, Random, iso_us
from .story import ATTACKER, BEACON_COUNT


def outside(address):
    return not address.startswith('10.')


def firewall(world):
    """[(time, object, step)] in time order."""
    rng, rows = Random('firewall'), []

    def row(t, action, rule, direction, source, source_port, destination, port, protocol, sent, received, step=''):
        rows.append((t, {
            'timestamp': iso_us(t)[:23] + 'Z', 'device': 'fw01', 'action': action, 'rule': rule, 'direction': direction,
            'protocol': protocol, 'src_ip': source, 'src_port': source_port, 'dst_ip': destination, 'dst_port': port,
            'bytes_out': sent, 'bytes_in': received, 'session': rng.between(100000, 999999)}, step))

    for f in world.flows:
        if outside(f['destination']):
            row(f['time'], 'allow', 'lan-to-internet', 'outbound', f['source'], f['source_port'], f['destination'], f['port'],
                f['protocol'], f['sent'], f['received'], f['step'])
    for t, source, destination, port, step in world.inbound:
        row(t - rng.between(200_000, 900_000), 'allow', 'legacy-rdp-forward', 'inbound', source, rng.between(40000, 60000),
            destination, port, 'tcp', rng.between(900, 2600), rng.between(900, 2600), step)
    for hour in range(48):
        for _ in range(3):
            row(DAY1 + hour * HOUR + rng.between(0, 3599) * SECOND + rng.between(0, 9_999_999), 'deny', 'default-deny', 'inbound',
                '203.0.113.%d' % rng.between(100, 250), rng.between(1024, 65000), '198.51.100.2',
                rng.choice([22, 23, 445, 1433, 5900, 8080]), 'tcp', 40, 0)
    rows.sort(key=lambda r: r[0])
    return rows


def firewall_text(rows):
    return json.dumps([r[1] for r in rows], indent=2) + '\n'


def stream_dns(world):
    """Splunk Stream, one answered query each; only what left WS01, WS02 and DC01."""
    rng, rows = Random('stream'), []
    for q in world.queries:
        end = q['time'] + rng.between(9000, 400_000)
        body = {'endtime': iso_us(end), 'timestamp': iso_us(q['time']), 'bytes_in': 40 + len(q['name']),
                'bytes_out': 90 + len(q['name']), 'dest_ip': '10.20.0.10', 'dest_port': 53, 'src_ip': q['source'],
                'src_port': rng.between(49200, 65000), 'query': [q['name']], 'query_type': ['A'],
                'host_addr': [q['answer']], 'reply_code': 'NoError', 'reply_code_id': 0,
                'message_type': ['QUERY', 'RESPONSE'], 'transport': 'udp', 'ttl': [rng.choice([60, 300, 1800])]}
        rows.append((q['time'], body, q['step']))
    return rows


def suricata(world):
    rng, rows = Random('suricata'), []

    def base(t, kind, source, source_port, destination, port):
        return {'timestamp': iso_us(t, '+0000'), 'flow_id': rng.between(10 ** 14, 10 ** 15), 'in_iface': 'eth1',
                'event_type': kind, 'src_ip': source, 'src_port': source_port, 'dest_ip': destination, 'dest_port': port,
                'proto': 'TCP'}

    beat = 0
    for f in world.flows:
        if not outside(f['destination']) or f['step'] == 'beacon' and (beat % 4 or beat >= BEACON_COUNT):
            beat += f['step'] == 'beacon'
            continue
        beat += f['step'] == 'beacon'
        body = base(f['time'], 'flow', f['source'], f['source_port'], f['destination'], f['port'])
        body.update(app_proto='tls', flow={'pkts_toserver': 8 + f['sent'] // 1200, 'pkts_toclient': 7 + f['received'] // 1200,
                                           'bytes_toserver': f['sent'], 'bytes_toclient': f['received'], 'state': 'closed'})
        rows.append((f['time'], body, f['step']))
        if f['step'] == 'stage':
            alert = base(f['time'] + SECOND, 'alert', f['source'], f['source_port'], f['destination'], f['port'])
            alert.update(alert={'action': 'allowed', 'gid': 1, 'signature_id': 9000117, 'rev': 2, 'severity': 2,
                                'signature': 'HBL TLS SNI of a domain registered less than 7 days ago',
                                'category': 'Potentially Bad Traffic'}, tls={'sni': payload.C2_NAME, 'version': 'TLS 1.2'})
            rows.append((f['time'] + SECOND, alert, 'stage'))
    first = [i for i in world.inbound if i[4] == 'spray']
    for t, source, destination, port, step in first[9::10]:
        alert = base(t, 'alert', source, rng.between(40000, 60000), destination, port)
        alert.update(alert={'action': 'allowed', 'gid': 1, 'signature_id': 9000042, 'rev': 4, 'severity': 2,
                            'signature': 'HBL many RDP logon attempts from one address', 'category': 'Attempted User Privilege Gain'})
        rows.append((t, alert, step))
    return rows

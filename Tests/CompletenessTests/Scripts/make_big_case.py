#!/usr/bin/env python3
"""Makes one large comparison case, to measure speed and memory: Event XML against a Splunk CSV in another rendering, or against
Elastic hits without the event's text, of which each row must be compared by its fields.

usage: make_big_case.py FOLDER [--records N] [--seed N] [--layout splunk|elastic]

Streams: its own memory does not grow with the number of records, but for the truth. Of the rows 1 % are missing (scattered), one
host of eight is two hours off, 0.5 % stand twice, and all have another rendering than the raw record. The rows are in another order
than the records, by blocks.
"""
import argparse
import json
import os
import random

from casegen import times
from casegen.synthetic import HOSTS, PROVIDER, SYSMON

NAMES = ['RuleName', 'UtcTime', 'ProcessGuid', 'ProcessId', 'Image', 'CommandLine', 'User', 'Hashes']
COLUMNS = ['_time', '_indextime', 'host', 'source', 'sourcetype', 'index', 'EventID', 'Channel', 'Computer', 'EventRecordID',
           'Provider'] + NAMES + ['_raw']
BLOCK = 5000


def event(quote, digits, t, number, host, data):
    provider, guid = PROVIDER[SYSMON]
    q = quote
    fields = ''.join(f'<Data Name={q}{n}{q}>{v}</Data>' for n, v in zip(NAMES, data))
    return (f'<Event xmlns={q}http://schemas.microsoft.com/win/2004/08/events/event{q}><System><Provider Name={q}{provider}{q} '
            f'Guid={q}{guid}{q}/><EventID>1</EventID><Version>5</Version><Level>4</Level><Task>1</Task><Opcode>0</Opcode>'
            f'<Keywords>0x8000000000000000</Keywords><TimeCreated SystemTime={q}{times.iso(t, digits)}{q}/>'
            f'<EventRecordID>{number}</EventRecordID><Correlation/><Execution ProcessID={q}2104{q} ThreadID={q}3110{q}/>'
            f'<Channel>{SYSMON}</Channel><Computer>{host}</Computer><Security UserID={q}S-1-5-18{q}/></System>'
            f'<EventData>{fields}</EventData></Event>')


def row(t, shift, number, host, data):
    text = event("'", 9, t, number, host, data)
    cells = [times.iso(t + shift, 3, '+0000'), str(t // times.SECOND + 5), host, 'XmlWinEventLog:' + SYSMON, 'XmlWinEventLog', 'main',
             '1', SYSMON, host, str(number), PROVIDER[SYSMON][0], *data, text]
    return ','.join(f'"{c}"' for c in cells)


def hit(t, shift, number, host, data):
    source = {'@timestamp': times.iso(t + shift, 3), 'host': {'name': host}, 'event': {'kind': 'event', 'code': '1'},
              'winlog': {'channel': SYSMON, 'computer_name': host, 'event_id': '1', 'record_id': number,
                         'provider_name': PROVIDER[SYSMON][0], 'provider_guid': PROVIDER[SYSMON][1], 'version': 5, 'task': '1',
                         'opcode': 'Info', 'user': {'identifier': 'S-1-5-18'},
                         'process': {'pid': 2104, 'thread': {'id': 3110}}, 'event_data': dict(zip(NAMES, data))}}
    return json.dumps({'_index': 'winlogbeat', '_id': f'{number:x}.{host}', '_source': source})


def main():
    # Not as `usage`: argparse takes the per cent signs of that for places to fill in.
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder')
    parser.add_argument('--records', type=int, default=1_000_000)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--layout', choices=['splunk', 'elastic'], default='splunk')
    o = parser.parse_args()
    rng = random.Random(o.seed)
    hosts = HOSTS + ['OPS-SRV2.nordhafen.example', 'OPS-SRV3.nordhafen.example']
    os.makedirs(o.folder, exist_ok=True)
    t, numbers, listed, rows, pending = times.parse('2024-01-08T00:00:00'), dict.fromkeys(hosts, 10_000), [], 0, []
    name, written = ('siem.csv', row) if o.layout == 'splunk' else ('siem.ndjson', hit)
    with open(os.path.join(o.folder, 'raw.xml'), 'w', encoding='utf-8') as raw, \
            open(os.path.join(o.folder, name), 'w', encoding='utf-8', newline='') as siem:
        if o.layout == 'splunk':
            siem.write(','.join(f'"{c}"' for c in COLUMNS) + '\n')
        for i in range(o.records):
            t += rng.randrange(100, 400_000) * 100
            host = hosts[rng.randrange(8)]
            numbers[host] += 1
            r = rng.getrandbits(128)
            data = ['-', times.iso(t - 3_000_000, 3, '', ' '), '{%08X-0000-0000-0000-%012X}' % (r & 0xffffffff, i), str(r % 30000),
                    'C:\\Windows\\System32\\svchost.exe', f'C:\\Windows\\System32\\svchost.exe -k netsvcs -p -s job{r % 99991}',
                    'NT AUTHORITY\\SYSTEM', 'SHA256=%064X' % (r * r)]
            raw.write(event('"', 7, t, numbers[host], host, data) + '\n')
            shift = 2 * times.HOUR if host == hosts[3] else 0
            chance = rng.random()
            if chance < 0.01:
                listed.append({'record': i, 'verdict': 'missing', 'why': 'dropped'})
            else:
                if shift:
                    listed.append({'record': i, 'verdict': 'time_shifted', 'why': 'tz+2h'})
                pending.append(written(t, shift, numbers[host], host, data))
                if chance > 0.995:
                    pending.append(pending[-1])
                    if not shift:
                        listed.append({'record': i, 'verdict': 'duplicated', 'why': 'indexed_twice'})
            if len(pending) >= BLOCK or i + 1 == o.records:
                rng.shuffle(pending)
                siem.write('\n'.join(pending) + '\n')
                rows += len(pending)
                pending = []
    truth = {'seed': o.seed, 'format': 'splunk-csv' if o.layout == 'splunk' else 'elastic-hits', 'kind': 'xml', 'raw_records': o.records, 'siem_rows': rows, 'default': 'equivalent',
             'faults': {'drop': 0.01, 'time_zone': 2, 'duplicate': 0.005}, 'extra_rows': [], 'records': listed}
    with open(os.path.join(o.folder, 'truth.json'), 'w', encoding='utf-8') as f:
        json.dump(truth, f)


if __name__ == '__main__':
    main()

"""Mixtures of two to six faults drawn by a seed, from those that one product can have at once."""
import random

from .synthetic import POWERSHELL, SECURITY, SYSMON

HOURS = [-9.5, -7, -5, -3.5, -3, -1, 1, 2, 3, 4.5, 5.5, 5.75, 8, 9.5, 10, 12.75]


def splunk(rng):
    kind = rng.choice(['xml', 'json'])
    limit = rng.choice([4096, 6000, 8192, 10000])
    pool = {'truncate': {'limit': limit}, 'time_zone': {'hours': rng.choice(HOURS), 'which': rng.randrange(3)},
            'drop': {'share': rng.choice([0.02, 0.04])}, 'altered': {'share': 0.02}, 'duplicate': {'share': 0.03},
            'merge': {'share': 0.02}, 'blacklist': {'count': rng.choice([1, 2])}, 'outage': {'share': 0.12, 'which': rng.randrange(2)},
            'whole_seconds': {'which': rng.randrange(3)}}
    pool.update(rng.choice([{'extraction': {'limit': rng.choice([5000, 10240]), 'unit': rng.choice(['bytes', 'characters'])}},
                            {'encoding': {'read_as': rng.choice(['cp1252', 'latin-1', 'cp437']), 'share': 0.3}}]))
    if 'encoding' in pool:
        del pool['truncate']
    return {'layout': rng.choice(['splunk-csv', 'splunk-json']), 'rendering': 'none' if kind == 'json' else rng.choice(['none', 'splunk', 'tabs']),
            'options': {'enrich': rng.random() < 0.5, 'hosts': rng.choice([None, 'lower', 'short']),
                        'stamp': rng.choice(['web', 'epoch', 'east'])},
            'inserted': rng.choice([0, 0, 3]),
            'synthetic': {'kind': kind, 'count': 420, 'long': max(limit, 6000), 'long_share': 0.15, 'unicode': 0.2,
                          'shuffle': rng.random() < 0.5}}, pool


def table(rng):
    pool = {'retention': {'share': rng.choice([0.08, 0.17])}, 'duplicate': {'share': 0.04}, 'drop': {'share': 0.03},
            'time_zone': {'hours': rng.choice(HOURS), 'which': rng.randrange(3)}, 'outage': {'share': 0.1, 'which': rng.randrange(2)},
            'altered': {'share': 0.02}, 'channel': {}, 'whole_seconds': {'which': rng.randrange(3)}}
    return {'layout': rng.choice(['splunk-csv', 'splunk-json']), 'options': {'text': False, 'hosts': rng.choice([None, 'lower'])},
            'order': rng.choice(['newest', 'oldest', 'shuffle']),
            'synthetic': {'kind': rng.choice(['xml', 'json']), 'count': 380}}, pool


def elastic(rng):
    pool = {'ignore_above': {'limit': rng.choice([256, 1024])}, 'outage': {'share': 0.12}, 'drop': {'share': 0.03},
            'time_zone': {'hours': rng.choice(HOURS), 'which': rng.randrange(3)}, 'duplicate': {'share': 0.02}, 'altered': {'share': 0.02}}
    pool.update(rng.choice([{'mapping': {'field': 'ProcessId'}}, {'blacklist': {'count': 2}}, {'mapping': {'field': 'IpAddress', 'bad': '-'}}]))
    return {'layout': rng.choice(['elastic-hits', 'elastic-search', 'elastic-sources', 'kibana-csv']),
            'options': {'beat': rng.random() < 0.6, 'hosts': rng.choice([None, 'lower'])}, 'inserted': rng.choice([0, 3]),
            'synthetic': {'count': 420, 'long': 1100, 'long_share': 0.12}}, pool


def sentinel(rng):
    pool = {'event_set': {}, 'field_cut': {'limit': rng.choice([2048, 8192])}, 'delay': {'share': 0.06}, 'drop': {'share': 0.03},
            'time_zone': {'hours': rng.choice(HOURS), 'which': rng.randrange(3)}, 'outage': {'share': 0.1, 'which': 1}}
    return {'layout': rng.choice(['sentinel-csv', 'sentinel-api']), 'options': {'table': rng.choice(['flat', 'windows'])},
            'synthetic': {'count': 380, 'long': 7000, 'long_share': 0.12, 'channels': [SECURITY, SYSMON, POWERSHELL]}}, pool


def qradar(rng):
    pool = {'truncate': {'limit': rng.choice([1024, 4096, 8192])}, 'coalesce': {}, 'drop': {'share': 0.02}, 'outage': {'share': 0.1},
            'blacklist': {'count': 1}}
    return {'layout': 'qradar-csv', 'options': {'stamp': rng.choice(['epoch', 'words'])},
            'synthetic': {'kind': 'json', 'count': 400, 'step_ms': 80, 'long': 6000, 'users': ['k.albers', 's.thode']}}, pool


def drawn(seed, count):
    """`count` plans; the same for the same seed."""
    out = []
    for n in range(count):
        rng = random.Random(f'mixture {seed} {n}')
        base, pool = rng.choice([splunk, splunk, table, elastic, sentinel, qradar])(rng)
        names = rng.sample(sorted(pool), min(len(pool), rng.randrange(2, 7)))
        out.append({'name': f'random-{n:02d}', 'sources': ['synthetic'], **base, 'faults': [(k, pool[k]) for k in names]})
    return out

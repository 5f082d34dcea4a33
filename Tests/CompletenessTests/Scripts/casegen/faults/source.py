"""What is lost before the SIEM has it: filters, outages, limits of rate."""
from .. import times
from ..case import need
from ..sentinel_set import COMMON


def groups(case, of):
    out = {}
    for i, r in enumerate(case.records):
        out.setdefault(of(r), []).append(i)
    return out


def blacklist(case, count=1):
    """Event IDs of channels that keep others; `count` of them."""
    by_id = groups(case, lambda r: (r.channel, r.event_id))
    channels = {}
    for channel, event_id in by_id:
        channels.setdefault(channel, []).append(event_id)
    fit = sorted(k for k, v in by_id.items() if len(v) >= 5 and len(channels[k[0]]) > count + 1)
    need(len(fit) >= count, 'too few event IDs')
    for key in case.rng.sample(fit, count):
        case.lose(by_id[key], 'blacklisted_event_id', lambda r, key=key: (r.channel, r.event_id) == key)


def channel(case, name=None):
    by_channel = groups(case, lambda r: r.channel)
    need(len(by_channel) > 1, 'one channel only')
    fit = sorted(c for c, v in by_channel.items() if 5 <= len(v) <= len(case.records) // 2)
    need(name or fit, 'no channel of middling size')
    chosen = name or case.rng.choice(fit)
    case.lose(by_channel[chosen], 'channel_not_collected', lambda r: r.channel == chosen)
    if len({case.records[i].event_id for i in by_channel[chosen]}) == 1:
        case.same_as.setdefault('channel_not_collected', []).append('blacklisted_event_id')


def host(case):
    """A host that never sent anything. The vocabulary has no word of its own for it."""
    hosts = case.hosts()
    need(len(hosts) > 2, 'too few hosts')
    case.lose([i for i, r in enumerate(case.records) if r.host == hosts[-1]], 'outage', lambda r: r.host == hosts[-1])
    case.same_as.setdefault('outage', []).extend(['host_not_collected', ''])


def outage(case, share=0.15, which=0):
    """One host is silent for a while; its neighbours go on."""
    name = case.hosts()[which]
    own = sorted((i for i, r in enumerate(case.records) if r.host == name), key=lambda i: case.records[i].time)
    length = max(6, int(len(own) * share))
    need(len(own) > 3 * length, 'host too small for an outage')
    first = case.rng.randrange(length, len(own) - 2 * length)
    low, high = case.records[own[first]].time, case.records[own[first + length - 1]].time
    case.lose([i for i in own if low <= case.records[i].time <= high], 'outage',
              lambda r: r.host == name and low <= r.time <= high)


def event_set(case):
    """Sentinel's Common set: Security events outside of it are not collected."""
    def outside(r):
        return r.channel.lower() == 'security' and int(r.event_id) not in COMMON
    gone = [i for i, r in enumerate(case.records) if outside(r)]
    need(len(gone) >= 5, 'too few events outside the set')
    case.lose(gone, 'event_set_common', outside)
    if len({case.records[i].event_id for i in gone}) == 1:
        case.same_as.setdefault('event_set_common', []).append('blacklisted_event_id')


def eps(case, limit=20):
    """No second has more than `limit` rows; the first of each second stay."""
    seconds = {}
    for i in sorted(range(len(case.records)), key=lambda i: case.records[i].time):
        seconds.setdefault(case.records[i].time // times.SECOND, []).append(i)
    gone = [i for s in seconds.values() for i in s[limit:]]
    need(len([s for s in seconds.values() if len(s) > limit]) >= 3, 'too few busy seconds')
    case.lose(gone, f'eps_limit_{limit}')


def drop(case, share=0.03):
    """Scattered records, none beside another of its host, none at an edge, none a whole group."""
    by_host = groups(case, lambda r: r.host)
    sizes = {k: len(v) for k, v in groups(case, lambda r: (r.channel, r.event_id)).items()}
    lost, taken = case.missing(), {}
    chosen = []
    for own in by_host.values():
        own = sorted(own, key=lambda i: (case.records[i].time, i))
        order = list(range(3, len(own) - 3))
        case.rng.shuffle(order)
        near = set()
        for k in order:
            group = (case.records[own[k]].channel, case.records[own[k]].event_id)
            if k in near or sizes[group] < 6 or taken.get(group, 0) * 3 >= sizes[group]:
                continue
            if any(own[j] in lost for j in range(k - 2, k + 3)):
                continue
            taken[group] = taken.get(group, 0) + 1
            near.update(range(k - 2, k + 3))
            chosen.append(own[k])
            if len(near) >= 5 * max(1, int(share * len(own))):
                break
    need(len(chosen) >= 2, 'nothing to drop')
    case.lose(chosen, 'dropped')


FAULTS = {'blacklist': blacklist, 'channel': channel, 'host': host, 'event_set': event_set, 'outage': outage,
          'eps': eps, 'drop': drop}

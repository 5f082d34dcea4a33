"""What happens to the time of a row."""
from .. import times
from ..case import need


def rows_of(case, which):
    name = case.hosts()[which]
    return name, [r for r in case.rows if r.host == name]


def time_zone(case, hours, which=1):
    """One host is off by a constant; `which` counts from the busiest host."""
    _, rows = rows_of(case, which)
    need(len(rows) >= 8, 'host too small')
    sign = '+' if hours > 0 else '-'
    why = 'tz%s%sh' % (sign, f'{abs(hours):g}')
    for row in rows:
        shift(case, row, round(hours * times.HOUR), why)
    case.shifted = case.__dict__.get('shifted', set()) | {which}


def shift(case, row, by, why):
    row.time += by
    case.mark(row, 'time_shifted', why)


def daylight(case, changes, which=0):
    """One hour too late between the changes of clocks: the host's zone is a fixed offset. `changes` are ISO times in pairs."""
    _, rows = rows_of(case, which)
    hit = 0
    moments = [times.parse(c) for c in changes]
    for row in rows:
        summer = sum(row.time >= m for m in moments) % 2 == 1
        if summer:
            shift(case, row, times.HOUR, 'dst+1h')
            hit += 1
    need(5 <= hit <= len(rows) - 5, f'{hit} of {len(rows)} in summer')


def whole_seconds(case, which=None):
    """TIME_FORMAT without a fraction: one host, or all."""
    rows = case.rows if which is None else rows_of(case, which)[1]
    hit = 0
    for row in rows:
        fraction = row.time % times.SECOND
        if fraction >= 1_000_000:
            row.time -= fraction
            case.mark(row, 'time_shifted', 'subsecond_lost')
            hit += 1
    need(hit >= 5, 'no fractions')


def max_days(case, days, share=0.4):
    """Loaded in one go; dates older than `days` before that take the time of the last acceptable event, or the load's."""
    ordered = sorted(r.time for r in case.records)
    edge = ordered[int(len(ordered) * share)]
    middle = (edge + ordered[int(len(ordered) * share) + 1]) // 2
    load = middle + days * times.DAY
    last, hit = load, 0
    for row in sorted(case.rows, key=lambda r: r.records[0] if r.records else 0):
        row.index_time = load
        if row.time < load - days * times.DAY:
            row.time = last
            case.mark(row, 'time_shifted', f'max_days_ago_{days}')
            hit += 1
        else:
            last = row.time
    need(hit >= 5, 'none too old')
    old = [(load - t) // times.DAY for t in ordered]
    low = max(d for d, t in zip(old, ordered) if t >= load - days * times.DAY) + 1
    high = min(d for d, t in zip(old, ordered) if t < load - days * times.DAY)
    case.same_as[f'max_days_ago_{days}'] = [f'max_days_ago:{min(low, days)}:{max(high, days)}']


def not_recognised(case, share=0.03):
    """The time was not found in the text: the row has the time of its indexing."""
    rows = [r for r in case.clean()]
    for row in case.rng.sample(rows, max(3, int(share * len(rows)))):
        row.index_time += case.rng.randrange(30, 4000) * times.SECOND
        row.time = row.index_time // times.SECOND * times.SECOND
        case.mark(row, 'time_shifted', 'timestamp_not_recognised')


FAULTS = {'max_days': max_days, 'not_recognised': not_recognised, 'time_zone': time_zone, 'daylight': daylight,
          'whole_seconds': whole_seconds}

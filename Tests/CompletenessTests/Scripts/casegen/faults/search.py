"""What the search gives back: fields cut off, rows left out."""
import itertools

from ..case import need
from .index import interval


def extraction(case, limit, unit='characters'):
    """Fields whose element ends after `limit` characters (or bytes) of the text are empty."""
    stem = 'extraction_cutoff' if unit == 'characters' else 'spath_cutoff'
    ends, hit, other = [], 0, False
    for row in case.rows:
        size = (lambda e: e) if unit == 'characters' else (lambda e, t=row.text: len(t[:e].encode()))
        whole = [(n, size(e), e) for n, e in row.ends.items() if n in row.fields]
        ends += [e for _, e, _ in whole]
        lost = sorted(n for n, e, _ in whole if e > limit)
        swapped = [n for n, _, e in whole if (len(row.text[:e].encode()) if unit == 'characters' else e) > limit]
        other = other or sorted(swapped) != lost
        for n in lost:
            del row.fields[n]
        if lost:
            case.mark(row, 'fields_lost', f'{stem}_{limit}', lost)
            hit += 1
    need(hit >= 4, f'{hit} records with late fields')
    same = [interval(stem, ends, limit)]
    if not other:
        twin = 'spath_cutoff' if unit == 'characters' else 'extraction_cutoff'
        same.append(interval(twin, ends, limit))
    case.same_as[f'{stem}_{limit}'] = same


def field_count(case, limit):
    """At most `limit` fields of a row, in the order of the text."""
    counts, hit = [], 0
    for row in case.rows:
        names = sorted(row.fields, key=lambda n: row.ends[n])
        counts.append(len(names))
        lost = sorted(names[limit:])
        for n in lost:
            del row.fields[n]
        if lost:
            case.mark(row, 'fields_lost', f'field_count_limit_{limit}', lost)
            hit += 1
    need(hit >= 4, f'{hit} records with so many fields')


def newest_first(case):
    return sorted(case.rows, key=lambda r: (-r.time, -(r.records[0] if r.records else 0)))


def retention(case, share=0.2):
    """Everything older than a moment is gone, on all hosts."""
    ordered = sorted(r.time for r in case.records)
    edge = ordered[int(share * len(ordered))]
    case.lose([i for i, r in enumerate(case.records) if r.time < edge], 'retention', lambda r: r.time < edge)
    oldest = min(r.record.time for r in case.rows)
    case.also('retention', lambda r: r.time < oldest)


def delay(case, share=0.05):
    """The newest of each host are not there yet."""
    gone = []
    for host in case.hosts():
        own = sorted((i for i, r in enumerate(case.records) if r.host == host), key=lambda i: case.records[i].time)
        if len(own) >= 10:
            edge = case.records[own[-max(2, int(share * len(own) * case.rng.uniform(0.6, 1.6)))]].time
            gone += [i for i in own if case.records[i].time >= edge]
    need(len(gone) >= 4, 'hosts too small')
    case.lose(gone, 'ingestion_delay')
    newest = {}
    for row in case.rows:
        newest[row.host] = max(newest.get(row.host, 0), row.record.time)
    case.also('ingestion_delay', lambda r: r.time > newest.get(r.host, 0))


def sampling(case, one_in):
    """A random share of events."""
    keep = {id(r) for r in case.rows if case.rng.random() * one_in < 1}
    need(len(keep) >= 10, 'too few kept')
    share, doubt = len(keep), 2 * len(keep) ** 0.5
    case.same_as[f'sampling_1_in_{one_in}'] = [
        f'sampling_1_in:{int(len(case.rows) / (share + doubt))}:{-int(-len(case.rows) // (share - doubt))}']
    case.drop_rows([r for r in case.rows if id(r) not in keep], f'sampling_1_in_{one_in}')


def dedup(case, fields):
    """The newest of each combination stays; what lacks a field goes."""
    def kept(names):
        seen, out = set(), set()
        for row in newest_first(case):
            values = tuple(row.fields.get(n) for n in names)
            if None not in values and values not in seen:
                seen.add(values)
                out.add(id(row))
        return out
    keep = kept(fields)
    need(5 <= len(keep) < len(case.rows), f'{len(keep)} rows left')
    common = [n for n in case.records[0].fields if all(n in r.fields for r in case.records)]
    why = 'dedup_' + '+'.join(fields)
    for size in (1, 2, 3):
        for names in itertools.combinations(sorted(set(common) | set(fields)), size):
            if set(names) != set(fields) and kept(names) == keep:
                case.same_as.setdefault(why, []).append('dedup_' + '+'.join(names))
    case.drop_rows([r for r in case.rows if id(r) not in keep], why)


def subsearch(case, field, limit):
    """A subsearch gave `limit` values of a field to the outer search: rows of other values are not there."""
    values = sorted({r.fields[field] for r in case.rows if field in r.fields})
    need(len(values) > limit, f'{len(values)} values')
    keep = set(case.rng.sample(values, limit))
    case.lose([i for i, r in enumerate(case.records) if r.fields.get(field) not in keep], f'subsearch_maxout_{limit}')
    case.drop_rows([r for r in case.extra if r.fields.get(field) not in keep], '')


def result_limit(case, limit):
    """The newest `limit` rows; what was lost before and is older than the last of them cannot be told apart."""
    rows = newest_first(case)
    need(len(rows) > limit, f'{len(rows)} rows')
    why = f'result_limit_{limit}'
    edge = rows[limit - 1].time
    before = case.missing()
    case.drop_rows(rows[limit:], why)
    for position in before:
        if case.records[position].time <= edge:
            case.note(position, 'missing', why)


FAULTS = {'extraction': extraction, 'field_count': field_count, 'retention': retention, 'delay': delay,
          'sampling': sampling, 'dedup': dedup, 'subsearch': subsearch, 'result_limit': result_limit}

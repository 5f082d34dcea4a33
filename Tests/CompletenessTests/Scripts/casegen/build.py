"""From a plan to files: raw records, export, truth, and how the comparison is to be called."""
import json
import os
import random

from . import sources, times
from .case import GRAVITY, Case, NotApplicable
from .faults import ALL, ORDER, index
from .layouts import ALL as LAYOUTS

WITHOUT_TEXT = {'sentinel-csv', 'sentinel-api', 'custom-csv'}
TEXT_BY_OPTION = {'elastic-hits', 'elastic-sources', 'elastic-fields', 'elastic-search', 'kibana-csv'}


def has_text(plan):
    layout, options = plan['layout'], plan.get('options', {})
    if layout in WITHOUT_TEXT:
        return False
    return bool(options.get('text')) if layout in TEXT_BY_OPTION else options.get('text', True)


def made(plan, seed):
    """The finished case of a plan. Draws again where a fault found no support."""
    for attempt in range(30):
        rng = random.Random(f'{seed} {plan["name"]} {attempt}')
        try:
            return attempted(plan, rng)
        except NotApplicable as e:
            reason = e
    raise NotApplicable(f'{plan["name"]}: {reason}')


def attempted(plan, rng):
    records = sources.records(plan, rng)
    held = [records.pop(rng.randrange(len(records))) for _ in range(plan.get('inserted', 0))]
    for _ in range(plan.get('raw_gaps', 0)):
        at = rng.randrange(len(records) - 4)
        del records[at:at + 3]
    for _ in range(plan.get('raw_doubles', 0)):
        at = rng.randrange(len(records))
        records.insert(rng.randrange(len(records)), records[at])
    case = Case(records, plan.get('rendering', 'none'), rng, has_text(plan),
                plan['layout'] in ('splunk-raw', 'splunk-exporttool', 'qradar-csv'))
    scope(case, plan.get('scope'))
    if held:
        index.inject(case, held)
    faults = dict(plan.get('faults', []))
    for name in ORDER:
        if name in faults:
            ALL[name](case, **faults[name])
    doubles_are_alike(case)
    return case


def scope(case, wanted):
    """The search asked for some hosts, or for a time only: what is outside is not missing."""
    if not wanted:
        return
    if 'hosts' in wanted:
        chosen = [case.hosts()[k] for k in wanted['hosts']]
        inside = [r.host in chosen for r in case.records]
        case.scope = {'hosts': chosen}
    else:
        ordered = sorted(r.time for r in case.records)
        low = ordered[int(wanted['from'] * len(ordered))] // times.SECOND * times.SECOND
        high = ordered[int(wanted['to'] * len(ordered))] // times.SECOND * times.SECOND
        inside = [low <= r.time < high for r in case.records]
        case.scope = {'from': times.iso(low, 0), 'to': times.iso(high, 0)}
    case.out_of_scope = {i for i, is_in in enumerate(inside) if not is_in}
    case.rows = [r for r in case.rows if not case.out_of_scope & set(r.records)]


def doubles_are_alike(case):
    """Of two records with the same bytes nobody can say which one is lost: such pairs are left out of the score."""
    same = {}
    for i, r in enumerate(case.records):
        same.setdefault(r.text, []).append(i)
    for group in same.values():
        if len({json.dumps(case.found.get(i)) for i in group}) > 1:
            case.ambiguous.update(group)


def ordered(case, order):
    rows = sorted(case.rows, key=lambda r: (-r.time, -(r.records[0] if r.records else 0)))
    if order == 'oldest':
        rows.reverse()
    elif order == 'shuffle':
        case.rng.shuffle(rows)
    elif order == 'host':
        rows.sort(key=lambda r: r.host)
    elif order == 'raw':
        rows.sort(key=lambda r: r.records[0] if r.records else 10**9)
    return rows


def truth(case, rows, plan, seed):
    default = 'equivalent' if case.has_text and case.rendering != 'none' or plan['layout'] == 'splunk-classic' else 'identical'
    listed, counts = [], {}
    for position in range(len(case.records)):
        found = case.found.get(position, [])
        if any(v == 'missing' for v, _, _ in found):
            found = [f for f in found if f[0] == 'missing']
        found = sorted(found, key=lambda f: GRAVITY.index(f[0]))
        entries = [{'verdict': v, 'why': w, **({'fields': fs} if fs is not None else {})} for v, w, fs in found]
        left_out = position in case.ambiguous or position in case.out_of_scope
        if not entries and not left_out:
            counts[default] = counts.get(default, 0) + 1
            continue
        entry = {'record': position, **(entries[0] if entries else {'verdict': default, 'why': None})}
        if len(entries) > 1:
            entry['all'] = entries
        if left_out:
            entry['ambiguous'] = True
        counts[entry['verdict']] = counts.get(entry['verdict'], 0) + 1
        listed.append(entry)
    extra = [i for i, r in enumerate(rows) if any(r is e for e in case.extra)]
    return {'seed': seed, 'format': plan['layout'], 'kind': case.records[0].kind, 'render': case.rendering,
            'raw_in_export': case.has_text, 'faults': {k: v for k, v in plan.get('faults', [])},
            'raw_records': len(case.records), 'siem_rows': len(rows), 'default': default, 'verdicts': counts,
            'extra_rows': extra, 'same_as': case.same_as, 'out_of_scope': sorted(case.out_of_scope), 'records': listed}


def raw_file(case, shape):
    """(name, bytes) of the raw records, as some tool would have left them."""
    kind = case.records[0].kind
    texts = [r.text for r in case.records]
    if kind == 'json':
        return 'raw.ndjson', ('\n'.join(texts) + '\n').encode()
    if shape == 'events':
        text = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<Events>' + ''.join(texts) + '</Events>'
    elif shape == 'crlf':
        text = '\r\n'.join(texts) + '\r\n'
    elif shape == 'utf16':
        return 'raw.xml', ('\ufeff' + '\r\n'.join(texts) + '\r\n').encode('utf-16-le')
    else:
        text = '\n'.join(texts) + '\n'
    return 'raw.xml', text.encode('utf-8', 'surrogatepass')


def sids(case):
    """Names for the SIDs of the records, as the forwarder finds them in the directory."""
    out = {}
    for r in case.records:
        for n, v in r.fields.items():
            if n.lower().endswith('sid') and v.startswith('S-1-5-21-'):
                out[v] = f'NORDHAFEN\\konto{v[-4:]}'
    return out


def write(plan, seed, folder):
    """Writes the case into `folder/name` and returns its path."""
    case = made(plan, seed)
    options = dict(plan.get('options', {}))
    if options.get('sids') == 'resolved':
        options['sids'] = sids(case)
        resolved(case, options['sids'])
    rows = ordered(case, plan.get('order', 'newest'))
    place = os.path.join(folder, plan['name'])
    os.makedirs(place, exist_ok=True)
    raw_name, raw = raw_file(case, plan.get('raw'))
    files = LAYOUTS[plan['layout']](rows, options)
    call = {'raw': raw_name, 'export': sorted(files), 'layout': plan['layout'], 'scope': case.scope,
            'columns': plan.get('columns')}
    if plan.get('utf16_export'):
        files = {n: b.decode('utf-8-sig').encode('utf-16') for n, b in files.items()}
    files[raw_name] = raw
    files['truth.json'] = json.dumps(truth(case, rows, plan, seed), indent=None).encode()
    files['case.json'] = json.dumps(call, indent=1).encode()
    for name, data in files.items():
        with open(os.path.join(place, name), 'wb') as f:
            f.write(data)
    return place


def resolved(case, names):
    """A SID that became a name is another value, by design: either reading is right, so such records are left out."""
    for row in case.rows:
        if any(v in names and n.lower().endswith('sid') for n, v in row.fields.items()):
            case.ambiguous.update(row.records)

"""Scores a comparison against a case's truth, by the rules of the shared cases: per record the gravest verdict counts, any of
those under `all` is right, ambiguous records are left out, identical and equivalent are one class."""

INTACT = ('identical', 'equivalent')
WITH_FIELDS = ('fields_lost', 'altered', 'truncated')


class Score:
    """Counts of one case, or of several added up."""

    def __init__(self):
        self.verdicts = {}  # verdict -> [right, said wrongly, not found]
        self.false_alarms = self.records = self.why = self.why_exact = self.why_same = 0
        self.fields = [0, 0, 0]
        self.whys = {}  # true cause -> [records of the right verdict, exactly named, named by what cannot be told apart]
        self.wrong = []

    def add(self, other):
        for v, counts in other.verdicts.items():
            mine = self.verdicts.setdefault(v, [0, 0, 0])
            mine[:] = [a + b for a, b in zip(mine, counts)]
        for w, counts in other.whys.items():
            mine = self.whys.setdefault(w, [0, 0, 0])
            mine[:] = [a + b for a, b in zip(mine, counts)]
        for name in ('false_alarms', 'records', 'why', 'why_exact', 'why_same'):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.fields = [a + b for a, b in zip(self.fields, other.fields)]

    def count(self, verdict, which):
        self.verdicts.setdefault(verdict, [0, 0, 0])[which] += 1

    def faults(self):
        """(right, said wrongly, not found) over all verdicts but intact."""
        return [sum(c[k] for v, c in self.verdicts.items() if v != 'intact') for k in range(3)]

    @property
    def whole(self):
        """Nothing to object to in verdicts, causes and fields."""
        _, fp, fn = self.faults()
        return not (fp or fn or self.fields[1] or self.fields[2]) and self.why == self.why_same


def plain(name):
    """A field's name without the path that a product puts before it."""
    for prefix in ('winlog.event_data.', 'winlog.user_data.', 'extracted_'):
        if name.startswith(prefix):
            return name[len(prefix):]
    return name


def cause_is(said, true, same_as):
    """'exact', 'same' where the data cannot tell the two apart, or None."""
    said = said or ''
    if said == (true or ''):
        return 'exact'
    if true.startswith('dedup_') and said.startswith('dedup_') and set(said[6:].split('+')) == set(true[6:].split('+')):
        return 'exact'
    for other in same_as.get(true, ()):
        stem, _, span = other.partition(':')
        if span and said.startswith(stem + '_') and said[len(stem) + 1:].isdigit():
            low, high = map(int, span.split(':'))
            if low <= int(said[len(stem) + 1:]) <= high:
                return 'same'
        elif said == other or other.startswith('dedup_') and set(said[6:].split('+')) == set(other[6:].split('+')):
            return 'same'
    return None


def score(truth, said, extra_rows):
    """`said` maps positions to [{"verdict", "why", "fields"}]; `extra_rows` are positions in the export."""
    out = Score()
    true = {e['record']: e for e in truth['records']}
    for i in range(truth['raw_records']):
        t = true.get(i, {'verdict': truth['default'], 'why': None})
        if t.get('ambiguous'):
            if i in truth.get('out_of_scope', ()) and any(s['verdict'] == 'missing' for s in said.get(i, ())):
                out.wrong.append((i, 'out of scope', 'missing', None))
                out.count('missing', 1)
            continue
        out.records += 1
        right = t.get('all') or [t]
        claims = said.get(i) or [{'verdict': 'identical'}]
        s = max(claims, key=lambda c: any(c['verdict'] == r['verdict'] for r in right))
        is_intact, says_intact = t['verdict'] in INTACT, s['verdict'] in INTACT
        if says_intact and any(r['verdict'] in INTACT for r in right):
            out.count('intact', 0)
            continue
        hits = [r for r in right if r['verdict'] == s['verdict']]
        if not hits:
            out.count('intact' if says_intact else s['verdict'], 1)
            out.count('intact' if is_intact else t['verdict'], 2)
            out.false_alarms += is_intact
            out.wrong.append((i, f'{t["verdict"]} {t["why"] or ""}', f'{s["verdict"]} {s.get("why") or ""}', s.get('fields')))
            continue
        out.count(s['verdict'], 0)
        kinds = [cause_is(s.get('why'), r['why'] or '', truth.get('same_as', {})) for r in hits]
        counts = out.whys.setdefault(hits[0]['why'], [0, 0, 0])
        counts[0] += 1
        counts[1] += 'exact' in kinds
        counts[2] += any(kinds)
        out.why += 1
        out.why_exact += 'exact' in kinds
        out.why_same += any(kinds)
        if not any(kinds):
            out.wrong.append((i, f'{s["verdict"]} {hits[0]["why"]}', f'{s["verdict"]} {s.get("why") or "unexplained"}', None))
        if hits[0].get('fields') is not None and s['verdict'] in WITH_FIELDS:
            want, have = set(map(plain, hits[0]['fields'])), set(map(plain, s.get('fields') or ()))
            allowed = {plain(n) for r in right for n in r.get('fields') or ()}
            delta = (len(want & have), len(have - allowed), len(want - have))
            out.fields = [a + b for a, b in zip(out.fields, delta)]
            if delta[1] or delta[2]:
                out.wrong.append((i, f'fields {sorted(want - have)[:6]} not named', f'{sorted(have - allowed)[:6]} too many', None))
    et, es = set(truth['extra_rows']), set(extra_rows)
    for rows, which in ((et & es, 0), (es - et, 1), (et - es, 2)):
        for row in sorted(rows):
            out.count('extra', which)
            if which:
                out.wrong.append((f'row {row}', 'a record\'s' if which == 1 else 'extra', 'extra' if which == 1 else 'a record\'s', None))
    return out

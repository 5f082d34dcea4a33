"""The state of one case while it is made: raw records, the rows that the SIEM has for them, and what went wrong."""
from .record import Record
from .render import render

GRAVITY = ['missing', 'merged', 'split', 'truncated', 'altered', 'fields_lost', 'time_shifted', 'duplicated', 'equivalent']


class Row:
    """One row of the export. `records` are the positions of the raw records whose text stands in it."""

    def __init__(self, record, position, text):
        whole = Record(text, record.kind)
        self.records, self.record, self.text = [position], record, text
        self.ends = {n: end for n, _, end in whole.leaves}
        self.fields = dict(whole.fields)
        self.time, self.index_time = record.time, record.time + 7_000_000_000
        self.host, self.channel = record.host, record.channel
        self.ignored, self.count, self.touched = [], 1, False

    def copy(self):
        other = object.__new__(Row)
        other.__dict__ = dict(self.__dict__, records=list(self.records), fields=dict(self.fields), ends=dict(self.ends),
                              ignored=list(self.ignored))
        return other


class Case:
    def __init__(self, records, rendering, rng, has_text, text_alone=False):
        self.records, self.rng, self.has_text = records, rng, has_text
        self.rendering, self.text_alone = rendering, text_alone
        self.rows = [Row(r, i, render(r, rendering)) for i, r in enumerate(records)]
        self.found = {}  # position -> [(verdict, why, fields or None)]
        # A name that stands twice in a record has two values and one column.
        self.ambiguous = {i for i, r in enumerate(records) if len(r.fields) < len(r.leaves)}
        self.same_as, self.extra = {}, []
        self.scope, self.out_of_scope = None, set()

    def note(self, position, verdict, why, fields=None):
        entry = (verdict, why, fields)
        have = self.found.setdefault(position, [])
        if entry not in have:
            have.append(entry)

    def mark(self, row, verdict, why, fields=None):
        """As `note`, for the record of a row; of a row without a record there is nothing to say."""
        if row.records:
            self.note(row.records[0], verdict, why, fields)

    def lose(self, positions, why, applies=None):
        """These records are in no row, because of `why`. Several causes may hold of one record. `applies` says of any record
        whether it would be hit, for rows whose record the raw file does not have."""
        positions = set(positions)
        for position in positions:
            self.note(position, 'missing', why)
        kept = []
        for row in self.rows:
            row.records = [p for p in row.records if p not in positions]
            is_extra = any(row is e for e in self.extra)
            if row.records or is_extra and not (applies and applies(row.record)):
                kept.append(row)
        self.rows = kept
        self.extra = [e for e in self.extra if any(e is r for r in kept)]

    def also(self, why, applies):
        """Records that are missing for another cause and that `why` explains as well."""
        for position in self.missing():
            if applies(self.records[position]):
                self.note(position, 'missing', why)

    def drop_rows(self, rows, why):
        """Rows that the search did not give back: their records are missing unless another row has them."""
        gone = {id(r) for r in rows}
        self.rows = [r for r in self.rows if id(r) not in gone]
        self.extra = [r for r in self.extra if id(r) not in gone]
        left = {p for r in self.rows for p in r.records}
        for row in rows:
            for position in row.records:
                if position not in left:
                    self.note(position, 'missing', why)

    def missing(self):
        return {p for p, found in self.found.items() if any(v == 'missing' for v, _, _ in found)}

    def clean(self):
        """Rows that nothing has happened to and that hold one record."""
        return [r for r in self.rows if len(r.records) == 1 and not r.touched and r not in self.extra
                and r.records[0] not in self.found]

    def hosts(self):
        """Hosts by number of records, the busiest first; a tie by name."""
        counts = {}
        for r in self.records:
            counts[r.host] = counts.get(r.host, 0) + 1
        return sorted(counts, key=lambda h: (-counts[h], h))


class NotApplicable(Exception):
    """The records do not allow this fault with enough support for a cause to be found."""


def need(condition, what):
    if not condition:
        raise NotApplicable(what)

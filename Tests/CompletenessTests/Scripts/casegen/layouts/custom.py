"""A CSV of somebody's own script, with column names that no product has, and the map that explains them."""
import csv

from .. import times
from .common import Values, columns_of, csv_bytes

ODD = {'EventID': 'ev no', 'Channel': 'Protokoll', 'Computer': 'Rechner', 'EventRecordID': 'lfd. Nr.', 'Provider': 'Quelle'}


def csv_odd(rows, options):
    values = Values(options)
    names = columns_of(rows)
    twice = ['Channel'] if options.get('twice') else []
    stamp = times.day_first if options.get('stamp') == 'day-first' else (lambda t: times.iso(t, 3, '', ' '))
    header = ['Zeitpunkt'] + [ODD.get(n, n) for n in names] + ['Bemerkung'] + [ODD[n] for n in twice]
    body = ([stamp(r.time)] + [f.get(n, '') for n in names] + [''] + [f.get(n, '') for n in twice]
            for r, f in ((r, values.of(r)) for r in rows))
    return {'siem.csv': csv_bytes(header, body, '\r\n', bool(options.get('bom')), csv.QUOTE_MINIMAL, options.get('delimiter', ','))}


LAYOUTS = {'custom-csv': csv_odd}

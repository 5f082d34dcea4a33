"""A CSV of somebody's own script, with column names that no product has, and the map that explains them."""
import csv

from .. import times
from .common import Values, columns_of, csv_bytes

ODD = {'EventID': 'ev no', 'Channel': 'Protokoll', 'Computer': 'Rechner', 'EventRecordID': 'lfd. Nr.', 'Provider': 'Quelle'}


def csv_odd(rows, options):
    values = Values(options)
    names = columns_of(rows)
    header = ['Zeitpunkt'] + [ODD.get(n, n) for n in names] + ['Bemerkung']
    body = ([times.iso(r.time, 3, '', ' ')] + [f.get(n, '') for n in names] + ['']
            for r, f in ((r, values.of(r)) for r in rows))
    return {'siem.csv': csv_bytes(header, body, '\r\n', quoting=csv.QUOTE_MINIMAL)}


LAYOUTS = {'custom-csv': csv_odd}

"""What all layouts need: CSV, files in parts, the host's names, enrichment."""
import csv
import io
import unicodedata


def csv_bytes(header, rows, line_end='\n', bom=False, quoting=csv.QUOTE_ALL, delimiter=','):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=line_end, quoting=quoting, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows(rows)
    return (b'\xef\xbb\xbf' if bom else b'') + out.getvalue().encode('utf-8', 'surrogatepass')


def parts(items, count):
    """`items` in `count` runs of nearly the same length."""
    size = -(-len(items) // count)
    return [items[i:i + size] for i in range(0, len(items), size)] or [[]]


def named(name, suffix, count, number):
    return f'{name}.{suffix}' if count == 1 else f'{name}-{number + 1}.{suffix}'


def columns_of(rows):
    out = {}
    for row in rows:
        for name in row.fields:
            out.setdefault(name)
    return list(out)


class Values:
    """A row's fields as the export has them: host names and SIDs as the options say."""

    def __init__(self, options):
        self.hosts, self.sids = options.get('hosts'), options.get('sids', {})
        self.form, self.trim = options.get('unicode'), options.get('trim')
        self.controls = options.get('controls')

    def host(self, name):
        if self.hosts == 'lower':
            return name.lower()
        if self.hosts == 'upper':
            return name.upper()
        return name.split('.')[0] if self.hosts == 'short' else name

    def text(self, value):
        if self.form:
            value = unicodedata.normalize(self.form, value)
        if self.controls:
            value = ''.join(self.controls % ord(c) if ord(c) < 32 and c not in '\t\r\n' else c for c in value)
        return value

    def of(self, row):
        out = {}
        for name, value in row.fields.items():
            if name in ('Computer', 'Hostname'):
                value = self.host(value)
            value = self.text(self.sids.get(value, value) if name.lower().endswith('sid') else value)
            out[name] = value.strip() if self.trim else value
        return out

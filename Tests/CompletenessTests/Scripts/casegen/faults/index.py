"""What indexing does to text and fields: cut, merged, split, decoded wrongly, changed, refused, doubled."""
import re
from decimal import Decimal

from ..case import Row, need
from ..render import render


def changes_text(row, text):
    """The row's text is `text` now; fields that stand in it keep their old values."""
    row.text, row.touched = text, True


def cut_to(text, limit):
    return text.encode('utf-8', 'surrogatepass')[:limit].decode('utf-8', 'ignore')


def only_tag_is_cut(row, name, text):
    """The value stands whole in the cut text, its end tag does not: without columns it may be called whole or lost."""
    return row.ends[name] - len('</Data>') <= len(text) and row.fields[name].split('\n')[-1][-20:] in text[-60:]


def truncate(case, limit):
    """`_raw` cut at `limit` bytes, a whole character at the end; fields that end later are gone."""
    hit = 0
    for row in case.rows:
        if len(row.text.encode()) <= limit:
            continue
        text = cut_to(row.text, limit)
        lost = sorted(n for n, end in row.ends.items() if end > len(text) and n in row.fields)
        whole = [n for n in lost if case.text_alone and only_tag_is_cut(row, n, text)]
        changes_text(row, text)
        for n in lost:
            del row.fields[n]
        case.mark(row, 'truncated', f'raw_cut_at_{limit}', [n for n in lost if n not in whole])
        if whole:
            case.mark(row, 'truncated', f'raw_cut_at_{limit}', lost)
        hit += 1
    need(hit >= 4, f'{hit} records longer than {limit}')


def merge(case, share=0.03, size=2, glue='\n'):
    """Neighbours in one row, which has the time and the fields of the first."""
    rows = case.clean()
    by_host = {}
    for row in rows:
        by_host.setdefault(row.host, []).append(row)
    wanted = max(2, int(share * len(rows)))
    pool = [(h, k) for h, own in sorted(by_host.items()) for k in range(0, len(own) - size, size + 1)]
    need(len(pool) >= wanted, 'too few neighbours')
    for h, k in case.rng.sample(pool, wanted):
        first, rest = by_host[h][k], by_host[h][k + 1:k + size]
        changes_text(first, glue.join(r.text for r in [first] + rest))
        first.records = [p for r in [first] + rest for p in r.records]
        gone = {id(r) for r in rest}
        case.rows = [r for r in case.rows if id(r) not in gone]
        for position in first.records:
            case.note(position, 'merged', 'line_breaking')


def pieces_of(case, row, texts, why):
    """The row becomes several; each has the fields that stand whole in it, and none but the first a time of its own."""
    out, start = [], 0
    for n, text in enumerate(texts):
        piece = row.copy() if n else row
        at = row.text.index(text, start) if n else 0
        if n:
            piece.index_time = row.index_time
        piece.piece = (at, at + len(text), text)
        out.append(piece)
        start = at + len(text)
    for piece in out:
        low, high, text = piece.piece
        piece.fields = {k: v for k, v in piece.fields.items() if low < piece.ends[k] <= high and _holds(text, k)}
        changes_text(piece, text)
    at = next(i for i, r in enumerate(case.rows) if r is row)
    case.rows[at:at + 1] = out
    case.mark(row, 'split', why)


def _holds(text, name):
    return f'"{name}"' in text or f"'{name}'" in text or f'<{name}' in text


def split(case, share=0.04):
    """LINE_BREAKER at some line of a record: two rows, the line end between them is lost."""
    fit = [r for r in case.clean() if r.text.count('\n') >= 3]
    wanted = max(2, int(share * len(case.rows)))
    need(len(fit) >= wanted, 'too few records of several lines')
    for row in case.rng.sample(fit, wanted):
        breaks = [m.start() for m in re.finditer('\n', row.text)][1:-1]
        at = case.rng.choice(breaks)
        pieces_of(case, row, [row.text[:at].rstrip('\r'), row.text[at + 1:]], 'line_breaking')


def max_events(case, limit=256):
    hit = 0
    for row in list(case.clean()):
        lines = row.text.split('\n')
        if len(lines) > limit:
            texts = ['\n'.join(lines[i:i + limit]) for i in range(0, len(lines), limit)]
            pieces_of(case, row, texts, f'max_events_{limit}')
            hit += 1
    need(hit >= 4, f'{hit} records of more than {limit} lines')


def encoding(case, read_as='cp1252', share=1.0):
    """UTF-8 read as another encoding: only what is not ASCII shows it."""
    hit = 0
    for row in case.clean():
        if row.text.isascii() or case.rng.random() > share:
            continue
        if not any(not v.isascii() for v in row.fields.values()):
            case.ambiguous.add(row.records[0])
        before = dict(row.fields)
        row.fields = {k: _misread(v, read_as) for k, v in row.fields.items()}
        row.ends = {k: len(_misread(row.text[:end], read_as)) for k, end in row.ends.items()}
        changes_text(row, _misread(row.text, read_as))
        changed = sorted(k for k, v in row.fields.items() if v != before[k])
        case.mark(row, 'altered', 'encoding', changed)
        hit += 1
    need(hit >= 2, 'nothing outside ASCII')


def _misread(text, read_as):
    if read_as == 'hex':  # bytes that the stated encoding does not have, as Splunk writes them
        return ''.join(c if ord(c) < 128 else ''.join(f'\\x{b:02X}' for b in c.encode()) for c in text)
    return ''.join(c if ord(c) < 128 else c.encode().decode(read_as, 'replace') for c in text)


NEVER_CHANGED = {'EventID', 'Channel', 'Computer', 'EventRecordID', 'Provider', '@timestamp', 'Hostname', 'RecordNumber', 'UtcTime',
                 'EventTime', 'EventReceivedTime', 'Message', '@version', 'tags', 'SourceModuleName', 'SourceName', 'Keywords'}


def altered(case, share=0.03):
    """One value of a record is another, in the text and in the field."""
    rows = case.clean()
    case.rng.shuffle(rows)
    wanted, done = max(2, int(share * len(rows))), 0
    for row in rows:
        names = [n for n, v in row.fields.items() if n not in NEVER_CHANGED and v.isascii() and v.isalnum() and len(v) >= 3
                 and row.text.count(v) == 1]
        if not names or done == wanted:
            continue
        name = case.rng.choice(sorted(names))
        old = row.fields[name]
        new = old[:-2] + ('7' if old[-2] != '7' else '4') + old[-1]
        row.fields[name] = new
        changes_text(row, row.text.replace(old, new))
        case.mark(row, 'altered', 'value_changed', [name])
        done += 1
    need(done == wanted, 'too few values to change')


def rounded(case, field='Keywords'):
    """A number above 2^53 that went through JavaScript: its shortest form as a double, filled up with zeros."""
    hit = 0
    for row in case.rows:
        value = row.fields.get(field, '')
        if re.fullmatch(r'-?\d{17,}', value):
            new = '%d' % Decimal(repr(float(value)))
            changes_text(row, row.text.replace(value, new))
            row.fields[field] = new
            case.mark(row, 'altered', 'float_rounding', [field])
            case.mark(row, 'equivalent', None)
            hit += 1
    case.same_as.setdefault('float_rounding', []).extend(['value_changed', ''])
    need(hit >= 3, 'no large numbers')


def mapping(case, field, bad=r'0x[0-9a-fA-F]+'):
    """Documents whose value does not fit the type that the first document gave the field are refused."""
    gone = [i for i, r in enumerate(case.records) if re.fullmatch(bad, r.fields.get(field, ''))]
    kept = [i for i, r in enumerate(case.records) if field in r.fields and not re.fullmatch(bad, r.fields[field])]
    need(len(gone) >= 3 and len(kept) >= 3, f'{len(gone)} bad and {len(kept)} good values of {field}')
    case.lose(gone, f'mapping_conflict_{field}', lambda r: re.fullmatch(bad, r.fields.get(field, '')))
    names = sorted({n for i in gone for n in case.records[i].fields} - {field})
    same = [n for n in names if {i for i, r in enumerate(case.records) if re.fullmatch(bad, r.fields.get(n, ''))} == set(gone)]
    case.same_as.setdefault(f'mapping_conflict_{field}', []).extend(f'mapping_conflict_{n}' for n in same)
    ids = {(case.records[i].channel, case.records[i].event_id) for i in gone}
    if all(i in gone for i, r in enumerate(case.records) if (r.channel, r.event_id) in ids):
        case.same_as[f'mapping_conflict_{field}'].append('blacklisted_event_id')


def field_cut(case, limit):
    """Values longer than `limit` bytes are cut, in the field and, where the export has text, not in the text."""
    hit = 0
    for row in case.rows:
        lost = sorted(n for n, v in row.fields.items() if len(v.encode()) > limit)
        for n in lost:
            row.fields[n] = cut_to(row.fields[n], limit)
        if lost:
            case.mark(row, 'truncated', f'field_cut_at_{limit}', lost)
            hit += 1
    need(hit >= 3, f'{hit} values longer than {limit}')


def ignore_above(case, limit):
    """Strings longer than `limit` characters are not indexed; the document says so in _ignored."""
    hit, lengths = 0, []
    for row in case.rows:
        lengths += [len(v) for v in row.fields.values()]
        lost = sorted(n for n, v in row.fields.items() if len(v) > limit)
        for n in lost:
            del row.fields[n]
        row.ignored = lost
        if lost:
            case.mark(row, 'fields_lost', f'ignore_above_{limit}', lost)
            hit += 1
    need(hit >= 3, f'{hit} records with long values')
    case.same_as[f'ignore_above_{limit}'] = [interval('ignore_above', lengths, limit)]


def interval(stem, values, limit):
    """`stem:low:high`: every limit from low to high would have done the same."""
    low = max((v for v in values if v <= limit), default=0)
    high = min((v for v in values if v > limit), default=limit + 1) - 1
    return f'{stem}:{low}:{high}'


def duplicate(case, share=0.03, times_over=1):
    """Indexed twice: the same row again, later."""
    rows = [r for r in case.rows if len(r.records) == 1 and not any(
        v in ('split', 'merged') for v, _, _ in case.found.get(r.records[0], []))]
    for row in case.rng.sample(rows, max(2, int(share * len(rows)))):
        for n in range(times_over):
            again = row.copy()
            again.index_time += (41 + 17 * n) * 1_000_000_000
            case.rows.append(again)
        case.mark(row, 'duplicated', 'indexed_twice')


def inject(case, rows):
    """Rows of records that the raw file does not have."""
    for record in rows:
        row = Row(record, -1, render(record, case.rendering))
        row.records = []
        case.extra.append(row)
        case.rows.append(row)


def like(record):
    """What QRadar compares: QID, addresses, port, user."""
    get = record.fields.get
    return (record.host, record.event_id, get('SourceIp', get('SourceAddress', get('IpAddress'))),
            get('DestinationIp', get('DestAddress')), get('DestinationPort', get('DestPort')),
            get('User', get('TargetUserName', get('SubjectUserName'))))


def coalesce(case, seconds=10, free=3):
    """QRadar: from the fourth like event within ten seconds on, one row stands for the rest and counts them."""
    open_groups, full, hit = {}, [], 0
    for row in sorted((r for r in case.rows if r.records), key=lambda r: r.time):
        key = like(case.records[row.records[0]])
        group = open_groups.get(key)
        if not group or row.time - group['start'] > seconds * 1_000_000_000:
            group = open_groups[key] = {'start': row.time, 'rows': []}
        group['rows'].append(row)
        if len(group['rows']) > free + 1:
            hit += 1
            group['rows'][free].count += 1
            full.append((key, group))
            case.rows = [r for r in case.rows if r is not row]
            case.mark(row, 'missing', 'coalesced')
    need(hit >= 4, f'{hit} coalesced')
    # One that was lost among those that were counted together: which of them is it?
    doubtful = [(k, g) for k, g in full if any(
        like(case.records[i]) == k and abs(case.records[i].time - g['start']) <= seconds * 1_000_000_000
        for i in case.missing() if ('missing', 'coalesced', None) not in case.found[i])]
    for k, g in doubtful:
        for i in case.missing():
            if like(case.records[i]) == k and abs(case.records[i].time - g['start']) <= seconds * 1_000_000_000:
                case.note(i, 'missing', 'coalesced')
                case.note(i, 'missing', 'dropped')


FAULTS = {'mapping': mapping, 'rounded': rounded, 'altered': altered, 'encoding': encoding, 'truncate': truncate,
          'split': split, 'max_events': max_events, 'merge': merge, 'field_cut': field_cut,
          'duplicate': duplicate, 'coalesce': coalesce, 'ignore_above': ignore_above}

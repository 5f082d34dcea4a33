"""One raw record: its text, what identifies it, and where each of its fields ends."""
import json
import re
from json.decoder import scanstring

from . import times

EVENT = re.compile(r'<Event[ >](?:(?!<Event[ >]).)*?</Event>', re.S)  # one that breaks off is not joined with the next
DATA = re.compile(r'''<Data(?:\s+Name\s*=\s*(?:"([^"]*)"|'([^']*)'))?\s*(?:/>|>(.*?)</Data\s*>)''', re.S)
LEAF = re.compile(r'<([\w.:-]+)(?:\s[^<>]*)?>([^<]*)</\1\s*>')
SYSTEM = (('EventID', r'<EventID[^>]*>(.*?)</EventID>'), ('Channel', r'<Channel>(.*?)</Channel>'),
          ('Computer', r'<Computer>(.*?)</Computer>'), ('EventRecordID', r'<EventRecordID>(.*?)</EventRecordID>'),
          ('Provider', r'''<Provider\s[^>]*?\bName\s*=\s*["']([^"']*)["'][^>]*>'''))
STAMP = re.compile(r'''SystemTime\s*=\s*["']([^"']+)["']''')
ENTITY = re.compile(r'&(#x[0-9a-fA-F]+|#\d+|lt|gt|amp|quot|apos);')
NAMED = {'lt': '<', 'gt': '>', 'amp': '&', 'quot': '"', 'apos': "'"}
WHITE = ' \t\r\n'


def unescape(text):
    def one(m):
        name = m.group(1)
        if name[0] != '#':
            return NAMED[name]
        return chr(int(name[2:], 16) if name[1] == 'x' else int(name[1:]))
    return ENTITY.sub(one, text.replace('\r\n', '\n'))


def xml_fields(text):
    """[(name, value, where its element ends in characters)], in the order of the README's list."""
    head = text.find('</System>')
    out = []
    for name, pattern in SYSTEM:
        m = re.search(pattern, text, re.S)
        if m and (head < 0 or m.end() <= head) and m.group(1):
            out.append((name, unescape(m.group(1)), m.end()))
    unnamed = 0
    body_end = text.find('<RenderingInfo')
    body = text if body_end < 0 else text[:body_end]
    data_start = max(body.find('<EventData'), 0)
    for m in DATA.finditer(body, data_start) if '<EventData' in body else ():
        name = m.group(1) or m.group(2)
        if not name:
            unnamed += 1
            name = f'Data_{unnamed}'
        if m.group(3):
            out.append((name, unescape(m.group(3)), m.end()))
    user = body.find('<UserData')
    if user >= 0:
        out += [(m.group(1).split(':')[-1], unescape(m.group(2)), m.end())
                for m in LEAF.finditer(body, user) if m.group(2).strip()]
    return out


def json_fields(text):
    """The same for one flat JSON object: numbers as they are written, nested values as compact JSON."""
    out, at, decoder = [], text.index('{') + 1, json.JSONDecoder()

    def skip(at, more=''):
        while at < len(text) and text[at] in WHITE + more:
            at += 1
        return at
    while True:
        at = skip(at, ',')
        if at >= len(text) or text[at] == '}':
            return out
        key, at = scanstring(text, at + 1, False)
        at = skip(at, ':')
        start = at
        value, at = decoder.raw_decode(text, at)
        if isinstance(value, bool):
            value = 'true' if value else 'false'
        elif isinstance(value, (int, float)):
            value = text[start:at]
        elif isinstance(value, (list, dict)):
            value = json.dumps(value, ensure_ascii=False, separators=(',', ':'))
        if value not in (None, ''):
            out.append((key, value, at))


class Record:
    """`fields` maps names to values; `kind` is 'xml' or 'json'."""

    def __init__(self, text, kind):
        self.text, self.kind = text, kind
        self.leaves = xml_fields(text) if kind == 'xml' else json_fields(text)
        self.fields = {n: v for n, v, _ in self.leaves}
        get = self.fields.get
        if kind == 'xml':
            stamp = STAMP.search(text)
            self.time = times.parse(stamp.group(1)) if stamp else None
            self.host, self.number, self.provider = get('Computer', ''), get('EventRecordID', ''), get('Provider', '')
        else:
            self.time = times.parse(get('@timestamp', ''))
            self.host, self.number = get('Hostname', ''), get('RecordNumber', '')
            self.provider = get('SourceName', '')
        self.channel, self.event_id = get('Channel', ''), get('EventID', '')

    @property
    def key(self):
        return (self.host.lower(), self.channel.lower(), self.number)


def parse_all(text, kind):
    """Records of a file's text in order; lines that are no JSON object are left out."""
    if kind == 'xml':
        found = [Record(m.group(), 'xml') for m in EVENT.finditer(text)]
    else:
        found = [Record(line, 'json') for line in text.splitlines() if line.startswith('{')]
    return [r for r in found if r.time is not None]

"""Renderings of a record's text: other bytes, the same meaning."""
import json
import re

from . import times
from .record import STAMP, WHITE, unescape, xml_fields

TAG = re.compile(r'(<[^>]*>)')
ATTRIBUTE = re.compile(r'''\s+([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')''')


def tokens(text):
    """[(kind, ...)] of Event XML: ('open', name, attributes, is_empty), ('close', name), ('text', content)."""
    out = []
    for piece in TAG.split(text):
        if not piece:
            continue
        if piece.startswith('</'):
            out.append(('close', piece[2:-1].strip()))
        elif piece.startswith('<'):
            empty = piece.endswith('/>')
            inner = piece[1:-2] if empty else piece[1:-1]
            name = re.match(r'[\w:.-]+', inner).group()
            attributes = [(m.group(1), m.group(2) if m.group(2) is not None else m.group(3))
                          for m in ATTRIBUTE.finditer(inner)]
            out.append(('open', name, attributes, empty))
        else:
            out.append(('text', piece))
    return without_layout(out)


def without_layout(parts):
    """White space between elements goes; between an opening tag and its own closing tag of a Data it is a value."""
    out = []
    for i, part in enumerate(parts):
        if part[0] == 'text' and not part[1].strip(WHITE):
            leaf = i and parts[i - 1][0] == 'open' and not parts[i - 1][3] and parts[i + 1][0] == 'close'
            if not leaf or '\n' in part[1] and parts[i - 1][1] != 'Data':
                continue
        out.append(part)
    return out


def written(parts, quote="'", empty='short', reverse=False, indent=None, text=lambda t: t, system_time=None, braces=True):
    out, depth = [], 0

    def line():
        if indent is not None and out:
            out.append('\n' + indent * depth)
    for i, part in enumerate(parts):
        before = parts[i - 1] if i else None
        if part[0] == 'open':
            line()
            pairs = part[2][::-1] if reverse else part[2]
            name, is_empty = part[1], part[3] or i + 1 < len(parts) and parts[i + 1] == ('close', part[1])
            rendered = ''
            for key, value in pairs:
                if key == 'SystemTime' and system_time:
                    value = system_time(value)
                if key.endswith('Guid') and not braces:
                    value = value.strip('{}')
                value = unescape(value).replace('&', '&amp;').replace('<', '&lt;')
                value = value.replace(quote, '&quot;' if quote == '"' else '&apos;')
                rendered += f' {key}={quote}{value}{quote}'
            if is_empty:
                closing = f'\n{(indent or "") * depth}</{name}>' if empty == 'line' and name != 'Data' else f'</{name}>'
                out.append(f'<{name}{rendered}' + ('/>' if empty == 'short' else '>' + closing))
                if not part[3]:
                    parts[i + 1] = ('skip',)
            else:
                out.append(f'<{name}{rendered}>')
                depth += 1
        elif part[0] == 'close':
            depth -= 1
            if before and before[0] != 'text':
                line()
            out.append(f'</{part[1]}>')
        elif part[0] == 'text':
            out.append(text(part[1]))
    return ''.join(out)


def digits(count):
    return lambda value: times.iso(times.parse(value), count)


def entities(content):
    """Quotes and what is not ASCII as references; a line end as &#xD;&#xA;."""
    content = content.replace('"', '&quot;').replace("'", '&#39;').replace('\r\n', '\n').replace('\n', '&#xD;&#xA;')
    return ''.join(c if ord(c) < 128 else f'&#x{ord(c):X};' for c in content)


def with_rendering(text, rendered):
    """As the forwarding service sends it: a RenderingInfo with a Message."""
    message = '\n'.join(f'{n}: {v}' for n, v, _ in xml_fields(text)[5:9]).replace('&', '&amp;').replace('<', '&lt;')
    info = (f"<RenderingInfo Culture='de-DE'><Message>{message}</Message><Level>Informationen</Level>"
            f"<Task>Anmelden</Task><Opcode>Info</Opcode></RenderingInfo>")
    return rendered.replace('</Event>', info + '</Event>')


XML = {
    'none': lambda t: t,
    'splunk': lambda t: written(tokens(t), system_time=digits(9)),
    'viewer': lambda t: with_rendering(t, written(tokens(t), system_time=digits(7))),
    'pretty': lambda t: written(tokens(t), quote='"', empty='line', indent='  ', system_time=digits(6), braces=False),
    'tabs': lambda t: written(tokens(t), quote='"', empty='long', reverse=True, indent='\t'),
    'entities': lambda t: written(tokens(t), quote='"', reverse=True, text=entities),
    'crlf': lambda t: t.replace('\r\n', '\n').replace('\n', '\r\n'),
}


def pairs(text):
    return json.loads(text, object_pairs_hook=lambda p: p, parse_int=Number, parse_float=Number)


class Number(str):
    """A number kept as it is written."""


def json_written(value, comma=',', colon=':', ascii_only=False, slash=False, order=None, indent=None, depth=0):
    if isinstance(value, list) and value and isinstance(value[0], tuple):
        items = [json.dumps(k) + colon + json_written(v, comma, colon, ascii_only, slash, order, indent, depth + 1)
                 for k, v in (sorted(value) if order == 'sorted' else value[::-1] if order == 'reverse' else value)]
        if indent is None:
            return '{' + comma.join(items) + '}'
        pad = '\n' + indent * (depth + 1)
        return '{' + pad + (',' + pad).join(items) + '\n' + indent * depth + '}'
    if isinstance(value, list):
        return '[' + comma.join(json_written(v, comma, colon, ascii_only, slash) for v in value) + ']'
    if isinstance(value, Number):
        return str(value)
    out = json.dumps(value, ensure_ascii=ascii_only)
    return out.replace('/', '\\/') if slash and isinstance(value, str) else out


JSON = {
    'none': lambda t: t,
    'spaced': lambda t: json_written(pairs(t), ', ', ': '),
    'sorted': lambda t: json_written(pairs(t), order='sorted'),
    'escaped': lambda t: json_written(pairs(t), ascii_only=True, slash=True),
    'reverse': lambda t: json_written(pairs(t), ', ', ':', order='reverse'),
    'pretty': lambda t: json_written(pairs(t), colon=': ', indent='  '),
}


def render(record, name):
    return (XML if record.kind == 'xml' else JSON)[name](record.text)

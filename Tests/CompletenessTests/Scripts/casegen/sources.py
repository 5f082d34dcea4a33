"""Where raw records come from: captures that the shared cases did not use, this repository's corpora, or none."""
import os

from .record import parse_all
from .synthetic import synthetic

HERE = os.path.dirname(os.path.abspath(__file__))
REPOSITORY = os.path.abspath(os.path.join(HERE, '..', '..', '..', '..'))
CAPTURES = {
    'win7': ('shared', 'evtx-xml/wevtutil_security_1000.xml', 'xml'),
    'passwords': ('shared', 'evtx-xml/wevtutil_large.xml', 'xml'),
    'win2022': ('shared', 'evtx-xml/evtx_dump_sysmon_371.txt', 'xml'),
    'powershell': ('shared', 'evtx-xml/wevtutil_powershell_multiline.xml', 'xml'),
    'rendered': ('shared', 'evtx-xml/rendered_attackrange.xml', 'xml'),
    'bits': ('shared', 'evtx-xml/viewer_bits_1537.xml', 'xml'),
    'cleared': ('shared', 'evtx-xml/wevtutil_events_root.xml', 'xml'),
    'genuine': ('shared', 'evtx-xml/splunk_xmlwineventlog_genuine.log', 'xml'),
    'mshta': ('shared', 'json/otrf_mshta_vbscript.ndjson', 'json'),
    'ws01-security': ('own', 'ws01-security.xml', 'xml'),
    'ws01-sysmon': ('own', 'ws01-sysmon.xml', 'xml'),
    'ws02-security': ('own', 'ws02-security.txt', 'xml'),
    'dc01-system': ('own', 'dc01-system.xml', 'xml'),
}
CACHE = {}


def shared_folder():
    """`../shared` beside the repository, ASSAY_SHARED, or None."""
    for place in (os.environ.get('ASSAY_SHARED'), os.path.join(REPOSITORY, '..', 'shared'), '/work/shared'):
        if place and os.path.isdir(os.path.join(place, 'corpora')):
            return place
    return None


def path_of(name):
    """The file of a capture, or None where it is absent."""
    where, path, _ = CAPTURES[name]
    root = os.path.join(shared_folder() or '/nonexistent', 'corpora') if where == 'shared' \
        else os.path.join(REPOSITORY, 'corpora')
    full = os.path.join(root, path)
    return full if os.path.isfile(full) else None


def available(names):
    return all(n == 'synthetic' or path_of(n) for n in names)


def records(plan, rng):
    """The raw records of a case's plan: captures joined in order, cut to `limit`, synthetic ones made by the seed."""
    out = []
    for name in plan['sources']:
        if name == 'synthetic':
            out += synthetic(rng, **plan.get('synthetic', {}))
            continue
        if name not in CACHE:
            with open(path_of(name), encoding='utf-8', errors='replace', newline='') as f:
                CACHE[name] = parse_all(f.read().replace('\ufeff', ''), CAPTURES[name][2])
        start, count = plan.get('slice', {}).get(name, (0, plan.get('limit', 300)))
        out += CACHE[name][start:start + count]
    seen, kept = set(), []
    for r in out:  # one file must not hold the same bytes twice, unless a fault asks for it
        if r.text not in seen:
            seen.add(r.text)
            kept.append(r)
    return kept

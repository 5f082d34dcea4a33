#!/usr/bin/env python3
"""Runs `assay compare` on cases with ground truth, and scores what it says.

usage: run_cases.py ASSAY FOLDER… [--threads N] [--show N] [--json FILE] [--precision P] [--recall P] [--why P] [--fields P]

A FOLDER is a case (it holds truth.json) or holds cases. Cases without case.json, such as those of ../shared/siem, are run with
their raw.* and siem.*. Exit status 1 where a figure over all cases is under its threshold, where a whole export raised a false
alarm, or where the program failed; 0 otherwise. --show N prints the first N wrong records of each case.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

from scoring import Score, score

ODD_NAMES = {'ev no': 'EventID', 'Protokoll': 'Channel', 'Rechner': 'Computer', 'lfd. Nr.': 'EventRecordID', 'Quelle': 'Provider',
             'Zeitpunkt': 'time'}


def cases(folders):
    for folder in folders:
        inside = [folder] if os.path.exists(os.path.join(folder, 'truth.json')) else \
            sorted(os.path.join(folder, n) for n in os.listdir(folder))
        yield from (p for p in inside if os.path.exists(os.path.join(p, 'truth.json')))


def call_of(place):
    path = os.path.join(place, 'case.json')
    if os.path.exists(path):
        with open(path, encoding='utf-8') as f:
            return json.load(f)
    names = sorted(os.listdir(place))
    return {'raw': next(n for n in names if n.startswith('raw.')), 'export': [n for n in names if n.startswith('siem')],
            'layout': '', 'scope': None, 'columns': None}


def search_of(scope):
    """The scope in Assay's search language."""
    if 'hosts' in scope:
        return ' OR '.join(f'computer:{h}' for h in scope['hosts'])
    return f'time:>={scope["from"]} time:<{scope["to"]}'


def run(arguments, seconds):
    """(exit status or 'late', stdout, stderr)"""
    try:
        done = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return 'late', b'', b''
    return done.returncode, done.stdout, done.stderr.decode('utf-8', 'replace')


def compare(assay, place, scratch, threads):
    """(claims by position, extra rows, the whole answer, seconds) or a text that says what failed."""
    call = call_of(place)
    case = os.path.join(scratch, os.path.basename(place) + '.assay')
    status, _, messages = run([assay, 'add', case, os.path.join(place, call['raw']), '--quiet'], 120)
    if status not in (0, 1):
        return f'assay add: {status} {messages.strip()[:240]}'
    arguments = [assay, 'compare', case, *(os.path.join(place, n) for n in call['export']), '--format', 'json']
    if threads:
        arguments += ['--threads', str(threads)]
    if call['scope']:
        arguments += ['--scope', search_of(call['scope'])]
    if call['columns']:
        path = os.path.join(scratch, 'map.json')
        with open(path, 'w', encoding='utf-8') as f:
            json.dump({'name': 'Skript', 'columns': ODD_NAMES}, f)
        arguments += ['--map', path]
    start = time.monotonic()
    status, output, messages = run(arguments, 300)
    seconds = time.monotonic() - start
    os.remove(case)
    if status not in (0, 1):
        return f'assay compare: {status} {messages.strip()[:240]}'
    try:
        answer = json.loads(output)
    except ValueError as e:
        return f'no JSON: {e}; {messages.strip()[-200:]}'
    claims = {}
    for r in answer.get('records', []):
        whole = {'verdict': r['verdict'], 'why': r.get('why'), 'fields': r.get('fields')}
        claims.setdefault(r['index'], []).append(whole)
    # `row` counts over all export files in order, as truth.json does; `index` within one of them.
    return claims, [row['row'] for row in answer.get('extra_rows', [])], answer, seconds


def percent(a, b):
    return '   -' if not b else f'{100 * a / b:6.1f}'


def line(name, s, note=''):
    tp, fp, fn = s.faults()
    print(f'{name:32}{s.records:7}{percent(tp, tp + fp):>8}{percent(tp, tp + fn):>8}{s.false_alarms:8}'
          f'{percent(s.why_exact, s.why):>8}{percent(s.why_same, s.why):>8}'
          f'{percent(s.fields[0], s.fields[0] + s.fields[1]):>8}{percent(s.fields[0], s.fields[0] + s.fields[2]):>8}  {note}')


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument('assay')
    parser.add_argument('folders', nargs='+')
    parser.add_argument('--threads', type=int)
    parser.add_argument('--show', type=int, default=0)
    parser.add_argument('--json')
    for name in ('precision', 'recall', 'why', 'fields'):
        parser.add_argument('--' + name, type=float, default=1.0)
    o = parser.parse_args()
    total, by_layout, failed, alarmed, report = Score(), {}, [], [], {}
    print(f'{"case":32}{"records":>7}{"precis":>8}{"recall":>8}{"alarms":>8}{"why =":>8}{"why ~":>8}{"f.prec":>8}{"f.rec":>8}')
    with tempfile.TemporaryDirectory() as scratch:
        for place in cases(o.folders):
            name = os.path.basename(place)
            with open(os.path.join(place, 'truth.json'), encoding='utf-8') as f:
                truth = json.load(f)
            answer = compare(os.path.abspath(o.assay), place, scratch, o.threads)
            if isinstance(answer, str):
                failed.append(name)
                print(f'{name:32} FAILED {answer}')
                continue
            claims, extra, whole, seconds = answer
            s = score(truth, claims, extra)
            balance = whole.get('summary', {}).get('raw_records'), whole.get('summary', {}).get('export_rows')
            note = '' if s.whole else 'WRONG'
            if balance != (truth['raw_records'], truth['siem_rows']):
                note += f' counts {balance}, truth {(truth["raw_records"], truth["siem_rows"])}'
            if seconds > 5:
                note += f' {seconds:.1f} s'
            line(name, s, note)
            for wrong in s.wrong[:o.show]:
                print('      ', *wrong)
            if s.false_alarms and not truth['faults'] and not truth['extra_rows']:
                alarmed.append(name)
            report[name] = {'wrong': s.wrong, 'note': note.strip()}
            total.add(s)
            by_layout.setdefault(truth['format'], Score()).add(s)
    print('\nby layout')
    for name in sorted(by_layout):
        line(name, by_layout[name])
    print('\nby verdict' + ' ' * 24 + 'right  wrongly  not found')
    for v, (tp, fp, fn) in sorted(total.verdicts.items()):
        print(f'{v:32}{tp:7}{fp:9}{fn:11}')
    print('\nby cause' + ' ' * 25 + 'verdict  exactly  or the same')
    for w, (n, exact, same) in sorted(total.whys.items(), key=lambda x: x[0] or ''):
        print(f'{w or "-":32}{n:8}{exact:9}{same:13}')
    print()
    line('all', total)
    if failed:
        print(f'{len(failed)} failed: {", ".join(failed)}')
    if alarmed:
        print(f'false alarms on whole exports: {", ".join(alarmed)}')
    if o.json:
        with open(o.json, 'w', encoding='utf-8') as f:
            json.dump(report, f)
    tp, fp, fn = total.faults()

    def under(a, b, least):
        return b and a / b < least
    bad = (under(tp, tp + fp, o.precision) or under(tp, tp + fn, o.recall) or under(total.why_same, total.why, o.why)
           or under(total.fields[0], total.fields[0] + total.fields[1], o.fields)
           or under(total.fields[0], total.fields[0] + total.fields[2], o.fields))
    return 1 if bad or failed or alarmed else 0


if __name__ == '__main__':
    sys.exit(main())

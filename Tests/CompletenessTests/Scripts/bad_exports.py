#!/usr/bin/env python3
"""Gives `assay compare` exports that are none, are another case's, or are damaged, and says where it fails badly.

usage: bad_exports.py ASSAY

It must never end by a signal, never take an input for whole that it could not read, and say what it looked for. Exit status 1
where it does not.
"""
import json
import os
import subprocess
import sys
import tempfile

from casegen import build, plan


def made(folder, name, seed, **changes):
    p = next(p for p in plan.ALL if p['name'] == name)
    return build.write({**p, 'name': f'{name}-{seed}', **changes}, seed, folder)


def read(place, name):
    with open(os.path.join(place, name), 'rb') as f:
        return f.read()


def inputs(folder):
    """(what, file name, bytes, statuses allowed, words of which one must be said)"""
    export = read(made(folder, 'dropped', 1), 'siem.csv')
    other = read(made(folder, 'whole-elastic-hits', 1), 'siem.ndjson')
    hits = read(made(folder, 'whole-elastic-original', 1), 'siem.json')
    header, _, body = export.partition(b'\n')
    yield 'whole again', 'a.csv', export, (0, 1), ()
    yield 'no columns that mean anything', 'b.csv', b'a,b,c\n1,2,3\n4,5,6\n', (2,), ('column', '--map')
    yield 'no export at all', 'c.csv', b'\x7fELF\x02\x01\x01\x00' + bytes(range(256)) * 40, (2,), ()
    yield 'empty', 'd.csv', b'', (1, 2), ()
    yield 'header only', 'e.csv', header + b'\n', (1, 2), ()
    yield 'another case', 'f.ndjson', other, (1, 2), ('in common',)
    yield 'cut inside a row', 'g.csv', export[:len(export) * 2 // 3], (1,), ()
    yield 'cut inside JSON', 'h.json', hits[:len(hits) * 2 // 3], (1, 2), ()
    yield 'header twice', 'i.csv', header + b'\n' + header + b'\n' + body, (1,), ()
    yield 'NUL bytes at the end', 'j.csv', export + bytes(4096), (1,), ()
    yield 'bytes that are no UTF-8', 'k.csv', export.replace(b'Data', b'D\xff\xfea', 50), (1,), ()
    yield 'one row of 20 MB', 'l.csv', header + b'\n"' + b'x' * 20_000_000 + b'"\n' + body, (1,), ()
    yield 'deep JSON', 'm.json', b'{"hits":{"hits":[{"_source":' + b'{"a":' * 5000 + b'1' + b'}' * 5000 + b'}]}}', (1, 2), ()
    yield 'rows that are no objects', 'n.ndjson', b'1\n"two"\n[3]\n', (2,), ()
    yield 'table without rows', 'o.json', json.dumps({'tables': [{'name': 'PrimaryResult', 'columns': [], 'rows': []}]}).encode(), (1, 2), ()


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    assay, bad = os.path.abspath(sys.argv[1]), 0
    with tempfile.TemporaryDirectory() as folder:
        listed = list(inputs(folder))
        case = os.path.join(folder, 'c.assay')
        subprocess.run([assay, 'add', case, os.path.join(folder, 'dropped-1', 'raw.xml'), '--quiet'], stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=False)
        for what, name, data, statuses, said in listed:
            path = os.path.join(folder, name)
            with open(path, 'wb') as f:
                f.write(data)
            try:
                done = subprocess.run([assay, 'compare', case, path, '--no-store'], stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE, timeout=120, check=False)
            except subprocess.TimeoutExpired:
                print(f'{what}: not done after 120 s')
                bad += 1
                continue
            text = (done.stdout + done.stderr).decode('utf-8', 'replace')
            wrong = done.returncode not in statuses or bool(said) and not any(w in text for w in said)
            bad += wrong
            print(f'{"WRONG" if wrong else "ok":6}{what}: status {done.returncode}; {text.strip().splitlines()[:2] if text.strip() else "nothing said"}')
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())

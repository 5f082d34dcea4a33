#!/usr/bin/env python3
"""Makes comparison cases with ground truth: raw records, a SIEM's export of them, and what is wrong with it.

usage: make_case.py FOLDER [--seed N] [--only PREFIX]… [--mixtures N] [--quick] [--slow] [--list] [--check]

Each case is a folder with raw.xml or raw.ndjson, one or more siem.*, truth.json (as score.py reads it) and case.json (how the
comparison is called). Without --seed it is 1: the same bytes each time. --slow makes the large ones too. --check reads the files
again by other means and compares them with the truth. Cases of captures that are not here are left out and named.
"""
import argparse
import sys

from casegen import build, check, mixtures, plan, sources
from casegen.case import NotApplicable


def main():
    options = argparse.ArgumentParser(usage=__doc__)
    options.add_argument('folder', nargs='?')
    options.add_argument('--seed', type=int, default=1)
    options.add_argument('--only', action='append', default=[])
    options.add_argument('--mixtures', type=int, default=12)
    for flag in ('--quick', '--slow', '--list', '--check'):
        options.add_argument(flag, action='store_true')
    o = options.parse_args()
    chosen = [p for p in plan.ALL + mixtures.drawn(o.seed, o.mixtures) if (not o.only or any(p['name'].startswith(x) for x in o.only))
              and (not o.quick or p['name'] in plan.QUICK) and (o.slow or not p.get('slow'))]
    if o.list:
        print('\n'.join(f'{p["name"]:28} {p["layout"]:18} {", ".join(n for n, _ in p["faults"])}' for p in chosen))
        return 0
    if not o.folder:
        options.error('which folder?')
    bad = 0
    for p in chosen:
        if not sources.available(p['sources']):
            print(f'left out: {p["name"]} (capture {", ".join(p["sources"])} is not here)', file=sys.stderr)
            continue
        try:
            place = build.write(p, o.seed, o.folder)
        except NotApplicable as e:
            print(f'left out: {e}', file=sys.stderr)
            continue
        print(place)
        if o.check:
            for problem in check.problems(place):
                bad += 1
                print(f'  {problem}')
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())

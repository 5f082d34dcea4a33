#!/usr/bin/env python3
"""Make Assay's example corpora: two days of a small company's logs, an intrusion in them, two SIEM exports.

usage: make_corpora.py [DIRECTORY]      write the files (default: the folder of this script)
       make_corpora.py --check [DIRECTORY]     compare: exit 1 and name the files that differ
       make_corpora.py --selftest [DIRECTORY]  check the files that lie there with other means, see README.md

Same bytes on every run and machine; Python 3.8 or later, standard library only.
"""
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from generator import files, selftest, siem, story, truth  # noqa: E402

MODIFIED = 1_714_694_400  # 2024-05-03T00:00:00Z: syslog has no year, a reader takes it from the file's time


def make():
    """{name: bytes}"""
    world = story.build()
    made = files.all_files(world)
    splunk, splunk_truth = siem.splunk(made)
    elastic, elastic_truth = siem.elastic(made)
    out = {m.name: m.data for m in made}
    out['siem/splunk-export.csv'], out['siem/elastic-hits.ndjson'] = splunk, elastic
    out['truth.json'] = truth.dump(truth.build(world, made, [('splunk-export.csv', splunk_truth),
                                                             ('elastic-hits.ndjson', elastic_truth)]))
    return out


def main(arguments):
    flags = [a for a in arguments if a.startswith('-')]
    folders = [a for a in arguments if not a.startswith('-')]
    if len(folders) > 1 or any(f not in ('--check', '--selftest') for f in flags):
        print(__doc__, file=sys.stderr)
        return 2
    folder = folders[0] if folders else HERE
    if '--selftest' in flags:
        return selftest.run(folder)
    wrong = 0
    for name, data in make().items():
        path = os.path.join(folder, *name.split('/'))
        if '--check' in flags:
            try:
                with open(path, 'rb') as file:
                    same = file.read() == data
            except OSError as error:
                print('%s: %s' % (name, error.strerror))
                wrong += 1
                continue
            if not same:
                print('%s: differs' % name)
                wrong += 1
            continue
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as file:
            file.write(data)
        os.utime(path, (MODIFIED, MODIFIED))
    if '--check' in flags:
        print('%d files differ' % wrong if wrong else 'all files are as made')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))

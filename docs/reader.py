#!/usr/bin/env python3
"""Reads an Assay case file without Assay: gives all sources back and checks what it proves.

    python3 reader.py CASE                 check
    python3 reader.py CASE -o FOLDER       check, and write each source to FOLDER/NUMBER-NAME

All that reads and checks is in verify.py, which must lie beside this file; this is the list of what is in the case.
Bytes of a damaged case are written as far as they can be read. Exit status: 0 all of it holds, 1 something does not,
2 cannot be read.
"""
import argparse
import os
import sys

sys.dont_write_bytecode = True
from verify import Case, Report, Unreadable, printable  # noqa: E402


def read(path, folder):
    report = Report()
    case = Case(path, report, folder=folder)
    case.check()
    for number, row in sorted(case.sources.items()):
        total = case.totals.get(number, {"bytes": 0, "records": 0, "gaps": 0})
        digest = (row.sha256 or row.prefix_sha256).hex()
        if row.kind == "container" and not row.committed:
            # An archive: what was in it are sources of their own.
            what = "container, its own bytes are not kept"
        else:
            what = "%d bytes, %d records, %d gaps" % (total["bytes"], total["records"], total["gaps"])
        print("source %d  %s  %s, %s  %s" % (number, digest, what, row.state, printable(row.name)))
    for failure in report.failures:
        print("WRONG  " + printable(failure["reason"]))
    if report.root:
        print("tree     %d leaves, root %s" % (report.size, report.root.hex()))
    wrong = sum(report.counts.values())
    print("result   " + ("%d things are wrong" % wrong if wrong else "all of it holds"))
    return report.status


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("case")
    parser.add_argument("-o", metavar="FOLDER", dest="folder", help="write each source into this folder")
    arguments = parser.parse_args()
    try:
        if not os.path.isfile(arguments.case):
            raise Unreadable("%s: no such file" % arguments.case)
        if arguments.folder:
            os.makedirs(arguments.folder, exist_ok=True)
        return read(arguments.case, arguments.folder)
    except (Unreadable, OSError) as error:
        print("reader.py: %s" % error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())

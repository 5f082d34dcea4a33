#!/usr/bin/env python3
"""Flips one bit in each byte of a small case, one at a time, and asks a verifier about each copy.

    python3 sweep.py --assay PROGRAM [--stride N] [--phase N] [--verifier both|assay|python] [--bit 0-7] [--seconds N]

A change that no verifier tells of must lie provably outside verified content: then no value of any table has changed
(read with SQLite), or what changed unpacks to the same bytes. Those are listed by the kind of page they lie on. A change
of a view's value that docs/verify.py does not tell of is counted apart: it does not extract fields. Exit status 0: no
change of evidence, custody or views was missed.
"""
import argparse
import collections
import json
import os
import sqlite3
import sys
import tempfile
import time

from forge import v
import samples

PACKED = {"row_group": ("layout", "times", "problems"), "column_chunk": ("data",)}
VIEWS = ("context", "row_group", "field", "column_chunk", "search_filter")


def smallest(assay, folder):
    """One source of a few records: a case as small as it gets, with every kind of table in use."""
    path = os.path.join(folder, "a.ndjson")
    with open(path, "w") as file:
        file.write("".join(samples.event_json(number) for number in range(3)))
    return samples.add(assay, os.path.join(folder, "case.assay"), [path])


def contents(path, zstd):
    """All values of all tables with their types, views' values unpacked; nil where SQLite refuses the file."""
    try:
        db = sqlite3.connect("file:%s?mode=ro&immutable=1" % path, uri=True)
        db.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        found = {"": [db.execute("PRAGMA " + name).fetchall() for name in ("application_id", "user_version")]
                 + db.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name").fetchall()}
        for table in v.TABLES:
            columns = [column.split(":")[0] for column in v.TABLES[table].split()]
            rows = []
            for row in db.execute("SELECT * FROM %s NOT INDEXED ORDER BY 1, 2" % table):
                values = list(row)
                for name in PACKED.get(table, ()):
                    place = columns.index(name)
                    try:
                        values[place] = v.unpack(values[place], zstd, 1 << 20)
                    except Exception:
                        pass
                rows.append([(type(value).__name__, value) for value in values])
            found[table] = rows
        db.close()
        return found
    except v.SQLITE_ERRORS:
        return None


def page_kinds(path):
    db = sqlite3.connect(path)
    kinds = {}
    try:
        kinds = {number - 1: name for number, name in db.execute("SELECT pageno, name FROM dbstat")}
    except sqlite3.Error:
        pass
    db.close()
    return kinds


def place(offset, kinds):
    if offset < 100:
        return "file header"
    return kinds.get(offset // 4096, "free or unknown page")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assay", required=True)
    parser.add_argument("--stride", type=int, default=1)
    parser.add_argument("--phase", type=int, default=0)
    parser.add_argument("--bit", type=int, help="always this one; by default bit offset mod 8")
    parser.add_argument("--seconds", type=float, help="stop after that time; the bytes are taken in a scattered order")
    parser.add_argument("--verifier", choices=("both", "assay", "python"), default="both")
    arguments = parser.parse_args()
    assay, zstd, start = os.path.abspath(arguments.assay), v.find_zstd()[1], time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        case = smallest(assay, folder)
        with open(case, "rb") as file:
            original = file.read()
        kinds, truth = page_kinds(case), contents(case, zstd)
        copy = os.path.join(folder, "copy.assay")
        found, outside, views, missed = (collections.Counter() for _ in range(4))
        disagree, tested = [], 0
        offsets = range(arguments.phase, len(original), arguments.stride)
        if arguments.seconds:
            offsets = sorted(offsets, key=lambda offset: offset * 2654435761 & 0xFFFFFFFF)
        for offset in offsets:
            if arguments.seconds and time.monotonic() - start > arguments.seconds:
                break
            data = bytearray(original)
            data[offset] ^= 1 << (offset % 8 if arguments.bit is None else arguments.bit)
            with open(copy, "wb") as file:
                file.write(data)
            tested += 1
            told = {}
            if arguments.verifier != "python":
                status, out, error = samples.run([assay, "verify", copy, "--format", "json", "--threads", "1"])
                told["assay"] = status
                if status not in (0, 1, 2):
                    missed["crash, status %d" % status] += 1
                    print("status %d at byte %d: %s" % (status, offset, error[:200]))
            if arguments.verifier != "assay":
                told["python"] = v.check_case(copy).status
            where = place(offset, kinds)
            unnoticed = [who for who, status in told.items() if status == 0]
            if not unnoticed:
                found[where] += 1
                continue
            now = contents(copy, zstd)
            different = [table for table in truth if now is None or now[table] != truth[table]]
            if not different:
                outside[where] += 1
            elif unnoticed == ["python"] and all(table in VIEWS for table in different):
                views[where] += 1
            else:
                missed[where] += 1
                print("MISSED by %s: byte %d, %s: %s differs" % (unnoticed, offset, where, different))
            if len(set(told.values())) > 1 and not different:
                disagree.append(offset)
    print(json.dumps({"case_bytes": len(original), "tested": tested, "untested": len(offsets) - tested,
                      "found": sum(found.values()),
                      "outside_verified_content": dict(outside.most_common()),
                      "views_that_only_assay_checks": dict(views.most_common()), "missed": dict(missed),
                      "harmless_and_told_by_one_only": len(disagree),
                      "seconds": round(time.monotonic() - start)}, indent=1))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

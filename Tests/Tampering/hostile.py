#!/usr/bin/env python3
"""Case files that are made to hurt who opens them, and every command that opens one.

    python3 hostile.py --assay PROGRAM [--only NAME] [--commands a,b] [--keep FOLDER] [--verbose]

Each command must end by itself with exit status 0, 1 or 2 and a sentence, within bounded time and memory, and leave
no other file behind or gone. Exit status 0: all did.
"""
import argparse
import os
import random
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import time

from forge import Forgery
import samples

SECONDS, BYTES = 400, 900 << 20
COMMANDS = (
    ("info",), ("sources",), ("fields",), ("gaps",), ("quality",), ("custody",), ("findings",), ("timeline",),
    ("show", "0"), ("grep", "process"), ("search", "user:user007"), ("query", "SELECT count(*), max(text) FROM events"),
    ("extract", "0", "-o", "out", "--force"), ("prove", "0", "-o", "proof", "--force"), ("checkpoint",),
    ("reindex",), ("verify",), ("verify", "--quick"), ("add", "more.ndjson"))
MADE = []


def hostile(function):
    MADE.append((function.__name__, function))
    return function


# -- the schema

@hostile
def views_for_tables(f, rng):
    for table in ("source", "block", "row_group", "custody", "meta"):
        f.sql("ALTER TABLE %s RENAME TO %s_kept" % (table, table),
              "CREATE VIEW %s AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT k.* FROM %s_kept k, n"
              % (table, table))


@hostile
def recursive_triggers(f, rng):
    for event in ("INSERT", "UPDATE", "DELETE"):
        f.sql("CREATE TRIGGER t%s AFTER %s ON custody BEGIN INSERT INTO custody SELECT max(seq) + 1, time, action, actor,"
              " evidence_size, evidence_root, entry_sha256, zeroblob(100000000) FROM custody; END" % (event, event))


@hostile
def generated_columns(f, rng):
    text = f.value("SELECT sql FROM sqlite_schema WHERE name = 'meta'").replace("'", "''")
    text = text.replace("value TEXT NOT NULL", "value TEXT NOT NULL, bomb TEXT AS (hex(zeroblob(400000000))) VIRTUAL")
    f.schema("UPDATE sqlite_schema SET sql = '%s' WHERE name = 'meta'" % text)


@hostile
def check_with_functions(f, rng):
    f.schema("UPDATE sqlite_schema SET sql = replace(sql, 'excluded INTEGER NOT NULL', 'excluded INTEGER NOT NULL CHECK"
             " (length(hex(zeroblob(400000000))) > excluded)') WHERE name = 'source'")


@hostile
def indexes_on_expressions(f, rng):
    f.sql("CREATE INDEX bad ON source (hex(name_bytes || zeroblob(1000000)))")


@hostile
def virtual_tables(f, rng):
    f.sql("CREATE VIRTUAL TABLE extra USING fts5(x)", "INSERT INTO extra VALUES ('a b c')")
    f.schema("UPDATE sqlite_schema SET sql = 'CREATE VIRTUAL TABLE extra USING no_such_module(x)' WHERE name = 'extra'")


@hostile
def ten_thousand_tables(f, rng):
    f.sql(*["CREATE TABLE t%d (x)" % number for number in range(10000)])


@hostile
def long_schema_text(f, rng):
    f.sql("CREATE TABLE long (%s)" % ", ".join("c%d TEXT DEFAULT '%s'" % (i, "x" * 1000) for i in range(1900)))


@hostile
def deep_expression(f, rng):
    f.schema("INSERT INTO sqlite_schema VALUES ('view', 'deep', 'deep', 0, 'CREATE VIEW deep AS SELECT %s1%s')"
             % ("(" * 5000, ")" * 5000))


@hostile
def schema_without_text(f, rng):
    f.schema("UPDATE sqlite_schema SET sql = NULL WHERE name = 'block'")


@hostile
def schema_of_blobs(f, rng):
    f.schema("UPDATE sqlite_schema SET type = x'00ff', sql = zeroblob(70000) WHERE name = 'field'")


# -- values

def loosened(f, table):
    """Changes rows of a table as if it had no types, and puts the text of its schema back."""
    strict = f.value("SELECT sql FROM sqlite_schema WHERE name = ?", table)
    loose = strict.replace(" STRICT, WITHOUT ROWID", " WITHOUT ROWID").replace(" STRICT", "")
    for word in (" INTEGER NOT NULL", " BLOB NOT NULL", " TEXT NOT NULL"):
        loose = loose.replace(word, " NOT NULL")
    for word in (" BLOB", " INTEGER,", " TEXT,"):
        loose = loose.replace(word, "," if word.endswith(",") else "")
    quoted = [text.replace("'", "''") for text in (loose, strict)]
    f.schema("UPDATE sqlite_schema SET sql = '%s' WHERE name = '%s'" % (quoted[0], table))
    return lambda: f.schema("UPDATE sqlite_schema SET sql = '%s' WHERE name = '%s'" % (quoted[1], table))


@hostile
def odd_types_everywhere(f, rng):
    tables = [row[0] for row in f.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
    for table in tables:
        back = loosened(f, table)
        for _, column, _, _, _, key in f.rows("PRAGMA table_info(%s)" % table):
            if not key and rng.random() < 0.5:
                value = rng.choice([-1, 2**63 - 1, "many", b"\xff" * 7, 1e308, "\0\x1b[31m"])
                try:
                    f.sql(("UPDATE OR IGNORE %s SET %s = ?" % (table, column), (value,)))
                except Exception:
                    pass  # what a constraint refuses is no attack
        back()


@hostile
def huge_lengths(f, rng):
    f.sql("UPDATE block SET length = 1073741824, span_count = 1073741824")
    f.sql("UPDATE row_group SET span_count = 1000000000000, record_count = 1000000000000")
    f.sql("UPDATE source SET committed = 1152921504606846976, spans = 1152921504606846976, size = 1152921504606846976")


@hostile
def huge_counts_in_columns(f, rng):
    f.sql("UPDATE column_chunk SET value_count = 1152921504606846976, distinct_count = 1152921504606846976",
          "UPDATE field SET records = 1152921504606846976")


@hostile
def oversized_blobs(f, rng):
    big = bytes(30 << 20)
    for statement in ("UPDATE block SET spans = ?", "UPDATE row_group SET layout = ?", "UPDATE column_chunk SET data = ?",
                      "UPDATE search_filter SET data = ?", "UPDATE custody SET entry = ? WHERE seq = 1"):
        f.sql((statement, (big,)))


@hostile
def deep_json(f, rng):
    f.sql(("UPDATE source SET profile = ?", ("[" * 100000,)), ("UPDATE context SET data = ?", ('{"a":' * 100000,)),
          ("UPDATE custody SET entry = ? WHERE seq = 1", (b"[" * 100000,)))


@hostile
def many_rows(f, rng):
    f.sql("INSERT INTO node SELECT 20 + value, value, randomblob(32) FROM (WITH RECURSIVE n(value) AS (SELECT 0 UNION ALL"
          " SELECT value + 1 FROM n LIMIT 300000) SELECT value FROM n)")


# -- pages (SQLite file format 2)

def page(f, table):
    return f.value("SELECT rootpage FROM sqlite_schema WHERE name = ?", table) - 1


def endless(f, table, levels=12, index=False):
    """A tree of pages each of which names the next one many times: rows without end in a dozen pages."""
    root, data = page(f, table), f.read()
    leaf = bytes(data[root * 4096:(root + 1) * 4096])
    if leaf[0] in (2, 5):
        first = struct.unpack(">H", leaf[12:14])[0]
        child = struct.unpack(">I", leaf[first:first + 4])[0]
        leaf = bytes(data[(child - 1) * 4096:child * 4096])
    pages = len(data) // 4096
    numbers = [root + 1] + list(range(pages + 1, pages + levels + 1))
    made = {}
    for place, number in enumerate(numbers[:-1]):
        child, cells = numbers[place + 1], 300
        body = bytearray(4096)
        body[0] = 2 if index else 5
        at = 4096
        for cell in range(cells):
            content = struct.pack(">I", child) + (b"\2\2\0" if index else b"\x7f")
            at -= len(content)
            body[at:at + len(content)] = content
            body[12 + 2 * cell:14 + 2 * cell] = struct.pack(">H", at)
        body[3:5], body[5:7] = struct.pack(">H", cells), struct.pack(">H", at)
        body[8:12] = struct.pack(">I", child)
        made[number] = bytes(body)
    made[numbers[-1]] = leaf
    data += bytes(4096 * levels)
    for number, body in made.items():
        data[(number - 1) * 4096:number * 4096] = body
    data[28:32] = struct.pack(">I", len(data) // 4096)
    f.write(data)


@hostile
def endless_sources(f, rng):
    endless(f, "source")


@hostile
def endless_blocks(f, rng):
    endless(f, "block")


@hostile
def endless_custody(f, rng):
    endless(f, "custody")


@hostile
def endless_row_groups(f, rng):
    endless(f, "row_group")


@hostile
def endless_index(f, rng):
    endless(f, "block_leaf", index=True)


@hostile
def looping_overflow(f, rng):
    """A value of 900 MB whose overflow pages go round in a circle."""
    f.sql(("UPDATE source SET profile = ? WHERE source_id = 0", ("x" * 20000,)))
    data = f.read()
    place = data.find(b"x" * 1000)
    while place >= 0:
        number = place // 4096
        body = data[number * 4096:(number + 1) * 4096]
        if body[4:] == b"x" * 4092:
            data[number * 4096:number * 4096 + 4] = struct.pack(">I", number + 1)
        place = data.find(b"x" * 1000, (number + 1) * 4096)
    f.write(data)


@hostile
def random_pages(f, rng):
    data = f.read()
    for _ in range(200):
        data[rng.randrange(100, len(data))] = rng.randrange(256)
    f.write(data)


@hostile
def header_of_another_size(f, rng):
    data = f.read()
    data[16:18], data[20] = struct.pack(">H", rng.choice([512, 1, 32768])), rng.randrange(256)
    f.write(data)


@hostile
def free_list_in_a_circle(f, rng):
    f.sql("CREATE TABLE gone (x)", "INSERT INTO gone VALUES (zeroblob(90000))", "DROP TABLE gone")
    data = f.read()
    trunk = struct.unpack(">I", data[32:36])[0]
    if trunk:
        data[(trunk - 1) * 4096:(trunk - 1) * 4096 + 8] = struct.pack(">II", trunk, 1000)
        data[36:40] = struct.pack(">I", 0x7FFFFFFF)
    f.write(data)


def run(assay, command, case, folder):
    """(exit status, seconds of CPU time, most memory in bytes, messages)"""
    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 30, 1 << 30))
        resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
    arguments = [assay, command[0], case, *command[1:]]
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(arguments, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=folder,
                                   preexec_fn=limit, env=dict(os.environ, SWIFT_BACKTRACE="enable=no"))
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read(20000).decode("utf-8", "replace")
    return process.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, text


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assay", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--without", default="", help="leave this one out")
    parser.add_argument("--commands", default="", help="these only, with commas between them")
    parser.add_argument("--keep")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    assay, wrong, asked, slowest, largest = os.path.abspath(arguments.assay), 0, 0, (0, ""), (0, "")
    with tempfile.TemporaryDirectory() as folder:
        base = samples.add(assay, os.path.join(folder, "base.assay"), samples.write(os.path.join(folder, "in"))[:3])
        with open(os.path.join(folder, "more.ndjson"), "w") as file:
            file.write(samples.event_json(9999))
        known = {word for word in samples.run([assay, "--help"])[1].split()}
        for name, function in MADE:
            if arguments.only and name != arguments.only or name == arguments.without:
                continue
            f = Forgery(base, os.path.join(folder, "made.assay"))
            function(f, random.Random(name))
            if arguments.keep:
                os.makedirs(arguments.keep, exist_ok=True)
                shutil.copyfile(f.path, os.path.join(arguments.keep, name + ".assay"))
            for command in COMMANDS:
                if command[0] not in known or arguments.commands and command[0] not in arguments.commands.split(","):
                    continue
                copy = shutil.copyfile(f.path, os.path.join(folder, "copy.assay"))
                for left in ("copy.assay-journal", "copy.assay-wal"):
                    if os.path.exists(os.path.join(folder, left)):
                        os.remove(os.path.join(folder, left))
                status, seconds, memory, text = run(assay, command, copy, folder)
                asked += 1
                slowest, largest = max(slowest, (seconds, name + " " + command[0])), max(
                    largest, (memory, name + " " + command[0]))
                good = status in (0, 1, 2, 3) and memory < BYTES and text.strip()
                wrong += not good
                if not good or arguments.verbose:
                    print("%s %s, %s: status %d, %.1f s, %d MB: %s" % (
                        "ok    " if good else "WRONG ", name, " ".join(command), status, seconds, memory >> 20,
                        text.strip()[-300:]), flush=True)
    print("%d commands on %d hostile files, %d wrong; slowest %.1f s (%s), most memory %d MB (%s)" % (
        asked, len(MADE), wrong, slowest[0], slowest[1], largest[0] >> 20, largest[1]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

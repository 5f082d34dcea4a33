#!/usr/bin/env python3
"""The reference of assay-bench for questions: DuckDB through Python (PyPI duckdb), on its own table.

bench-duckdb.py load CSV DATABASE        makes the table `events` of an export
bench-duckdb.py ask DATABASE SQL         runs one statement and fetches its rows: timed as a whole process
bench-duckdb.py warm DATABASE RUNS SQL   runs it once, then RUNS times; prints the seconds of each, one a line
"""

import sys
import time

import duckdb


def load(csv, database):
    connection = duckdb.connect(database)
    connection.execute(
        "CREATE OR REPLACE TABLE events AS SELECT * FROM read_csv(?, header = true, strict_mode = false, "
        "max_line_size = 100000000, types = {'Image': 'VARCHAR', 'CommandLine': 'VARCHAR', 'UtcTime': 'VARCHAR'})",
        [csv],
    )
    print(connection.execute("SELECT count(*) FROM events").fetchone()[0])
    connection.close()


def ask(database, sql):
    duckdb.connect(database, read_only=True).execute(sql).fetchall()


def warm(database, runs, sql):
    connection = duckdb.connect(database, read_only=True)
    connection.execute(sql).fetchall()
    for _ in range(int(runs)):
        start = time.perf_counter()
        connection.execute(sql).fetchall()
        print(time.perf_counter() - start)


if __name__ == "__main__":
    {"load": load, "ask": ask, "warm": warm}[sys.argv[1]](*sys.argv[2:])

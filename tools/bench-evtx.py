#!/usr/bin/env python3
"""The references of assay-bench for binary event logs: PyPI evtx (the Rust parser) and libevtx-python.

bench-evtx.py rust|libevtx FOLDER    decodes every *.evtx below FOLDER to XML text on one thread; prints
                                     events, bytes of text, errors, seconds of CPU time (without the start of Python)

An error is a record that was not decoded, or a log that could not be opened or read on.
"""

import pathlib
import sys
import time


def rust(path):
    from evtx import PyEvtxParser

    records = iter(PyEvtxParser(path, number_of_threads=1).records())
    while True:
        try:
            yield len(next(records)["data"])
        except StopIteration:
            return
        except RuntimeError:
            yield None


def libevtx(path):
    import pyevtx

    log = pyevtx.file()
    log.open(path)
    counts = (log.number_of_records, log.get_record), (log.number_of_recovered_records, log.get_recovered_record)
    for count, record in counts:
        for index in range(count):
            try:
                yield len(record(index).xml_string)
            except OSError:
                yield None
    log.close()


def main(decode, folder):
    paths = sorted(str(path) for path in pathlib.Path(folder).rglob("*.evtx"))
    events = text = errors = 0
    start = time.process_time()
    for path in paths:
        try:
            for length in decode(path):
                if length is None:
                    errors += 1
                else:
                    events += 1
                    text += length
        except (OSError, RuntimeError):
            errors += 1
    print(events, text, errors, time.process_time() - start)


if __name__ == "__main__":
    main({"rust": rust, "libevtx": libevtx}[sys.argv[1]], sys.argv[2])

#!/usr/bin/env python3
"""Which bytes of a SQLite file hold nothing that anybody reads, by the file format alone (sqlite.org/fileformat2.html).

    python3 pages.py CASE OFFSETS     OFFSETS: a file of numbers, bytes in which bit (offset mod 8) was flipped unnoticed

Shares no code with SQLite or Assay: it walks the b-trees itself and marks each byte that belongs to a cell, a pointer, a
page's header or an overflow page. What is left is outside of verified content. An unnoticed byte *within* a cell must
leave every value of every table as it was (read with SQLite; packed views unpacked). Exit status 0: it is so for all.
"""
import collections
import json
import os
import sys
import tempfile

# Fields of the file's header that say nothing of the content: counters, hints, versions of who wrote.
HEADER = ((18, 20, "read and write version"), (24, 28, "change counter"), (40, 44, "schema cookie"),
          (44, 48, "schema format"), (48, 52, "cache size"), (52, 60, "auto-vacuum, encoding"), (64, 68, "vacuum mode"),
          (72, 92, "reserved"), (92, 100, "version of SQLite"))


def number(data, at, size):
    return int.from_bytes(data[at:at + size], "big")


def varint(data, at):
    value = 0
    for i in range(9):
        byte = data[at + i]
        if i == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + i + 1


class File:
    """`reason[offset]`: why nobody reads that byte. All others are read."""

    def __init__(self, data):
        self.data = data
        self.size = 65536 if number(data, 16, 2) == 1 else number(data, 16, 2)
        self.usable = self.size - data[20]
        self.reason = dict.fromkeys(range(len(data)), "free page")
        self.seen = set()
        self.read(0, 100)
        for start, end, name in HEADER:
            self.mark(start, end, "file header: " + name)
        self.tree(1, schema=True)

    def read(self, start, end):
        for offset in range(start, end):
            self.reason.pop(offset, None)

    def mark(self, start, end, why):
        for offset in range(start, end):
            self.reason[offset] = why

    def tree(self, page, schema=False):
        """A b-tree page and all below it."""
        if page in self.seen:
            raise ValueError("page %d is used twice" % page)
        self.seen.add(page)
        base = (page - 1) * self.size
        at, data = base + (100 if page == 1 else 0), self.data
        kind, cells = data[at], number(data, at + 3, 2)
        interior = kind in (2, 5)
        head = 12 if interior else 8
        self.mark(at, base + self.size, "gap within a page")
        self.read(at, at + head + 2 * cells)
        # Where the content begins is a hint for the next writer; SQLite checks that it is plausible.
        self.mark(at + 5, at + 7, "page header: start of content")
        for cell in range(cells):
            place = base + number(data, at + head + 2 * cell, 2)
            self.cell(place, kind, schema)
        if interior:
            self.tree(number(data, at + 8, 4), schema)

    def cell(self, start, kind, schema):
        data, at = self.data, start
        child = number(data, at, 4) if kind in (2, 5) else None
        at += 4 if kind in (2, 5) else 0
        if kind == 5:
            _, at = varint(data, at)
        else:
            length, at = varint(data, at)
            if kind == 13:
                _, at = varint(data, at)
            local = self.local(length, kind)
            if schema and kind == 13:
                self.roots(data[at:at + local] + self.rest(number(data, at + local, 4), length - local))
            elif local < length:
                self.rest(number(data, at + local, 4), length - local)
            at += local + (4 if local < length else 0)
        # A cell takes at least four bytes.
        self.read(start, at)
        if child:
            self.tree(child, schema)

    def local(self, length, kind):
        most = self.usable - 35 if kind == 13 else (self.usable - 12) * 64 // 255 - 23
        if length <= most:
            return length
        least = (self.usable - 12) * 32 // 255 - 23
        kept = least + (length - least) % (self.usable - 4)
        return kept if kept <= most else least

    def rest(self, page, length):
        content = b""
        while length > 0:
            base, part = (page - 1) * self.size, min(length, self.usable - 4)
            self.seen.add(page)
            self.mark(base, base + self.size, "end of an overflow page")
            self.read(base, base + 4 + part)
            content += self.data[base + 4:base + 4 + part]
            page, length = number(self.data, base, 4), length - part
        return content

    def roots(self, record):
        """The root page of a row of sqlite_schema: its fourth value."""
        size, at = varint(record, 0)
        types = []
        while at < size:
            kind, at = varint(record, at)
            types.append(kind)
        for place, kind in enumerate(types[:4]):
            width = (kind - 12) // 2 if kind >= 12 else (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)[kind]
            if place == 3:
                root = int(kind == 9) if kind in (8, 9) else number(record, at, width)
                if root:
                    self.tree(root)
            at += width


def main():
    import sweep
    path, offsets = sys.argv[1:3]
    with open(path, "rb") as file:
        data = file.read()
    with open(offsets) as file:
        unnoticed = [int(line) for line in file.read().split()]
    reader, zstd = File(data), sweep.v.find_zstd()[1]
    truth, counts, missed = sweep.contents(path, zstd), collections.Counter(), []
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "copy")
        for offset in unnoticed:
            why = reader.reason.get(offset)
            if why is None:
                changed = bytearray(data)
                changed[offset] ^= 1 << offset % 8
                with open(copy, "wb") as file:
                    file.write(changed)
                if sweep.contents(copy, zstd) == truth:
                    why = "within a cell, and no value changes"
                else:
                    missed.append(offset)
                    continue
            counts[why] += 1
    print(json.dumps({"bytes": len(data), "outside_verified_content": len(reader.reason), "unnoticed": dict(
        counts.most_common()), "missed": missed}))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

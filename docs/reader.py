#!/usr/bin/env python3
"""Reads an Assay case file without Assay: gives all sources back and checks what it proves.

    python3 reader.py CASE                 check
    python3 reader.py CASE -o FOLDER       check, and write each source to FOLDER/NUMBER-NAME

Written from docs/case-file.md alone, with nothing but Python (3.8 or later) and a zstd decompressor:
compression.zstd (Python 3.14), the modules zstandard or pyzstd, or the program zstd.

Checked: SHA-256 of each stored frame; four bytes of each leaf hash; that spans tile blocks and blocks tile
sources; SHA-256 of each source; all stored nodes of the Merkle tree (RFC 6962); the root against every custody
entry; the custody chain. Not checked: the derived views (row groups, columns), which can be made again from
the bytes, and signatures. Exit status: 0 all of it holds, 1 something does not, 2 cannot be read.
"""
import argparse
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import urllib.parse

APPLICATION_ID = 0x41534159  # "ASAY"
FORMAT = 1
STORED_LEVEL = 8  # lowest level of the tree that is stored


def find_zstd():
    try:
        from compression import zstd
        return lambda frame, length: zstd.decompress(frame)
    except ImportError:
        pass
    try:
        import zstandard
        return lambda frame, length: zstandard.ZstdDecompressor().decompress(frame, max_output_size=length)
    except ImportError:
        pass
    try:
        import pyzstd
        return lambda frame, length: pyzstd.decompress(frame)
    except ImportError:
        pass

    def command(frame, length):
        return subprocess.run(["zstd", "-dcq"], input=frame, stdout=subprocess.PIPE, check=True).stdout

    try:
        subprocess.run(["zstd", "--version"], stdout=subprocess.DEVNULL, check=True)
    except (OSError, subprocess.CalledProcessError):
        fail("no zstd found: install the Python module zstandard, or the program zstd")
    return command


def fail(message):
    print("reader.py: " + message, file=sys.stderr)
    sys.exit(2)


def sha256(data):
    return hashlib.sha256(data).digest()


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


def varint(data, at):
    """Unsigned LEB128: (value, position behind it)."""
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at += 1
        shift += 7
        if byte < 0x80:
            return value, at


def unpack(data, zstd):
    """Packed bytes: varint of the plain length, codec (0 plain, 1 zstd), the bytes."""
    length, at = varint(data, 0)
    content = data[at + 1:] if data[at] == 0 else zstd(data[at + 1:], length)
    if len(content) != length:
        raise ValueError("%d bytes recorded, %d there" % (length, len(content)))
    return content


def read_spans(blob, count, zstd):
    """The spans of a block: [(is_gap, length, proper length, first 4 bytes of the leaf hash)]."""
    packed, at = varint(blob, 0)
    numbers = unpack(blob[at:at + packed], zstd)
    prefixes = blob[at + packed:]
    if len(prefixes) != 4 * count:
        raise ValueError("%d bytes of leaf prefixes for %d spans" % (len(prefixes), count))
    spans, position = [], 0
    for i in range(count):
        value, position = varint(numbers, position)
        trailing, position = varint(numbers, position)
        spans.append((value & 1, value >> 1, (value >> 1) - trailing, prefixes[4 * i:4 * i + 4]))
    return spans


class Tree:
    """RFC 6962 tree: the complete subtrees at its right edge, largest first."""

    def __init__(self):
        self.size, self.edge, self.nodes = 0, [], {}

    def append(self, leaf):
        level, digest = 0, leaf
        while self.size >> level & 1:
            digest = node_hash(self.edge.pop(), digest)
            level += 1
            if level >= STORED_LEVEL:
                self.nodes[level, self.size >> level] = digest
        self.edge.append(digest)
        self.size += 1

    def root(self):
        if not self.edge:
            return sha256(b"")
        root = self.edge[-1]
        for left in reversed(self.edge[:-1]):
            root = node_hash(left, root)
        return root


class Reader:
    def __init__(self, path, folder):
        try:
            uri = "file:" + urllib.parse.quote(os.path.abspath(path)) + "?mode=ro&immutable=1"
            self.db = sqlite3.connect(uri, uri=True)
            self.db.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
            application = self.db.execute("PRAGMA application_id").fetchone()[0]
            version = self.db.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.Error as error:
            fail("%s: %s" % (path, error))
        if application != APPLICATION_ID:
            fail("%s: is not an Assay case" % path)
        if version != FORMAT:
            fail("%s: format %d; this reader knows format %d" % (path, version, FORMAT))
        self.folder, self.zstd, self.wrong = folder, find_zstd(), 0
        self.tree, self.roots = Tree(), {0: sha256(b"")}

    def problem(self, text):
        self.wrong += 1
        print("WRONG  " + text)

    def blocks(self, wanted):
        """All blocks in the order of the tree; notes the root at each size in `wanted`."""
        totals, hashers, files = {}, {}, {}
        rows = self.db.execute(
            "SELECT block_id, source_id, source_offset, length, first_leaf, span_count, codec, frame,"
            " frame_sha256, spans FROM block NOT INDEXED ORDER BY first_leaf")
        for block, source, offset, length, leaf, count, codec, frame, digest, spans in rows:
            name = "block %d (source %d, offset %d)" % (block, source, offset)
            try:
                if sha256(frame) != digest:
                    self.problem("%s: SHA-256 of the frame differs" % name)
                content = frame if codec == 0 else self.zstd(frame, length)
                spans = read_spans(spans, count, self.zstd)
            except Exception as error:
                self.problem("%s: cannot be read: %s" % (name, error))
                continue
            total = totals.setdefault(source, [0, 0, 0, 0])  # bytes, spans, records, gaps
            if len(content) != length or sum(s[1] for s in spans) != length:
                self.problem("%s: spans do not tile its %d bytes" % (name, length))
            if leaf != self.tree.size or offset != total[0]:
                self.problem("%s: is not where the block before ends" % name)
            start = 0
            for is_gap, size, _, prefix in spans:
                digest = sha256(b"\x00" + content[start:start + size])
                if digest[:4] != prefix:
                    self.problem("record %d of %s: leaf hash differs" % (self.tree.size, name))
                self.tree.append(digest)
                if self.tree.size in wanted:
                    self.roots[self.tree.size] = self.tree.root()
                start += size
                total[3 if is_gap else 2] += 1
            total[0] += length
            total[1] += count
            hashers.setdefault(source, hashlib.sha256()).update(content)
            if self.folder:
                if source not in files:
                    files[source] = open(self.target(source), "wb")
                files[source].write(content)
        for file in files.values():
            file.close()
        return totals, hashers

    def target(self, source):
        """A name of our own: never a path from evidence."""
        name = self.db.execute("SELECT name_bytes FROM source WHERE source_id = ?", (source,)).fetchone()
        last = (name[0] if name else b"").split(b"/")[-1]
        safe = "".join(chr(c) if chr(c).isalnum() and c < 128 or c in b"._-" else "_" for c in last)
        return os.path.join(self.folder, "%d-%s" % (source, safe or "unnamed"))

    def sources(self, totals, hashers):
        rows = self.db.execute(
            "SELECT source_id, name, kind, committed, prefix_sha256, sha256, state, spans, records, gaps FROM source"
            " ORDER BY source_id").fetchall()
        for source, name, kind, committed, prefix, digest, state, *counts in rows:
            shown = name.encode("utf-8", "backslashreplace").decode()
            if kind == "container" and not committed:
                # An archive: what was in it are sources of their own.
                if source in totals:
                    self.problem("source %d: has bytes, and is recorded as a container that was not kept" % source)
                print("source %d  %s  container, its own bytes are not kept, %s  %s"
                      % (source, digest.hex() if digest else "-", state, shown))
                continue
            total = totals.get(source, [0, 0, 0, 0])
            found = hashers.get(source, hashlib.sha256()).digest()
            if found != (digest or prefix):
                self.problem("source %d: SHA-256 is %s, recorded %s" % (source, found.hex(), (digest or prefix).hex()))
            if total != [committed] + counts:
                self.problem("source %d: counts %s, recorded %s" % (source, total, [committed] + counts))
            print("source %d  %s  %d bytes, %d records, %d gaps, %s  %s"
                  % (source, found.hex(), total[0], total[2], total[3], state, shown))
            if self.folder and source not in totals:
                open(self.target(source), "wb").close()
        for source in set(totals) - {row[0] for row in rows}:
            self.problem("there are blocks of source %d, which is not there" % source)

    def nodes(self):
        stored = {(level, place): digest for level, place, digest in
                  self.db.execute("SELECT level, position, hash FROM node")}
        for key in sorted(set(stored) | set(self.tree.nodes)):
            if stored.get(key) != self.tree.nodes.get(key):
                self.problem("tree node %d/%d differs" % key)

    def custody_entries(self):
        rows = self.db.execute("SELECT seq, entry_sha256, entry FROM custody NOT INDEXED ORDER BY seq").fetchall()
        entries, previous = [], "0" * 64
        for position, (seq, recorded, data) in enumerate(rows):
            digest = sha256(data).hex()
            try:
                entry = json.loads(data)
                canonical = json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
                if canonical.encode("utf-8", "surrogatepass") != data:
                    self.problem("custody entry %d: is not canonical JSON" % position)
                if seq != position or entry["seq"] != position or entry["v"] != "assay/custody/v1":
                    self.problem("custody entry %d: is out of sequence" % position)
                if entry["prev"] != previous:
                    self.problem("custody entry %d: does not name the entry before it" % position)
                entries.append((position, entry["evidence"]["size"], entry["evidence"]["root"]))
            except (ValueError, KeyError, TypeError) as error:
                self.problem("custody entry %d: cannot be read: %r" % (position, error))
            if digest != recorded:
                self.problem("custody entry %d: SHA-256 differs from its column" % position)
            previous = digest
        return entries, previous

    def run(self):
        entries, head = self.custody_entries()
        totals, hashers = self.blocks({size for _, size, _ in entries})
        self.sources(totals, hashers)
        self.nodes()
        for position, size, root in entries:
            if size not in self.roots or self.roots[size].hex() != root:
                self.problem("custody entry %d: the root of the first %d records differs" % (position, size))
        print("tree     %d leaves, root %s" % (self.tree.size, self.tree.root().hex()))
        print("custody  %d entries, last %s" % (len(entries), head))
        print("result   " + ("%d things are wrong" % self.wrong if self.wrong else "all of it holds"))
        return 1 if self.wrong else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("case")
    parser.add_argument("-o", metavar="FOLDER", dest="folder", help="write each source into this folder")
    arguments = parser.parse_args()
    if not os.path.isfile(arguments.case):
        fail("%s: no such file" % arguments.case)
    if arguments.folder:
        os.makedirs(arguments.folder, exist_ok=True)
    try:
        return Reader(arguments.case, arguments.folder).run()
    except (sqlite3.Error, OSError, TypeError, ValueError, IndexError) as error:
        fail("%s: %s" % (arguments.case, error))


if __name__ == "__main__":
    sys.exit(main())

"""A case file in the hands of someone who knows the format: what the tampering cases are made with.

Everything a forger can make again without a key is made again by `consistent`, so that a case shows what is found by
which means. Encodings are those of docs/case-file.md; reading is left to docs/verify.py.
"""
import hashlib
import json
import os
import shutil
import sqlite3
import struct
import sys

sys.dont_write_bytecode = True
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "docs"))
import verify as v  # noqa: E402


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def packed(data):
    """Packed bytes, stored plain."""
    return varint(len(data)) + b"\0" + data


class Block:
    """One row of `block`, unpacked: its bytes, and per span kind, length, trailing bytes and leaf prefix."""

    def __init__(self, row, zstd):
        self.id, self.source, self.offset, self.length, self.first_leaf, self.count = row[:6]
        self.content = bytearray(v.unpack_block(row[7], row[6], self.length, zstd))
        self.spans = [[is_gap, length, length - proper, prefix]
                      for is_gap, length, proper, prefix in v.read_spans(row[8], self.count, self.length, zstd)]

    def start(self, index):
        return sum(span[1] for span in self.spans[:index])

    def piece(self, index):
        start = self.start(index)
        return bytes(self.content[start:start + self.spans[index][1]])

    def set_pieces(self, pieces):
        """Other bytes for all spans; kinds, trailing lengths and prefixes stay where they are."""
        self.content = bytearray(b"".join(pieces))
        for span, piece in zip(self.spans, pieces):
            span[1] = len(piece)
            span[2] = min(span[2], len(piece))

    def prefixes(self):
        for index, span in enumerate(self.spans):
            span[3] = v.leaf_hash(self.piece(index))[:4]

    def span_table(self):
        lengths = b"".join(varint(length << 1 | is_gap) + varint(trailing)
                           for is_gap, length, trailing, _ in self.spans)
        table = packed(lengths)
        return varint(len(table)) + table + b"".join(span[3] for span in self.spans)


class Forgery:
    """A copy of a case that is being altered."""

    def __init__(self, original, path):
        for suffix in ("", "-journal", "-wal"):
            if os.path.exists(path + suffix):
                os.remove(path + suffix)
        self.path = shutil.copyfile(original, path)
        self.zstd = v.find_zstd()[1]

    def connect(self):
        return sqlite3.connect(self.path, isolation_level=None)

    def sql(self, *statements):
        db = self.connect()
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("BEGIN")
        for statement in statements:
            db.execute(*((statement,) if isinstance(statement, str) else statement))
        db.execute("COMMIT")
        db.close()

    def rows(self, query, *arguments):
        db = self.connect()
        try:
            return db.execute(query, arguments).fetchall()
        finally:
            db.close()

    def value(self, query, *arguments):
        return self.rows(query, *arguments)[0][0]

    def schema(self, *statements):
        """Changes the text of the schema, which SQLite then believes."""
        db = self.connect()
        db.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            db.execute(statement)
        version = db.execute("PRAGMA schema_version").fetchone()[0]
        db.execute("PRAGMA schema_version = %d" % (version + 1))
        db.close()

    def blocks(self):
        return [Block(row, self.zstd) for row in self.rows(
            "SELECT block_id, source_id, source_offset, length, first_leaf, span_count, codec, frame, spans"
            " FROM block ORDER BY first_leaf")]

    def store(self, block, prefixes=False):
        """Writes a block back, stored plain, with the digest of the new frame."""
        if prefixes:
            block.prefixes()
        frame = bytes(block.content)
        self.sql(("UPDATE block SET codec = 0, frame = ?, frame_sha256 = ?, length = ?, span_count = ?, spans = ?,"
                  " first_leaf = ?, source_offset = ?, source_id = ? WHERE block_id = ?",
                  (frame, v.sha256(frame), len(frame), len(block.spans), block.span_table(), block.first_leaf,
                   block.offset, block.source, block.id)))

    def renumber(self, block, leaves, length):
        """Moves what is behind a block, in the tree and in its source, and the counts of the source."""
        end, source = block.first_leaf, block.source
        # Twice through negative numbers, for the index on first_leaf is unique.
        self.sql(
            ("UPDATE block SET first_leaf = -1 - (first_leaf + ?) WHERE first_leaf > ?", (leaves, end)),
            "UPDATE block SET first_leaf = -1 - first_leaf WHERE first_leaf < 0",
            ("UPDATE block SET source_offset = source_offset + ?, first_record = first_record + ? WHERE source_id = ?"
             " AND first_leaf > ?", (length, leaves, source, end)),
            ("UPDATE row_group SET span_count = span_count + ?, record_count = record_count + ? WHERE source_id = ?"
             " AND first_leaf <= ? AND first_leaf + span_count > ?", (leaves, leaves, source, end, end)),
            ("UPDATE row_group SET first_leaf = -1 - (first_leaf + ?) WHERE first_leaf > ?", (leaves, end)),
            "UPDATE row_group SET first_leaf = -1 - first_leaf WHERE first_leaf < 0",
            ("UPDATE source SET committed = committed + ?, size = size + ?, spans = spans + ?, records = records + ?"
             " WHERE source_id = ?", (length, length, leaves, leaves, source)))

    def rebuild(self):
        """Nodes and digests of the sources made again from the blocks as they are now."""
        tree, hashers = v.Tree(), {}
        for block in self.blocks():
            hashers.setdefault(block.source, hashlib.sha256()).update(bytes(block.content))
            for index in range(len(block.spans)):
                tree.append(v.leaf_hash(block.piece(index)))
        self.sql("DELETE FROM node", *[
            ("INSERT INTO node VALUES (?, ?, ?)", (level, place, digest))
            for (level, place), digest in sorted(tree.nodes.items())], *[
            ("UPDATE source SET sha256 = ?, prefix_sha256 = ?, sha1 = NULL, md5 = NULL WHERE source_id = ?",
             (hasher.digest(), hasher.digest(), source)) for source, hasher in hashers.items()])
        return tree

    # -- custody

    def entries(self):
        return [json.loads(row[0]) for row in self.rows("SELECT entry FROM custody ORDER BY seq")]

    def set_entries(self, entries, chain=True):
        """Writes the log anew; with `chain` numbers, links and columns are right again."""
        previous, rows = "0" * 64, []
        for index, entry in enumerate(entries):
            if chain:
                entry.update(seq=index, prev=previous)
            data = v.canonical(entry).encode()
            previous = v.sha256(data).hex()
            rows.append((index, entry["time"], entry["action"], v.canonical(entry["actor"]), entry["evidence"]["size"],
                         entry["evidence"]["root"], previous, data))
        self.sql("DELETE FROM custody", *[("INSERT INTO custody VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row) for row in rows])

    def tell(self, action, details):
        """Appends an entry as the program would."""
        entries = self.entries()
        entries.append(dict(json.loads(v.canonical(entries[-1])), action=action, details=details))
        self.set_entries(entries)

    def tell_signed(self, text, origin, seed, key=None):
        """Tells of a checkpoint that was signed; `key` is the verifier key that is named."""
        key = key or vkey(origin, seed)
        self.tell("checkpoint-exported", {
            "tree": "evidence", "origin": origin, "key": key, "fingerprint": v.Key(key).fingerprint,
            "note": signed(text, origin, seed)})

    def take_name_of(self, other):
        """This case under the identity of another: what someone does who makes everything again."""
        identity = dict(other.rows("SELECT key, value FROM meta"))
        self.sql(*[("UPDATE meta SET value = ? WHERE key = ?", (value, key)) for key, value in identity.items()])
        entries = self.entries()
        entries[0]["details"].update({key: value for key, value in identity.items() if key != "readme"})
        self.set_entries(entries)

    # -- the file

    def read(self):
        with open(self.path, "rb") as file:
            return bytearray(file.read())

    def write(self, data):
        with open(self.path, "wb") as file:
            file.write(data)

    def page_of(self, table):
        """Pages of a table or index, by number from 0."""
        return [row[0] - 1 for row in self.rows("SELECT pageno FROM dbstat WHERE name = ? ORDER BY path", table)]


# -- signing, for the cases that need a key (RFC 8032 section 5.1.6; test keys only)

def public_key(seed):
    return v.point_encode(v.point_multiply(scalar(seed), v.BASE))


def scalar(seed):
    a = int.from_bytes(hashlib.sha512(seed).digest()[:32], "little")
    return a & ((1 << 254) - 8) | 1 << 254


def sign(seed, message):
    r = int.from_bytes(hashlib.sha512(hashlib.sha512(seed).digest()[32:] + message).digest(), "little") % v.L
    point, public = v.point_encode(v.point_multiply(r, v.BASE)), public_key(seed)
    k = int.from_bytes(hashlib.sha512(point + public + message).digest(), "little") % v.L
    return point + ((r + k * scalar(seed)) % v.L).to_bytes(32, "little")


def openssh(seed):
    """The line of a .pub file."""
    return "ssh-ed25519 %s test" % v.base64.b64encode(
        b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + public_key(seed)).decode()


def vkey(name, seed, kind=1):
    data = bytes([kind]) + public_key(seed)
    identifier = v.sha256(name.encode() + b"\n" + data)[:4]
    return "%s+%s+%s" % (name, identifier.hex(), v.base64.b64encode(data).decode())


def signed(text, name, seed):
    identifier = bytes.fromhex(vkey(name, seed).split("+")[1])
    line = v.base64.b64encode(identifier + sign(seed, text.encode())).decode()
    return "%s\n\u2014 %s %s\n" % (text, name, line)


def witnessed(note, text, name, seed, time):
    """A note with the line of a witness (C2SP tlog-cosignature)."""
    identifier = bytes.fromhex(vkey(name, seed, 4).split("+")[1])
    line = identifier + struct.pack(">Q", time) + sign(seed, b"cosignature/v1\ntime %d\n" % time + text.encode())
    return "%s\u2014 %s %s\n" % (note, name, v.base64.b64encode(line).decode())


def checkpoint(origin, size, root):
    return "%s\n%d\n%s\n" % (origin, size, v.base64.b64encode(root).decode())

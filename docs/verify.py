#!/usr/bin/env python3
"""Checks what Assay hands over, without Assay.

    python3 verify.py CASE [--against CHECKPOINT] [--key VKEY]   a case file, and that it only grew since
    python3 verify.py CHECKPOINT [--key VKEY]                    a signed note (C2SP tlog-checkpoint)
    python3 verify.py PROOF --bytes FILE [--key VKEY]            a .tlog-proof, and the record that it proves
    python3 verify.py CHAIN [--against CHECKPOINT]               custody entries, one a line
    python3 verify.py FOLDER [--key VKEY]                        a bag (RFC 8493): its signatures, and what of these is in it

Python 3.9 or later and nothing else; for cases also a zstd decompressor: compression.zstd (Python 3.14),
the modules zstandard or pyzstd, or the program zstd. The Ed25519 verifier below is written from RFC 8032.
--key is the verifier key, or the .pub file, as the examiner gave it, by another way than the files: a key that comes
with what it signs proves nothing. It may be given several times. A witness's key alone makes nothing verified.

Of a case: SQLite's own check, the schema, every stored frame, the leaf hash of every record, spans, blocks, digests
of sources, all nodes and roots of the Merkle tree (RFC 6962), the custody chain, its tree, and what it says of each
source. Of the views (fields, columns, search filter) only that none is missing for a record: that their values
follow from the bytes is checked by 'assay verify', which extracts them again.

Verdicts: verified | verified, unsigned | verified, self-asserted key | partial | damaged | altered | rolled back |
not a case. Exit status: 0 verified, 1 something is wrong, 2 cannot be read or no case, 3 partial.
"""
import argparse
import base64
import hashlib
import importlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import urllib.parse


class Unreadable(Exception):
    """What was given cannot be checked at all: exit status 2."""


class Malformed(Exception):
    """A file breaks the grammar of its kind."""


def sha256(data):
    return hashlib.sha256(data).digest()


# ---------------------------------------------------------------- report

CHECKS = ("structure", "bytes", "tree", "custody", "views", "against")
NOT_A_CASE = {"structure.not-a-case", "structure.format"}
# What a failing disk, a cut copy or an interrupted write causes by itself.
ACCIDENTAL = {"structure.sqlite", "structure.file-size", "structure.sidecar", "bytes.frame", "bytes.unpack",
              "bytes.missing", "bytes.damaged-record", "views.damaged", "tree.unknown"}
UNVOUCHED = {"signature.missing", "signature.unknown-key"}
LISTED = 10000  # of one code; all are counted


class Report:
    """What was found, check by check."""

    def __init__(self):
        self.failures, self.counts, self.notes, self.done, self.facts = [], {}, [], [], {}
        self.size, self.root, self.signed, self.origin = None, None, "", None
        self.notes_signed = []  # what the signatures of each note are worth

    def add(self, code, reason, **place):
        self.counts[code] = self.counts.get(code, 0) + 1
        if self.counts[code] <= LISTED:
            check = "against" if code.startswith("signature.") else code.split(".")[0]
            self.failures.append(dict(place, check=check, code=code, reason=reason))

    @property
    def verdict(self):
        codes = set(self.counts)
        if codes & NOT_A_CASE:
            return "not a case"
        if codes - ACCIDENTAL - UNVOUCHED - {"against.rolled-back", "views.stale"}:
            return "altered"
        if "against.rolled-back" in codes:
            return "rolled back"
        if codes & ACCIDENTAL:
            return "damaged"
        if "views.stale" in codes or self.signed == "unchecked":
            return "partial"
        if self.signed == "unknown":
            return "verified, self-asserted key"
        return "verified" if self.signed == "good" else "verified, unsigned"

    @property
    def status(self):
        if self.verdict == "not a case":
            return 2
        return 1 if self.counts else 3 if self.verdict == "partial" else 0

    def document(self):
        return {"verdict": self.verdict, "tree_size": self.size, "root": self.root and self.root.hex(),
                "checks": [{"check": check, "ok": not self.of(check), "failures": self.of(check)}
                           for check in CHECKS if check in self.done or self.of(check)], "notes": self.notes}

    def of(self, check):
        return [failure for failure in self.failures if failure["check"] == check]

    def print(self, shown=5):
        for check in CHECKS:
            failures = self.of(check)
            if check not in self.done and not failures:
                continue
            print("%-10s %-3s  %s" % (check, "BAD" if failures else "ok", self.facts.get(check, "")))
            for failure in failures[:shown]:
                print("           %s  [%s]" % (printable(failure["reason"]), failure["code"]))
            total = sum(n for code, n in self.counts.items() if code in {f["code"] for f in failures})
            if total > shown:
                print("           and %d more: --json lists them" % (total - shown))
        for note in self.notes:
            print("note: " + printable(note))
        if self.root:
            print("root of %d leaves: %s" % (self.size, self.root.hex()))
        print(self.verdict)


def printable(text):
    """Nothing of a foreign file reaches the terminal as a control character."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode()
                   for c in text.encode("utf-8", "backslashreplace").decode())


# ---------------------------------------------------------------- Merkle tree (RFC 6962 section 2.1)

STORED_LEVEL = 8  # a case stores nodes from this level up


def leaf_hash(data):
    return sha256(b"\x00" + data)


def node_hash(left, right):
    if left is None or right is None:  # below a damaged record nothing is known
        return None
    return sha256(b"\x01" + left + right)


class Tree:
    """The complete subtrees at the right edge, largest first; nodes of the stored levels as they come."""

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


def root_of_inclusion(index, size, leaf, path):
    """Root that the proof leads to (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size:
        raise Malformed("index %d is not below the size %d" % (index, size))
    if len(path) > 64 or any(len(element) != 32 for element in path):
        raise Malformed("the proof has too many elements, or one that is not 32 bytes")
    place, last, root = index, size - 1, leaf
    for element in path:
        if last == 0:
            raise Malformed("the proof has surplus elements")
        if place & 1 or place == last:
            root = node_hash(element, root)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            root = node_hash(root, element)
        place, last = place >> 1, last >> 1
    if last:
        raise Malformed("the proof has too few elements")
    return root


# ---------------------------------------------------------------- Ed25519 (RFC 8032 section 5.1), verifying only

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def point_add(a, b):
    """Extended homogeneous coordinates (X, Y, Z, T)."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    x, y, z, t = f - e, h - g, h + g, f + e
    return x * y % P, z * t % P, y * z % P, x * t % P


def point_multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = point_add(result, point)
        point, scalar = point_add(point, point), scalar >> 1
    return result


def point_decode(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def point_encode(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = point_decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519_verify(public, message, signature):
    if len(public) != 32 or len(signature) != 64:
        return False
    key, s = point_decode(public), int.from_bytes(signature[32:], "little")
    if key is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    negative = (P - key[0], key[1], key[2], P - key[3])
    return point_encode(point_add(point_multiply(s, BASE), point_multiply(k, negative))) == signature[:32]


# ---------------------------------------------------------------- notes, keys, checkpoints, proofs (C2SP)


def unbase64(text):
    """Strict: the standard alphabet, padded, no bits left over."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, UnicodeError):
        raise Malformed("'%s' is not base64" % text[:80])
    if base64.b64encode(data).decode() != text:
        raise Malformed("'%s' is base64 in another form than the one" % text[:80])
    return data


def is_key_name(name):
    return bool(name) and "+" not in name and not any(c.isspace() for c in name)


class Key:
    """A verifier key: name+hex(key id)+base64(type, public key). Type 1 signs notes, type 4 is a witness.

    A key in OpenSSH's format (the line of a .pub file) has no name: it signs under the origin of what it signs.
    """

    def __init__(self, text):
        if text.startswith("ssh-"):
            self.name, self.kind, self.public = None, 1, self.of_openssh(text)
            self.check_point()
            return
        parts = text.strip().split("+", 2)
        if len(parts) != 3 or not is_key_name(parts[0]):
            raise Unreadable("--key is not 'name+id+key'")
        try:
            data = unbase64(parts[2])
        except Malformed as error:
            raise Unreadable("--key: %s" % error)
        if len(data) != 33 or data[0] not in (1, 4):
            raise Unreadable("--key is no Ed25519 key")
        self.name, self.kind, self.public = parts[0], data[0], data[1:]
        self.check_point()
        if self.id.hex() != parts[1]:
            raise Unreadable("--key: the key id %s does not belong to this name and key" % parts[1])

    @classmethod
    def given(cls, argument):
        """The key itself, or a file whose first line it is."""
        if not os.path.isfile(argument):
            return cls(argument)
        lines = read_file(argument, 65536).decode("utf-8", "replace").splitlines()
        return cls(lines[0] if lines else "")

    @staticmethod
    def of_openssh(text):
        """ssh-ed25519, then base64 of two strings with their lengths: the kind, and 32 bytes (RFC 8709)."""
        head, parts = b"\0\0\0\x0bssh-ed25519\0\0\0\x20", text.split()
        try:
            data = unbase64(parts[1]) if len(parts) > 1 and parts[0] == "ssh-ed25519" else b""
        except Malformed as error:
            raise Unreadable("--key: %s" % error)
        if len(data) != len(head) + 32 or not data.startswith(head):
            raise Unreadable("--key is no Ed25519 key in OpenSSH's format")
        return data[len(head):]

    def check_point(self):
        point = point_decode(self.public)
        if point is None or point_encode(point_multiply(8, point)) == point_encode((0, 1, 1, 0)):
            raise Unreadable("--key: the point is of small order or not canonical: anybody could sign under it")

    @property
    def id(self):
        return sha256((self.name or "").encode() + b"\n" + bytes([self.kind]) + self.public)[:4]

    @property
    def fingerprint(self):
        """As ssh-keygen -l prints it."""
        blob = b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + self.public
        return "SHA256:" + base64.b64encode(sha256(blob)).decode().rstrip("=")

    def under(self, origin):
        """This key, for what has that origin."""
        if self.name is not None or not is_key_name(origin):
            return self
        named = Key.__new__(Key)
        named.name, named.kind, named.public = origin, self.kind, self.public
        return named

    def same(self, other):
        return (self.name, self.kind, self.public) == (other.name, other.kind, other.public)

    def verifies(self, text, signature):
        """A cosignature is over a header with its time, then the note's text (C2SP tlog-cosignature)."""
        if self.kind == 4:
            if len(signature) != 72:
                return False
            time = int.from_bytes(signature[:8], "big")
            text, signature = b"cosignature/v1\ntime %d\n" % time + text, signature[8:]
        return ed25519_verify(self.public, text, signature)


def ssh_strings(data):
    """The strings of OpenSSH's wire format (RFC 4251 section 5): each with its length in front."""
    at = 0
    while at < len(data):
        length = int.from_bytes(data[at:at + 4], "big")
        if len(data) - at < 4 + length:
            raise Malformed("a string is cut off")
        yield data[at + 4:at + 4 + length]
        at += 4 + length


def fingerprint(public):
    blob = b"".join(len(part).to_bytes(4, "big") + part for part in (b"ssh-ed25519", public))
    return "SHA256:" + base64.b64encode(sha256(blob)).decode().rstrip("=")


def sshsig_signer(armored, message, namespace):
    """The public key under which a signature of 'ssh-keygen -Y sign' is good (OpenSSH, PROTOCOL.sshsig)."""
    lines = armored.decode("ascii", "replace").split("\n")
    while lines and not lines[-1]:
        lines.pop()
    if len(lines) < 3 or lines[0] != "-----BEGIN SSH SIGNATURE-----" or lines[-1] != "-----END SSH SIGNATURE-----":
        raise Malformed("it is no signature of OpenSSH")
    blob = unbase64("".join(lines[1:-1]))
    if blob[:10] != b"SSHSIG\0\0\0\1":
        raise Malformed("it is no signature of version 1")
    fields = list(ssh_strings(blob[10:]))
    if len(fields) != 5:
        raise Malformed("it has %d fields, not 5" % len(fields))
    key, found, _, hash_name, signature = fields
    if found != namespace.encode():
        raise Malformed("it was made for '%s', not for '%s'" % (found.decode("utf-8", "replace"), namespace))
    if hash_name not in (b"sha256", b"sha512"):
        raise Malformed("its hash is not sha256 or sha512")
    public, inner = list(ssh_strings(key)), list(ssh_strings(signature))
    if len(public) != 2 or len(inner) != 2 or public[0] != b"ssh-ed25519" or inner[0] != b"ssh-ed25519":
        raise Malformed("it is not of an Ed25519 key")
    signed = b"SSHSIG" + b"".join(len(part).to_bytes(4, "big") + part for part in (
        found, b"", hash_name, hashlib.new(hash_name.decode(), message).digest()))
    if not ed25519_verify(public[1], signed, inner[1]):
        raise Malformed("it does not fit the file")
    return public[1]


def least(worths):
    """Several are worth as much as the least of them."""
    return next((worth for worth in ("", "unknown", "good") if worth in worths), "")


class Note:
    """A text with signatures below it (C2SP signed-note)."""

    def __init__(self, data, allow_unsigned=True):
        if len(data) > 1000000:
            raise Malformed("the note is larger than 1 MB")
        if any(byte < 0x20 and byte != 0x0A for byte in data):
            raise Malformed("the note has a control character, such as a carriage return")
        try:
            whole = data.decode("utf-8")
        except UnicodeDecodeError:
            raise Malformed("the note is not UTF-8")
        if not whole.endswith("\n"):
            raise Malformed("the last line has no line feed")
        at = whole.rfind("\n\n")
        self.text, self.signatures = whole, []
        if at < 0:
            if not allow_unsigned:
                raise Malformed("the note is not signed")
            return
        self.text = whole[:at + 1]
        lines = whole[at + 2:].split("\n")[:-1]
        if not lines or len(lines) > 100 or at == 0:
            raise Malformed("the note has no text, no signature, or more than 100")
        for line in lines:
            parts = line.split(" ")
            if len(parts) != 3 or parts[0] != "\u2014" or not is_key_name(parts[1]):
                raise Malformed("a signature line is not '\u2014 name base64'")
            signature = unbase64(parts[2])
            if len(signature) < 5:
                raise Malformed("a signature is too short")
            self.signatures.append((parts[1], signature[:4], signature[4:]))

    def check(self, keys, report):
        """Signatures of unknown keys are passed over; a broken one of a known key spoils the note.

        A witness says who saw a checkpoint, not whose it is: a witness alone makes nothing verified.
        """
        keys = [key.under(self.text.split("\n")[0]) for key in keys]
        good, others, bad, worth = [], [], False, ""
        for name, number, signature in self.signatures:
            known = [key for key in keys if (key.name, key.id) == (name, number)]
            for key in known:
                if key.verifies(self.text.encode(), signature):
                    good.append(key)
                else:
                    bad = True
                    report.add("signature.bad", "the signature of '%s' does not fit the text" % name)
            if not known:
                others.append((name, number))
        report.notes += ["%s by %s, key id %s" % ("signed" if key.kind == 1 else "witnessed", key.name, key.id.hex())
                         for key in good]
        if good and not bad:
            report.notes += ["NOT witnessed by %s, key id %s, whose key was given" % (key.name, key.id.hex())
                             for key in keys if key.kind == 4 and key not in good]
        found = ", ".join("%s (%s)" % (number.hex(), name) for name, number in others)
        expected = ", ".join("%s (%s)" % (key.id.hex(), key.name) for key in keys)
        if bad or not keys:
            if self.signatures and not keys:
                report.notes.append("signatures were not checked: no --key was given")
        elif any(key.kind == 1 for key in good):
            worth = "good"
        elif not others:
            report.add("signature.missing", "no key that was given signed it but a witness's: a witness alone does not"
                       " say whose case it is" if good else "the checkpoint is unsigned")
        else:
            worth = "unknown"
            report.add("signature.unknown-key", "signed by unknown key id %s; expected %s%s" % (
                found, expected, "; a witness alone does not say whose case it is" if good else ""))
        report.notes_signed.append(worth)
        report.signed = least(report.notes_signed)
        return worth


class Checkpoint:
    """Origin, tree size, root (C2SP tlog-checkpoint)."""

    beside = False  # found beside a case, not given for it: passed over where it is of another one

    def __init__(self, note):
        self.note = note
        lines = note.text.split("\n")[:-1]
        if len(lines) < 3 or not all(lines):
            raise Malformed("a checkpoint has an origin, a size and a root, and no empty line")
        if not re.fullmatch("0|[1-9][0-9]*", lines[1]) or int(lines[1]) >= 2**63:
            raise Malformed("the size is no plain decimal number below 2^63")
        self.origin, self.size, self.root = lines[0], int(lines[1]), unbase64(lines[2])
        if len(self.root) != 32:
            raise Malformed("the root has %d bytes, not 32" % len(self.root))
        if self.size == 0 and self.root != sha256(b""):
            raise Malformed("an empty tree has one root only")

    @classmethod
    def read(cls, path, **options):
        return cls(Note(read_file(path, 1000001), **options))


def check_checkpoint(path, keys):
    report = Report()
    report.done.append("against")
    try:
        checkpoint = Checkpoint.read(path)
    except Malformed as error:
        report.add("against.malformed", "%s: malformed checkpoint: %s" % (path, error))
        return report
    report.notes.append("%s has %d leaves" % (checkpoint.origin, checkpoint.size))
    checkpoint.note.check(keys, report)
    report.signed = report.signed or ("" if keys else "unchecked")
    report.facts["against"] = "well formed"
    report.size, report.root = checkpoint.size, checkpoint.root
    return report


PROOF_HEADER = b"c2sp.org/tlog-proof@v1\n"


def check_proof(path, record, keys):
    """Index, proof and checkpoint in one text file (C2SP tlog-proof); size and root come from the checkpoint."""
    report = Report()
    report.done.append("against")
    try:
        data = read_file(path, 1000001)
        head, blank, note = data[len(PROOF_HEADER):].partition(b"\n\n")
        lines = head.decode("utf-8", "replace").split("\n")
        if not data.startswith(PROOF_HEADER) or not blank:
            raise Malformed("it is no tlog-proof of version 1")
        if lines[0].startswith("extra "):
            unbase64(lines.pop(0)[6:])
        index = re.fullmatch("index (0|[1-9][0-9]{0,18})", lines[0]) if lines else None
        if not index:
            raise Malformed("the index is no plain decimal number")
        checkpoint = Checkpoint(Note(note))
        path_hashes = [unbase64(line) for line in lines[1:]]
        index = int(index.group(1))
        if record is None:
            report.signed = "unchecked"
            report.notes.append("no --bytes were given: it was not checked which record the proof is of")
            root_of_inclusion(index, checkpoint.size, sha256(b""), path_hashes)
        elif root_of_inclusion(index, checkpoint.size, leaf_hash(record), path_hashes) != checkpoint.root:
            raise Malformed("these %d bytes are not leaf %d of the %d under that root"
                            % (len(record), index, checkpoint.size))
    except Malformed as error:
        report.add("against.proof", "%s: the proof is refused: %s" % (path, error))
        return report
    report.notes.append("leaf %d of %d of %s" % (index, checkpoint.size, checkpoint.origin))
    unchecked = report.signed
    checkpoint.note.check(keys, report)
    report.signed = unchecked or report.signed or ("unchecked" if checkpoint.note.signatures else "")
    report.size, report.root = checkpoint.size, checkpoint.root
    return report


def compare_checkpoint(report, checkpoint, origin, size, roots, what):
    """Whether a tree of today extends the one of a checkpoint: its root at that size is made again."""
    if checkpoint.origin != origin:
        report.add("against.origin", "the checkpoint is of '%s', this is '%s'" % (checkpoint.origin, origin))
    elif checkpoint.size > size:
        report.add("against.rolled-back", "the case is older than the checkpoint: %d %s, the checkpoint of size %d"
                   " was made when there were more" % (size, what, checkpoint.size))
    elif roots.get(checkpoint.size) is None:
        report.add("tree.unknown", "the root of the first %d %s cannot be made again" % (checkpoint.size, what))
    elif roots[checkpoint.size] != checkpoint.root:
        report.add("against.root", "the first %d %s have root %s, the checkpoint says %s: another history"
                   % (checkpoint.size, what, roots[checkpoint.size].hex(), checkpoint.root.hex()))


# ---------------------------------------------------------------- canonical JSON (RFC 8785) and custody


def number_text(value):
    """As ECMAScript writes numbers; integers beyond 2^53 are no numbers of RFC 8785."""
    if isinstance(value, int) and abs(value) < 2**53:
        return str(value)
    value = float(value)
    if value == 0 or value != value or value in (float("inf"), float("-inf")):
        return "0" if value == 0 else "null"
    digits, exponent = ("%r" % abs(value)), 0
    if "e" in digits:
        digits, exponent = digits.split("e")
    whole, _, fraction = digits.partition(".")
    fraction = "" if fraction == "0" else fraction
    point = len(whole) + int(exponent)
    figures = whole + fraction
    point -= len(figures) - len(figures.lstrip("0"))
    figures = figures.strip("0")
    count = len(figures)
    if count <= point <= 21:
        text = figures + "0" * (point - count)
    elif 0 < point <= 21:
        text = figures[:point] + "." + figures[point:]
    elif -6 < point <= 0:
        text = "0." + "0" * -point + figures
    else:
        text = figures[0] + ("." + figures[1:] if count > 1 else "") + "e%+d" % (point - 1)
    return ("-" if value < 0 else "") + text


def canonical(value):
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(json.dumps(n, ensure_ascii=False) + ":" + canonical(value[n]) for n in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number_text(value)
    return json.dumps(value, ensure_ascii=False)


def parse_canonical(data):
    def members(pairs):
        if len({name for name, _ in pairs}) != len(pairs):
            raise ValueError("a name occurs twice")
        return dict(pairs)
    value = json.loads(data.decode("utf-8"), object_pairs_hook=members)
    if canonical(value).encode("utf-8") != data:
        raise ValueError("it is not in canonical form")
    return value


MEMBERS = {"": {"v", "seq", "prev", "time", "clock", "actor", "tool", "action", "args", "evidence", "details"},
           "clock": {"source", "offset_s", "uncertainty_s"}, "actor": {"name", "login", "host"},
           "tool": {"name", "version", "build", "executable"}, "evidence": {"size", "root"}}
OPTIONAL = {"args", "details", "offset_s", "uncertainty_s", "build", "executable"}


def check_entry(entry):
    """The members of assay/custody/v1 with their types, and no others."""
    if not isinstance(entry, dict) or entry.get("v") != "assay/custody/v1":
        raise ValueError("it is not of version assay/custody/v1")
    for part, names in MEMBERS.items():
        value = entry[part] if part else entry
        found = set(value)
        if found - names or names - OPTIONAL - found:
            raise ValueError("members missing or unknown: %s" % ", ".join(
                sorted((found - names) | (names - OPTIONAL - found))))
        for name in found:
            kind = (int if name in ("seq", "size", "offset_s", "uncertainty_s") else
                    object if name in ("args", "details") else dict if name in MEMBERS else str)
            if not isinstance(value[name], kind) or isinstance(value[name], bool) and kind is int:
                raise ValueError("member %s is of the wrong type" % name)
    digests = [entry["prev"], entry["evidence"]["root"]] + [entry["tool"].get("executable", "0" * 64)]
    if not all(re.fullmatch("[0-9a-f]{64}", digest) for digest in digests):
        raise ValueError("a digest is not 64 hexadecimal digits")
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", entry["time"], re.ASCII):
        raise ValueError("the time is not UTC")


class Custody:
    """The chain of entries, each naming the SHA-256 of the one before, and the tree over their bytes."""

    def __init__(self, report, sizes=()):
        self.report, self.tree, self.head = report, Tree(), "0" * 64
        self.entries, self.roots, self.sizes = [], {0: sha256(b"")}, set(sizes)
        self.evidence, self.latest = (0, sha256(b"").hex()), ""
        self.statements, self.leaves = Statements(report), []

    def root_at(self, size):
        tree = Tree()
        for leaf in self.leaves[:size]:
            tree.append(leaf)
        return tree.root()

    def append(self, data):
        index, entry, report = self.tree.size, None, self.report
        try:
            entry = parse_canonical(data)
            check_entry(entry)
        except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
            report.add("custody.entry", "custody entry %d is no entry: %s" % (index, error))
            entry = None
        if entry:
            if entry["seq"] != index:
                report.add("custody.sequence", "custody entry %d says that it is number %d" % (index, entry["seq"]))
            if entry["prev"] != self.head:
                report.add("custody.chain", "custody entry %d names %s as the entry before it, which has SHA-256 %s:"
                           " that one was altered, or entries are missing" % (index, entry["prev"], self.head))
            found = entry["evidence"]["size"], entry["evidence"]["root"]
            if found[0] < self.evidence[0] or found[0] == self.evidence[0] and found[1] != self.evidence[1]:
                report.add("custody.evidence", "custody entry %d: its evidence (%d records) contradicts the entry"
                           " before (%d records)" % (index, found[0], self.evidence[0]))
            self.evidence = found
            if entry["time"][:-1] < self.latest:
                report.notes.append("custody entry %d has a time before that of an earlier entry: time order differs"
                                    " from sequence, the clock was set back" % index)
            self.latest = max(self.latest, entry["time"][:-1])
            self.entries.append((index, entry))
            if self.origin():
                self.statements.take(index, entry, self.origin())
        self.leaves.append(leaf_hash(data))
        self.tree.append(self.leaves[-1])
        self.head = sha256(data).hex()
        if self.tree.size in self.sizes:
            self.roots[self.tree.size] = self.tree.root()
        return entry

    def origin(self):
        for _, entry in self.entries:
            details = entry.get("details")
            if entry["action"] == "case-created" and isinstance(details, dict) and details.get("uuid"):
                return "assay/case/%s" % details["uuid"]
        return None


class Statements:
    """What entries state of checkpoints and time stamps, held against what they hold themselves.

    The keys stand in the case too: nothing here vouches for anybody.
    """

    def __init__(self, report):
        self.report, self.signed, self.stamped, self.requests = report, [], [], []

    def take(self, index, entry, origin):
        checks = {"checkpoint-exported": ("custody.checkpoint", "the checkpoint that it says was signed", self.checkpoint),
                  "timestamp-requested": ("custody.timestamp", "the time stamp that it says was asked for", self.request),
                  "timestamp-imported": ("custody.timestamp", "the time stamp that it holds", self.stamp)}
        if entry["action"] not in checks:
            return
        code, what, check = checks[entry["action"]]
        try:
            check(index, entry, entry.get("details"), origin)
        except (Malformed, Unreadable, ValueError, KeyError, TypeError, AttributeError) as error:
            if isinstance(error, KeyError):
                error = "it has no %s" % error
            self.report.add(code, "custody entry %d, %s: %s" % (index, what, error))

    @staticmethod
    def compare(what, found, expected):
        if found != expected:
            raise Malformed("%s is '%s', not '%s'" % (what, found, expected))

    def checkpoint(self, index, entry, details, case):
        origin = {"evidence": case, "custody": "%s/custody" % case}[details["tree"]]
        key = Key(details["key"])
        self.compare("its origin", details["origin"], origin)
        self.compare("the name of its key", key.name, origin)
        self.compare("the fingerprint of its key", details["fingerprint"], key.fingerprint)
        if details["tree"] == "custody":  # it covers this very entry, so it cannot stand in it
            return
        checkpoint = Checkpoint(Note(details["note"].encode("utf-8"), allow_unsigned=False))
        self.compare("the origin of its note", checkpoint.origin, origin)
        self.compare("its size", checkpoint.size, entry["evidence"]["size"])
        self.compare("its root", checkpoint.root.hex(), entry["evidence"]["root"])
        if checkpoint.note.check([key], Report()) != "good":
            raise Malformed("key %s, which it names, did not sign it" % key.id.hex())
        self.signed.append((index, checkpoint, key))

    def request(self, index, entry, details, case):
        request, data = stamp_request(unbase64(details["request"])), details["checkpoint"].encode("utf-8")
        self.compare("the SHA-256 of what was to be stamped", details["checkpoint_sha256"], sha256(data).hex())
        if hashlib.new(request["hash"], data).digest() != request["digest"]:
            raise Malformed("the request is over other bytes than the checkpoint beside it")
        self.stamped.append((index, Checkpoint(Note(data))))
        self.requests.append((request, data))

    def stamp(self, index, entry, details, case):
        reply, data = unbase64(details["reply"]), details["checkpoint"].encode("utf-8")
        self.compare("the SHA-256 of the reply", details["reply_sha256"], sha256(reply).hex())
        self.compare("the SHA-256 of what was stamped", details["checkpoint_sha256"], sha256(data).hex())
        stamp = read_stamp(reply)
        asked = [request for request, stamped in self.requests if stamped == data]
        if not asked:
            raise Malformed("no entry before it tells of a request over these bytes")
        if stamp["digest"] != hashlib.new(stamp["hash"], data).digest():
            raise Malformed("it is a time stamp of other bytes: their digest is %s" % stamp["digest"].hex())
        if not any((request["nonce"], request["digest"]) == (stamp["nonce"], stamp["digest"]) for request in asked):
            raise Malformed("it answers another request: its nonce is %s" % stamp["nonce"])
        for name in ("stamped", "serial", "policy", "signature"):
            self.compare(name, details[name], stamp[name])

    def compare_stamped(self, origin, size, roots, custody):
        for index, checkpoint in self.stamped:
            is_custody = checkpoint.origin.endswith("/custody")
            size_now, found = ((custody.tree.size, custody.root_at(checkpoint.size)) if is_custody else
                               (size, roots.get(checkpoint.size) if checkpoint.size else sha256(b"")))
            if checkpoint.origin != ("%s/custody" % origin if is_custody else origin):
                wrong = "it is of '%s', this case is '%s'" % (checkpoint.origin, origin)
            elif checkpoint.size > size_now:
                wrong = "it is of %d leaves, there are %d" % (checkpoint.size, size_now)
            elif found is not None and found != checkpoint.root:
                wrong = "its root is %s, that of the first %d leaves is %s" % (
                    checkpoint.root.hex(), checkpoint.size, found.hex())
            else:
                continue
            self.report.add("custody.timestamp", "custody entry %d, the checkpoint that was to be stamped: %s"
                            % (index, wrong))

    def against(self, keys, checkpoints, size):
        """The signed checkpoints that the case tells of itself, by keys that were given from outside, if any."""
        report, last = self.report, self.signed and self.signed[-1]
        if not keys and not checkpoints:
            if last:
                report.signed = "unknown"
                report.notes.append("custody entry %d holds a checkpoint of %d of %d leaves, signed by key id %s (%s). That"
                                    " key is self-asserted: it stands in the case. --key says whom you trust"
                                    % (last[0], last[1].size, size, last[2].id.hex(), last[2].name))
            return
        if keys and not checkpoints:
            report.done.append("against")
            if not last:
                report.add("signature.missing", "a key was given, and no checkpoint that it could have signed: none is kept"
                           " in the case, and none was named (--against)")
            elif self.pinned(last[2], keys):
                last[1].note.check(keys, report)
                report.notes.append("an older state of the case, with an older checkpoint, would look the same: only a"
                                    " checkpoint that was kept elsewhere tells (--against)")
            else:
                self.differs(last, keys)
        for kept in checkpoints if keys else ():
            same = [own for own in self.signed if own[1].note.text == kept.note.text]
            signed = kept.note.check(keys, Report()) == "good"
            if signed and same and not any(self.pinned(own[2], keys) for own in same):
                self.differs(same[-1], keys)

    @staticmethod
    def pinned(key, keys):
        return any(key.same(given.under(key.name)) for given in keys)

    def differs(self, own, keys):
        self.report.notes_signed.append("unknown")
        self.report.signed = least(self.report.notes_signed)
        self.report.add("signature.unknown-key", "the self-asserted key differs from the pinned one: custody entry %d says"
                        " that its checkpoint was signed by unknown key id %s (%s); expected %s" % (
                            own[0], own[2].id.hex(), own[2].name,
                            ", ".join("%s (%s)" % (key.under(own[2].name).id.hex(), key.under(own[2].name).name)
                                      for key in keys)))


def follow_chain(path, report, checkpoints):
    custody = Custody(report, [checkpoint.size for checkpoint in checkpoints])
    report.done.append("custody")
    for line in read_file(path).split(b"\n"):
        if line:
            custody.append(line)
    for checkpoint in checkpoints:
        report.done.append("against")
        origin = custody.origin()
        compare_checkpoint(report, checkpoint, "%s/custody" % origin if origin else checkpoint.origin,
                           custody.tree.size, custody.roots, "custody entries")
    return custody


def check_chain(path, checkpoints, keys):
    """Entries one a line. Whitespace in them is escaped, so a line is an entry."""
    report = Report()
    custody = follow_chain(path, report, checkpoints)
    for checkpoint in checkpoints:
        checkpoint.note.check(keys, report)
    report.size, report.root = custody.tree.size, custody.tree.root()
    return report


# ---------------------------------------------------------------- time stamps (RFC 3161)


class DER:
    """Values one after the other (X.690): definite, minimal lengths, compared with what is there."""

    def __init__(self, data):
        self.data, self.at = data, 0

    @property
    def tag(self):
        return self.data[self.at] if self.at < len(self.data) else None

    def next(self, what, tag=None):
        """(what it holds, all of its bytes)"""
        start, head = self.at, self.data[self.at:self.at + 2]
        if len(head) < 2 or head[0] & 0x1F == 0x1F or tag not in (None, head[0]):
            raise Malformed("%s is cut off, or of another type" % what)
        length, body = head[1], start + 2
        if length & 0x80:
            digits = self.data[body:body + (length & 0x7F)]
            body += len(digits)
            length_is = int.from_bytes(digits, "big")
            if not 1 <= len(digits) <= 4 or len(digits) != length & 0x7F or digits[0] == 0 or length_is < 0x80:
                raise Malformed("%s has a length that DER does not have" % what)
            length = length_is
        if length > len(self.data) - body:
            raise Malformed("%s says %d bytes, %d remain" % (what, length, len(self.data) - body))
        self.at = body + length
        return self.data[body:self.at], self.data[start:self.at]

    def inner(self, what, tag=0x30):
        return DER(self.next(what, tag)[0])

    def number(self, what):
        content = self.next(what, 2)[0]
        if not content:
            raise Malformed("%s has no digits" % what)
        return content

    def name(self, what):
        """An object identifier in dotted decimals."""
        arcs, arc, content = [], 0, self.next(what, 6)[0]
        for byte in content:
            arc = arc << 7 | byte & 0x7F
            if not byte & 0x80:
                arcs, arc = arcs + ([arc] if arcs else [min(arc // 40, 2), arc - 40 * min(arc // 40, 2)]), 0
        if not arcs or content[-1] & 0x80:
            raise Malformed("%s is no object identifier" % what)
        return ".".join(map(str, arcs))

    def algorithm(self, what):
        return self.inner(what).name(what)

    def end(self, what):
        if self.tag is not None:
            raise Malformed("bytes follow behind %s" % what)


STAMP_HASHES = {"2.16.840.1.101.3.4.2.1": "sha256", "2.16.840.1.101.3.4.2.2": "sha384",
                "2.16.840.1.101.3.4.2.3": "sha512"}


def unsigned(data):
    return data.lstrip(b"\0").hex() or "00"


def imprint(reader):
    inner = reader.inner("the imprint")
    name = inner.algorithm("the imprint's algorithm")
    if name not in STAMP_HASHES:
        raise Malformed("the imprint is made by %s" % name)
    digest = inner.next("the imprint", 4)[0]
    inner.end("the imprint")
    return {"hash": STAMP_HASHES[name], "digest": digest}


def stamp_request(data):
    outer = DER(data)
    reader = outer.inner("the request")
    outer.end("the request")
    if reader.number("its version") != b"\1":
        raise Malformed("the request is not of version 1")
    found = imprint(reader)
    if reader.tag == 6:
        reader.next("the policy")
    found["nonce"] = unsigned(reader.number("the nonce")) if reader.tag == 2 else None
    return found


def der_time(reader, what):
    """GeneralizedTime, or UTCTime of certificates, as text of fixed width: comparing text compares time."""
    tag, text = reader.tag, reader.next(what)[0].decode("ascii", "replace")
    match = re.fullmatch(r"(\d\d)?(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?Z", text, re.ASCII)
    if not match or (tag, bool(match.group(1))) not in ((0x17, False), (0x18, True)) or tag == 0x17 and match.group(8):
        raise Malformed("%s is not written as a time in UTC" % what)
    century = match.group(1) or ("20" if match.group(2) < "50" else "19")
    return "%s%s-%s-%sT%s:%s:%s.%sZ" % ((century,) + match.groups()[1:7] + ((match.group(8) or "").ljust(9, "0"),))


def certificate(data):
    body = DER(data).inner("the certificate").inner("the certificate")
    if body.tag == 0xA0:
        body.next("its version")
    serial = body.number("the certificate's serial number")
    body.next("the certificate's algorithm", 0x30)
    issuer = body.next("the issuer", 0x30)[1]
    validity = body.inner("the validity")
    period = der_time(validity, "the validity"), der_time(validity, "the validity")
    body.next("the subject", 0x30)
    return {"name": (issuer, serial), "period": period, "key": body.inner("the certificate's key")}


def read_stamp(data):
    """A granted reply, or the token alone: what it states, its signed digest, signature and time checked."""
    outer = DER(data)
    _, token = outer.next("the reply", 0x30)
    if outer.tag is not None:
        raise Malformed("%d bytes follow behind its end" % (len(data) - outer.at))
    reply = DER(token).inner("the reply")
    if reply.tag != 6:
        if reply.inner("the status").number("the status") not in (b"\0", b"\1"):
            raise Malformed("the authority did not grant it")
        token = reply.next("the token", 0x30)[1]
        reply.end("the token")
    content = DER(token).inner("the token")
    if content.name("the token's kind") != "1.2.840.113549.1.7.2":
        raise Malformed("the token is not signed data")
    signed = content.inner("the signed data", 0xA0).inner("the signed data")
    content.end("the signed data")
    signed.number("its version")
    signed.next("the digest algorithms", 0x31)
    inner = signed.inner("the content")
    if inner.name("the content's kind") != "1.2.840.113549.1.9.16.1.4":
        raise Malformed("the content is no statement of time")
    statement = inner.inner("the content", 0xA0).next("the content", 4)[0]
    certificates = []
    if signed.tag == 0xA0:
        held = signed.inner("the certificates", 0xA0)
        while held.tag is not None:
            tag, whole = held.tag, held.next("a certificate")[1]
            certificates += [certificate(whole)] if tag == 0x30 else []
    if signed.tag == 0xA1:
        signed.next("the revocation lists")
    signers = signed.inner("the signers", 0x31)
    signer = signers.inner("the signer")
    signers.end("the signer")
    stamp = statement_of_time(statement)
    stamp["signature"] = check_signer(signer, statement, certificates, stamp["stamped"])
    return stamp


def statement_of_time(data):
    info = DER(data).inner("the statement of time")
    if info.number("its version") != b"\1":
        raise Malformed("the statement is not of version 1")
    policy = info.name("the policy")
    stamp = imprint(info)
    stamp.update(policy=policy, serial=info.number("the serial number").hex(), stamped=der_time(info, "the time"))
    if info.tag == 0x30:
        info.next("the accuracy")
    if info.tag == 1:
        info.next("the ordering")
    stamp["nonce"] = unsigned(info.number("the nonce")) if info.tag == 2 else None
    return stamp


def check_signer(signer, statement, certificates, time):
    """SignerInfo of RFC 5652: the signed digest, the time within the certificate's period, and an ECDSA signature."""
    signer.number("the signer's version")
    named = None
    if signer.tag == 0x30:
        name = signer.inner("the signer's name")
        named = name.next("the signer's issuer", 0x30)[1], name.number("the signer's serial number")
    else:
        signer.next("the signer's name")
    algorithm = signer.algorithm("the signer's digest")
    if algorithm not in STAMP_HASHES:
        raise Malformed("the signer hashes by %s" % algorithm)
    content, whole = signer.next("the signed attributes", 0xA0)
    method = signer.algorithm("the signature's algorithm")
    signature, attributes, digest = signer.next("the signature", 4)[0], DER(content), None
    while attributes.tag is not None:
        attribute = attributes.inner("an attribute")
        if attribute.name("an attribute's kind") == "1.2.840.113549.1.9.4" and digest is None:
            digest = attribute.inner("the signed digest", 0x31).next("the signed digest", 4)[0]
    if digest != hashlib.new(STAMP_HASHES[algorithm], statement).digest():
        raise Malformed("it was altered: its signed digest is not the one of its content")
    found = next((c for c in certificates if c["name"] == named), None)
    if found is None:
        return "not checked"
    fits = ecdsa_verify(found["key"], method, b"\x31" + whole[1:], signature)
    if fits is False:
        raise Malformed("it was altered: the signature does not fit the certificate that it holds")
    if not found["period"][0] <= time <= found["period"][1]:
        raise Malformed("its time %s is outside the validity of the authority's certificate, %s to %s"
                        % ((time,) + found["period"]))
    return "fits the certificate" if fits else "not checked"


# Name: (field prime, b, order, base point); a is -3 for all three (FIPS 186-4, D.1.2).
CURVES = {
    "1.2.840.10045.3.1.7": (
        2**256 - 2**224 + 2**192 + 2**96 - 1, 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
        0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
        (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
         0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)),
    "1.3.132.0.34": (
        2**384 - 2**128 - 2**96 + 2**32 - 1,
        0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
        (0xAA87CA22BE8B05378EB1C71EF320AD746E1D3B628BA79B9859F741E082542A385502F25DBF55296C3A545E3872760AB7,
         0x3617DE4A96262C6F5D9E98BF9292DC29F8F41DBD289A147CE9DA3113B5F0B8C00A60B1CE1D7E819D7A431D7C90EA0E5F)),
    "1.3.132.0.35": (
        2**521 - 1,
        0x51953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109E156193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF451FD46B503F00,
        0x1FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409,
        (0xC6858E06B70404E9CD9E3ECB662395B4429C648139053FB521F828AF606B4D3DBAA14B5E77EFE75928FE1DC127A2FFA8DE3348B3C1856A429BF97E7E31C2E5BD66,
         0x11839296A789A3BC0045C8A5FB42C7D1BD998F54449579B446817AFBD17273E662C97EE72995EF42640C550B9013FAD0761353C7086A272C24088BE94769FD16650)),
}
ECDSA = {"1.2.840.10045.4.3.2": "sha256", "1.2.840.10045.4.3.3": "sha384", "1.2.840.10045.4.3.4": "sha512"}


def ecdsa_verify(key, method, message, signature):
    """FIPS 186-4; None for a kind of key that is not checked here (RSA: openssl ts -verify checks it)."""
    kind = key.inner("the key's kind")
    if kind.name("the key's kind") != "1.2.840.10045.2.1" or kind.tag != 6 or method not in ECDSA:
        return None
    curve = CURVES.get(kind.name("the curve"))
    point = key.next("the key", 3)[0]
    if curve is None:
        return None
    p, b, order, base = curve
    width = (p.bit_length() + 7) // 8
    if len(point) != 2 * width + 2 or point[:2] != b"\0\4":
        return None
    x, y = (int.from_bytes(point[2 + i * width:2 + (i + 1) * width], "big") for i in (0, 1))
    if x >= p or y >= p or (y * y - x * x * x + 3 * x - b) % p:
        return False

    def add(one, two):
        if one is None or two is None:
            return one or two
        if one[0] == two[0] and (one[1] + two[1]) % p == 0:
            return None
        slope = ((3 * one[0] * one[0] - 3) * pow(2 * one[1], -1, p) if one == two else
                 (two[1] - one[1]) * pow(two[0] - one[0], -1, p)) % p
        third = (slope * slope - one[0] - two[0]) % p
        return third, (slope * (one[0] - third) - one[1]) % p

    def multiply(scalar, point):
        result = None
        while scalar:
            result = add(result, point) if scalar & 1 else result
            point, scalar = add(point, point), scalar >> 1
        return result
    try:
        outer = DER(signature)
        pair = outer.inner("the signature")
        r, s = (int.from_bytes(pair.number("the signature"), "big", signed=True) for _ in (0, 1))
        pair.end("the signature")
        outer.end("the signature")
    except Malformed:
        return False
    if not (0 < r < order and 0 < s < order):
        return False
    digest = hashlib.new(ECDSA[method], message).digest()
    z = int.from_bytes(digest, "big") >> max(0, 8 * len(digest) - order.bit_length())
    inverse = pow(s, -1, order)
    sum_point = add(multiply(z * inverse % order, base), multiply(r * inverse % order, (x, y)))
    return sum_point is not None and sum_point[0] % order == r


# ---------------------------------------------------------------- zstd and the encodings of docs/case-file.md


def find_zstd():
    """(name, function of frame and length). What comes out is bounded by the length: a bomb stays small."""
    for name in ("compression.zstd", "pyzstd"):
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        return name, lambda frame, length: module.ZstdDecompressor().decompress(frame, length + 1)
    try:
        import zstandard

        def unpack_module(frame, length):
            with zstandard.ZstdDecompressor().stream_reader(frame) as reader:
                return reader.read(length + 1)
        return "zstandard", unpack_module
    except ImportError:
        pass
    if shutil.which("zstd"):
        def unpack_program(frame, length):
            with tempfile.TemporaryFile() as file:
                file.write(frame)
                file.seek(0)
                with subprocess.Popen(["zstd", "-dcq"], stdin=file, stdout=subprocess.PIPE,
                                      stderr=subprocess.DEVNULL) as process:
                    content = process.stdout.read(length + 1)
                    process.kill()
            return content
        return "the program zstd", unpack_program
    raise Unreadable("no zstd found: install the Python module zstandard, or the program zstd")


class Bytes:
    """A cursor: varints (unsigned LEB128) and stretches."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if count > len(self.data) - self.at:
            raise ValueError("%d bytes wanted, %d left" % (count, len(self.data) - self.at))
        self.at += count
        return self.data[self.at - count:self.at]

    def varint(self):
        value = shift = 0
        while shift < 64:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value
        raise ValueError("a number is longer than 64 bits")

    def varints(self, count):
        if count > len(self.data) - self.at:
            raise ValueError("%d numbers in %d bytes" % (count, len(self.data) - self.at))
        return [self.varint() for _ in range(count)]

    def ascending(self):
        total, numbers = 0, []
        for difference in self.varints(self.varint()):
            total += difference
            numbers.append(total)
        return numbers

    def planes(self, count, width):
        data = self.take(count * width)
        return [sum(data[plane * count + i] << 8 * plane for plane in range(width)) for i in range(count)]

    def end(self):
        if self.at != len(self.data):
            raise ValueError("%d bytes too many" % (len(self.data) - self.at))


def unpack(data, zstd, limit):
    """Packed bytes: varint of the plain length, codec (0 plain, 1 zstd), the bytes."""
    cursor = Bytes(data)
    length, codec = cursor.varint(), cursor.take(1)[0]
    content = data[cursor.at:]
    if length > limit or codec > 1:
        raise ValueError("codec %d, %d bytes" % (codec, length))
    if codec:
        content = zstd(content, length)
    if len(content) != length:
        raise ValueError("%d bytes recorded, %d there" % (length, len(content)))
    return content


def read_spans(blob, count, length, zstd):
    """The spans of a block: [(is_gap, length, length of the record proper, first 4 bytes of the leaf hash)]."""
    cursor = Bytes(blob)
    lengths = Bytes(unpack(cursor.take(cursor.varint()), zstd, 20 * count))
    prefixes = blob[cursor.at:]
    if len(prefixes) != 4 * count:
        raise ValueError("%d bytes of leaf prefixes for %d spans" % (len(prefixes), count))
    spans = []
    for i in range(count):
        value, trailing = lengths.varint(), lengths.varint()
        if not value >> 1 or trailing > value >> 1:
            raise ValueError("span %d is empty, or its record longer than it" % i)
        spans.append((value & 1, value >> 1, (value >> 1) - trailing, prefixes[4 * i:4 * i + 4]))
    lengths.end()
    if sum(span[1] for span in spans) != length:
        raise ValueError("spans do not tile its %d bytes" % length)
    return spans


def unpack_block(frame, codec, length, zstd):
    if codec not in (0, 1):
        raise ValueError("codec %d is unknown" % codec)
    content = frame if codec == 0 else zstd(frame, length)
    if len(content) != length:
        raise ValueError("it gives %s bytes, %d are recorded"
                         % ("more" if len(content) > length else len(content), length))
    return content


# ---------------------------------------------------------------- the case file

APPLICATION_ID = 0x41534159  # "ASAY"
FORMATS = (1, 2)
EXTRACTOR = 1
MOST = 1 << 60  # no count, length or offset is larger
BLOCK_BYTES = 1 << 30
MOST_UNKNOWN = 1 << 20

# Name and type of each column: N a natural number, I an integer, T text, B bytes, D a SHA-256, A anything; ? may be
# NULL. With CONSTRAINTS this gives the text of each CREATE, which is compared to the letter.
TABLES = {
    "meta": "key:T value:T",
    "source": "source_id:N kind:T name:T name_bytes:B profile:T size:N? committed:N prefix_sha256:D sha256:D? sha1:B?"
              " md5:B? modified_ns:I? state:T excluded:N spans:N records:N unparsed:N gaps:N gap_bytes:N",
    "context": "context_id:N source_id:N data:T",
    "block": "block_id:N source_id:N source_offset:N length:N first_leaf:N span_count:N first_record:N first_gap:N"
             " codec:N frame:B frame_sha256:B spans:B",
    "node": "level:N position:N hash:D",
    "row_group": "row_group_id:N source_id:N first_leaf:N span_count:N first_record:N record_count:N unparsed_count:N"
                 " extractor:N min_time_ns:I? max_time_ns:I? fields:B layout:B times:B contexts:T problems:B?",
    "field": "field_id:N name:T common:N records:N records_null:N integers_only:N examples:T",
    "column_chunk": "row_group_id:N field_id:N record_count:N null_count:N value_count:N distinct_count:N integers:N"
                    " min:A? max:A? data:B",
    "search_filter": "first_block:N block_count:N version:N data:B",
    "custody": "seq:N time:T action:T actor:T evidence_size:N evidence_root:T entry_sha256:T entry:B",
    "annotation": "seq:N tag:T? note:T? records:T sources:T",
    "finding": "finding:N seq:N name:T statement:T interpretation:T alternatives:T included:N place:N receipt:T"
               " receipt_sha256:T prints:B records:T",
}
# Tables by the format that they came with; what is not named here came with the first.
SINCE = {"annotation": 2, "finding": 2}
TYPES = {"N": "INTEGER", "I": "INTEGER", "T": "TEXT", "B": "BLOB", "D": "BLOB", "A": "ANY"}
INDEXES = {
    "block_leaf": ("block", "CREATE UNIQUE INDEX block_leaf ON block (first_leaf)"),
    "block_source": ("block", "CREATE INDEX block_source ON block (source_id, source_offset)"),
    "row_group_leaf": ("row_group", "CREATE UNIQUE INDEX row_group_leaf ON row_group (first_leaf)"),
    "sqlite_autoindex_field_1": ("field", None),
    "sqlite_autoindex_column_chunk_1": ("column_chunk", None),
}
STATISTICS = {"sqlite_stat1": "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
              "sqlite_stat4": "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)"}


def table_text(table):
    lines = []
    for column in TABLES[table].split():
        name, kind = column.split(":")
        line = "%s %s" % (name, TYPES[kind[0]])
        if table == "meta" and name == "key":
            line += " NOT NULL PRIMARY KEY"
        elif not lines and table not in ("node", "column_chunk"):
            line += " PRIMARY KEY"
        elif not kind.endswith("?"):
            line += " NOT NULL"
        if name in ("source_id", "row_group_id") and " PRIMARY" not in line:
            line += " REFERENCES " + ("source" if name == "source_id" else "row_group")
        lines.append(line)
    lines += {"node": ["PRIMARY KEY (level, position)"], "field": ["UNIQUE (common, name)"],
              "column_chunk": ["PRIMARY KEY (row_group_id, field_id)"]}.get(table, [])
    end = ") STRICT, WITHOUT ROWID" if table in ("meta", "node") else ") STRICT"
    return "CREATE TABLE %s (\n  %s\n%s" % (table, ",\n  ".join(lines), end)


class Row:
    """Values by column name, each of the type that the table promises."""

    def __init__(self, table, values):
        for column, value in zip(TABLES[table].split(), values):
            name, kind = column.split(":")
            if value is None:
                good = kind.endswith("?")
            elif kind[0] in "NI":
                good = isinstance(value, int) and (kind[0] == "I" or 0 <= value <= MOST)
            elif kind[0] == "A":
                good = True
            else:
                good = isinstance(value, str if kind[0] == "T" else bytes)
                good = good and (kind[0] != "D" or len(value) == 32)
            if not good:
                raise ValueError("table %s, row %s: %s is %.60r, which it cannot be" % (table, values[0], name, value))
            setattr(self, name, value)


# A message that quotes a damaged file may itself not decode.
SQLITE_ERRORS = (sqlite3.Error, UnicodeDecodeError, OverflowError)
SIDECARS = ("-journal", "-wal")


def live_sidecars(path):
    """Journals that the next ordinary opening would apply. One that begins with a zero byte it would not."""
    for suffix in SIDECARS:
        if os.path.isfile(path + suffix) and os.path.getsize(path + suffix):
            with open(path + suffix, "rb") as file:
                if suffix == "-wal" or file.read(1) != b"\0":
                    yield path + suffix


def names_super_journal(path):
    """Applying such a journal makes SQLite read, and perhaps delete, a file that the journal names."""
    with open(path, "rb") as file:
        file.seek(max(0, os.path.getsize(path) - 8))
        return file.read() == b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"


def record_set(text):
    """Record numbers as stretches [first, last]: '3-7,12', ascending, as wide as they can be."""
    stretches = []
    for part in text.split(",") if text else []:
        match = re.fullmatch("(0|[1-9][0-9]{0,17})(?:-([1-9][0-9]{0,17}))?", part, re.ASCII)
        if not match:
            raise ValueError("%.60r is no list of records" % text)
        first, last = int(match[1]), int(match[2] or match[1])
        if match[2] and first >= last or stretches and first <= stretches[-1][1] + 1:
            raise ValueError("%.60r is no list of records" % text)
        stretches.append([first, last])
    return stretches


def set_text(stretches):
    return ",".join(str(a) if a == b else "%d-%d" % (a, b) for a, b in stretches)


def without(stretches, taken):
    """Both ascending: each is walked once."""
    left, at = [], 0
    for first, last in stretches:
        while at < len(taken) and taken[at][1] < first:
            at += 1
        following = at
        while following < len(taken) and taken[following][0] <= last:
            if first < taken[following][0]:
                left.append([first, taken[following][0] - 1])
            first = max(first, taken[following][1] + 1)
            following += 1
        if first <= last:
            left.append([first, last])
    return left


class Said:
    """Tags, notes and findings as the custody entries tell of them; the tables must say the same."""

    def __init__(self, report):
        self.report, self.annotations, self.findings = report, {}, {}

    def take(self, index, action, details):
        check = "custody.finding" if action.startswith("finding-") else "custody.annotation"
        try:
            if action in ("annotated", "annotation-removed"):
                self.annotation(index, action == "annotated", details)
            elif action == "finding-saved":
                self.save(index, details)
            elif action == "finding-edited":
                self.edit(details)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self.report.add(check, "custody entry %d: its details cannot be what Assay wrote: %s" % (index, error))

    def annotation(self, index, is_added, details):
        tag, note = details.get("tag"), details.get("note")
        records, sources = record_set(details["records"]), set(details["sources"])
        if tag is None and note is None:
            raise ValueError("neither tag nor note")
        if is_added:
            self.annotations[index] = {"tag": tag, "note": note, "records": records, "sources": sources}
            return
        for seq, old in list(self.annotations.items()):
            if old["tag"] == tag if tag is not None else old["tag"] is None and old["note"] == note:
                old["records"], old["sources"] = without(old["records"], records), old["sources"] - sources
                if not old["records"] and not old["sources"]:
                    del self.annotations[seq]

    def save(self, index, details):
        number = details["finding"]
        if number != len(self.findings) + 1:
            raise ValueError("finding %s is not the next one" % number)
        receipt = canonical(details["receipt"])
        self.findings[number] = {
            "seq": index, "name": details["name"], "statement": details["statement"], "interpretation": "",
            "alternatives": "", "included": 1, "place": number, "receipt": receipt,
            "receipt_sha256": details["receipt_sha256"], "prints": base64.b64decode(details["prints"], validate=True),
            "records": record_set(details["records"])}
        if sha256(receipt.encode("utf-8")).hex() != details["receipt_sha256"]:
            self.report.add("custody.finding", "finding %d: its receipt does not have the SHA-256 that custody entry %d"
                            " states: one of them was edited" % (number, index))

    def edit(self, details):
        finding = self.findings[details["finding"]]
        for name in ("name", "statement", "interpretation", "alternatives"):
            finding[name] = details.get(name, finding[name])
        finding["included"] = int(details.get("included", finding["included"]))
        if "place" in details:
            order = sorted((f for f in self.findings.values() if f is not finding), key=lambda f: f["place"])
            order.insert(max(details["place"] - 1, 0), finding)
            for place, one in enumerate(order, 1):
                one["place"] = place

    def compare(self, table, expected, rows):
        code, left = "custody." + table, dict(expected)
        for row in rows:
            key = row.seq if table == "annotation" else row.finding
            if key not in left:
                self.report.add(code, "%s %d is there, and no custody entry tells of it" % (table, key))
                continue
            for column, value in left.pop(key).items():
                if column == "records":
                    value = set_text(value)
                elif column == "sources":
                    value = set_text(stretches_of(value))
                if getattr(row, column) != value:
                    self.report.add(code, "%s %d: %s is not what the custody entries say" % (table, key, column))
        for key in sorted(left):
            self.report.add(code, "%s %d, of which a custody entry tells, is not there" % (table, key))


def stretches_of(numbers):
    stretches = []
    for number in sorted(numbers):
        if stretches and number == stretches[-1][1] + 1:
            stretches[-1][1] = number
        else:
            stretches.append([number, number])
    return stretches


class Case:
    def __init__(self, path, report, checkpoints=(), folder=None):
        self.path, self.report, self.checkpoints, self.folder = path, report, checkpoints, folder
        self.zstd = find_zstd()[1]
        self.tree, self.roots = Tree(), {0: sha256(b"")}
        self.tables, self.sources, self.totals, self.lost = {}, {}, {}, False
        self.custody = None

    # -- the file and its schema

    def check(self):
        report = self.report
        report.done += ["structure"]
        self.file_size()
        with tempfile.TemporaryDirectory() as folder:
            path = self.path
            if self.missing_bytes:
                # SQLite refuses a file that was cut; a copy filled up with zeros lets the rest be read.
                path = shutil.copyfile(self.path, os.path.join(folder, "case"))
                with open(path, "r+b") as file:
                    file.truncate(os.path.getsize(path) + self.missing_bytes)
                report.notes.append("the file was cut: what is left was read from a copy that zeros fill up")
            try:
                uri = "file:" + urllib.parse.quote(os.path.abspath(path)) + "?mode=ro&immutable=1"
                self.db = sqlite3.connect(uri, uri=True)
                self.harden()
                self.db.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
                application = self.db.execute("PRAGMA application_id").fetchone()[0]
                version = self.db.execute("PRAGMA user_version").fetchone()[0]
            except SQLITE_ERRORS as error:
                foreign = "not a database" in str(error)
                report.add("structure.not-a-case" if foreign else "structure.sqlite",
                           "it cannot be opened: %s" % error)
                return
            try:
                self.contents(application, version)
            finally:
                self.db.close()

    def harden(self):
        for statement in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0"):
            self.db.execute("PRAGMA " + statement)
        if hasattr(self.db, "setconfig"):
            self.db.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
            self.db.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_VIEW, False)
            self.db.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, False)

    def file_size(self):
        """SQLite file format, 'The Database Header'."""
        self.missing_bytes = 0
        size = os.path.getsize(self.path)
        head = read_file(self.path, 100)
        if len(head) < 100 or not head.startswith(b"SQLite format 3\0"):
            return

        def number(start, end):
            return int.from_bytes(head[start:end], "big")
        if any(head[72:92]):
            self.report.notes.append("bytes 72 to 91 of the file header lie outside verified content, and are not zero")
        page = 65536 if number(16, 18) == 1 else number(16, 18)
        pages = number(28, 32)
        if pages and number(24, 28) == number(92, 96) and size != page * pages:
            self.report.add("structure.file-size", "the file has %d bytes; its header says %d pages of %d"
                            % (size, pages, page))
            if 4096 <= size < page * pages <= 64 * size:
                self.missing_bytes = page * pages - size

    def contents(self, application, version):
        report = self.report
        if application != APPLICATION_ID:
            report.add("structure.not-a-case", "its application id is not that of an Assay case")
            return
        if version not in FORMATS:
            report.add("structure.format", "format %d is unknown; this verifier knows formats %d to %d"
                       % (version, FORMATS[0], FORMATS[-1]))
            return
        self.version = version
        free = self.db.execute("PRAGMA freelist_count").fetchone()[0]
        if free:
            report.notes.append("%d free pages of the file lie outside verified content: nothing reads them, what is in"
                                " them was not checked" % free)
        try:
            for text, in self.db.execute("PRAGMA integrity_check(1000)"):
                if text != "ok":
                    report.add("structure.sqlite", text)
        except SQLITE_ERRORS as error:
            report.add("structure.sqlite", "SQLite's check stopped: %s" % error)
        self.schema()
        report.done += ["bytes", "tree", "custody", "views"]
        self.sources = {row.source_id: row for row in self.rows("source")}
        self.custody_log()
        self.blocks()
        self.tree_nodes()
        self.source_rows()
        self.views()
        self.against()
        report.origin = self.custody.origin()
        report.size, report.root = self.tree.size, self.tree.root()
        report.facts.update({
            "bytes": "%d bytes of %d sources" % (sum(total["bytes"] for total in self.totals.values()),
                                                 len(self.totals)),
            "tree": "%d leaves, %d nodes" % (self.tree.size, len(self.tree.nodes)),
            "custody": "%d entries%s" % (self.custody.tree.size, "".join(
                ", %d %s" % (len(what), name) for what, name in ((self.said.annotations, "annotations"),
                                                                 (self.said.findings, "findings")) if what)),
            "views": "none is missing; that values follow from the bytes is not checked here"})
        if self.said.findings:
            report.notes.append("the questions of %d findings were not asked again ('assay verify' does that): here"
                                " their rows were compared with the custody entries" % len(self.said.findings))
        report.notes.append("what the records say in fields was not extracted again ('assay verify' does that): the"
                            " records themselves are vouched for, answers made from fields are not")

    def schema(self):
        """Before any table is read: a view may stand where a table stood, an index may leave rows out."""
        expected = {name: ("table", name, table_text(name)) for name in TABLES
                    if SINCE.get(name, 1) <= self.version}
        expected.update({name: ("index", table, text) for name, (table, text) in INDEXES.items()})
        found = {}
        try:
            for kind, name, table, text in self.db.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema"):
                if name in found:
                    self.report.add("structure.schema", "there are two objects called %s" % name)
                found[name] = (kind, table, text)
        except SQLITE_ERRORS as error:
            self.report.add("structure.sqlite", "the schema cannot be read: %s" % error)
        for name, definition in expected.items():
            if name not in found:
                if definition[0] == "index" and definition[2]:
                    self.report.notes.append("index %s is missing: answers are the same without" % name)
                else:
                    self.report.add("structure.schema", "%s is missing" % name)
            elif found[name] != definition:
                self.report.add("structure.schema", "%s %s is not defined as it must be" % (found[name][0], name))
            if name in found and found[name][0] == "table":
                self.tables[name] = True
        for name, (kind, table, text) in found.items():
            if name not in expected and STATISTICS.get(name) != text:
                self.report.add("structure.schema", "%s %s does not belong in a case" % (kind, name))

    def rows(self, table, order=None):
        """Rows without the help of an index; where a page is damaged, those before and those behind it."""
        if table not in self.tables:
            return
        columns = [column.split(":")[0] for column in TABLES[table].split()]
        key, seen = order or columns[0], set()
        for direction in ("", " DESC"):
            try:
                for values in self.db.execute("SELECT %s FROM %s NOT INDEXED ORDER BY %s%s"
                                              % (", ".join(columns), table, key, direction)):
                    if direction and values[0] in seen:
                        return
                    if not direction:
                        seen.add(values[0])
                    try:
                        yield Row(table, values)
                    except ValueError as error:
                        self.report.add("structure.value", str(error))
                if not direction:
                    return
            except SQLITE_ERRORS as error:
                if not direction:
                    self.report.add("structure.sqlite", "table %s can be read in part only: %s" % (table, error))

    # -- custody

    def custody_log(self):
        report = self.report
        checkpoints = [c.size for c in self.checkpoints if c.origin.endswith("/custody")]
        self.custody = Custody(report, checkpoints)
        self.accounts, self.heads, self.said, created = {}, [], Said(report), None
        for row in self.rows("custody"):
            index = self.custody.tree.size
            entry = self.custody.append(row.entry)
            pairs = [("seq", row.seq, index), ("entry_sha256", row.entry_sha256, self.custody.head)]
            if entry:
                pairs += [("time", row.time, entry["time"]), ("action", row.action, entry["action"]),
                          ("actor", row.actor, canonical(entry["actor"])),
                          ("evidence_size", row.evidence_size, entry["evidence"]["size"]),
                          ("evidence_root", row.evidence_root, entry["evidence"]["root"])]
                self.heads.append((entry["evidence"]["size"], entry["evidence"]["root"], index))
                details = entry.get("details") if isinstance(entry.get("details"), dict) else {}
                if entry["action"] == "case-created":
                    created = dict(details)
                elif entry["action"] == "schema-migrated" and created is not None:
                    created.update({name: details[name] for name in ("format", "readme_sha256") if name in details})
                self.said.take(index, entry["action"], details)
                self.account(index, entry["action"], details)
            for column, recorded, true in pairs:
                if recorded != true:
                    report.add("custody.column", "custody entry %d: column %s is %s, the entry says %s"
                               % (index, column, recorded, true))
        if created:
            self.identity(created)
        for table, expected in (("annotation", self.said.annotations), ("finding", self.said.findings)):
            self.said.compare(table, expected, list(self.rows(table)))

    def account(self, index, action, details):
        """What the entries say of a source: the last one holds."""
        number = details.get("source_id")
        if not isinstance(number, int):
            return
        account = self.accounts.setdefault(number, {"excluded": 0, "imported": None, "profile": None, "unparsed": None})
        if action in ("source-imported", "import-interrupted", "import-resumed"):
            account.update(imported=(index, action, details), unparsed=details.get("unparsed"))
            account["profile"] = details.get("profile", account["profile"])
        elif action == "reindexed":
            account.update({name: details.get(name, account[name]) for name in ("profile", "unparsed")})
        elif action in ("source-excluded", "source-included"):
            account["excluded"] = int(action == "source-excluded")

    def identity(self, created):
        meta = {row.key: row.value for row in self.rows("meta")}
        for name in ("format", "name", "uuid", "created", "tool_version", "readme"):
            found, told = meta.get(name), created.get("readme_sha256" if name == "readme" else name)
            if name == "readme" and found is not None:
                found = sha256(found.encode("utf-8", "surrogateescape")).hex()
            if told is not None and found != told:
                self.report.add("custody.source", "the case's %s is %s, custody says %s" % (name, found, told))

    # -- bytes

    def blocks(self):
        """All blocks in the order of the tree: each frame read and unpacked once."""
        report = self.report
        wanted = {size for size, _, _ in self.heads} | {c.size for c in self.checkpoints} | {
            c.size for _, c in self.custody.statements.stamped}
        self.totals, self.hashers, self.kinds, files = {}, {}, [], {}
        for row in self.rows("block", "first_leaf"):
            name = "block %d (source %d, offset %d, records %d-%d)" % (
                row.block_id, row.source_id, row.source_offset, row.first_leaf, row.first_leaf + row.span_count)
            place = {"source": row.source_id, "record": row.first_leaf, "offset": row.source_offset}
            total = self.totals.setdefault(row.source_id, {"bytes": 0, "spans": 0, "records": 0, "gaps": 0,
                                                           "gap_bytes": 0, "broken": False, "first": row.first_leaf})
            if row.length > BLOCK_BYTES or row.span_count > row.length:
                report.add("structure.value", "%s: %d bytes, %d spans are out of range"
                           % (name, row.length, row.span_count), **place)
                total["broken"] = True
                continue
            if row.source_offset != total["bytes"]:
                report.add("structure.tiling", "%s: the block before ends at offset %d" % (name, total["bytes"]), **place)
            if row.first_leaf != self.tree.size:
                report.add("structure.leaves", "%s: the one before ends at record %d" % (name, self.tree.size), **place)
            if row.source_id not in self.sources:
                report.add("structure.tiling", "%s: its source is not there" % name, **place)
            if not total["broken"] and (row.first_record, row.first_gap) != (total["records"], total["gaps"]):
                report.add("structure.counters", "%s: it counts %d records and %d gaps before it, there are %d and %d"
                           % (name, row.first_record, row.first_gap, total["records"], total["gaps"]), **place)
            content, spans, sound = self.block(row, name, place)
            self.unknown(row.first_leaf - self.tree.size, wanted)
            surplus = row.first_leaf < self.tree.size
            if not spans and not surplus:
                self.unknown(row.span_count, wanted)
            start = 0
            for i, (is_gap, length, _, prefix) in enumerate(spans or ()):
                digest = None
                if content is not None and spans:
                    digest = leaf_hash(content[start:start + length])
                    if digest[:4] != prefix:
                        report.add("bytes.record" if sound else "bytes.damaged-record",
                                   "record %d (source %d, offset %d, %d bytes) is not what was added: its leaf hash is"
                                   " %s, recorded %s…" % (row.first_leaf + i, row.source_id, row.source_offset + start,
                                                          length, digest.hex(), prefix.hex()),
                                   source=row.source_id, record=row.first_leaf + i, offset=row.source_offset + start)
                        digest = digest if sound else None
                if not surplus:
                    self.leaf(digest, wanted)
                    self.kinds.append(is_gap)
                start += length
                total["gaps" if is_gap else "records"] += 1
                total["gap_bytes"] += length if is_gap else 0
            total["bytes"] = row.source_offset + row.length
            total["spans"] += row.span_count
            if content is not None:
                self.write(row.source_id, content, files)
            if not sound:
                total["broken"] = True
            elif not total["broken"]:
                self.hashers.setdefault(row.source_id, hashlib.sha256()).update(content)
        for file in files.values():
            file.close()

    def block(self, row, name, place):
        report, content, spans = self.report, None, None
        sound = sha256(row.frame) == row.frame_sha256
        if not sound:
            report.add("bytes.frame", "%s: SHA-256 of the stored frame differs" % name, **place)
        try:
            content = unpack_block(row.frame, row.codec, row.length, self.zstd)
        except Exception as error:  # each zstd module has errors of its own
            report.add("bytes.unpack", "%s: it does not unpack: %s" % (name, error), **place)
        try:
            spans = read_spans(row.spans, row.span_count, row.length, self.zstd)
        except Exception as error:
            report.add("bytes.spans", "%s: its table of spans cannot be read: %s" % (name, error), **place)
        return content, spans, sound and content is not None and spans is not None

    def unknown(self, count, wanted):
        """Leaves that cannot be made again. A hostile count must not take for ever: the tree is then given up."""
        if count > MOST_UNKNOWN:
            self.lost = True
            self.report.add("tree.unknown", "%d records cannot be made again: the tree was not checked" % count)
        for _ in range(0 if self.lost else count):
            self.leaf(None, wanted)
            self.kinds.append(None)

    def leaf(self, digest, wanted):
        if self.lost:
            return
        self.tree.append(digest)
        if self.tree.size in wanted:
            self.roots[self.tree.size] = self.tree.root()

    def write(self, source, content, files):
        if self.folder:
            if source not in files:
                files[source] = open(self.target(source), "wb")
            files[source].write(content)

    def target(self, source):
        """A name of our own: never a path from evidence."""
        row = self.sources.get(source)
        last = (row.name_bytes if row else b"").split(b"/")[-1]
        safe = "".join(chr(c) if chr(c).isalnum() and c < 128 or c in b"._-" else "_" for c in last)
        return os.path.join(self.folder, "%d-%s" % (source, safe or "unnamed"))

    # -- tree

    def tree_nodes(self):
        report, stored = self.report, {}
        if self.lost:
            return
        for row in self.rows("node", "level, position"):
            stored[row.level, row.position] = row.hash
        for key in sorted(set(stored) | set(self.tree.nodes)):
            level, position = key
            first = position << min(level, 63)
            known = self.tree.nodes.get(key)
            if level > STORED_LEVEL:
                # Against what is stored below, so that one wrong node is told as one.
                below = [stored.get((level - 1, 2 * position + side)) for side in (0, 1)]
                known = node_hash(*below) or known
            if key not in self.tree.nodes:
                report.add("tree.surplus", "tree node %d/%d has no place in a tree of %d leaves"
                           % (level, position, self.tree.size))
            elif key not in stored:
                report.add("tree.missing", "tree node %d/%d is not there" % key, record=first)
            elif known is None:
                report.add("tree.unknown", "tree node %d/%d cannot be checked: records below it are damaged" % key,
                           record=first)
            elif stored[key] != known:
                report.add("tree.node", "tree node %d/%d (records %d-%d) is not the hash of what is below it"
                           % (level, position, first, (position + 1) << min(level, 63)), record=first)
        for size, root, index in self.heads:
            if size > self.tree.size:
                report.add("tree.size", "custody entry %d tells of %d records, %d are there"
                           % (index, size, self.tree.size), record=self.tree.size)
            elif self.roots.get(size) is None:
                report.add("tree.unknown", "the root of the first %d records cannot be made again" % size)
            elif self.roots[size].hex() != root:
                report.add("tree.root", "the root of the first %d records is %s, custody entry %d says %s"
                           % (size, self.roots[size].hex(), index, root), record=size)

    # -- sources

    def source_rows(self):
        report = self.report
        for number, row in sorted(self.sources.items()):
            shown = "source %d (%s)" % (number, row.name)
            if row.state not in ("open", "interrupted", "complete"):
                report.add("structure.value", "%s: state '%s' is unknown" % (shown, row.state))
            total = self.totals.get(number)
            counts = {name: total[name] if total else 0 for name in ("bytes", "spans", "records", "gaps", "gap_bytes")}
            recorded = {"bytes": row.committed, "spans": row.spans, "records": row.records, "gaps": row.gaps,
                        "gap_bytes": row.gap_bytes}
            if not (total and total["broken"]):
                for name, found in counts.items():
                    if recorded[name] != found:
                        report.add("structure.counters", "%s of %s: %d recorded, %d there"
                                   % (name, shown, recorded[name], found), source=number)
                digest = self.hashers.get(number, hashlib.sha256()).digest()
                kept = row.kind != "container" or row.committed > 0
                if row.prefix_sha256 != digest or kept and row.sha256 not in (None, digest):
                    report.add("bytes.source" if row.state == "complete" else "bytes.prefix",
                               "%s: SHA-256 of its %d bytes is %s, recorded %s"
                               % (shown, counts["bytes"], digest.hex(), (row.sha256 or row.prefix_sha256).hex()),
                               source=number)
                if kept and row.state == "complete" and (row.size != row.committed or row.sha256 is None):
                    report.add("structure.counters", "%s is complete, and its size or SHA-256 is not" % shown)
            if row.state != "complete" and (row.size is not None or row.sha256 is not None):
                report.add("structure.counters", "%s is unfinished and has a size or SHA-256 of the whole" % shown)
            self.profile(number, row, shown)
            self.compare_account(number, row, shown)
            if self.folder and not total and (row.kind != "container"):
                open(self.target(number), "wb").close()
        for number in sorted(set(self.accounts) - set(self.sources)):
            report.add("custody.source", "custody tells of source %d, which is not there" % number, source=number)
        told = max([size for size, _, _ in self.heads], default=0)
        if self.tree.size > told:
            last = [row for number, row in self.sources.items() if self.totals.get(number)]
            if any(row.state == "open" for row in last):
                report.notes.append("records %d-%d are in no custody entry yet: their import was cut off"
                                    % (told, self.tree.size))
            else:
                report.add("custody.evidence", "the last custody entry tells of %d records, there are %d"
                           % (told, self.tree.size), record=told)

    def profile(self, number, row, shown):
        try:
            profile = json.loads(row.profile)
            member = profile.get("member") if isinstance(profile, dict) else None
            if member and getattr(self.sources.get(member.get("container")), "kind", None) != "container":
                self.report.add("structure.container", "%s came out of a source that is no container" % shown)
        except (ValueError, AttributeError, TypeError, RecursionError):
            self.report.add("structure.value", "%s: its profile cannot be read" % shown, source=number)

    def compare_account(self, number, row, shown):
        report = self.report
        account = self.accounts.get(number)
        if not account or not account["imported"]:
            if row.state != "open":
                report.add("custody.missing", "no custody entry tells of the import of %s" % shown, source=number)
            return
        index, action, told = account["imported"]

        def differs(what, found, expected):
            if found != expected:
                report.add("custody.source", "%s of %s is %s, custody entry %d says %s"
                           % (what, shown, found, index, expected), source=number)

        def hexadecimal(value):
            return value.hex() if value is not None else None
        differs("name", row.name_bytes.hex(), told.get("name_bytes_hex"))
        differs("shown name", row.name, told.get("name"))
        differs("kind", row.kind, told.get("kind", "evidence"))
        differs("exclusion", row.excluded, account["excluded"])
        if row.state == "open":
            return
        for what, name in (("committed", "bytes"), ("spans", "leaf_count"), ("records", "records"), ("gaps", "gaps")):
            differs(what, getattr(row, what), told.get(name))
        differs("unparsed", row.unparsed, account["unparsed"])
        differs("SHA-256 of what was read", row.prefix_sha256.hex(), told.get("prefix_sha256"))
        for name in ("sha256", "sha1", "md5"):
            differs(name, hexadecimal(getattr(row, name)), told.get(name))
        differs("time of the file", modified_text(row.modified_ns), told.get("modified"))
        if number in self.totals:
            differs("first record", self.totals[number]["first"], told.get("first_leaf"))
        if account["profile"] is not None:
            differs("profile", row.profile, account["profile"])
        if row.state == "complete" and action != "source-imported":
            report.add("custody.source", "%s is marked as complete, custody entry %d says %s" % (shown, index, action))

    # -- views: that none is missing

    def views(self):
        report, next_leaf, records = self.report, 0, {}
        unparsed, groups = {}, set()
        chunks = {}
        for row in self.rows("column_chunk", "row_group_id, field_id"):
            chunks.setdefault(row.row_group_id, {})[row.field_id] = row
        stale = 0
        for row in self.rows("row_group", "first_leaf"):
            groups.add(row.row_group_id)
            name = "row group %d (records %d-%d)" % (row.row_group_id, row.first_leaf, row.first_leaf + row.span_count)
            if row.first_leaf != next_leaf or not row.span_count:
                report.add("structure.groups", "%s: the one before ends at %d" % (name, next_leaf), record=next_leaf)
            if row.first_record != records.get(row.source_id, 0):
                report.add("structure.groups", "%s: it counts %d records before it" % (name, row.first_record))
            next_leaf = row.first_leaf + row.span_count
            records[row.source_id] = row.first_record + row.record_count
            unparsed[row.source_id] = unparsed.get(row.source_id, 0) + row.unparsed_count
            if row.extractor != EXTRACTOR:
                stale += 1
                continue
            try:
                self.row_group(row, chunks.get(row.row_group_id, {}), name)
            except Exception as error:
                report.add("views.damaged", "%s cannot be read: %s" % (name, error), record=row.first_leaf)
        if stale:
            report.add("views.stale", "%d row groups were made by another version of the extractors" % stale)
        if next_leaf != self.tree.size:
            report.add("structure.groups", "row groups end at record %d, blocks at %d: no question finds what is behind"
                       % (next_leaf, self.tree.size), record=min(next_leaf, self.tree.size))
        for number, row in sorted(self.sources.items()):
            if row.unparsed != unparsed.get(number, 0):
                report.add("structure.counters", "records not parsed of source %d: %d recorded, %d in its row groups"
                           % (number, row.unparsed, unparsed.get(number, 0)), source=number)
        for number in sorted(set(chunks) - groups):
            report.add("views.surplus", "there are values of row group %d, which is not there" % number)

    def row_group(self, row, chunks, name):
        """Counts of the layout against the columns: a value that is not there would be missed by a question."""
        report = self.report
        cursor = Bytes(row.fields)
        fields = cursor.varints(cursor.varint())
        cursor.end()
        layout = Bytes(unpack(row.layout, self.zstd, BLOCK_BYTES))
        shapes = []
        for _ in range(layout.varint()):
            common = layout.varints(7)
            shapes.append((common, layout.varints(layout.varint())))
        count = layout.varint()
        codes = layout.planes(count, 1 if len(shapes) <= 256 else 2 if len(shapes) <= 65536 else 4)
        gaps, unparsed = layout.ascending(), layout.ascending()
        layout.end()
        kinds = self.kinds[row.first_leaf:row.first_leaf + row.span_count]
        if None not in kinds and gaps != [i for i, kind in enumerate(kinds) if kind]:
            report.add("views.layout", "%s: its gaps are not those of its blocks" % name, record=row.first_leaf)
        if count != row.record_count or count + len(gaps) != row.span_count or len(unparsed) != row.unparsed_count:
            report.add("views.summary", "%s: records, gaps or records not parsed are not as counted" % name,
                       record=row.first_leaf)
        values = {}
        for code in codes:
            values[code] = values.get(code, 0) + 1
        expected = {}
        for code, times in values.items():
            holders = set()
            for element in shapes[code][1]:
                number = fields[element >> 2]
                have = expected.setdefault(number, [0, 0, 0])  # records, nulls, values
                have[1 if element & 3 == 3 else 2] += times
                holders.add(number)
            for number in holders:
                expected[number][0] += times
        for number, (records, nulls, present) in sorted(expected.items()):
            if not number or not present:
                continue
            chunk = chunks.get(number)
            if chunk is None:
                report.add("views.missing", "%s: the values of field %d in %d records are not there: a question would"
                           " miss them" % (name, number, records), record=row.first_leaf)
                continue
            data = Bytes(unpack(chunk.data, self.zstd, BLOCK_BYTES))
            slices = data.take(1)[0] & 8
            standing, distinct = data.varint(), data.varint()
            found = (chunk.record_count, chunk.null_count, chunk.value_count, chunk.distinct_count)
            if found != (records, nulls, present, distinct) or not slices and standing != present:
                report.add("views.summary", "%s, field %d: records, nulls, values, distinct are %s, recorded %s"
                           % (name, number, (records, nulls, present, distinct), found), record=row.first_leaf)

    # -- checkpoints from outside

    def against(self):
        origin = self.custody.origin()
        self.custody.statements.compare_stamped(origin, self.tree.size, self.roots, self.custody)
        for checkpoint in self.checkpoints:
            if checkpoint.beside and checkpoint.origin not in (origin, "%s/custody" % origin):
                continue
            if checkpoint.origin.endswith("/custody"):
                compare_checkpoint(self.report, checkpoint, "%s/custody" % origin, self.custody.tree.size,
                                   self.custody.roots, "custody entries")
            else:
                compare_checkpoint(self.report, checkpoint, origin, self.tree.size, self.roots, "records and gaps")


def modified_text(nanoseconds):
    """Fixed width, nine digits of fraction, as custody entries have it."""
    if nanoseconds is None:
        return None
    import datetime
    seconds, fraction = divmod(nanoseconds, 10**9)
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)
    return "%s.%09dZ" % (moment.strftime("%Y-%m-%dT%H:%M:%S"), fraction)


def check_state(path, checkpoints, keys, folder):
    report = Report()
    case = Case(path, report, checkpoints, folder)
    case.check()
    if report.verdict == "not a case" or case.custody is None:
        return report
    own = [c for c in checkpoints if not c.beside or c.origin in (report.origin, "%s/custody" % report.origin)]
    for checkpoint in own:
        report.done.append("against")
        checkpoint.note.check(keys, report)
    case.custody.statements.against(keys, own, case.tree.size)
    return report


def check_case(path, checkpoints=(), keys=(), folder=None):
    """The case as it lies there; beside a journal also as the next ordinary opening would leave it."""
    sidecars = list(live_sidecars(path))
    report = check_state(path, checkpoints, keys, folder)
    for sidecar in sidecars:
        state, digest = report, sha256(read_file(sidecar)).hex()
        with tempfile.TemporaryDirectory() as private:
            if sidecar.endswith("-journal") and names_super_journal(sidecar):
                report.notes.append("%s names another file to be deleted: it was not applied" % sidecar)
            else:
                report = recovered(path, sidecars, private, checkpoints, keys, folder)
                report.notes.append("as it lies there, without %s: %s; after recovery from it, on a copy: %s"
                                    % (sidecar, state.verdict, report.verdict))
                report.notes += ["as it lies there: %s" % f["reason"] for f in state.failures[:5]]
        report.add("structure.sidecar", "%s (%d bytes, SHA-256 %s) lies beside the case: the next command that opens the"
                   " case applies it" % (sidecar, os.path.getsize(sidecar), digest))
        break
    return report


def recovered(path, sidecars, private, checkpoints, keys, folder):
    copy = os.path.join(private, "case")
    for name in [path] + sidecars:
        shutil.copyfile(name, copy + name[len(path):])
    try:
        db = sqlite3.connect(copy)
        db.execute("PRAGMA trusted_schema = OFF")
        db.execute("PRAGMA schema_version").fetchone()
        db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        db.close()
    except SQLITE_ERRORS as error:
        report = Report()
        report.add("structure.sqlite", "it cannot be recovered: %s" % error)
        return report
    return check_state(copy, checkpoints, keys, folder)


# ---------------------------------------------------------------- bags (RFC 8493)

DIGESTS = {"md5": "md5", "sha1": "sha1", "sha256": "sha256", "sha512": "sha512"}


def check_bag(folder, keys):
    report = Report()
    report.done.append("bytes")

    def wrong(text):
        report.add("bytes.bag", text)
    declaration = read_file(os.path.join(folder, "bagit.txt"), 1000).decode("utf-8", "replace")
    if not re.match(r"BagIt-Version: [01]\.\d+\r?\nTag-File-Character-Encoding: UTF-8\r?\n?$", declaration):
        wrong("bagit.txt is not as RFC 8493 wants it")
    if os.path.lexists(os.path.join(folder, "fetch.txt")):
        wrong("fetch.txt is refused: evidence is here, or it is not evidence")
    payload, tags = set(), set()
    for place, folders, names in os.walk(folder):
        for name in names + [name for name in folders if os.path.islink(os.path.join(place, name))]:
            path = os.path.relpath(os.path.join(place, name), folder).replace(os.sep, "/")
            if os.path.islink(os.path.join(place, name)):
                wrong("%s is a symbolic link" % path)
            (payload if path.startswith("data/") else tags).add(path)
    strong, covered, digests = False, set(), {}
    for name in sorted(tags):
        match = re.fullmatch(r"(tag)?manifest-([a-z0-9]+)\.txt", name)
        if not match or match.group(2) not in DIGESTS:
            continue
        listed = manifest(folder, name, match.group(2), wrong, digests)
        if match.group(1):
            covered |= listed
        else:
            strong = strong or match.group(2) in ("sha256", "sha512")
            for path in sorted(payload - listed):
                wrong("%s is not listed in %s" % (path, name))
    if not strong:
        wrong("there is no manifest-sha256.txt or manifest-sha512.txt")
    check_oxum(folder, payload, wrong)
    for name in sorted(tags - covered):
        if not name.startswith("tagmanifest-"):
            report.notes.append("%s is in no tag manifest: anyone can have changed it" % name)
    is_signed = check_bag_signature(folder, tags, keys, report)
    check_signatures(folder, sorted(payload), keys, report)
    check_parts(folder, sorted(payload), keys, report, is_signed)
    chains = [name for name in sorted(payload) if kind_of(os.path.join(folder, name), strict=True) == "chain"]
    for name in chains:
        check_bag_chain(folder, name, payload, digests, report)
    report.facts["bytes"] = "%d files, %d tag files" % (len(payload), len(tags))
    if not report.counts.get("bytes.bag"):
        report.facts["bytes"] += ", every digest as listed"
    return report


def check_oxum(folder, payload, wrong):
    """Payload-Oxum: bytes and files, if bag-info.txt tells them (RFC 8493 section 2.2.2)."""
    try:
        info = read_file(os.path.join(folder, "bag-info.txt"), 1 << 20).decode("utf-8", "replace")
    except Unreadable:
        return
    match = re.search(r"^Payload-Oxum *: *(\d+)\.(\d+)\r?$", info, re.MULTILINE | re.IGNORECASE)
    size = sum(os.path.getsize(os.path.join(folder, name)) for name in payload
               if os.path.isfile(os.path.join(folder, name)))
    if match and (int(match.group(1)), int(match.group(2))) != (size, len(payload)):
        wrong("Payload-Oxum in bag-info.txt is %s.%s, there are %d bytes in %d files"
              % (match.group(1), match.group(2), size, len(payload)))


def check_bag_signature(folder, tags, keys, report):
    """The signature of a tag manifest covers all that it and the manifests list. True: by a key that was given."""
    names = sorted(name for name in tags if re.fullmatch(r"tagmanifest-sha(256|512)\.txt\.sig", name))
    if names or keys:
        report.done.append("against")
    worths = [check_signature(folder, name, "manifest@assay", keys, report) for name in names]
    if not names and keys:
        report.add("signature.missing", "a key was given, and the bag is not signed: there is no tagmanifest-sha256.txt.sig")
    report.bag_signed = least(worths) if worths else None
    return bool(worths) and all(worth == "good" for worth in worths)


NAMESPACES = ((".checkpoint.sig", "checkpoint@assay"), (".html.sig", "report@assay"), (".json.sig", "report@assay"))


def check_signatures(folder, names, keys, report):
    """Signatures beside checkpoints and the report."""
    for name in names:
        for ending, namespace in NAMESPACES:
            if name.endswith(ending):
                check_signature(folder, name, namespace, keys, report)


def check_signature(folder, name, namespace, keys, report):
    """A detached signature of OpenSSH; worth 'good' by a key that was given, 'unknown' by another."""
    try:
        message = read_file(os.path.join(folder, name[:-len(".sig")]))
        public = sshsig_signer(read_file(os.path.join(folder, name), 65536), message, namespace)
    except (Malformed, Unreadable) as error:
        report.add("signature.bad", "%s: %s" % (name, error))
        return ""
    if any(key.public == public for key in keys):
        report.notes.append("%s: good, by %s" % (name, fingerprint(public)))
        return "good"
    if keys:
        report.add("signature.unknown-key", "%s: signed by %s, which is none of the keys that were given"
                   % (name, fingerprint(public)))
        return "unknown"
    report.notes.append("%s: fits, by %s; nobody says whose key that is: --key" % (name, fingerprint(public)))
    return ""


def check_parts(folder, names, keys, report, is_signed):
    """The checkpoints of a bag are held against its cases: a signature beside a case says nothing of it otherwise."""
    checkpoints, signed, alike = [], {"case": [], "proof": [], "checkpoint": []}, {}
    for name in names:
        if kind_of(os.path.join(folder, name), strict=True) == "checkpoint":
            try:
                checkpoints.append(Checkpoint.read(os.path.join(folder, name)))
                checkpoints[-1].beside = True
            except Malformed:
                pass  # told when it is checked by itself
    for name in names:
        kind = kind_of(os.path.join(folder, name), strict=True)
        part = check_part(os.path.join(folder, name), kind, checkpoints, keys)
        if part is None:
            continue
        worth = part.signed if part.signed in ("good", "unknown") else ""
        missing = [failure for failure in part.failures if failure["code"] == "signature.missing"]
        if is_signed and missing:
            # Signed by nobody itself, and by the bag's signature together with everything else.
            part.failures = [failure for failure in part.failures if failure not in missing]
            part.counts.pop("signature.missing")
            part.signed = worth = worth or "good"
            alike.setdefault((kind, "not signed itself; the bag is"), []).append(name)
        signed[kind].append(worth)
        alike.setdefault((kind, part.verdict), []).append(name)
        for failure in part.failures:
            report.add(failure["code"], "%s: %s" % (name, failure["reason"]))
    for (kind, text), found in alike.items():
        if kind == "proof" and len(found) > 1:
            # One line for thousands of proofs: what is wrong with one stands above, by its name.
            report.notes.append("%d proofs, %s to %s: %s" % (len(found), found[0], found[-1], text))
        else:
            report.notes += ["%s: %s" % (name, text) for name in found]
    # As much as the least of its cases is worth; of its proofs or checkpoints where there is no case.
    worths = signed["case"] or signed["proof"] or signed["checkpoint"]
    report.signed = least(worths + ([report.bag_signed] if report.bag_signed is not None else []))


def check_bag_chain(folder, name, payload, digests, report):
    """The custody log of a bag: the chain, its checkpoint, and what it says of the sources that are beside it."""
    inner, checkpoints, evidence = Report(), [], []
    for other in sorted(payload):
        if kind_of(os.path.join(folder, other), strict=True) == "checkpoint":
            try:
                checkpoint = Checkpoint.read(os.path.join(folder, other))
            except Malformed:
                continue
            (checkpoints if checkpoint.origin.endswith("/custody") else evidence).append((other, checkpoint))
    custody = follow_chain(os.path.join(folder, name), inner, [checkpoint for _, checkpoint in checkpoints])
    report.done += [check for check in inner.done if check not in report.done]
    for other, checkpoint in evidence:
        if custody.origin() != checkpoint.origin:
            inner.add("against.origin", "%s is of '%s', the log of '%s'" % (other, checkpoint.origin, custody.origin()))
        roots = {entry["evidence"]["root"] for _, entry in custody.entries
                 if entry["evidence"]["size"] == checkpoint.size}
        if roots - {checkpoint.root.hex()}:
            inner.add("against.root", "%s: at size %d its root is %s, the custody log says %s"
                      % (other, checkpoint.size, checkpoint.root.hex(), ", ".join(sorted(roots))))
    imported = {}
    for _, entry in custody.entries:
        details = entry.get("details")
        if entry["action"] in ("source-imported", "import-interrupted") and isinstance(details, dict):
            imported[str(details.get("source_id"))] = details
    compared = 0
    for path in sorted(payload):
        match = re.fullmatch(r"data/sources/(\d+)-[^/]*", path)
        if not match:
            continue
        details = imported.get(match.group(1), {})
        # Of a container that was kept, or an import that was stopped, what is there is told by the prefix.
        known = {details.get("sha256"), details.get("prefix_sha256")} - {None}
        found = digests.get(path)
        if found is None or found not in known:
            inner.add("custody.sources", "%s has SHA-256 %s, the custody log says %s of source %s"
                      % (path, found, " or ".join(sorted(map(str, known))) or "nothing", match.group(1)))
        compared += 1
    report.facts["custody"] = "%d entries, %d sources compared" % (custody.tree.size, compared)
    if not inner.failures:
        report.facts["custody"] = "%d entries, chain unbroken, %d sources as imported" % (custody.tree.size, compared)
    report.notes += inner.notes
    for failure in inner.failures:
        report.add(failure["code"], "%s: %s" % (name, failure["reason"]))


def manifest(folder, name, algorithm, wrong, digests):
    """What a manifest lists, each held against the file; SHA-256 digests are kept for others."""
    listed = set()
    for line in read_file(os.path.join(folder, name)).decode("utf-8", "surrogateescape").split("\n"):
        line = line[:-1] if line.endswith("\r") else line
        if not line:
            continue
        match = re.fullmatch(r"([0-9A-Fa-f]+)[ \t]+\*?(.+)", line)
        path = match and re.sub("%(0[AaDd]|25)", lambda m: chr(int(m.group(1), 16)), match.group(2))
        if not match or path.startswith(("/", "~")) or ".." in path.split("/"):
            wrong("%s: a line that is no digest and path inside the bag" % name)
            continue
        if path in listed:
            wrong("%s lists %s twice" % (name, path))
        listed.add(path)
        digest = hashlib.new(DIGESTS[algorithm])
        try:
            with open(os.path.join(folder, path), "rb") as file:
                for part in iter(lambda: file.read(1 << 20), b""):
                    digest.update(part)
        except OSError:
            wrong("%s, which %s lists, is not there" % (path, name))
            continue
        if algorithm == "sha256":
            digests[path] = digest.hexdigest()
        if digest.hexdigest() != match.group(1).lower():
            wrong("%s: %s is %s, %s says %s" % (path, algorithm, digest.hexdigest(), name, match.group(1)))
    return listed


def check_part(path, kind, checkpoints, keys):
    """What of a bag can be checked by itself; None for anything else."""
    if kind == "case":
        return check_case(path, checkpoints, keys)
    if kind == "proof":
        sibling = path[:-len(".tlog-proof")] if path.endswith(".tlog-proof") else ""
        found = [name for name in (sibling + ".raw", sibling + ".bytes", sibling) if sibling and os.path.isfile(name)]
        return check_proof(path, read_file(found[0]) if found else None, keys)
    return check_checkpoint(path, keys) if kind == "checkpoint" else None


# ---------------------------------------------------------------- the command


def read_file(path, most=-1):
    try:
        with open(path, "rb") as file:
            return file.read(most)
    except OSError as error:
        raise Unreadable("%s: %s" % (path, error.strerror))


def kind_of(path, strict=False):
    if os.path.isdir(path):
        return "bag"
    head = read_file(path, 4096)
    if head.startswith(b"SQLite format 3\0"):
        return "case"
    if head.startswith(PROOF_HEADER[:-2]) or path.endswith(".tlog-proof"):
        return "proof"
    if head.startswith(b'{"action":'):
        return "chain"
    if strict and not path.endswith((".checkpoint", ".note")):
        return ""
    lines = head.split(b"\n", 3)
    # A size and a root behind an origin, well formed or not.
    if strict or len(lines) > 2 and re.match(rb"[ +0-9]", lines[1]):
        return "checkpoint"
    return "case"  # and refused as no case


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", metavar="CASE|CHECKPOINT|PROOF|CHAIN|FOLDER")
    parser.add_argument("--key", action="append", default=[], metavar="KEY",
                        help="verifier key, or a .pub file, from outside")
    parser.add_argument("--against", action="append", default=[], metavar="CHECKPOINT", help="kept outside the case")
    parser.add_argument("--bytes", metavar="FILE", help="the record that a proof is of")
    parser.add_argument("-o", dest="folder", metavar="FOLDER", help="write the sources of a case into this folder")
    parser.add_argument("--json", action="store_true", help="the whole report as JSON")
    arguments = parser.parse_args()
    try:
        keys = [Key.given(text) for text in arguments.key]
        checkpoints = []
        for path in arguments.against:
            try:
                checkpoints.append(Checkpoint.read(path))
            except Malformed as error:
                raise Unreadable("%s: malformed checkpoint: %s" % (path, error))
        if arguments.folder:
            os.makedirs(arguments.folder, exist_ok=True)
        path = arguments.path
        kind = kind_of(path)
        if kind == "case":
            if not arguments.json:
                print("unpacking with %s" % find_zstd()[0], file=sys.stderr)
            report = check_case(path, checkpoints, keys, arguments.folder)
        elif kind == "proof":
            report = check_proof(path, arguments.bytes and read_file(arguments.bytes), keys)
        elif kind == "chain":
            report = check_chain(path, checkpoints, keys)
        elif kind == "bag":
            report = check_bag(path, keys)
        else:
            report = check_checkpoint(path, keys)
    except Unreadable as error:
        print("verify.py: %s" % error, file=sys.stderr)
        return 2
    if arguments.json:
        print(json.dumps(report.document(), indent=1, ensure_ascii=True))
    else:
        report.print()
    return report.status


if __name__ == "__main__":
    sys.exit(main())

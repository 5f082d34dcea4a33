#!/usr/bin/env python3
"""Makes the 43 tampering cases of the evidence-integrity design and asks both verifiers about each copy.

    python3 tamper.py --assay PROGRAM [--seeds N] [--first-seed N] [--only 5,12] [--keep FOLDER] [--verbose]

Each case says what it needs besides the file (- nothing, K the pinned key, C a checkpoint kept elsewhere), and what
must be found: verdict, exit status, words of the report. 'assay verify' and docs/verify.py are asked; where the second
looks at less (values of views), the case says so. Exit status 0: every case came out as it must.
"""
import argparse
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile

from forge import Forgery, checkpoint, openssh, packed, signed, v, varint, vkey, witnessed
import forge
import samples
import stamps

VERIFY = os.path.join(forge.ROOT, "docs", "verify.py")
K1, K2 = bytes(range(32)), bytes(range(1, 33))  # test keys: their secrets are public
SOUND = ("verified, unsigned",)
SELF = ("verified, self-asserted key",)
ALTERED, DAMAGED, ROLLED = ("altered",), ("damaged",), ("rolled back",)
ANY = ("altered", "damaged")


class Context:
    """What all cases share: the case, an older and a longer state of it, another one, and checkpoints."""

    def __init__(self, assay, folder, seed):
        self.assay, self.folder, self.seed = assay, folder, seed
        self.sources = samples.write(os.path.join(folder, "in"))
        self.older = samples.add(assay, self.at("older.assay"), self.sources[:-1])
        self.base = self.copy(self.older, "base.assay")
        samples.add(assay, self.base, self.sources[-1:])
        self.receipt = self.at("question.receipt")
        samples.run([assay, "query", self.base, "SELECT host, count(*) FROM events WHERE user = 'user007' GROUP BY 1",
                     "--receipt", self.receipt, "--quiet"])
        status, text, _ = samples.run([assay, "checkpoint", self.base])
        self.text = text
        self.origin, size, root = text.split("\n")[:3]
        self.size = int(size)
        custody = v.Custody(v.Report())
        for entry, in Forgery(self.base, self.at("look")).rows("SELECT entry FROM custody ORDER BY seq"):
            custody.append(entry)
        self.custody_text = checkpoint(self.origin + "/custody", custody.tree.size, custody.tree.root())
        self.other = samples.add(assay, self.at("other.assay"), samples.write(self.at("in2"), 500))

    def at(self, name):
        return os.path.join(self.folder, name)

    def copy(self, path, name):
        return shutil.copyfile(path, self.at(name))

    def put(self, name, text):
        with open(self.at(name), "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return self.at(name)

    def forged(self, name, change):
        """All made again by the program from other sources, under the name of the case: nothing inside tells."""
        folder = self.at("in-" + name)
        paths = change(samples.write(folder))
        path = samples.add(self.assay, self.at(name + "-made.assay"), paths)
        forgery = Forgery(path, self.at(name + ".assay"))
        forgery.take_name_of(Forgery(self.base, self.at("look")))
        return forgery


class Expect:
    """What must come out. `py` where docs/verify.py looks at less; `words` must all stand in both reports."""

    def __init__(self, verdicts, *words, status=None, py=None, py_words=None, args=(), needs="-", quick=None):
        self.verdicts, self.words, self.args, self.needs = verdicts, words, args, needs
        self.status = (0 if verdicts == SOUND or verdicts == ("verified",) else 2 if verdicts == ("not a case",)
                       else 1) if status is None else status
        self.py, self.py_words = py or verdicts, words if py_words is None else py_words
        self.py_status = self.status if py is None else 0 if py == SOUND else 1


CASES = []


def case(number, name):
    def register(function):
        CASES.append((number, name, function))
        return function
    return register


def fresh(context, name="copy.assay"):
    return Forgery(context.base, context.at(name))


def pick(forgery, rng, spans=3, source=None):
    return rng.choice([b for b in forgery.blocks() if len(b.spans) >= spans and source in (None, b.source)])


# ---- 1-10: bytes and rows

@case(1, "bit flipped in a stored block")
def flipped(context, rng):
    f = fresh(context)
    block = pick(f, rng)
    frame = bytearray(f.value("SELECT frame FROM block WHERE block_id = ?", block.id))
    frame[rng.randrange(len(frame))] ^= 1 << rng.randrange(8)
    f.sql(("UPDATE block SET frame = ? WHERE block_id = ?", (bytes(frame), block.id)))
    yield f, Expect(DAMAGED, "block %d" % block.id, "SHA-256", "records %d" % block.first_leaf)


@case(2, "block re-compressed with one byte altered")
def altered(context, rng):
    f = fresh(context)
    block = pick(f, rng)
    index = rng.randrange(len(block.spans))
    block.content[block.start(index) + rng.randrange(len(block.piece(index)))] ^= 1 << rng.randrange(8)
    f.store(block)
    yield f, Expect(ALTERED, "record %d" % (block.first_leaf + index), "is not what was added")
    f = fresh(context)
    f.store(block, prefixes=True)
    yield f, Expect(ALTERED, "root of the first", "SHA-256")


@case(3, "an altered record, and everything in the file made again")
def remade(context, rng):
    def change(paths):
        with open(paths[1], "r+b") as file:
            file.seek(rng.randrange(200, 2000) // 8 * 8)
            at = file.tell()
            data = file.read(400)
            where = data.find(b"srv")
            file.seek(at + where + 3)
            file.write(b"9")
        return paths
    f = context.forged("remade", change)
    yield f, Expect(SOUND)  # nothing inside the file tells
    kept = context.put("kept.checkpoint", context.text)
    yield f, Expect(ALTERED, "another history", args=("--against", kept), needs="C")
    head = context.put("kept.note", signed(context.text, "keeper", K1))
    yield f, Expect(ALTERED, "another history", args=("--against", head, "--key", vkey("keeper", K1)), needs="K")


@case(4, "two records swapped, in a block and between blocks")
def swapped(context, rng):
    f = fresh(context)
    block = pick(f, rng)
    pieces = [block.piece(i) for i in range(len(block.spans))]
    a, b = rng.sample([i for i in range(len(pieces))], 2)
    while pieces[a] == pieces[b]:
        a, b = rng.sample(range(len(pieces)), 2)
    pieces[a], pieces[b] = pieces[b], pieces[a]
    block.set_pieces(pieces)
    f.store(block)
    yield f, Expect(ALTERED, "record %d" % (block.first_leaf + a), "record %d" % (block.first_leaf + b))
    f = fresh(context)
    f.store(block, prefixes=True)
    yield f, Expect(ALTERED, "root of the first", "SHA-256")
    f = fresh(context)
    one, two = rng.sample(f.blocks(), 2)
    a, b = rng.randrange(len(one.spans)), rng.randrange(len(two.spans))
    first, second = [[block.piece(i) for i in range(len(block.spans))] for block in (one, two)]
    first[a], second[b] = second[b], first[a]
    one.set_pieces(first)
    two.set_pieces(second)
    for block in (one, two):
        f.store(block)
    yield f, Expect(ALTERED, "record %d" % (one.first_leaf + a), "record %d" % (two.first_leaf + b))


@case(5, "record deleted from the middle, what follows renumbered")
def deleted(context, rng):
    f = fresh(context)
    block = pick(f, rng, spans=50)
    index = rng.randrange(5, len(block.spans) - 5)
    length = block.spans[index][1]
    pieces = [block.piece(i) for i in range(len(block.spans))]
    kept = [i for i in range(len(pieces)) if i != index]
    block.content = bytearray(b"".join(pieces[i] for i in kept))
    block.spans = [block.spans[i] for i in kept]
    f.renumber(block, -1, -length)
    f.store(block)
    yield f, Expect(ALTERED, str(context.size - 1), "source %d" % block.source)
    f.rebuild()
    yield f, Expect(ALTERED, str(context.size - 1), "custody entry")


@case(6, "last record, or last source, left out of a case made again")
def shortened(context, rng):
    def change(paths):
        with open(paths[2], "r+b") as file:
            data = file.read()
            file.seek(0)
            file.write(data[:data[:-1].rfind(b"\n") + 1])
            file.truncate()
        return [paths[0], paths[1], paths[3]] + paths[4:] + [paths[2]]
    kept = ("--against", context.put("kept.checkpoint", context.text))
    f = context.forged("shortened", lambda paths: paths[:-1])
    yield f, Expect(SOUND)
    yield f, Expect(ROLLED, "older than the checkpoint", str(context.size), args=kept, needs="C")
    # The state of the tree before the last source, with its custody cut accordingly.
    f = context.forged("shortened2", change)
    yield f, Expect(ALTERED + ROLLED, "checkpoint", args=kept, needs="C")


@case(7, "record duplicated, what follows renumbered")
def duplicated(context, rng):
    f = fresh(context)
    block = pick(f, rng, spans=50)
    index = rng.randrange(5, len(block.spans) - 5)
    pieces = [block.piece(i) for i in range(len(block.spans))]
    block.content = bytearray(b"".join(pieces[:index + 1] + [pieces[index]] + pieces[index + 1:]))
    block.spans.insert(index, list(block.spans[index]))
    f.renumber(block, 1, len(pieces[index]))
    f.store(block)
    yield f, Expect(ALTERED, str(context.size + 1))


@case(8, "record boundaries moved, the same total bytes")
def moved(context, rng):
    f = fresh(context)
    block = pick(f, rng)
    index = rng.randrange(len(block.spans) - 1)
    block.spans[index][1] -= 1
    block.spans[index][2] = max(0, block.spans[index][2] - 1)
    block.spans[index + 1][1] += 1
    f.store(block)
    yield f, Expect(ALTERED, "record %d" % (block.first_leaf + index), "record %d" % (block.first_leaf + index + 1))


@case(9, "block or source rows exchanged between two cases")
def exchanged(context, rng):
    f = fresh(context)
    other = Forgery(context.other, context.at("other-look.assay"))
    number = f.value("SELECT block_id FROM block WHERE source_id = 1")
    row = other.rows("SELECT * FROM block WHERE source_id = 1")[0]
    f.sql(("DELETE FROM block WHERE block_id = ?", (number,)),
          ("INSERT INTO block VALUES (%s)" % ", ".join("?" * len(row)), (number,) + row[1:]))
    yield f, Expect(ALTERED, "source 1")
    f = fresh(context)
    row = other.rows("SELECT * FROM source WHERE source_id = 1")[0]
    f.sql("DELETE FROM source WHERE source_id = 1",
          ("INSERT INTO source VALUES (%s)" % ", ".join("?" * len(row)), row))
    yield f, Expect(ALTERED, "source 1", "custody entry")
    kept = context.put("kept.checkpoint", context.text)
    yield other, Expect(ALTERED, "is of", "assay/case/", args=("--against", kept), needs="C")


@case(10, "length, offset, count negative, huge or text")
def hostile(context, rng):
    columns = [("source", c) for c in ("size", "committed", "spans", "records", "gaps", "unparsed", "prefix_sha256")]
    columns += [("block", c) for c in ("source_offset", "length", "first_leaf", "span_count", "first_record", "codec",
                                       "frame_sha256", "spans")]
    columns += [("row_group", c) for c in ("first_leaf", "span_count", "record_count", "extractor", "layout", "times")]
    columns += [("node", "hash"), ("column_chunk", "value_count"), ("column_chunk", "data"), ("custody", "evidence_size")]
    for table, column in rng.sample(columns, 6):
        value = rng.choice([-1, 2**62, -2**63, "many", b"\xff\xff", 2**31])
        f = fresh(context)
        strict = f.value("SELECT sql FROM sqlite_schema WHERE name = ?", table)
        loose = strict.replace(" STRICT, WITHOUT ROWID", " WITHOUT ROWID").replace(" STRICT", "")
        loose = loose.replace(" INTEGER NOT NULL", " NOT NULL").replace(" BLOB", "").replace("INTEGER,", ",")
        f.schema("UPDATE sqlite_schema SET sql = '%s' WHERE name = '%s'" % (loose.replace("'", "''"), table))
        key = "seq" if table == "custody" else "rowid" if table not in ("node",) else "level"
        row = f.value("SELECT %s FROM %s ORDER BY random() LIMIT 1" % (key, table))
        f.sql(("UPDATE OR IGNORE %s SET %s = ? WHERE %s = ?" % (table, column, key), (value, row)))
        f.schema("UPDATE sqlite_schema SET sql = '%s' WHERE name = '%s'" % (strict.replace("'", "''"), table))
        yield f, Expect(("altered", "damaged", "partial"))


# ---- 11-16: views, indexes, schema

def chunk(f, rng):
    """A chunk whose values stand in it as text, and one of its bytes changed."""
    rows = f.rows("SELECT row_group_id, field_id, data FROM column_chunk WHERE integers = 0 AND distinct_count > 1")
    while True:
        group, field, data = rng.choice(rows)
        content = bytearray(v.unpack(data, f.zstd, 1 << 20))
        letters = [i for i in range(8, len(content)) if chr(content[i]).isalpha() and content[i] < 0x7A]
        if content[0] & 3 != 2 and letters:
            content[rng.choice(letters)] ^= 3
            return group, field, packed(bytes(content))


@case(11, "derived field changed, raw intact")
def derived(context, rng):
    f = fresh(context)
    group, field, data = chunk(f, rng)
    f.sql(("UPDATE column_chunk SET data = ? WHERE row_group_id = ? AND field_id = ?", (data, group, field)))
    name = f.value("SELECT name FROM field WHERE field_id = ?", field)
    yield f, Expect(ALTERED + DAMAGED, name, py=SOUND, py_words=("not extracted again",))


@case(12, "derived rows deleted, so that a search misses a record")
def missing(context, rng):
    f = fresh(context)
    group, field = rng.choice(f.rows("SELECT row_group_id, field_id FROM column_chunk"))
    f.sql(("DELETE FROM column_chunk WHERE row_group_id = ? AND field_id = ?", (group, field)))
    yield f, Expect(ALTERED, "miss")
    f = fresh(context)
    group = rng.choice(f.rows("SELECT row_group_id FROM row_group"))[0]
    f.sql(("DELETE FROM row_group WHERE row_group_id = ?", (group,)))
    yield f, Expect(ALTERED, "row group")


@case(13, "SQL index that leaves a row out; search filter that denies a block")
def index(context, rng):
    f = fresh(context)
    name, table, column = rng.choice([("block_leaf", "block", "first_leaf"), ("row_group_leaf", "row_group", "first_leaf")])
    number = f.value("SELECT max(%s) FROM %s" % (column, table))
    text = f.value("SELECT sql FROM sqlite_schema WHERE name = ?", name)
    f.sql("DROP INDEX " + name, "%s WHERE %s <> %d" % (text, column, number))
    f.schema("UPDATE sqlite_schema SET sql = '%s' WHERE name = '%s'" % (text, name))
    yield f, Expect(ALTERED + DAMAGED, name)
    f = fresh(context)
    # A matrix in which no gram stands: every block is denied.
    count = f.value("SELECT block_count FROM search_filter")
    matrix = packed(bytes(64 * ((count + 7) // 8)))
    f.sql(("UPDATE search_filter SET data = ?", (2 * (varint(64) + varint(len(matrix)) + matrix),)))
    yield f, Expect(ALTERED, "search", py=SOUND, py_words=())


@case(14, "table renamed, a view of its name filters a row")
def view(context, rng):
    for table in rng.sample(["source", "block", "custody", "row_group"], 2):
        f = fresh(context)
        f.sql("ALTER TABLE %s RENAME TO %s_kept" % (table, table),
              "CREATE VIEW %s AS SELECT * FROM %s_kept WHERE rowid > 1" % (table, table))
        yield f, Expect(ALTERED, "view %s" % table)


@case(15, "trigger added that alters later inserts")
def trigger(context, rng):
    f = fresh(context)
    f.sql("CREATE TRIGGER quiet AFTER INSERT ON custody BEGIN DELETE FROM custody WHERE seq = 1; END")
    yield f, Expect(ALTERED, "trigger quiet")


@case(16, "table, view, virtual table, column added; CREATE text rewritten")
def schema(context, rng):
    for statement, word in (
            ("CREATE TABLE extra (x)", "extra"), ("CREATE VIEW extra AS SELECT 1", "extra"),
            ("CREATE VIRTUAL TABLE extra USING fts5(x)", "extra"), ("ALTER TABLE meta ADD COLUMN extra TEXT", "meta"),
            ("CREATE INDEX extra ON block (length) WHERE length > 5", "extra")):
        f = fresh(context)
        f.sql(statement)
        yield f, Expect(ALTERED, word)
    f = fresh(context)
    f.schema("UPDATE sqlite_schema SET sql = replace(sql, 'excluded INTEGER NOT NULL',"
             " 'excluded INTEGER NOT NULL CHECK (random() <> 1)') WHERE name = 'source'")
    yield f, Expect(ALTERED, "source")


@case(17, "user_version or application_id changed")
def version(context, rng):
    for pragma in ("user_version = %d" % rng.choice([0, 3, 99]), "application_id = %d" % rng.randrange(1, 2**31)):
        f = fresh(context)
        f.sql("PRAGMA " + pragma)
        yield f, Expect(("not a case",))


# ---- 18-22: custody

def entry_change(entry, rng):
    which = rng.randrange(3)
    if which == 0:
        entry["actor"]["name"] = "Someone Else"
    elif which == 1:
        entry["time"] = "2020" + entry["time"][4:]
    else:
        entry["action"] = "source-looked-at"


@case(18, "custody entry altered")
def custody_entry(context, rng):
    f = fresh(context)
    entries = f.entries()
    number = rng.randrange(len(entries) - 1)
    entry_change(entries[number], rng)
    f.sql(("UPDATE custody SET entry = ? WHERE seq = ?", (v.canonical(entries[number]).encode(), number)))
    yield f, Expect(ALTERED, "custody entry %d" % (number + 1), "custody entry %d" % number)


@case(19, "custody entry altered, the chain made again to the end")
def custody_chain(context, rng):
    f = fresh(context)
    entries = f.entries()
    entries[rng.randrange(len(entries))]["actor"]["name"] = "Someone Else"
    f.set_entries(entries)
    yield f, Expect(SOUND)
    head = context.put("custody.checkpoint", context.custody_text)
    yield f, Expect(ALTERED, "custody entries", "another history", args=("--against", head), needs="C")


@case(20, "custody entries deleted at the end")
def custody_end(context, rng):
    f = fresh(context)
    f.sql("DELETE FROM custody WHERE seq = (SELECT max(seq) FROM custody)")
    yield f, Expect(SOUND)
    head = context.put("custody.checkpoint", context.custody_text)
    yield f, Expect(ROLLED, "custody entries", "older", args=("--against", head), needs="C")


@case(21, "custody entries re-ordered, renumbered")
def custody_order(context, rng):
    f = fresh(context)
    entries = f.entries()
    a, b = rng.sample(range(1, len(entries)), 2)
    entries[a], entries[b] = entries[b], entries[a]
    for number, entry in enumerate(entries):
        entry["seq"] = number
    f.set_entries(entries, chain=False)
    yield f, Expect(ALTERED, "custody entry", "before")


@case(22, "custody column altered, canonical bytes intact")
def custody_column(context, rng):
    f = fresh(context)
    column, value = rng.choice([("time", "2020-01-01T00:00:00Z"), ("action", "nothing"), ("actor", "{}"),
                                ("evidence_size", 7), ("evidence_root", "0" * 64), ("entry_sha256", "0" * 64)])
    number = rng.choice(f.rows("SELECT seq FROM custody"))[0]
    f.sql(("UPDATE custody SET %s = ? WHERE seq = ?" % column, (value, number)))
    yield f, Expect(ALTERED, "custody entry %d" % number, column)


# ---- 23-29: checkpoints, keys, receipts

@case(23, "case rolled back to an older sound state")
def rolled_back(context, rng):
    f = Forgery(context.older, context.at("copy.assay"))
    yield f, Expect(SOUND)
    kept = context.put("kept.checkpoint", context.text)
    yield f, Expect(ROLLED, "older than the checkpoint", str(context.size), args=("--against", kept), needs="C")


@case(24, "two histories under one origin")
def split(context, rng):
    other = Forgery(context.other, context.at("fork.assay"))
    other.take_name_of(Forgery(context.base, context.at("look")))
    _, text, _ = samples.run([context.assay, "checkpoint", other.path])
    one = context.put("one.checkpoint", context.text)
    two = context.put("two.checkpoint", text)
    yield fresh(context), Expect(ALTERED + ROLLED, "checkpoint", args=("--against", one, "--against", two), needs="C")
    yield other, Expect(ALTERED + ROLLED, "checkpoint", args=("--against", one, "--against", two), needs="C")


@case(25, "signed again with another key of the same name")
def resigned(context, rng):
    good = context.put("good.note", signed(context.text, context.origin, K1))
    key = vkey(context.origin, K1)
    yield fresh(context), Expect(("verified",), args=("--against", good, "--key", key), needs="K")
    bad = context.put("bad.note", signed(context.text, context.origin, K2))
    yield fresh(context), Expect(("verified, self-asserted key",), "unknown key id", "expected", key.split("+")[1],
                                 status=1, args=("--against", bad, "--key", key), needs="K")


@case(26, "signature removed, or of a witness alone")
def unsigned(context, rng):
    witness = vkey("w.example/anna", K2, 4)
    both = context.put("both.note", witnessed(signed(context.text, context.origin, K1), context.text,
                                              "w.example/anna", K2, 1767225600))
    alone = context.put("alone.note", witnessed(context.text + "\n", context.text, "w.example/anna", K2, 1767225600))
    yield fresh(context), Expect(SELF, "a witness alone", status=1, args=("--against", both, "--key", witness), needs="K")
    yield fresh(context), Expect(SOUND, "a witness", status=1, args=("--against", alone, "--key", witness), needs="K")
    yield fresh(context), Expect(("verified",), "witnessed", needs="K",
                                 args=("--against", both, "--key", witness, "--key", vkey(context.origin, K1)))
    plain = context.put("plain.checkpoint", context.text)
    key = vkey(context.origin, K1)
    yield fresh(context), Expect(SOUND, "unsigned", status=1, args=("--against", plain, "--key", key), needs="K")
    yield fresh(context), Expect(SOUND, "key", status=1, args=("--key", key), needs="K")


@case(27, "public key in the case replaced")
def replaced_key(context, rng):
    origin, text = context.origin, context.text
    key, kept = vkey(origin, K1), context.put("kept.note", signed(text, origin, K1))
    f = fresh(context)
    f.tell_signed(text, origin, K1)
    yield f, Expect(SELF, "self-asserted", status=0)
    for given in (key, context.put("k1.pub", openssh(K1) + "\n"), context.put("k1.vkey", key + "\n")):
        yield f, Expect(("verified",), args=("--key", given), needs="K")
    yield f, Expect(("verified",), args=("--against", kept, "--key", context.at("k1.pub")), needs="K")
    f = fresh(context)
    f.tell_signed(text, origin, K2)
    differs = ("self-asserted key differs from the pinned one", vkey(origin, K2).split("+")[1], key.split("+")[1])
    for given in (key, context.at("k1.pub")):
        yield f, Expect(SELF, *differs, status=1, args=("--key", given), needs="K")
    yield f, Expect(SELF, *differs, status=1, args=("--against", kept, "--key", key), needs="K")
    # The key alone, its name or its fingerprint: what the entry says contradicts itself.
    f = fresh(context)
    f.tell_signed(text, origin, K1, vkey(origin, K2))
    yield f, Expect(ALTERED, "did not sign it")
    for member, value in (("key", vkey("another", K1)), ("fingerprint", v.Key(vkey(origin, K2)).fingerprint),
                          ("origin", "assay/case/hoax"), ("tree", "forest"), ("note", text)):
        f = fresh(context)
        f.tell_signed(text, origin, K1)
        entries = f.entries()
        entries[-1]["details"][member] = value
        f.set_entries(entries)
        yield f, Expect(ALTERED, "custody entry %d" % (len(entries) - 1), "the checkpoint that it says was signed")
    # A checkpoint of another state, signed by the right key.
    f = fresh(context)
    f.tell_signed(checkpoint(origin, context.size, bytes(32)), origin, K1)
    yield f, Expect(ALTERED, "the checkpoint that it says was signed", args=("--key", key), needs="K")


def stamped(f, request, reply, text):
    """The entries of a time stamp, as the program writes them, whatever the reply is worth."""
    data, encoded = text.encode(), v.base64.b64encode
    f.tell("timestamp-requested", {"request": encoded(request).decode(), "checkpoint": text,
                                   "checkpoint_sha256": v.sha256(data).hex()})
    if reply is None:
        return f
    try:
        stamp, subject = v.read_stamp(reply), "CN=test authority"
    except v.Malformed:
        stamp, subject = dict.fromkeys(("stamped", "serial", "policy", "signature"), ""), ""
    f.tell("timestamp-imported", {
        "reply": encoded(reply).decode(), "reply_sha256": v.sha256(reply).hex(), "checkpoint": text,
        "checkpoint_sha256": v.sha256(data).hex(), "stamped": stamp["stamped"], "serial": stamp["serial"],
        "policy": stamp["policy"], "authority": subject, "signature": stamp["signature"]})
    return f


@case(38, "time stamp of another file, other nonce, untrusted root, time outside the certificate, altered")
def time_stamps(context, rng):
    if not stamps.Authority.works():
        return
    authority, text = stamps.Authority(context.at("tsa")), context.text
    data = text.encode()
    request = authority.request(data)
    good = authority.reply(request)
    foreign = authority.reply(authority.request(data + b"\n"))
    other = authority.reply(authority.request(data))
    late = authority.reply(request, "old.crt")
    flipped = bytearray(good)
    flipped[-1 - rng.randrange(20)] ^= 1 << rng.randrange(8)
    yield stamped(fresh(context), request, good, text), Expect(SOUND)
    # An RSA key or a reply without certificate cannot be checked here, so cannot be made of an unchecked one.
    for name, reply, word in (("another file", foreign, "other bytes"), ("other nonce", other, "another request"),
                              ("outside the certificate", late, "outside the validity"),
                              ("altered", bytes(flipped), "the time stamp that it holds"),
                              ("longer", good + b"\0", "behind its end")):
        f = stamped(fresh(context), request, reply, text)
        yield f, Expect(ALTERED, "custody entry", word)
        # On import: the request stands in the case, the reply comes from outside.
        f = stamped(fresh(context), request, None, text)
        path = context.put("reply.tsr", reply)
        status, out, error = samples.run([context.assay, "timestamp", f.path, "--import", path])
        fits = status == 1 and "[timestamp.refused]" in error and (word in error or word.startswith("the time"))
        yield ("import of one: " + name, fits, "status %d: %s%s" % (status, out, error))
    f = stamped(fresh(context), request, None, text)
    status, out, error = samples.run([context.assay, "timestamp", f.path, "--import", context.put("good.tsr", good)])
    yield ("import of a good one", status == 0 and "openssl ts -verify" in out + error, out + error)
    yield f, Expect(SOUND)
    # The stamped checkpoint is of another history of this case, or of another case.
    for text in (checkpoint(context.origin, context.size, bytes(32)), context.text.replace("assay/case", "assay/hoax")):
        request = authority.request(text.encode())
        f = stamped(fresh(context), request, authority.reply(request), text)
        yield f, Expect(ALTERED, "the checkpoint that was to be stamped")
    # Whom to trust is decided by a root from outside (openssl): Assay says that it does not.
    yield ("openssl trusts the right root", authority.trusts("tsa.crt", data, good), "")
    yield ("openssl refuses another root", not authority.trusts("other.crt", data, good), "")


@case(28, "receipt edited, or of another case")
def receipt(context, rng):
    with open(context.receipt) as file:
        whole = json.load(file)
    for change, word in ((lambda b: b["question"].update(text="SELECT 1"), "question"),
                         (lambda b: b["result"].update(rows=99), "rows"),
                         (lambda b: b["result"].update(hash="0" * 64), "hash"),
                         (lambda b: b["tool"].update(version="9.9"), "body"),
                         (lambda b: b["case"].update(origin="assay/case/other"), "case")):
        body = json.loads(json.dumps(whole))
        change(body["body"])
        if rng.random() < 0.5:
            body["body_sha256"] = v.sha256(v.canonical(body["body"]).encode()).hex()
        yield check_receipt(context, context.base, context.put("edited.receipt", json.dumps(body)), word)


@case(29, "receipt intact, views changed so that the question answers otherwise")
def replay(context, rng):
    f = fresh(context)
    for group, field, data in f.rows("SELECT row_group_id, field_id, data FROM column_chunk JOIN field USING (field_id)"
                                     " WHERE name = 'host'"):
        # Fixed layout: the last bytes of srv0 … srv3 stand together. Two hosts change places.
        content = v.unpack(data, f.zstd, 1 << 20)
        f.sql(("UPDATE column_chunk SET data = ? WHERE row_group_id = ? AND field_id = ?",
               (packed(content.replace(b"0123", b"1032")), group, field)))
    yield check_receipt(context, f.path, context.receipt, "answer")
    yield f, Expect(ALTERED + DAMAGED, "host", py=SOUND, py_words=())


def check_receipt(context, path, receipt, word):
    status, out, error = samples.run([context.assay, "check-receipt", path, receipt])
    return ("check-receipt", status in (1, 2) and word in out + error, "status %d: %s%s" % (status, out, error))


# ---- 30-43: the file, its neighbours, what is no alteration

@case(30, "free pages and reserved header bytes written")
def free(context, rng):
    f = fresh(context)
    f.sql("CREATE TABLE gone (x)", "INSERT INTO gone VALUES (zeroblob(9000))", "DROP TABLE gone")
    data = f.read()
    page = struct.unpack(">I", data[32:36])[0] - 1
    if page >= 0:
        data[page * 4096 + 3000] ^= 0x55
    data[72 + rng.randrange(20)] ^= 0x10
    f.write(data)
    yield f, Expect(SOUND, "outside verified content")


@case(31, "bytes behind the last page; file cut by one byte")
def length(context, rng):
    f = fresh(context)
    f.write(f.read() + bytes(rng.randrange(1, 5000)))
    yield f, Expect(DAMAGED, "pages")
    f = fresh(context)
    f.write(f.read()[:-1])
    yield f, Expect(ANY, "pages")


@case(32, "index dropped, ANALYZE, blocks stored otherwise, VACUUM, backup")
def harmless(context, rng):
    f = fresh(context)
    f.sql("DROP INDEX block_source")
    yield f, Expect(SOUND)
    f = fresh(context)
    f.sql("ANALYZE")
    yield f, Expect(SOUND)
    f = fresh(context)
    for block in f.blocks():
        f.store(block)
    yield f, Expect(SOUND)
    f = fresh(context)
    db = f.connect()
    db.execute("VACUUM")
    db.close()
    yield f, Expect(SOUND)
    f = fresh(context)
    db = f.connect()
    os.path.exists(context.at("into.assay")) and os.remove(context.at("into.assay"))
    db.execute("VACUUM INTO '%s'" % context.at("into.assay"))
    db.close()
    yield Forgery(context.at("into.assay"), context.at("copy.assay")), Expect(SOUND)
    f = fresh(context)
    db, target = f.connect(), forge.sqlite3.connect(context.at("backup.assay"))
    db.backup(target)
    target.close()
    db.close()
    yield Forgery(context.at("backup.assay"), context.at("copy.assay")), Expect(SOUND)
    one = context.at("one-thread.assay")
    os.path.exists(one) and os.remove(one)
    samples.add(context.assay, one, context.sources, "--threads", "1")
    yield Forgery(one, context.at("copy.assay")), Expect(SOUND)


@case(33, "file mode, name, time changed")
def metadata(context, rng):
    f = fresh(context, "other name – ü.assay")
    os.chmod(f.path, 0o444)
    os.utime(f.path, (0, 0))
    yield f, Expect(SOUND)
    os.chmod(f.path, 0o644)
    os.remove(f.path)


@case(34, "file truncated, page zeroed, two pages swapped")
def pages(context, rng):
    f = fresh(context)
    data = f.read()
    f.write(data[:rng.randrange(8192, len(data) - 4096)])
    yield f, Expect(ANY, "pages")
    f = fresh(context)
    page = rng.choice(f.page_of("block"))
    data[page * 4096:(page + 1) * 4096] = bytes(4096)
    f.write(data)
    yield f, Expect(ANY)
    f = fresh(context)
    data = f.read()
    a, b = rng.sample(f.page_of("block"), 2)
    data[a * 4096:(a + 1) * 4096], data[b * 4096:(b + 1) * 4096] = \
        data[b * 4096:(b + 1) * 4096], data[a * 4096:(a + 1) * 4096]
    f.write(data)
    yield f, Expect(ANY)


def plant(context, journal_mode):
    """A journal or log of a change that was cut off before it was whole, beside the untouched file."""
    f = fresh(context, "planted.assay")
    program = ("import sqlite3, os, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None);"
               "db.execute('PRAGMA journal_mode = %s'); db.execute('PRAGMA cache_size = 1'); db.execute('BEGIN');"
               "db.execute('DELETE FROM custody WHERE seq > 0'); db.execute('UPDATE block SET first_record = 7');"
               "db.execute('UPDATE row_group SET layout = zeroblob(5000)');"
               "%s os._exit(0)" % (journal_mode, "db.execute('COMMIT');" if journal_mode == "WAL" else ""))
    subprocess.run([sys.executable, "-c", program, f.path], check=True)
    return f


@case(35, "hot journal or write-ahead log beside the case")
def sidecar(context, rng):
    # A kill in the middle of a write: what lies there is torn, the recovered state is sound.
    f = plant(context, "DELETE")
    yield f, Expect(DAMAGED, "-journal", "as it lies there", "recover")
    f = plant(context, "WAL")
    yield f, Expect(ALTERED, "-wal", "recover")
    # The file of an untouched case beside a journal that puts an older state back.
    journal = context.at("planted.assay-journal")
    f = plant(context, "DELETE")
    torn = f.read()
    os.replace(journal, context.at("kept-journal"))
    f.write(torn)
    shutil.copyfile(context.at("kept-journal"), journal)
    with open(journal, "ab") as file:
        name = b"/tmp/assay-victim"
        file.write(struct.pack(">I", 1) + name + struct.pack(">II", len(name), sum(name))
                   + b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7")
    yield f, Expect(ANY, "-journal", "not applied")
    os.remove(journal)


@case(36, "proof with wrong index, size, surplus element, other root")
def proofs(context, rng):
    vectors = os.environ.get("ASSAY_SHARED", "/work/shared") + "/oracle/merkle/tlog-proof.json"
    if not os.path.exists(vectors):
        return
    with open(vectors) as file:
        data = json.load(file)
    keys = [part for key in data["trusted"] for part in ("--key", key)]
    for entry in data["valid"] + data["invalid"]:
        proof = context.put("p.tlog-proof", entry["proof_utf8"])
        record = context.put("p.bytes", entry["leaf_data_utf8"])
        status, out, error = samples.run([sys.executable, VERIFY, proof, "--bytes", record] + keys)
        yield ("verify.py " + entry["id"], status == (0 if entry["expect"] == "accept" else 1), out + error)


@case(37, "checkpoint text edited, CRLF, other origin, leading zero, root of 31 bytes")
def checkpoints(context, rng):
    note, key = signed(context.text, context.origin, K1), vkey(context.origin, K1)
    origin, size, root = context.text.split("\n")[:3]
    short = v.base64.b64encode(v.unbase64(root)[:31]).decode()
    for name, text in (("edited", note.replace("\n%s\n" % size, "\n%d\n" % (int(size) - 1))),
                       ("crlf", note.replace("\n", "\r\n")), ("zero", note.replace("\n" + size, "\n0" + size)),
                       ("short", signed("%s\n%s\n%s\n" % (origin, size, short), context.origin, K1)),
                       ("origin", signed(context.text.replace("assay/case", "assay/hoax"), context.origin, K1))):
        path = context.put(name + ".note", text)
        yield fresh(context), Expect(("altered", None), status=(1, 2), args=("--against", path, "--key", key), needs="K")


@case(39, "original source file altered after import")
def source(context, rng):
    _, out, _ = samples.run([context.assay, "sources", context.base, "--format", "json"])
    with open(context.sources[1], "rb") as file:
        before = file.read()
    told = v.sha256(before).hex() in out
    yield ("sources names the digest of what was added", told and v.sha256(before + b" ").hex() not in out, out)
    yield fresh(context), Expect(SOUND)


@case(40, "zstd bomb, huge declared size, unknown dictionary")
def bomb(context, rng):
    magic = b"\x28\xb5\x2f\xfd"
    # Single segment, content size of 8 bytes, one RLE block of 128 KiB after another.
    blocks = b"".join(struct.pack("<I", (0x20000 << 3) | 2)[:3] + b"A" for _ in range(2000))
    last = struct.pack("<I", (0x20000 << 3) | 3)[:3] + b"A"
    frames = {
        "bomb": magic + b"\x00\x58" + blocks + last,
        "declared": magic + b"\xe0" + struct.pack("<Q", 1 << 62) + last,
        "dictionary": magic + b"\x03\x58" + struct.pack("<I", 77777) + last,
    }
    for name, frame in frames.items():
        f = fresh(context)
        block = pick(f, rng)
        f.sql(("UPDATE block SET codec = 1, frame = ?, frame_sha256 = ? WHERE block_id = ?",
               (frame, v.sha256(frame), block.id)))
        yield f, Expect(ANY, "block %d" % block.id)


@case(41, "format or algorithm field set to an unknown value")
def downgraded(context, rng):
    f = fresh(context)
    f.sql("UPDATE block SET codec = %d" % rng.choice([2, 7]))
    yield f, Expect(ANY, "codec")
    f = fresh(context)
    entries = f.entries()
    entries[-1]["v"] = "assay/custody/v0"
    f.set_entries(entries)
    yield f, Expect(ALTERED, "custody entry %d" % (len(entries) - 1))
    f = fresh(context)
    f.sql("UPDATE row_group SET extractor = 0 WHERE row_group_id = 0")
    yield f, Expect(("partial",), "version", status=1)


@case(42, "clock set back between entries")
def clock(context, rng):
    f = fresh(context)
    entries = f.entries()
    entries[-1]["time"] = "2001-01-01T00:00:00.000000000Z"
    f.set_entries(entries)
    yield f, Expect(SOUND, "custody entry %d" % (len(entries) - 1), "clock")


@case(43, "program replaced by one that lies")
def program(context, rng):
    """Cannot be seen from inside: the digest of the program stands in custody, and verify.py is the second opinion."""
    with open(context.assay, "rb") as file:
        digest = v.sha256(file.read()).hex()
    tools = {entry["tool"].get("executable") for entry in fresh(context).entries()}
    yield ("custody names the digest of the program", tools == {digest}, "%s, program %s" % (tools, digest))


def ask(program, expect_args, path):
    status, out, error = samples.run(program[:1] + program[1:] + [path] + list(expect_args))
    try:
        report = json.loads(out)
    except ValueError:
        report = {"verdict": None, "checks": [], "notes": [error]}
    told = [f["reason"] + " " + f["code"] for check in report["checks"] for f in check["failures"]] + report["notes"]
    return status, report["verdict"], "\n".join(told)


def fits(expected, found, words, statuses, status, text):
    statuses = statuses if isinstance(statuses, tuple) else (statuses,)
    return (found in expected or expected[-1] is None and found is None) and status in statuses \
        and all(word in text for word in words)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assay", required=True)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--only", default="")
    parser.add_argument("--keep", help="folder for the copies that came out wrong")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    only = {int(number) for number in arguments.only.split(",") if number}
    assay = os.path.abspath(arguments.assay)
    knows = "--against" in samples.run([assay, "verify", "--help"])[1]
    copies = wrong = waiting = 0
    for seed in range(arguments.first_seed, arguments.first_seed + arguments.seeds):
        with tempfile.TemporaryDirectory() as folder:
            context = Context(assay, folder, seed)
            for number, name, function in CASES:
                if only and number not in only:
                    continue
                rng = random.Random(seed * 1000 + number)
                for variant, made in enumerate(function(context, rng)):
                    copies += 1
                    label = "%2d.%d seed %d  %s" % (number, variant, seed, name)
                    if len(made) == 3:
                        results = [("", made[1], made[2])]
                    else:
                        results, skipped = check(made, assay, knows)
                        waiting += skipped
                    bad = [result for result in results if not result[1]]
                    wrong += bool(bad)
                    if bad or arguments.verbose:
                        print(("WRONG  " if bad else "ok     ") + label)
                    for who, good, text in bad:
                        print("       %s %s" % (who, text[:1500]))
                        if arguments.keep and len(made) == 2:
                            os.makedirs(arguments.keep, exist_ok=True)
                            shutil.copy(made[0].path, "%s/%d.%d-%d.assay" % (arguments.keep, number, variant, seed))
    for number, why in sorted({} if stamps.Authority.works() else {38: "needs openssl"}.items()):
        print("waiting %d: %s" % (number, why))
    if waiting:
        print("waiting: %d questions with --against or --key, which this program does not have" % waiting)
    print("%d copies of %d cases, %d wrong" % (copies, len(CASES), wrong))
    return 1 if wrong else 0


def check(made, assay, knows):
    f, expect = made
    results, skipped = [], 0
    before = f.read()
    if knows or not expect.args:
        status, verdict, text = ask([assay, "verify", "--format", "json"], expect.args, f.path)
        good = fits(expect.verdicts, verdict, expect.words, expect.status, status, text)
        results.append(("assay verify", good, "'%s', status %d, expected %s %s %s:\n%s" % (
            verdict, status, expect.verdicts, expect.status, expect.words, text)))
        results.append(("assay verify", f.read() == before, "changed the file"))
    else:
        skipped = 1
    status, verdict, text = ask([sys.executable, VERIFY, "--json"], expect.args, f.path)
    good = fits(expect.py, verdict, expect.py_words, expect.py_status, status, text)
    results.append(("verify.py", good, "'%s', status %d, expected %s %s %s:\n%s" % (
        verdict, status, expect.py, expect.py_status, expect.py_words, text)))
    return results, skipped


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""docs/verify.py against the vectors of shared/oracle/merkle: keys, notes, checkpoints, proofs, canonical JSON, custody.

    python3 vectors.py [--assay PROGRAM]      the program is not asked; it has tests of its own

What must be accepted is, what must be refused is refused. Exit status 0: all of it.
"""
import base64
import json
import os
import struct
import sys
import tempfile

from forge import v

ORACLE = os.path.join(os.environ.get("ASSAY_SHARED", "/work/shared"), "oracle", "merkle")
wrong, asked = [], 0


def load(name):
    with open(os.path.join(ORACLE, name + ".json"), encoding="utf-8") as file:
        return json.load(file)


def expect(what, good):
    global asked
    asked += 1
    if not good:
        wrong.append(what)


def refuses(function, *arguments):
    """Whether the verifier says no in one of its own ways."""
    try:
        return not function(*arguments)
    except (v.Malformed, v.Unreadable, ValueError, RecursionError):
        return True


def ed25519():
    data = load("ed25519")
    for group, accepted in (("valid", True), ("invalid", False)):
        for entry in data[group]:
            public, message, signature = (bytes.fromhex(entry[name]) for name in ("public", "message", "signature"))
            expect("ed25519 %s" % entry.get("id", message.hex()),
                   v.ed25519_verify(public, message, signature) == accepted)


def note(data, entry):
    """Whether a checkpoint is accepted under the keys, and the origin, that the entry trusts."""
    keys = [v.Key(data["keys"][name]["vkey"] if name in data["keys"] else name) for name in entry["trusted"]]
    raw = entry["note_utf8"].encode() if "note_utf8" in entry else base64.b64decode(entry["note_base64"])
    report = v.Report()
    checkpoint = v.Checkpoint(v.Note(raw))
    checkpoint.note.check(keys, report)
    return report.verdict == "verified" and entry.get("trusted_origin") in (None, checkpoint.origin)


def checkpoints():
    data = load("checkpoint")
    for entry in data["valid"]:
        expect("checkpoint " + entry["id"], note(data, entry))
    for entry in data["invalid"]:
        expect("checkpoint " + entry["id"], refuses(note, data, entry))
    for entry in data["vkey_invalid"]:
        expect("vkey %s" % entry, refuses(v.Key, entry["vkey"] if isinstance(entry, dict) else entry))
    for entry in data["reference"]:
        if "text_utf8" in entry:
            checkpoint = v.Checkpoint(v.Note(entry["text_utf8"].encode()))
            expect("reference tree", checkpoint.root == v.leaf_hash(entry["leaf_data_utf8"].encode()))
            continue
        report = v.Report()
        v.Note(entry["note_utf8"].encode()).check([v.Key(entry["vkey"])], report)
        expect("reference note %s" % entry["vkey"], report.verdict == "verified")


def proofs():
    data = load("tlog-proof")
    keys = [v.Key(text) for text in data["trusted"]]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.tlog-proof")
        for entry in data["valid"] + data["invalid"]:
            with open(path, "wb") as file:
                file.write(entry["proof_utf8"].encode())
            report = v.check_proof(path, entry["leaf_data_utf8"].encode(), keys)
            expect("tlog-proof " + entry["id"], (report.verdict == "verified") == (entry["expect"] == "accept"))
    for name, accepted in (("inclusion-valid", True), ("inclusion-invalid", False)):
        for entry in load(name)["cases"]:
            def leads_to_root():
                return v.root_of_inclusion(
                    int(entry["leaf_index"]), int(entry["tree_size"]), bytes.fromhex(entry["leaf_hash"]),
                    [bytes.fromhex(element) for element in entry["proof"]]) == bytes.fromhex(entry["root"])
            expect("%s %s" % (name, entry.get("id", entry)), refuses(leads_to_root) != accepted)


def canonical():
    data = load("jcs")
    for entry in data["documents"]:
        text = v.canonical(json.loads(base64.b64decode(entry["input_base64"])))
        expect("jcs " + entry["id"], text == entry["canonical_utf8"])
    for entry in data["numbers"]:
        number = struct.unpack(">d", bytes.fromhex(entry["bits"]))[0]
        if entry.get("text") and abs(number) < float("inf"):
            expect("jcs %s" % entry["bits"], v.number_text(number) == entry["text"])
    for entry in data["must_be_refused"]:
        raw = entry["input_utf8"].encode() if "input_utf8" in entry else base64.b64decode(entry["input_base64"])
        expect("jcs %s" % entry["why"], refuses(lambda: v.parse_canonical(raw) or True))


def custody():
    data = load("custody")
    with tempfile.TemporaryDirectory() as folder:
        chain, head = os.path.join(folder, "chain"), os.path.join(folder, "head")
        entries = [entry["canonical_utf8"].encode() for entry in data["entries"]]
        with open(head, "w", encoding="utf-8") as file:
            file.write(data["checkpoint_utf8"])
        for name, lines, verdict in (("as it is", entries, "verified"), ("without its end", entries[:-1], "rolled back"),
                                     ("without its middle", entries[:2] + entries[3:], "altered")):
            with open(chain, "wb") as file:
                file.write(b"".join(line + b"\n" for line in lines))
            report = v.check_chain(chain, [v.Checkpoint.read(head)], [v.Key(data["vkey"])])
            expect("custody chain %s: %s" % (name, report.verdict), report.verdict == verdict)


for part in (ed25519, checkpoints, proofs, canonical, custody):
    part()
for what in wrong:
    print("WRONG  %s" % what)
print("%d vectors, %d wrong" % (asked, len(wrong)))
sys.exit(1 if wrong else 0)

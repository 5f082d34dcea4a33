"""EVTXReference.py EXPECTED.json RECORDS.jsonl.zst RENDERED: compares what Assay rendered with what the Rust parser says.

RENDERED: per record a line "id TAB recovered", then the length of its text in bytes, then the text and a line feed.
Prints one JSON object: ids missing and extra, carved ids that were not found, values that differ.

Differences of rendering that are none of value, and are levelled here: braces and case of GUIDs; a time's digits beyond
the sixth; NULL values (an element of its own there, left out here as MS-EVEN6 3.1.4.7.2 says); empty values; line ends.
The text is read by Python's own XML parser, an implementation of its own.
"""
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree


def word(value):
    if value is None:
        return ""
    if value is True or value is False:
        return str(value).lower()
    return str(value)


def from_json(name, value, out):
    if isinstance(value, list):
        for item in value:
            from_json(name, item, out)
    elif isinstance(value, dict):
        for key, item in value.get("#attributes", {}).items():
            if not key.startswith("xmlns"):
                out.append((name + "@" + key, word(item)))
        text = value.get("#text", [])
        for item in text if isinstance(text, list) else [text]:
            out.append((name, word(item)))
        for key, item in value.items():
            if not key.startswith("#"):
                # A second element of the same name is NAME_1 there.
                from_json(name + "/" + re.sub(r"_\d+$", "", key), item, out)
    else:
        out.append((name, word(value)))


def local(tag):
    return tag.rsplit("}", 1)[-1]


def from_xml(name, element, out):
    for key, value in element.attrib.items():
        out.append((name + "@" + local(key), value))
    if len(element) == 0:
        out.append((name, element.text or ""))
    for child in element:
        if local(child.tag) == "Data" and "Name" in child.attrib:
            out.append((name + "/" + re.sub(r"_\d+$", "", child.attrib["Name"]), child.text or ""))
        else:
            from_xml(name + "/" + re.sub(r"_\d+$", "", local(child.tag)), child, out)


def level(pairs):
    out = set()
    for name, value in pairs:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
        guid = re.fullmatch(r"\{?([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\}?", value)
        if guid:
            value = guid.group(1).upper()
        time = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z", value)
        if time:
            value = time.group(1) + ((time.group(2) or "") + "000000000")[:7]
        value = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", lambda m: "[%X]" % ord(m.group(0)), value)
        if value.strip():
            out.add((name, value))
    return out


def forbidden(match):
    """References that XML 1.0 forbids, which Python's parser refuses: the same mark as above."""
    code = int(match.group(1), 16)
    allowed = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE
    return match.group(0) if allowed else "[%X]" % code


def rendered(path):
    data = open(path, "rb").read()
    position, records = 0, []
    while position < len(data):
        end = data.index(b"\n", position)
        number, recovered, length = data[position:end].split(b"\t")
        text = data[end + 1:end + 1 + int(length)].decode("utf-8")
        records.append((int(number), recovered == b"1", text))
        position = end + 2 + int(length)
    return records


def main():
    expected = json.load(open(sys.argv[1]))
    lines = subprocess.run(["zstd", "-dcq", sys.argv[2]], stdout=subprocess.PIPE, check=True).stdout.splitlines()
    records = rendered(sys.argv[3])
    in_use = {}
    for number, recovered, text in records:
        if not recovered:
            in_use.setdefault(number, text)
    found = {number for number, _, _ in records}
    ids = set(expected["record_ids"])
    differing = []
    for line in lines:
        if not line.strip():
            continue
        theirs = json.loads(line)
        text = in_use.get(theirs["event_record_id"])
        if text is None:
            continue
        a, b = [], []
        try:
            from_xml("Event", ElementTree.fromstring(re.sub(r"&#x([0-9A-F]+);", forbidden, text)), a)
        except ElementTree.ParseError as error:
            differing.append([theirs["event_record_id"], str(error), text[:200]])
            continue
        from_json("Event", theirs["data"]["Event"], b)
        a, b = level(a), level(b)
        if a != b:
            differing.append([theirs["event_record_id"], sorted(a - b)[:4], sorted(b - a)[:4]])
    print(json.dumps({
        "compared": sum(1 for line in lines if line.strip()),
        "missing": sorted(ids - set(in_use)),
        "extra": sorted(set(in_use) - ids),
        "uncarved": sorted(set(expected["carve_scan"]["ids_only_carved"]) - found),
        "differing": differing,
    }))


main()

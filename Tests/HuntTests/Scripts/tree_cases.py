#!/usr/bin/env python3
"""Random process histories with known parents, written as the records that logs would hold of them.

    tree_cases.py score ASSAY [--seeds N]     runs `ASSAY tree --input` on N histories of each kind
    tree_cases.py write KIND SEED FILE        one history; the truth goes to FILE.truth.json

A small simulator makes computers on which processes start, end and give their numbers back; the truth is who started
whom, and whether the records can tell. It knows nothing of Assay's rules: a parent is expected where the parent's start
is in the file and the child's record names it (GUID, or number with the parent still alive), else none.
"""
import csv
import json
import random
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta

IMAGES = [r"C:\Windows\System32\cmd.exe", r"C:\Windows\System32\svchost.exe", r"C:\Program Files\App\app.exe",
          r"C:\Windows\explorer.exe", r"C:\Users\u\Downloads\tool.exe",
          r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe"]
S4688 = ["TimeGenerated", "NewProcessName", "NewProcessId", "ParentProcessName", "ProcessId", "SubjectLogonId",
         "TargetLogonId", "CommandLine", "SubjectUserName", "SubjectUserSid", "EventID", "Computer", "ProcessName"]
SYSMON = ["UtcTime", "Image", "ProcessId", "ParentImage", "ParentProcessId", "LogonId", "CommandLine", "User",
          "EventID", "Computer", "ProcessGuid", "ParentProcessGuid"]
LINUX = ["TimeGenerated", "exe", "pid", "ppid", "ses", "cmdline", "acct", "uid", "EventType", "Computer"]


class Process:
    def __init__(self, host, pid, image, time, parent):
        self.host, self.pid, self.image, self.time, self.parent = host, pid, image, time, parent
        self.end = None
        self.logged = True
        self.row = None


def simulate(rnd, hosts, steps, pids, images, gap):
    """Processes in the order of their starts; numbers are reused as soon as they are free."""
    everything = []
    for host in hosts:
        now = datetime(2024, 5, 1, 10, 0, 0)
        alive = {}
        root = Process(host, 4, images[0], now, None)
        alive[4] = root
        everything.append(root)
        for _ in range(steps):
            now += timedelta(milliseconds=rnd.randrange(*gap))
            if rnd.random() < 0.35 and len(alive) > 3:
                pid = rnd.choice([p for p in alive if p != 4])
                alive.pop(pid).end = now
                continue
            free = [p for p in pids if p not in alive]
            if not free:
                continue
            parent = rnd.choice(list(alive.values()))
            process = Process(host, rnd.choice(free), rnd.choice(images), now, parent)
            alive[process.pid] = process
            everything.append(process)
    return everything


def stamp(time):
    return time.strftime("%Y-%m-%d %H:%M:%S.") + "%03d" % (time.microsecond // 1000)


def guid(process):
    start = int((process.time - datetime(1970, 1, 1)).total_seconds())
    machine = sum(map(ord, process.host)) * 2654435761 % (1 << 32)
    return "{%08x-%04x-%04x-%04x-%012x}" % (
        machine, start & 0xFFFF, start >> 16, process.pid & 0xFFFF, (process.pid << 20) ^ start)


def device(rnd, path):
    shape = rnd.random()
    if shape < 0.2:
        return path.upper()
    if shape < 0.4:
        return path.replace("C:", r"\Device\HarddiskVolume2", 1)
    return path


def number(rnd, pid):
    return hex(pid) if rnd.random() < 0.7 else str(pid)


def windows(rnd, processes, ends=True, names=True, loss=0.15):
    rows = []
    for p in processes:
        p.logged = rnd.random() >= loss
        if p.logged:
            parent = p.parent
            rows.append((p.time, 0, p, {
                "TimeGenerated": stamp(p.time), "NewProcessName": device(rnd, p.image),
                "NewProcessId": number(rnd, p.pid),
                "ParentProcessName": device(rnd, parent.image) if parent and names else "",
                "ProcessId": number(rnd, parent.pid) if parent else "", "SubjectLogonId": "0x3e7",
                "TargetLogonId": "0x0", "CommandLine": p.image, "SubjectUserName": "u",
                "SubjectUserSid": "S-1-5-18", "EventID": "4688", "Computer": p.host}))
        if p.end and ends:
            rows.append((p.end, 1, None, {
                "TimeGenerated": stamp(p.end), "ProcessName": device(rnd, p.image), "ProcessId": number(rnd, p.pid),
                "EventID": "4689", "Computer": p.host}))
    return S4688, rows


def sysmon(rnd, processes, ends=True, names=True, loss=0.15):
    rows = []
    for p in processes:
        p.logged = rnd.random() >= loss
        if p.logged:
            parent = p.parent
            rows.append((p.time, 0, p, {
                "UtcTime": stamp(p.time), "Image": p.image, "ProcessId": str(p.pid),
                "ParentImage": parent.image if parent else "-", "ParentProcessId": str(parent.pid) if parent else "0",
                "LogonId": "0x3e7", "CommandLine": p.image, "User": "u", "EventID": "1", "Computer": p.host,
                "ProcessGuid": guid(p), "ParentProcessGuid": guid(parent) if parent else
                "{00000000-0000-0000-0000-000000000000}"}))
        if p.end and ends:
            rows.append((p.end, 1, None, {
                "UtcTime": stamp(p.end), "Image": p.image, "ProcessId": str(p.pid), "EventID": "5",
                "Computer": p.host, "ProcessGuid": guid(p)}))
    return SYSMON, rows


def linux(rnd, processes, **_):
    rows = []
    for p in processes:
        p.logged = True
        rows.append((p.time, 0, p, {
            "TimeGenerated": stamp(p.time), "exe": p.image, "pid": str(p.pid),
            "ppid": str(p.parent.pid if p.parent else 1), "ses": "4", "cmdline": p.image, "acct": "root", "uid": "0",
            "EventType": "SYSCALL_EXECVE", "Computer": p.host}))
    return LINUX, rows


def case(kind, seed):
    rnd = random.Random("%s %d" % (kind, seed))
    hosts = ["WS%d" % i for i in range(1, rnd.choice([2, 4]))]
    unix = [i.replace("C:", "").replace("\\", "/").replace(".exe", "").lower() for i in IMAGES]
    settings = {
        "security": (windows, IMAGES, range(8, 400, 4), {}),
        "security-reuse": (windows, IMAGES, range(8, 40, 4), {}),
        "security-no-names": (windows, IMAGES, range(8, 60, 4), {"names": False}),
        "security-no-ends": (windows, IMAGES, range(8, 4000, 4), {"ends": False}),
        "sysmon": (sysmon, IMAGES, range(8, 400, 4), {}),
        "sysmon-reuse": (sysmon, IMAGES, range(8, 40, 4), {}),
        "linux": (linux, unix, range(100, 4000), {}),
    }
    write, images, pids, options = settings[kind]
    processes = simulate(rnd, hosts, 120, list(pids), images, (1, 4000))
    columns, rows = write(rnd, processes, **options)
    rows.sort(key=lambda r: (r[0], r[1]))
    if seed % 3 == 1:
        rnd.shuffle(rows)
    truth = []
    for place, row in enumerate(rows):
        if row[2]:
            row[2].row = place
    for row in rows:
        p = row[2]
        truth.append(p.parent.row if p and p.parent and p.parent.logged else None)
    return columns, [r[3] for r in rows], truth, [bool(r[2]) for r in rows]


KINDS = ["security", "security-reuse", "security-no-names", "security-no-ends", "sysmon", "sysmon-reuse", "linux"]


def save(path, columns, rows):
    with open(path, "w", newline="") as f:
        out = csv.DictWriter(f, columns, restval="", quoting=csv.QUOTE_ALL, lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def score(assay, seeds):
    wrong = 0
    for kind in KINDS:
        links = bad = 0
        for seed in range(seeds):
            columns, rows, truth, starts = case(kind, seed)
            with tempfile.NamedTemporaryFile(suffix=".csv") as f:
                save(f.name, columns, rows)
                out = subprocess.run([assay, "tree", "--input", f.name, "--format", "ndjson"], capture_output=True)
            found = {}
            for line in out.stdout.splitlines():
                node = json.loads(line)
                if not node["ghost"]:
                    found[node["row"]] = node["parent_row"]
            for row, (parent, is_start) in enumerate(zip(truth, starts)):
                if not is_start:
                    continue
                links += 1
                if found.get(row, "missing") != parent:
                    bad += 1
                    if bad <= 3:
                        print("  %s seed %d row %d: %r, truth %r" % (kind, seed, row, found.get(row, "missing"), parent))
        print("%-18s %6d processes, %d wrong" % (kind, links, bad))
        wrong += bad
    return wrong


if __name__ == "__main__":
    if sys.argv[1] == "score":
        sys.exit(1 if score(sys.argv[2], int(sys.argv[4]) if len(sys.argv) > 4 else 20) else 0)
    columns, rows, truth, _ = case(sys.argv[2], int(sys.argv[3]))
    save(sys.argv[4], columns, rows)
    with open(sys.argv[4] + ".truth.json", "w") as f:
        json.dump(truth, f)

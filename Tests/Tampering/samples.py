"""Small sources of several formats, the same every time, and a case made of them with the program."""
import json
import os
import shutil
import subprocess
import zipfile

EVTX = os.environ.get("ASSAY_SHARED", "/work/shared") + "/corpora/evtx/log_cleared_1102_104.evtx"


def event_xml(number):
    return ("<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
            "<Provider Name='Microsoft-Windows-Sysmon'/><EventID>1</EventID>"
            "<TimeCreated SystemTime='2024-05-01T09:%02d:%02d.1843221Z'/><EventRecordID>%d</EventRecordID>"
            "<Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>ws%d.example</Computer></System>"
            "<EventData><Data Name='Image'>C:\\Windows\\System32\\tool%d.exe</Data><Data Name='User'>EXAMPLE\\u%d</Data>"
            "</EventData></Event>\n" % (number // 60 % 60, number % 60, 7000 + number, number % 3, number, number % 5))


def event_json(number):
    return json.dumps({"@timestamp": "2024-05-01T10:%02d:%02dZ" % (number // 60 % 60, number % 60), "event_id": 4688,
                       "host": "srv%d" % (number % 4), "user": "user%03d" % (number % 50),
                       "message": "process %04d started" % number}) + "\n"


def write(folder, records=520):
    """The sources, in the order in which they are added."""
    os.makedirs(folder, exist_ok=True)

    def put(name, text):
        with open(os.path.join(folder, name), "w", newline="") as file:
            file.write(text)
        return os.path.join(folder, name)
    paths = [
        put("events.xml", "<Events>\n%s</Events>\n" % "".join(map(event_xml, range(40)))),
        put("log.ndjson", "".join(map(event_json, range(records)))),
        put("table.csv", "time,host,user,count\n" + "".join(
            "2024-05-01T11:%02d:00Z,h%d,\"last, first %d\",%d\n" % (i, i % 3, i, i * 7) for i in range(30))),
    ]
    bundle = os.path.join(folder, "bundle.zip")
    with zipfile.ZipFile(bundle, "w") as file:
        file.writestr(zipfile.ZipInfo("inner.ndjson", (2024, 5, 1, 0, 0, 0)), "".join(map(event_json, range(600, 660))))
    paths.append(bundle)
    if os.path.exists(EVTX):
        paths.append(shutil.copyfile(EVTX, os.path.join(folder, "cleared.evtx")))
    return paths


def run(arguments, timeout=120):
    """(exit status, standard output, standard error)"""
    done = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout)
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def add(assay, case, paths, *options):
    status, out, error = run([assay, "add", case, *paths, "--quiet", *options])
    if status:
        raise SystemExit("assay add: status %d: %s%s" % (status, out, error))
    return case

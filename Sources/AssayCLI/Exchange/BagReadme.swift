import CaseFile
import Evidence
import Integrity
import Pages

/// `README.txt` of a bag: for the other side's expert, who has never seen Assay.
struct BagReadme {
  let identity: CaseIdentity
  let request: BagRequest
  let written: BagContents.Written
  let checkpoint: SignedNote

  var text: String {
    (["Evidence of the case '\(DisplayText.escaped(identity.name))', \(identity.origin)"] + date + [""]
      + contents + [""]
      + checking + [""] + limits).joined(separator: "\n") + "\n"
  }

  private var date: [String] {
    [
      "Exported \(request.time.text) with Assay \(AssayVersion.text)"
        + (request.examiner.isEmpty ? "" : " by \(DisplayText.escaped(request.examiner))")
    ]
  }

  private var contents: [String] {
    var lines = [
      "WHAT IS IN HERE (folder data)",
      "  sources/               the log files, byte for byte as they came in: \(NumberText.counted(written.sources, "file"))",
      "  sources.ndjson         what each file is called in the case, its size, digests and counts; one JSON object a line",
      "  custody/entries.ndjson who did what to the case, \(NumberText.counted(written.custodyEntries, "entry", "entries")), each holding the SHA-256 of the one before",
      "  checkpoints/           the fingerprint of the case: number of records and gaps, root hash of a Merkle tree (RFC 6962)",
    ]
    if written.proofs.records > 0 {
      lines.append(
        "  proofs/                \(NumberText.counted(written.proofs.records, "record")): N.raw is record number N as it stands in its"
          + " log, N.tlog-proof proves that the checkpoint covers it")
    }
    if written.findings > 0 {
      lines.append(
        "  findings.ndjson        \(NumberText.counted(written.findings, "finding")): what was asked, what came out, which records it names"
      )
    }
    lines.append("  report/                the report: a page for people, and the same facts as JSON")
    if written.timeStamps > 0 {
      lines.append("  timestamps/            N.tsr: a time stamp (RFC 3161) over N.stamped")
    }
    if let digest = written.caseSHA256 {
      lines.append("  case/case.assay        a copy of the case, a SQLite file. SHA-256 \(digest)")
    }
    lines.append(
      "  verify.py              checks all of this without Assay; Python 3.9 or later, one readable file")
    if written.containersLeftOut > 0 {
      lines.append(
        "  Not here: \(NumberText.counted(written.containersLeftOut, "archive")) as such; the files in"
          + " \(written.containersLeftOut == 1 ? "it" : "them") are.")
    }
    if written.incomplete > 0 {
      lines.append(
        "  Not whole: \(NumberText.counted(written.incomplete, "source")), whose import was interrupted (state in sources.ndjson)."
      )
    }
    if written.proofs.leftOut > 0 {
      lines.append(
        "  Not proven one by one: \(NumberText.counted(written.proofs.leftOut, "record")) of findings, beyond --max-proofs \(request.proofLimit)."
      )
    }
    return lines
  }

  private var checking: [String] {
    var lines = [
      "HOW TO CHECK IT (in the folder of the bag)",
      "  1. Nothing was altered since the lists were written:",
      "       sha256sum -c manifest-sha256.txt",
      "       sha256sum -c tagmanifest-sha256.txt",
      "     This finds accidents. Whoever alters a file can write the lists anew; so",
    ]
    if let key = request.key {
      lines += [
        "  2. check who signed. Take the key as you got it by another way than this bag (a letter, the minutes, a call),",
        "     and compare its fingerprint: \(key.publicKey.fingerprint). In a file 'signers':",
        "       examiner namespaces=\"\(SignedFiles.manifestNamespace),\(SignedFiles.checkpointNamespace),\(SignedFiles.reportNamespace)\" ssh-ed25519 AAAA...",
        "     then:",
        "       ssh-keygen -Y verify -f signers -I examiner -n \(SignedFiles.manifestNamespace) -s tagmanifest-sha256.txt.sig < tagmanifest-sha256.txt",
        "     The tag manifest names the digests of the manifests, and these name all files.",
      ]
    } else {
      lines += [
        "  2. nobody signed this bag: keep the SHA-256 of tagmanifest-sha256.txt that the other side gave you elsewhere."
      ]
    }
    lines += [
      "  3. Everything with one command, best with a copy of verify.py from the project itself:",
      "       python3 data/verify.py ." + (request.key == nil ? "" : " --key KEY.pub"),
      "     It reads every list, hashes every file, follows the custody log, compares the log files with it, checks proofs",
      "     and signatures"
        + (written.caseSHA256 == nil ? "." : ", and makes the tree of the case again from its bytes."),
    ]
    return lines
  }

  private var limits: [String] {
    [
      "WHAT IT PROVES, AND WHAT NOT",
      "  With a signature by a key that you know: these are the bytes, the log and the answers that the holder of the key",
      "  signed. Not that the log files were whole or honest when they came in, nor that their clocks were right, nor that",
      "  what is in no record did not happen. The custody log in here ends before the entry of this very export.",
    ]
      + (checkpoint.signatures.isEmpty
        ? ["  The checkpoint is unsigned: it says that the parts of this bag belong together, no more."] : [])
  }
}

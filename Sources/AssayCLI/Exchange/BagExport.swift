import CaseFile
import Evidence
import Integrity
import Pages
import Report

/// Makes a bag, from signing to the custody entry.
struct BagExport {
  let casePath: String
  let keyPath: String?
  let request: BagRequest
  let custody: CustodyLog
  let threads: Int
  let force: Bool
  let terminal: Terminal

  /// - Throws: `export.not-empty`, `export.in-the-way`, `interrupted`, and what signing, extracting, proving and writing
  ///   throw. No folder of that name appears then.
  func write(_ path: String) async throws -> BagOutput {
    let folder = try BagFolder(path, force: force)
    Interruption.stopGracefully()
    let (signed, verification) = try await signedCheckpoints()
    let store = try CaseStore.open(casePath)
    let identity = try store.identity()
    let note = try signed.first ?? checkpoint(store)
    let contents = BagContents(
      store: store, folder: folder, request: request, terminal: terminal, checkpoint: note,
      custodyCheckpoint: signed.count > 1 ? signed[1] : nil)
    let written = try contents.write()
    try BagReport(
      casePath: casePath, request: request, executable: custody.tool.executable?.description,
      verification: verification, threads: threads
    ).write(store, folder)
    try folder.write(VerifyScript.bytes, to: "data/" + VerifyScript.name)
    let readme = BagReadme(identity: identity, request: request, written: written, checkpoint: note)
    try folder.write(readme.text.utf8, to: "data/README.txt")
    let kinds: Set<DigestKind> = request.digests ? Set(DigestKind.allCases) : [.sha256, .sha512]
    let sealed = try BagManifests(kinds: kinds).seal(folder, info: info(identity, note, written))
    if let key = request.key {
      let signature = try SSHSignature.sign(
        sealed.tagManifestBytes, namespace: SignedFiles.manifestNamespace, key: key.key)
      try folder.write(signature.utf8, to: sealed.tagManifest + ".sig")
    }
    let moved = try folder.finish()
    let sequence = ExportLog(casePath: casePath, custody: custody, terminal: terminal).record(
      "bag", to: path, sha256: sealed.tagManifestSHA256, members(sealed, written))
    return BagOutput(
      path: folder.path, written: written, sealed: sealed, checkpoint: note, key: request.key, moved: moved,
      custodySequence: sequence, terminal: terminal)
  }

  /// Signs evidence and custody log as they are. A case that cannot be written is signed no more: its bag still is.
  private func signedCheckpoints() async throws -> ([SignedNote], VerifyReport?) {
    guard let key = request.key, let keyPath else { return ([], nil) }
    let signer = CaseSigner(
      casePath: casePath, keyPath: keyPath, key: key, custody: custody, threads: threads, terminal: terminal)
    do {
      let (signed, verification) = try await signer.sign([.evidence, .custody])
      return (signed.map(\.note), verification)
    } catch let error as AssayError where error.code == "case.unwritable" {
      terminal.error(
        "note: no checkpoint was signed, since the case cannot be written; the bag itself is signed  [\(error.code)]"
      )
      return ([], nil)
    }
  }

  /// The last signed one, if it covers all there is; else that of now, unsigned.
  private func checkpoint(_ store: CaseStore) throws -> SignedNote {
    let now = try store.checkpoint(.evidence)
    guard let last = try store.signedCheckpoints().last else { return SignedNote(text: now.text) }
    guard last.text == now.text else {
      let size = (try? Checkpoint(text: last.text))?.size ?? 0
      terminal.note(
        "note: the last signed checkpoint covers \(NumberText.grouped(size)) of \(NumberText.grouped(now.size)) records and"
          + " gaps: the bag's is unsigned; --sign KEY signs the case as it is")
      return SignedNote(text: now.text)
    }
    return last
  }

  private func info(
    _ identity: CaseIdentity, _ note: SignedNote, _ written: BagContents.Written
  ) throws -> [(label: String, value: String)] {
    let checkpoint = try Checkpoint(text: note.text)
    var lines: [(label: String, value: String)] = [
      ("Bag-Software-Agent", "Assay \(AssayVersion.text)"),
      ("Bagging-Date", String(request.time.text.prefix(10))),
      ("External-Identifier", identity.origin),
      (
        "External-Description",
        "Log evidence of the case '\(identity.name)' with its proofs: see data/README.txt"
      ),
    ]
    if !request.examiner.isEmpty { lines.append(("Contact-Name", request.examiner)) }
    lines += [
      ("Assay-Exported", request.time.text),
      ("Assay-Tree-Size", "\(checkpoint.size)"), ("Assay-Root", checkpoint.root.description),
      ("Assay-Custody-Entries", "\(written.custodyEntries)"),
    ]
    if let key = request.key { lines.append(("Assay-Key-Fingerprint", key.publicKey.fingerprint)) }
    return lines
  }

  private func members(_ sealed: BagManifests.Sealed, _ written: BagContents.Written) -> [JSONValue.Member] {
    [
      .init("manifest", .string(sealed.tagManifest)), .init("files", .number(sealed.files)),
      .init("bytes", .number(sealed.bytes)), .init("with_case", .bool(request.withCase)),
      .init("custody_entries", .number(written.custodyEntries)),
      .init("fingerprint", .text(request.key?.publicKey.fingerprint)),
    ]
  }
}

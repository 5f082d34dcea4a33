import Evidence
import GRDB
import Integrity

extension CustodyCheck {
  /// Compares the rows of `source` with what the custody entries say of them.
  func compare(_ index: CaseIndex, _ log: inout FailureLog, _ notes: inout [String]) {
    for source in index.sources {
      guard let account = accounts[source.id], let imported = account.imported else {
        noAccount(source, &log, &notes)
        continue
      }
      compare(source, account, imported.details, imported.sequence, index, &log)
      if source.state == .complete, imported.action != "source-imported" {
        log.add(
          VerifyReport.Failure(
            "custody.source", source: source.id, expected: imported.action, found: "complete",
            reason: "source \(source.id) is marked as complete, custody entry \(imported.sequence) says"
              + " \(imported.action)"))
      }
    }
    for id in accounts.keys.sorted() where index.source(id) == nil {
      log.add(
        VerifyReport.Failure(
          "custody.source", source: id, expected: "source \(id)", found: "none",
          reason: "custody tells of source \(id), which is not there"))
    }
    let size = index.blocks.last?.leaves.upperBound ?? 0
    let isOpen = index.blocks.last.flatMap { index.source($0.source) }?.state == .open
    if size > lastSize {
      let reason =
        "records \(lastSize)–\(size) are in no custody entry yet: their import was cut off;"
        + " the same add goes on from there"
      if isOpen {
        notes.append(reason)
      } else {
        log.add(
          VerifyReport.Failure(
            "custody.evidence", record: lastSize, expected: "\(lastSize)", found: "\(size)",
            reason: "the last custody entry tells of \(lastSize) records, there are \(size)"))
      }
    }
  }

  private func noAccount(_ source: SourceRow, _ log: inout FailureLog, _ notes: inout [String]) {
    if source.state == .open {
      notes.append("source \(source.id) (\(source.name)) is unfinished: its import was cut off")
    } else {
      log.add(
        VerifyReport.Failure(
          "custody.missing", source: source.id,
          reason: "no custody entry tells of the import of source \(source.id) (\(source.name))"))
    }
  }

  private static func state(excluded: Bool) -> String { excluded ? "left out of answers" : "in answers" }

  private func compare(
    _ source: SourceRow, _ account: Account, _ details: JSONValue, _ sequence: Int, _ index: CaseIndex,
    _ log: inout FailureLog
  ) {
    func differs(_ what: String, _ expected: String?, _ found: String?) {
      guard expected != found else { return }
      log.add(
        VerifyReport.Failure(
          "custody.source", source: source.id, expected: expected, found: found,
          reason: "\(what) of source \(source.id) is \(found ?? "none"), custody entry \(sequence) says"
            + " \(expected ?? "none")"))
    }
    func text(_ name: String) -> String? { details[name]?.string }
    func number(_ name: String) -> String? { details[name]?.int.map { "\($0)" } }
    differs("the name", text("name_bytes_hex"), hexText(source.nameBytes))
    differs("the name as shown", text("name"), source.name)
    differs("the kind", text("kind") ?? SourceRow.evidenceKind, source.kind)
    differs("the state", Self.state(excluded: account.excluded), Self.state(excluded: source.excluded))
    let first = index.blocks.first { $0.source == source.id }?.firstLeaf
    // An import that went on after this entry and was killed has more than it says.
    if source.state == .open {
      if let bytes = details["bytes"]?.int, bytes > Int64(source.committed) {
        differs("the number of bytes", "\(bytes)", "\(source.committed)")
      }
      return
    }
    differs("the number of bytes", number("bytes"), "\(source.committed)")
    differs("the SHA-256 of what was read", text("prefix_sha256"), source.prefixSHA256.description)
    differs("the number of spans", number("leaf_count"), "\(source.spans)")
    differs("the number of records", number("records"), "\(source.records)")
    differs("the number of gaps", number("gaps"), "\(source.gaps)")
    differs("the number of records not parsed", account.unparsed.map { "\($0)" }, "\(source.unparsed)")
    differs("the SHA-256", text("sha256"), source.sha256?.description)
    differs("the SHA-1", text("sha1"), source.sha1.map { hexText($0) })
    differs("the MD5", text("md5"), source.md5.map { hexText($0) })
    differs("the time of the file", text("modified"), source.modified?.text)
    if let first { differs("the first record", number("first_leaf"), "\(first)") }
    if let profile = account.profile {
      differs("how it is read (profile)", profile, try? SourceRow.profileText(source.profile))
    }
  }

  /// Compares `meta` with the entry of the case's creation, and of its migration to another format.
  func compareIdentity(_ db: Database, _ log: inout FailureLog) {
    guard let created else { return }
    for name in ["format", "name", "uuid", "created", "tool_version", "readme"] {
      let recorded = name == "readme" ? "readme_sha256" : name
      guard let expected = migrated?[recorded]?.string ?? created[recorded]?.string else { continue }
      let row = try? Row.fetchOne(db, sql: "SELECT key, value FROM meta WHERE key = ?", arguments: [name])
      var found = row.flatMap { try? RowCells($0, table: "meta").text(1, "value") }
      if name == "readme" { found = found.map { Digest256.of(Array($0.utf8)).description } }
      if found != expected {
        log.add(
          VerifyReport.Failure(
            "custody.source", expected: expected, found: found,
            reason: "the case's \(name) is \(found ?? "none"), custody says \(expected)"))
      }
    }
  }
}

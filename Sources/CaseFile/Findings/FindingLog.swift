package import Evidence
import GRDB
import Integrity

/// Writes tags, notes and findings: each act as a custody entry that holds all of it, and in the same transaction the
/// state that follows from it.
package struct FindingLog: Sendable {
  private let path: String
  private let custody: CustodyLog

  /// - Parameters:
  ///   - path: of the case.
  ///   - custody: who acts, with what.
  package init(_ path: String, custody: CustodyLog) {
    self.path = path
    self.custody = custody
  }

  /// What became of an act.
  package struct Entry: Sendable {
    /// Number of its custody entry, and SHA-256 of the entry's bytes.
    package var sequence: Int
    package var sha256: String
  }

  /// Puts a tag, a note or both on records or sources, or takes them off. Records that have them already, and those
  /// that do not have what is to be taken off, are left out of the act.
  ///
  /// - Returns: what was written; nil where nothing changes, and nothing was.
  /// - Throws: `case.unwritable`, `case.locked`, and what opening throws.
  package func annotate(_ act: AnnotationAct) throws(AssayError) -> (entry: Entry, act: AnnotationAct)? {
    try write { db, append throws in
      let before = try AnnotationList(db)
      var effective = act
      let same = before.annotations.filter { $0.isNamed(tag: act.tag, note: act.note) }
      // The same tag with another note is something else to say.
      let there =
        act.isRemoval ? same : same.filter { annotation in act.note?.isSame(as: annotation.note) ?? true }
      let records = there.reduce(RecordSet()) { $0.union($1.records) }
      let sources = Set(there.flatMap(\.sources))
      let others = act.records.subtracting(records)
      effective.records = act.isRemoval ? act.records.subtracting(others) : others
      effective.sources = act.sources.filter { sources.contains($0) == act.isRemoval }.sorted()
      guard !effective.records.isEmpty || !effective.sources.isEmpty else { return nil }
      let (entry, written) = try append(effective.name, effective.details)
      var after = before
      after.take(effective, sequence: Int(clamping: entry.sequence))
      // The tables are there now, whatever format the case had.
      try after.write(db, replacing: before)
      return (written, effective)
    }
  }

  /// Saves an answer as a finding, the last one in order, and part of the report.
  ///
  /// - Returns: its number, and the entry.
  /// - Throws: as `annotate`.
  package func save(_ draft: FindingDraft) throws(AssayError) -> (number: Int, entry: Entry) {
    try write { db, append throws in
      let before = try FindingList(db)
      let receipt = try CanonicalJSON.bytes(draft.receipt)
      let finding = Finding(
        number: before.findings.count + 1, sequence: 0, name: draft.name, statement: draft.statement,
        interpretation: "", alternatives: "", included: true, place: 0, receipt: draft.receipt,
        receiptSHA256: Digest256.of(receipt).description, prints: draft.prints, records: draft.records)
      let (entry, written) = try append(FindingAct.saving, FindingAct.saved(finding).details)
      var after = before
      var saved = finding
      saved.sequence = Int(clamping: entry.sequence)
      try after.take(.saved(saved), entry)
      try after.write(db, replacing: before)
      return (finding.number, written)
    }
  }

  /// Says something else of a finding. The entry keeps what was said before.
  ///
  /// - Throws: `finding.missing`, and as `annotate`.
  package func edit(_ number: Int, _ edit: FindingEdit) throws(AssayError) -> Entry {
    try write { db, append throws in
      let before = try FindingList(db)
      guard before.findings.contains(where: { $0.number == number }) else {
        throw Finding.missing(number, path: path)
      }
      let act = FindingAct.edited(number: number, edit)
      let (entry, written) = try append(FindingAct.editing, act.details)
      var after = before
      try after.take(act, entry)
      try after.write(db, replacing: before)
      return written
    }
  }

  private typealias Append = (_ action: String, _ details: JSONValue) throws -> (CustodyEntry, Entry)

  private func write<R>(_ body: (Database, Append) throws -> R) throws(AssayError) -> R {
    let store = try CaseStore.openForWriting(path, create: false)
    do {
      return try store.queue.write { db in
        let head = try EvidenceTree.head(db)
        return try body(db) { action, details in
          let entry = try custody.append(
            db, action: action, details: details, size: head.size, root: head.root)
          let sha256 = Digest256.of(try entry.canonicalBytes()).description
          return (entry, Entry(sequence: Int(clamping: entry.sequence), sha256: sha256))
        }
      }
    } catch {
      throw CaseStore.translate(error, path: path)
    }
  }
}

extension Finding {
  /// The error of a number that no finding has.
  package static func missing(_ number: Int, path: String) -> AssayError {
    AssayError(
      "finding.missing", subject: path, reason: "there is no finding \(number)",
      hint: "assay findings \(path) lists them")
  }
}

/// Reading of tags, notes and findings.
extension CaseStore {
  /// All tags and notes.
  package func annotations() throws(AssayError) -> AnnotationList {
    try reading { try AnnotationList($0) }
  }

  /// All findings.
  package func findings() throws(AssayError) -> FindingList { try reading { try FindingList($0) } }

  /// Entries of the custody log. count(1) counts row by row, under the budget of steps; count(*) would walk all pages
  /// in one step, without an end where a hostile file's refer to one another.
  package func custodyCount() throws(AssayError) -> Int {
    try reading { try Int.fetchOne($0, sql: "SELECT count(1) FROM custody") ?? 0 }
  }

  /// When and by whom acts were done, by the number of their custody entry: `time`, and `actor` as canonical JSON.
  package func saidBy(_ sequences: [Int]) throws(AssayError) -> [Int: (time: String, actor: String)] {
    let wanted = Set(sequences)
    return try reading { db in
      var said: [Int: (time: String, actor: String)] = [:]
      let cursor = try Row.fetchCursor(db, sql: "SELECT seq, time, actor FROM custody ORDER BY seq")
      while let row = try cursor.next() {
        let cells = RowCells(row, table: "custody")
        let sequence = try cells.natural(0, "seq")
        guard wanted.contains(sequence) else { continue }
        said[sequence] = (try cells.text(1, "time"), try cells.text(2, "actor"))
      }
      return said
    }
  }

  /// The tags and notes that the first entries of the custody log tell of: how they stood then.
  ///
  /// - Throws: `case.damaged`.
  package func annotations(afterEntries count: Int) throws(AssayError) -> AnnotationList {
    try reading { db in
      var list = AnnotationList()
      let cursor = try Row.fetchCursor(
        db, sql: "SELECT seq, entry FROM custody WHERE action IN (?, ?) AND seq < ? ORDER BY seq",
        arguments: [AnnotationAct.action, AnnotationAct.removal, count])
      while let row = try cursor.next() {
        let entry = try CustodyEntry(canonical: RowCells(row, table: "custody").blob(1, "entry"))
        if let act = try AnnotationAct(entry) { list.take(act, sequence: Int(clamping: entry.sequence)) }
      }
      return list
    }
  }
}

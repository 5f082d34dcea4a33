import Evidence

/// A rollback journal or write-ahead log that lies beside a case, and that the next ordinary opening applies.
struct Sidecar {
  let path: FilePath
  let byteCount: UInt64
  let isJournal: Bool

  /// Those beside a case that have something in them.
  static func beside(_ casePath: String) -> [Sidecar] {
    ["-journal", "-wal"].compactMap { suffix in
      let path = FilePath(casePath + suffix)
      guard let status = FileReader.statusOfFile(path), status.size > 0 else { return nil }
      return Sidecar(path: path, byteCount: status.size, isJournal: suffix == "-journal")
    }
  }

  /// Whether SQLite takes a journal for none: its first byte is zero until the journal is whole on disk, and only
  /// then the case is written (SQLite's pager.c, `hasHotJournal`).
  var isInert: Bool {
    isJournal && (try? FileReader(path).bytes(at: 0, count: 1)) == [0]
  }

  /// The file that the journal names as its super-journal; nil where it names none (SQLite file format, "The
  /// Rollback Journal"; pager.c, `readSuperJournal`).
  ///
  /// Only a transaction over several databases has one, which Assay never makes. A journal from someone else could
  /// name any file: having rolled back, SQLite deletes the one that is named.
  var superJournal: String? {
    // … name, its length, its checksum, and the eight bytes that a journal begins with, too.
    guard isJournal, byteCount >= 16,
      let tail = try? FileReader(path).bytes(at: byteCount - 16, count: 16), tail.count == 16,
      Array(tail[8...]) == Self.journalMagic
    else { return nil }
    let length = tail[..<4].reduce(0) { $0 << 8 | UInt64($1) }
    let shown = min(length, 1000, byteCount - 16)
    let name = try? FileReader(path).bytes(at: byteCount - 16 - shown, count: Int(shown))
    return String(decoding: name ?? [], as: UTF8.self)
  }

  private static let journalMagic: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]

  /// Refuses to open a case whose journal would make SQLite delete another file.
  ///
  /// - Throws: `case.journal`.
  static func refuseHostile(beside casePath: String) throws(AssayError) {
    for sidecar in beside(casePath) {
      guard let name = sidecar.superJournal else { continue }
      throw AssayError(
        "case.journal", subject: casePath,
        reason: "\(sidecar.path) names another file, '\(name)', which SQLite would delete when it rolls back;"
          + " no journal of Assay does that",
        hint: "assay verify \(casePath) says what the case holds without it")
    }
  }
}

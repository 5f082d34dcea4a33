import Evidence
import Foundation
import GRDB
import Integrity

/// Files, SQLite, format and schema: all that is checked before a table is read.
struct StructureCheck {
  let path: String
  let options: VerifyOptions

  /// Sidecars are part of the evidence: the next ordinary open would apply them. They are named, and the file
  /// is verified as it lies there.
  func sidecars(_ log: inout FailureLog, _ notes: inout [String]) {
    for suffix in ["-journal", "-wal"] {
      let sidecar = FilePath(path + suffix)
      guard let status = try? sidecar.status(), status.kind == .file, status.size > 0 else { continue }
      if suffix == "-journal", Self.isInert(sidecar) {
        notes.append(
          "\(sidecar) is what an interrupted write left before it changed the case: SQLite ignores it")
        continue
      }
      let digest = (try? Self.digest(of: sidecar))?.description
      log.add(
        VerifyReport.Failure(
          "structure.sidecar", found: digest,
          reason: "\(sidecar) lies beside the case: \(status.size) bytes"
            + " that the next command which opens the case for writing applies"))
      notes.append(
        "the file was checked as it lies there; after recovery from \(sidecar) it may differ:"
          + " check a copy of both files again after opening it")
    }
  }

  /// Whether SQLite takes a journal for none: its first byte is zero until the journal is whole on disk, and only
  /// then the case is written (SQLite's pager.c, `hasHotJournal`).
  private static func isInert(_ journal: FilePath) -> Bool {
    var head: [UInt8] = []
    guard let reader = try? FileReader(journal), (try? reader.read(1, at: 0, into: &head)) != nil else {
      return false
    }
    return head.first == 0
  }

  /// Whether the file is as long as its own header says (SQLite file format, "The Database Header").
  ///
  /// - Returns: the length that the header states; nil where it states none.
  @discardableResult
  func fileSize(_ log: inout FailureLog) throws(AssayError) -> UInt64? {
    let file = FilePath(path)
    let status = try file.status()
    var head: [UInt8] = []
    _ = try FileReader(file).read(100, at: 0, into: &head)
    log.count("file_bytes", Int(clamping: status.size))
    guard head.count == 100, head.starts(with: "SQLite format 3\0".utf8) else { return nil }
    func number(_ range: Range<Int>) -> UInt64 { head[range].reduce(0) { $0 << 8 | UInt64($1) } }
    let pageSize = number(16..<18) == 1 ? 65_536 : number(16..<18)
    let pages = number(28..<32)
    // The page count holds only if the file was last written by a SQLite that keeps it.
    guard pages > 0, number(24..<28) == number(92..<96) else { return nil }
    log.count("pages", Int(pages))
    if status.size != pages * pageSize {
      log.add(
        VerifyReport.Failure(
          "structure.file-size", offset: min(status.size, pages * pageSize),
          expected: "\(pages * pageSize)", found: "\(status.size)",
          reason: "the file has \(status.size) bytes; its header says \(pages) pages of \(pageSize)"))
    }
    return pages * pageSize
  }

  /// B-trees, free pages, indexes against tables.
  func integrity(_ db: Database, _ log: inout FailureLog) {
    do {
      let pragma = options.quick ? "quick_check" : "integrity_check"
      for row in try Row.fetchAll(db, sql: "PRAGMA \(pragma)(\(VerifyReport.failureLimit))") {
        let text = String.fromDatabaseValue(row[0]) ?? ""
        if text != "ok" { log.add(VerifyReport.Failure("structure.sqlite", reason: text)) }
      }
    } catch {
      log.add(
        VerifyReport.Failure("structure.sqlite", reason: "SQLite's check stopped: \(Self.words(error))"))
    }
  }

  /// Whether this is an Assay case of a format that is known. False: nothing else can be said.
  func format(_ db: Database, _ log: inout FailureLog) -> Bool {
    let application = (try? Int.fetchOne(db, sql: "PRAGMA application_id")) ?? 0
    let version = (try? Int.fetchOne(db, sql: "PRAGMA user_version")) ?? 0
    guard application == Schema.applicationID else {
      log.add(
        VerifyReport.Failure(
          "structure.not-a-case", expected: "\(Schema.applicationID)", found: "\(application)",
          reason: "its application id is not that of an Assay case"))
      return false
    }
    guard version == Schema.version else {
      log.add(
        VerifyReport.Failure(
          "structure.format", expected: "\(Schema.version)", found: "\(version)",
          reason: "format \(version) is unknown to this Assay, which reads format \(Schema.version)"))
      return false
    }
    return true
  }

  func schema(_ db: Database, _ log: inout FailureLog, _ notes: inout [String]) {
    do {
      for difference in try Schema.differences(db) {
        if difference.isHarmless {
          notes.append("\(difference.reason): questions take longer, answers are the same")
        } else {
          log.add(
            VerifyReport.Failure(
              "structure.schema", expected: difference.expected, found: difference.found,
              reason: difference.reason))
        }
      }
      log.count("schema_objects", Schema.objects.count)
    } catch {
      log.add(
        VerifyReport.Failure("structure.sqlite", reason: "the schema cannot be read: \(Self.words(error))"))
    }
  }

  static func words(_ error: any Error) -> String {
    if let error = error as? AssayError { return "\(error.subject): \(error.reason)" }
    if let error = error as? DatabaseError { return error.message ?? "\(error.resultCode)" }
    return "\(error)"
  }

  private static func digest(of path: FilePath) throws(AssayError) -> Digest256 {
    let input = FileSource(try FileReader(path))
    var hasher = SHA256Hasher()
    var bytes: [UInt8] = []
    var atEnd = false
    while !atEnd {
      bytes.removeAll(keepingCapacity: true)
      atEnd = try input.read(1 << 20, into: &bytes)
      hasher.update(bytes)
    }
    return hasher.digest
  }
}

import Evidence
import Foundation
import GRDB
import Integrity

/// Files, SQLite, format and schema: all that is checked before a table is read.
struct StructureCheck {
  let path: String
  let options: VerifyOptions

  /// Whether the file is as long as its own header says (SQLite file format, "The Database Header").
  ///
  /// - Returns: the length that the header states; nil where it states none.
  @discardableResult
  func fileSize(_ log: inout FailureLog, _ notes: inout [String]) throws(AssayError) -> UInt64? {
    let file = FilePath(path)
    let status = try file.status()
    var head: [UInt8] = []
    _ = try FileReader(file).read(100, at: 0, into: &head)
    log.count("file_bytes", Int(clamping: status.size))
    guard head.count == 100, head.starts(with: "SQLite format 3\0".utf8) else { return nil }
    if head[72..<92].contains(where: { $0 != 0 }) {
      notes.append("bytes 72 to 91 of the file's header lie outside verified content, and are not zero")
    }
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
  func integrity(_ db: Database, _ log: inout FailureLog, _ notes: inout [String]) {
    if let free = try? Int.fetchOne(db, sql: "PRAGMA freelist_count"), free > 0 {
      notes.append(
        "\(free) free \(free == 1 ? "page" : "pages") of the file lie outside verified content:"
          + " nothing reads them, what is in them was not checked")
    }
    do {
      // The full check counts the entries of an index in one step, without an end where pages refer to one another:
      // only a file in which the quick one found nothing like that is asked.
      for pragma in options.quick ? ["quick_check"] : ["quick_check", "integrity_check"] {
        var isSound = true
        for row in try Row.fetchAll(db, sql: "PRAGMA \(pragma)(\(VerifyReport.failureLimit))") {
          let text = String.fromDatabaseValue(row[0]) ?? ""
          if text == "ok" { continue }
          isSound = false
          log.add(VerifyReport.Failure("structure.sqlite", reason: text))
        }
        if !isSound { break }
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
    guard (Schema.oldestVersion...Schema.version).contains(version) else {
      log.add(
        VerifyReport.Failure(
          "structure.format", expected: "\(Schema.version)", found: "\(version)",
          reason: "format \(version) is unknown to this Assay, which reads formats \(Schema.oldestVersion) to"
            + " \(Schema.version)"))
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
      log.count("schema_objects", Schema.objects(of: try Schema.version(db)).count)
    } catch {
      log.add(
        VerifyReport.Failure("structure.sqlite", reason: "the schema cannot be read: \(Self.words(error))"))
    }
  }

  static func words(_ error: any Error) -> String {
    if let error = error as? AssayError { return "\(error.subject): \(error.reason)" }
    if let error = error as? DatabaseError {
      return Hardening.words(error) ?? error.message ?? "\(error.resultCode)"
    }
    return "\(error)"
  }
}

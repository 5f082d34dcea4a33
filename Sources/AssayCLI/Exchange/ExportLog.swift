import CaseFile
import Evidence
import Integrity
import Pages

/// Tells the custody log of an export: what was handed out, to where, and a digest that names it.
struct ExportLog {
  static let action = "exported"

  let casePath: String
  let custody: CustodyLog
  let terminal: Terminal

  /// Writes the entry. A case that cannot be written keeps none: that is said, and is no fault of what was exported.
  ///
  /// - Returns: the entry's number; nil where there is none.
  func record(_ what: String, to path: String, sha256: Digest256?, _ more: [JSONValue.Member] = [])
    -> Int?
  {
    let details: [JSONValue.Member] = [
      .init("what", .string(what)), .init("name", .string(path)), .init("sha256", .text(sha256?.description)),
    ]
    do throws(AssayError) {
      return try custody.record(casePath, action: Self.action, details: .object(details + more)).sequence
    } catch {
      terminal.error(
        "note: the custody log does not tell of this export: \(DisplayText.escaped(error.reason))  [\(error.code)]"
      )
      return nil
    }
  }
}

import Evidence
import Foundation
import GRDB

/// A case file opened so that SQLite neither writes it nor rolls anything back: the file as it lies there.
enum ImmutableCase {
  /// - Throws: as SQLite says; `case.missing`, `case.unreadable`.
  static func open(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.prepareDatabase { db in try CaseStore.harden(db, readOnly: true, path: path) }
    return try DatabaseQueue(path: uri(path), configuration: configuration)
  }

  /// `file:///…?immutable=1`: no lock, no journal, no write-ahead log (https://sqlite.org/uri.html).
  private static func uri(_ path: String) -> String {
    let absolute =
      path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    var text = "file://"
    for byte in absolute.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let hex = String(byte, radix: 16, uppercase: true)
        text += "%" + (hex.utf8.count == 1 ? "0" : "") + hex
      }
    }
    return text + "?immutable=1"
  }
}

import CaseFile
import Evidence
import Foundation

/// `extract --all`: every source into one folder. A name from the evidence is never used as a path: its parts
/// become one file name, behind the source's number.
struct ExtractAll {
  let store: CaseStore
  let folder: String
  let force: Bool

  /// Longest file name that common file systems take, less room for `.PID.part`.
  private static let longestName = 200

  /// - Parameter extract: writes a source to a sink; gets the file's name too.
  func run(_ extract: (SourceRow, OutputSink, String) throws -> Void) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw AssayError("output.unwritable", subject: folder, reason: "the folder cannot be made")
    }
    let sources = try store.sources().filter { $0.holdsBytes }
    for row in sources {
      let file = folder + "/" + Self.fileName(row)
      try extract(row, try OutputSink(file, force: force), file)
    }
  }

  /// `3-logs_Security.xml` for source 3, `logs/Security.xml`.
  static func fileName(_ row: SourceRow) -> String {
    var name: [UInt8] = []
    for byte in row.nameBytes.drop(while: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ".") }) {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
        name.append(byte)
      default: name.append(UInt8(ascii: "_"))
      }
    }
    return "\(row.id)-" + String(decoding: name.suffix(longestName), as: UTF8.self)
  }
}

import Evidence
import Foundation

/// A case file that was cut: SQLite refuses it as a whole. A copy, filled up with zeros to the length that its
/// header states, lets the rest be checked. The copy is gone when the value is.
final class TruncatedCase {
  let path: String

  /// More than this many times its length is not filled up: a hostile header must not fill the disk.
  private static let maxRatio: UInt64 = 64

  /// Nil where the file is not shorter than its header says, or cannot be copied.
  init?(_ casePath: String, expectedBytes: UInt64?, folder: String) {
    let file = FilePath(casePath)
    guard let expectedBytes, let size = try? file.status().size, size >= 4096, size < expectedBytes,
      expectedBytes / Self.maxRatio <= size
    else { return nil }
    path = (folder.hasSuffix("/") ? folder : folder + "/") + "assay-verify-\(UUID().uuidString)"
    do {
      try PrivateCopy.make(file, at: path, length: expectedBytes)
    } catch {
      try? FileManager.default.removeItem(atPath: path)
      return nil
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

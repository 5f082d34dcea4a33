import Evidence
import Foundation

/// Where the history is kept from one session to the next, on request: questions can say as much as answers.
struct HistoryFile {
  let path: String

  /// `$XDG_STATE_HOME/assay/history`, else `~/.local/state/assay/history`; nil without either folder.
  init?(environment: [String: String] = ProcessInfo.processInfo.environment) {
    let state = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    guard let base = state ?? environment["HOME"].map({ $0 + "/.local/state" }) else { return nil }
    path = base + "/assay/history"
  }

  /// Empty where there is none yet.
  func read() -> History {
    guard let data = FileManager.default.contents(atPath: path) else { return History() }
    return History(text: String(decoding: data, as: UTF8.self))
  }

  /// Readable by its owner alone.
  ///
  /// - Throws: `output.unwritable`.
  func write(_ history: History) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let temporary = path + ".part"
    guard
      FileManager.default.createFile(
        atPath: temporary, contents: Data(history.text.utf8), attributes: [.posixPermissions: 0o600]),
      (try? FileManager.default.removeItem(atPath: path)) != nil
        || !FileManager.default.fileExists(atPath: path),
      (try? FileManager.default.moveItem(atPath: temporary, toPath: path)) != nil
    else {
      throw AssayError("output.unwritable", subject: path, reason: "the history cannot be written")
    }
  }
}

import Evidence

/// A page that a command writes beside its answer (`--html`).
struct PageFile: Sendable {
  var path: String
  /// Whether a file that exists is overwritten.
  var force: Bool

  /// Opens the file, before any work.
  func open() throws -> OutputSink { try OutputSink(path, force: force) }
}

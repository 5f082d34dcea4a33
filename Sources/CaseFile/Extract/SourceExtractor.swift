import Evidence
import GRDB
package import Integrity

/// Gives a source back, byte for byte, from the case alone.
package struct SourceExtractor: Sendable {
  /// What was written.
  package struct Result: Sendable {
    package var source: SourceRow
    package var bytes: UInt64
    package var sha256: Digest256
    /// False for a source whose import was interrupted: what is in the case is its beginning.
    package var isWhole: Bool
  }

  private let store: CaseStore

  package init(_ store: CaseStore) { self.store = store }

  /// The source that `text` names: its number, its name as given, or the last part of its name if only one
  /// source has it.
  ///
  /// - Throws: `source.missing`, `source.ambiguous`.
  package func find(_ text: String) throws -> SourceRow {
    let sources = try read { db in try SourceRow.all(db) }
    if !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text),
      let source = sources.first(where: { $0.id == number })
    {
      return source
    }
    let bytes = Array(text.utf8)
    var matches = sources.filter { $0.nameBytes == bytes }
    if matches.isEmpty {
      matches = sources.filter {
        $0.nameBytes.split(separator: UInt8(ascii: "/")).last.map(Array.init) == bytes
      }
    }
    if matches.count == 1 { return matches[0] }
    if matches.isEmpty {
      throw AssayError(
        "source.missing", subject: store.path, reason: "no source is named '\(text)'",
        hint: "assay sources \(store.path) lists them")
    }
    let numbers = matches.map { String($0.id) }.joined(separator: ", ")
    throw AssayError(
      "source.ambiguous", subject: store.path, reason: "sources \(numbers) are named '\(text)'",
      hint: "give the number")
  }

  /// Writes the bytes of a source, in order, to `write`, and checks them on the way: each frame against its
  /// digest, the whole against the source's SHA-256.
  ///
  /// - Throws: `extract.damaged` with the offset of the first byte that cannot be given back (what comes
  ///   before it has been written), `extract.container`, `extract.digest` if all bytes are there and are not those that were added,
  ///   `interrupted`, and what `write` throws.
  @discardableResult
  package func extract(
    _ source: SourceRow, progress: (UInt64) -> Void = { _ in }, isCancelled: () -> Bool = { false },
    to write: ([UInt8]) throws -> Void
  ) throws -> Result {
    guard source.holdsBytes else {
      throw AssayError(
        "extract.container", subject: source.name,
        reason: "the bytes of this container are not in the case; what was in it is",
        hint: "extract its members; 'add --keep-containers' keeps a container too")
    }
    let rows = try read { db in
      try BlockStore.rows(db, where: "source_id = ?", [source.id]).sorted {
        $0.sourceOffset < $1.sourceOffset
      }
    }
    let zstd = try ZstdDecompressor()
    var hasher = SHA256Hasher()
    var offset: UInt64 = 0
    for row in rows {
      guard row.sourceOffset == offset else { throw damaged(source, at: offset, "bytes are missing here") }
      let (frame, digest) = try read { db in try BlockStore.frame(db, row) }
      guard Digest256.of(frame).bytes == digest else {
        throw damaged(source, at: offset, "block \(row.id) is not as it was stored")
      }
      let bytes: [UInt8]
      do throws(AssayError) {
        bytes = try BlockStore.bytes(of: frame, row, zstd)
      } catch {
        throw damaged(source, at: offset, error.reason)
      }
      hasher.update(bytes)
      offset += UInt64(bytes.count)
      try write(bytes)
      progress(offset)
      if isCancelled() {
        throw AssayError("interrupted", subject: source.name, offset: offset, reason: "stopped on request")
      }
    }
    guard offset == UInt64(source.state == .complete ? source.size ?? source.committed : source.committed)
    else {
      throw damaged(source, at: offset, "the bytes from here to the end are missing")
    }
    let expected = source.expectedSHA256
    guard hasher.digest == expected else {
      throw AssayError(
        "extract.digest", subject: "\(store.path): source \(source.id) (\(source.name))",
        reason: "its SHA-256 is \(hasher.digest), recorded \(expected)",
        hint: "assay verify \(store.path) says which records differ")
    }
    return Result(source: source, bytes: offset, sha256: hasher.digest, isWhole: source.state == .complete)
  }

  private func damaged(_ source: SourceRow, at offset: UInt64, _ reason: String) -> AssayError {
    AssayError(
      "extract.damaged", subject: "\(store.path): source \(source.id) (\(source.name))", offset: offset,
      reason: reason, hint: "assay verify \(store.path) says what is sound")
  }

  private func read<T>(_ body: (Database) throws -> T) throws -> T {
    do { return try store.queue.read(body) } catch { throw CaseStore.translate(error, path: store.path) }
  }
}

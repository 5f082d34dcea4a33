package import Evidence
package import Formats
package import Integrity

/// All that comes out of a container in memory, containers within it too. Reads as `add` does, and keeps nothing
/// but digests: for tests, and for the fuzzer.
package struct ContainerContents {
  /// A file that is no container itself.
  package struct File: Sendable {
    /// As written, behind the names of the containers: `inner.zip!/a.log`.
    package var name: [UInt8]
    /// Bytes that came out, and their digest.
    package var byteCount: UInt64
    package var sha256: Digest256
  }

  /// Nil where the bytes begin no container.
  package private(set) var kind: ContainerKind?
  /// In the order read.
  package private(set) var files: [File] = []
  /// Of all containers, the inner ones first.
  package private(set) var problems: [Problem] = []

  private let budget: UnpackBudget
  private let folder: FilePath

  /// - Parameter folder: where a zip within another container goes.
  /// - Throws: `file.unwritable`; never for what the bytes are.
  package init(
    _ bytes: [UInt8], name: String = "", limits: ContainerLimits = ContainerLimits(),
    folder: FilePath = FilePath("/tmp")
  ) throws(AssayError) {
    budget = UnpackBudget(limits, size: UInt64(bytes.count))
    self.folder = folder
    let memory = CountingBytes(MemoryBytes(bytes), budget)
    kind = try ContainerOpening.kind(memory)
    if let kind { try read(kind, SliceSource(memory), memory, Array(name.utf8), within: [], depth: 1) }
  }

  private mutating func read(
    _ kind: ContainerKind, _ stream: any ByteSource, _ given: (any RandomAccessBytes)?, _ name: [UInt8],
    within path: [UInt8], depth: Int
  ) throws(AssayError) {
    var bytes = given
    if bytes == nil, kind == .zip { bytes = try SpooledBytes(stream, folder: folder) }
    let opening = try ContainerOpening(kind, name: name, stream: stream, bytes: bytes, limits: budget.limits)
    while budget.stop == nil, let entry = try opening.walker.next() {
      guard case .file(let source) = entry.content, budget.takeMember() else { continue }
      let limited = LimitedSource(source, budget)
      let input = ByteInput(limited)
      let head = try input.peek(ContainerKind.sniffLength)
      if let inner = ContainerOpening.kind(head), depth < budget.limits.depth {
        try read(
          inner, input, nil, entry.name, within: ContainerKind.memberName(path + entry.name, []),
          depth: depth + 1)
      } else {
        let all = DigestingSource(input, insecure: false)
        try all.drain()
        files.append(File(name: path + entry.name, byteCount: all.byteCount, sha256: all.sha256))
      }
      opening.findings.tellStop(limited, at: entry.offset, budget)
    }
    problems += opening.findings.profile.problems
  }
}

/// Bytes in memory.
private final class MemoryBytes: RandomAccessBytes {
  private let content: [UInt8]
  var byteCount: UInt64 { UInt64(content.count) }

  init(_ content: [UInt8]) { self.content = content }

  func bytes(at offset: UInt64, count: Int) -> [UInt8] {
    guard offset < byteCount else { return [] }
    let start = Int(offset)
    return Array(content[start..<min(content.count, start + count)])
  }
}

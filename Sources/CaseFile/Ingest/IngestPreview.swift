package import Evidence
package import Formats
package import Integrity

/// What `add` would read, without a case: `add --dry-run`.
package struct IngestPreview {
  /// A file, or a member of a container.
  package struct Item: Sendable {
    /// As the source would be called.
    package var name: String
    /// `evidence` or `container`.
    package var kind: String
    /// What it is taken for.
    package var profile: SourceProfile
    /// Bytes that were read of it.
    package var size: UInt64
    /// Containers that it stands in: its own stands before it, with one fewer.
    package var depth = 0
    /// The name as bytes.
    package var nameBytes: [UInt8] = []
    /// Those that `AddOptions.previewDigests` asks for.
    package var digests: [FileDigest] = []
    /// Of a container.
    package var problems: [Problem] = []
  }

  private let options: AddOptions
  private let isCancelled: () -> Bool

  /// - Parameter isCancelled: asked between pieces; when true, `list` throws `interrupted`.
  package init(options: AddOptions, isCancelled: @escaping () -> Bool = { false }) {
    self.options = options
    self.isCancelled = isCancelled
  }

  /// Lists an input and, of a container, all that is in it: everything is unpacked, nothing is written. A
  /// container comes before its members.
  ///
  /// - Throws: `file.missing`, `file.unreadable`, `interrupted`, and what `body` throws.
  package func list(_ input: Ingest.Input, _ body: (Item) throws -> Void) throws {
    switch input {
    case .file(let path):
      let name = path.bytes
      guard let status = FileReader.statusOfFile(path) else {
        return try list(stream: FileSource(try FileReader(path)), name, path.description, nil, body)
      }
      let bytes = FileBytes(try FileReader(path), byteCount: status.size)
      let budget = UnpackBudget(options.containerLimits, size: status.size)
      if let kind = try ContainerOpening.kind(bytes) {
        let counted = CountingBytes(bytes, budget)
        try list(kind, nil, counted, name, path.description, depth: 1, budget, body)
      } else {
        try log(SliceSource(bytes), name, path.description, status.modified, depth: 0, body)
      }
    case .standardInput:
      let name = options.standardInputName
      try list(
        stream: FileSource(FileReader(standardInputNamed: name)), Array(name.utf8), name, nil, body)
    }
  }

  private func list(
    stream: any ByteSource, _ name: [UInt8], _ shownName: String, _ modified: Timestamp?,
    _ body: (Item) throws -> Void
  ) throws {
    let budget = UnpackBudget(options.containerLimits, size: nil)
    let input = ByteInput(CountingSource(stream, budget))
    if let kind = ContainerOpening.kind(try input.peek(ContainerKind.sniffLength)) {
      try list(kind, input, nil, name, shownName, depth: 1, budget, body)
    } else {
      try log(input, name, shownName, modified, depth: 0, body)
    }
  }

  /// A file that is no container: what its head is taken for, and its length.
  private func log(
    _ source: any ByteSource, _ nameBytes: [UInt8], _ name: String, _ modified: Timestamp?, depth: Int,
    _ body: (Item) throws -> Void
  ) throws {
    let kinds = options.previewDigests
    let digesting = kinds.isEmpty ? nil : DigestingSource(source, kinds: kinds)
    let input = ByteInput(digesting ?? source)
    let head = try input.peek(SourceProfile.sniffLength)
    let isWhole = head.count < SourceProfile.sniffLength
    let hints = SniffHints(
      name: name, modified: modified, format: options.format, encoding: options.encoding,
      timezone: options.timezone, isWhole: isWhole)
    let profile = SourceProfile.sniff(head.span, hints: hints)
    var size: UInt64 = 0
    while true {
      let step = try input.skip(64 << 20)
      size += step
      if isCancelled() { throw AssayError("interrupted", subject: name, reason: "stopped on request") }
      if step == 0 { break }
    }
    try body(
      Item(
        name: name, kind: SourceRow.evidenceKind, profile: profile, size: size, depth: depth,
        nameBytes: nameBytes, digests: digesting?.digests ?? []))
  }

  private func list(
    _ kind: ContainerKind, _ stream: (any ByteSource)?, _ given: (any RandomAccessBytes)?, _ name: [UInt8],
    _ shownName: String, depth: Int, _ budget: UnpackBudget, _ body: (Item) throws -> Void
  ) throws {
    var bytes = given
    if bytes == nil, kind == .zip, let stream {
      bytes = try SpooledBytes(stream, folder: options.temporaryFolder)
    }
    let all = DigestingSource(
      bytes.map { SliceSource($0) } ?? stream ?? ByteInput.empty, kinds: options.previewDigests)
    let opening = try ContainerOpening(
      kind, name: name, stream: all, bytes: bytes, limits: options.containerLimits)
    let findings = opening.findings
    // A container is told before its members, and is known only behind them.
    var items: [Item] = []
    while let entry = try opening.walker.next() {
      if ContainerKind.leadsOut(entry.name) { findings.countName() }
      if case .folder = entry.content { findings.countFolder() }
      guard case .file(let source) = entry.content else { continue }
      guard budget.takeMember() else {
        findings.addToEntry(
          "container.limit-members", at: entry.offset,
          "more than \(budget.limits.members) files in one (--max-members): this and what follows is not read"
        )
        break
      }
      let limited = LimitedSource(source, budget)
      let input = ByteInput(limited)
      let head = try input.peek(ContainerKind.sniffLength)
      let memberName = shownName + "!/" + entry.shownName
      if !head.isEmpty || findings.aboutEntry.isEmpty {
        findings.countMember()
        if let inner = ContainerOpening.kind(head), depth < budget.limits.depth {
          try list(
            inner, input, nil, ContainerKind.memberName(name, entry.name), memberName, depth: depth + 1,
            budget
          ) { items.append($0) }
        } else {
          if let inner = ContainerOpening.kind(head) {
            findings.addToEntry(
              "container.limit-depth", at: entry.offset,
              "a \(inner.rawValue) within \(depth) containers is not unpacked (--max-depth): kept as it is")
          }
          try log(
            input, ContainerKind.memberName(name, entry.name), memberName,
            entry.modified ?? entry.localModified, depth: depth
          ) { items.append($0) }
        }
      }
      findings.tellStop(limited, at: entry.offset, budget)
      if budget.stop != nil { break }
    }
    try all.drain()
    var profile = SourceProfile(container: findings.profile)
    profile.notes = findings.profile.notes
    try body(
      Item(
        name: shownName, kind: SourceRow.containerKind, profile: profile, size: all.byteCount,
        depth: depth - 1, nameBytes: name, digests: options.previewDigests.isEmpty ? [] : all.digests,
        problems: findings.profile.problems))
    for item in items { try body(item) }
  }
}

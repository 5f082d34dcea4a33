import Evidence
import Formats

/// Adding of containers: each member goes the way of any source, the container itself is a row with digests.
extension Ingest {
  /// A container's own bytes: in any order, or as a stream.
  private struct Container {
    var kind: ContainerKind
    var stream: (any ByteSource)?
    var bytes: (any RandomAccessBytes)?
    /// How many containers it stands in, itself counted.
    var depth: Int
    var budget: UnpackBudget
    var check: () throws(AssayError) -> Void = {}
  }

  /// A container that is a file of its own.
  func unpack(
    _ kind: ContainerKind, _ bytes: FileBytes, _ row: SourceRow, _ committed: Committed?,
    _ check: @escaping () throws(AssayError) -> Void, _ run: inout IngestRun, _ group: inout Pipeline.Group
  ) async throws {
    let budget = UnpackBudget(options.containerLimits, size: bytes.byteCount)
    let container = Container(
      kind: kind, bytes: CountingBytes(bytes, budget), depth: 1, budget: budget, check: check)
    try await unpack(container, row, committed, &run, &group)
  }

  /// A container that comes as a stream.
  func unpack(
    _ kind: ContainerKind, _ stream: any ByteSource, _ row: SourceRow, _ run: inout IngestRun,
    _ group: inout Pipeline.Group
  ) async throws {
    let budget = UnpackBudget(options.containerLimits, size: nil)
    let container = Container(kind: kind, stream: CountingSource(stream, budget), depth: 1, budget: budget)
    try await unpack(container, row, nil, &run, &group)
  }

  private func unpack(
    _ container: Container, _ given: SourceRow, _ committed: Committed?, _ run: inout IngestRun,
    _ group: inout Pipeline.Group
  ) async throws {
    // What an earlier run read whole is read again, for the limits and for what is told, and changes nothing.
    let isKnown = given.state == .complete
    var row = given
    let place = row.profile.member
    row.kind = SourceRow.containerKind
    if !isKnown { row.state = .open }
    row.profile = SourceProfile(container: ContainerProfile(kind: container.kind))
    row.profile.member = place
    // What an earlier run began to keep is kept whole.
    let keeps = options.keepsContainers && !isKnown || row.committed > 0
    var bytes = container.bytes
    if bytes == nil, let stream = container.stream, keeps || container.kind == .zip {
      bytes = try SpooledBytes(stream, folder: options.temporaryFolder)
    }
    if !isKnown { run.take(row, resumed: committed != nil) }
    if keeps, !isKnown, let bytes {
      let profile = row.profile
      row = try await read(
        SliceSource(bytes), row, committed, byteCount: bytes.byteCount, {}, &run, &group, profile: profile,
        ends: false
      ).row
      if run.report.interrupted { return }
    } else if !isKnown {
      try run.pipeline.begin(row, resumed: committed != nil)
    }
    let all = DigestingSource(
      bytes.map { SliceSource($0) } ?? container.stream ?? ByteInput.empty, insecure: options.digests)
    let opening = try ContainerOpening(
      container.kind, name: row.nameBytes, stream: all, bytes: bytes, limits: options.containerLimits)
    try await addMembers(opening, container, row, &run, &group)
    if run.report.interrupted { return }
    try all.drain()
    try container.check()
    if isKnown {
      guard all.sha256 == given.sha256 else { throw Self.changed(given, at: 0) }
      return
    }
    row.size = Int(clamping: all.byteCount)
    row.sha256 = all.sha256
    row.state = .complete
    row.profile.container = opening.findings.profile
    row.profile.notes = opening.findings.profile.notes
    try run.pipeline.put(.endContainer(row, insecure: all.insecureDigests))
    run.finish(row)
  }

  private func addMembers(
    _ opening: ContainerOpening, _ container: Container, _ row: SourceRow, _ run: inout IngestRun,
    _ group: inout Pipeline.Group
  ) async throws {
    let findings = opening.findings
    let earlier = run.known.members(of: row.id)
    while let entry = try opening.walker.next() {
      if isCancelled() { run.report.interrupted = true }
      if run.report.interrupted { return }
      if ContainerKind.leadsOut(entry.name) { findings.countName() }
      switch entry.content {
      case .folder: findings.countFolder()
      case .other: break
      case .file(let source):
        guard container.budget.takeMember() else {
          findings.addToEntry(
            "container.limit-members", at: entry.offset,
            "more than \(options.containerLimits.members) files in one (--max-members): this and what follows is not"
              + " read")
          return
        }
        let limited = LimitedSource(source, container.budget)
        try await addMember(entry, limited, container, row, earlier[entry.index], findings, &run, &group)
        if run.report.interrupted { return }
        findings.tellStop(limited, at: entry.offset, container.budget)
        if container.budget.stop != nil { return }
      }
    }
  }

  private func addMember(
    _ entry: ContainerEntry, _ limited: LimitedSource, _ container: Container, _ parent: SourceRow,
    _ earlier: SourceRow?, _ findings: ContainerFindings, _ run: inout IngestRun,
    _ group: inout Pipeline.Group
  ) async throws {
    let input = ByteInput(limited)
    let head = try input.peek(ContainerKind.sniffLength)
    // Nothing came out: that is told, and there is no source of no bytes beside it.
    if head.isEmpty, !findings.aboutEntry.isEmpty { return }
    findings.countMember()
    // A container that was read whole gets no further member: by its digest it is the same, or refused.
    if earlier == nil, parent.state == .complete { return }
    let row = earlier ?? memberRow(entry, parent, run.nextID)
    let committed = earlier.map { Committed(UInt64($0.committed), $0.prefixSHA256) }
    var profile: SourceProfile?
    if let kind = ContainerOpening.kind(head) {
      // Under another limit of depth it may have been kept as it is.
      let wasKept = row.state == .complete && row.kind != SourceRow.containerKind
      if container.depth < options.containerLimits.depth, !wasKept {
        let inner = Container(
          kind: kind, stream: input, depth: container.depth + 1, budget: container.budget)
        try await unpack(inner, row, committed, &run, &group)
        return
      }
      findings.addToEntry(
        "container.limit-depth", at: entry.offset,
        "a \(kind.rawValue) within \(container.depth) containers is not unpacked (--max-depth): kept as it is"
      )
      profile = SourceProfile(container: ContainerProfile(kind: kind))
    }
    if row.state == .complete { return try compare(input, row, &run) }
    _ = try await read(
      input, row, committed, byteCount: entry.byteCount, {}, &run, &group, profile: profile,
      localModified: entry.localModified
    ) {
      switch limited.stop {
      case .member(_, let reason), .all(_, let reason): findings.aboutEntry + [reason]
      case nil: findings.aboutEntry
      }
    }
  }

  private func memberRow(_ entry: ContainerEntry, _ parent: SourceRow, _ id: Int) -> SourceRow {
    var profile = SourceProfile(format: .lines)
    profile.member = MemberPlace(container: parent.id, entry: entry.index, offset: entry.offset)
    var row = SourceRow(
      id: id, kind: options.kind,
      name: FilePath(bytes: ContainerKind.memberName(parent.nameBytes, entry.name)), profile: profile,
      modified: entry.modified)
    // A zero byte would end the text for SQLite; `name_bytes` has the name as it is.
    row.name = parent.name + "!/" + String(entry.shownName.map { $0 == "\0" ? "\u{FFFD}" : $0 })
    return row
  }

  /// A member that an earlier run added whole must be the same now.
  private func compare(_ source: any ByteSource, _ row: SourceRow, _ run: inout IngestRun) throws {
    let all = DigestingSource(source, insecure: false)
    var atEnd = false
    while !atEnd {
      var bytes: [UInt8] = []
      atEnd = try all.read(1 << 20, into: &bytes)
      if isCancelled() {
        run.report.interrupted = true
        return
      }
    }
    guard all.sha256 == row.sha256 else { throw Self.changed(row, at: 0) }
  }
}

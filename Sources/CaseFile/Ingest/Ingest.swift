package import Evidence
import Formats
import GRDB
import Integrity

/// Adds sources to a case: reader → workers → writer.
package struct Ingest {
  private let store: CaseStore
  let options: AddOptions
  private let custody: CustodyLog
  let progress: (AddProgress) -> Void
  let isCancelled: () -> Bool

  /// - Parameters:
  ///   - progress: called from the calling task, about once a unit.
  ///   - isCancelled: asked once a unit; when true, what was read is committed and `add` returns.
  package init(
    _ store: CaseStore, options: AddOptions, custody: CustodyLog,
    progress: @escaping (AddProgress) -> Void = { _ in }, isCancelled: @escaping () -> Bool = { false }
  ) {
    self.store = store
    self.options = options
    self.custody = custody
    self.progress = progress
    self.isCancelled = isCancelled
  }

  /// Where a source comes from.
  package enum Input: Sendable {
    case file(FilePath)
    case standardInput
  }

  /// How far a source is in the case already, and the digest of that part.
  typealias Committed = (bytes: UInt64, sha256: Digest256)

  package func add(_ inputs: [Input]) async throws -> AddReport {
    let writer = try IngestWriter(store, custody: custody, options: options)
    let known = try await store.queue.read { db in try SourceRow.all(db) }
    var run = IngestRun(Pipeline(writer, threads: options.threads), known: known)
    try await withThrowingTaskGroup(of: (Int, UnitResult).self) { group in
      for input in inputs where !run.report.interrupted {
        switch try self.plan(input, run) {
        case .duplicate(let duplicate): run.report.duplicates.append(duplicate)
        case .read(let row, let committed):
          do {
            try await take(input, row, committed, &run, &group)
          } catch {
            // Everything before the place that could not be read is committed. Where that fails too, the first
            // error is the one to tell.
            do {
              try await run.pipeline.finish(&group)
              try writer.flush(interrupted: run.unfinished)
            } catch _ {}
            throw error
          }
          if run.report.interrupted {
            try await run.pipeline.finish(&group)
            try writer.flush(interrupted: run.unfinished)
          }
        }
      }
      try await run.pipeline.finish(&group)
      try writer.flush()
    }
    run.report.treeSize = writer.treeSize
    run.report.root = writer.root.description
    for (id, resumed) in run.added {
      guard let row = writer.sources[id] else { continue }
      run.report.sources.append(try await reported(row, resumed: resumed))
    }
    return run.report
  }

  private func reported(_ row: SourceRow, resumed: Bool) async throws -> AddReport.Source {
    if row.kind == SourceRow.containerKind, let container = row.profile.container {
      return .init(
        row: row,
        problems: container.problems.map { StoredProblem(s: 0, c: $0.code, o: $0.offset, r: $0.reason) },
        problemCount: container.problemCount, faultCount: container.faultCount, resumed: resumed)
    }
    let (problems, count) = try await store.queue.read { db in
      try ProblemList.problems(db, source: row.id, limit: AddReport.problemLimit)
    }
    return .init(row: row, problems: problems, problemCount: count, faultCount: count, resumed: resumed)
  }

  private enum Plan {
    case duplicate(AddReport.Duplicate)
    /// `committed`: how far the source is in the case already, and the digest of that part.
    case read(SourceRow, committed: Committed?)
  }

  private func plan(_ input: Input, _ run: IngestRun) throws(AssayError) -> Plan {
    let nextID = run.nextID
    let placeholder = SourceProfile(format: .lines)
    guard case .file(let path) = input else {
      let name = FilePath(options.standardInputName)
      return .read(
        SourceRow(id: nextID, kind: options.kind, name: name, profile: placeholder, modified: nil),
        committed: nil)
    }
    let status = try path.status()
    if let row = run.known.unfinished(path.bytes, kind: options.kind) {
      return .read(row, committed: (UInt64(row.committed), row.prefixSHA256))
    }
    if !options.again, status.kind == .file,
      let same = try run.known.complete(
        byteCount: status.size, kind: options.kind, digest: { () throws(AssayError) in try path.sha256() }),
      let digest = same.sha256
    {
      return .duplicate(.init(name: path.description, source: same.id, sha256: digest.description))
    }
    return .read(
      SourceRow(
        id: nextID, kind: options.kind, name: path, profile: placeholder, modified: status.modified),
      committed: nil)
  }

  /// Adds one file: a log, or a container and what is in it.
  private func take(
    _ input: Input, _ row: SourceRow, _ committed: Committed?, _ run: inout IngestRun,
    _ group: inout Pipeline.Group
  ) async throws {
    if case .file(let path) = input, let before = FileReader.statusOfFile(path) {
      let bytes = FileBytes(try FileReader(path), byteCount: before.size)
      let check: () throws(AssayError) -> Void = { () throws(AssayError) in
        try Self.checkUnchanged(path, before, row)
      }
      if let kind = try ContainerOpening.kind(bytes) {
        try await unpack(kind, bytes, row, committed, check, &run, &group)
      } else {
        _ = try await read(
          FileSource(try FileReader(path)), row, committed, byteCount: before.size, check, &run, &group)
      }
      return
    }
    let stream =
      switch input {
      case .file(let path): ByteInput(FileSource(try FileReader(path)))
      case .standardInput:
        ByteInput(FileSource(FileReader(standardInputNamed: options.standardInputName)))
      }
    if let kind = ContainerOpening.kind(try stream.peek(ContainerKind.sniffLength)) {
      try await unpack(kind, stream, row, &run, &group)
    } else {
      _ = try await read(stream, row, committed, byteCount: nil, {}, &run, &group)
    }
  }

  private static func checkUnchanged(
    _ path: FilePath, _ before: FileStatus, _ row: SourceRow
  ) throws(AssayError) {
    guard let after = try? path.status(), after != before else { return }
    throw AssayError(
      "source.changing", subject: row.name, offset: before.size,
      reason: "the file changed while it was read (\(before.size) bytes, now \(after.size))",
      hint: "copy it first, then add the copy")
  }

  /// Reads one source to its end, or until cancelled.
  ///
  /// - Parameters:
  ///   - check: called at the end, before the source counts as complete.
  ///   - ends: false for the bytes of a container, which is complete only when its members are.
  ///   - notes: asked at the end: what is to be noted of the source.
  /// - Returns: its row as far as known here (size and digest, to recognise duplicates within one command), and
  ///   the insecure digests.
  func read(
    _ input: any ByteSource, _ row: SourceRow, _ committed: Committed?, byteCount: UInt64?,
    _ check: () throws(AssayError) -> Void, _ run: inout IngestRun, _ group: inout Pipeline.Group,
    profile: SourceProfile? = nil, localModified: Timestamp? = nil, ends: Bool = true,
    notes: () -> [String] = { [] }
  ) async throws -> (row: SourceRow, insecure: (sha1: [UInt8], md5: [UInt8])?) {
    var row = row
    let hints = SniffHints(
      name: row.name, modified: row.modified ?? localModified, format: options.format,
      encoding: options.encoding, timezone: options.timezone, isWhole: false)
    var reader = try UnitReader(
      source: row.id, input: input, profile: committed == nil ? profile : row.profile, hints: hints,
      limits: options.limits, digests: options.digests)
    let member = row.profile.member
    row.profile = reader.profile
    row.profile.member = member
    let resumeAt = committed?.bytes ?? 0
    row.state = .open
    if ends { run.take(row, resumed: committed != nil) }
    if resumeAt == 0 { try run.pipeline.begin(row, resumed: committed != nil) }
    while let unit = try reader.next() {
      if reader.offset > resumeAt {
        guard unit.sourceOffset >= resumeAt else { throw Self.changed(row, at: unit.sourceOffset) }
        try await run.pipeline.put(unit, prefix: reader.hasher.digest, in: &group)
      } else if reader.offset == resumeAt, let committed {
        guard reader.hasher.digest == committed.sha256 else { throw Self.changed(row, at: 0) }
        try run.pipeline.begin(row, resumed: true)
      }
      run.report.bytes += UInt64(unit.range.count)
      progress(
        AddProgress(
          source: row.name, bytesDone: reader.offset, bytesTotal: byteCount,
          allBytesDone: run.report.bytes))
      if isCancelled() {
        run.report.interrupted = true
        return (row, nil)
      }
    }
    guard reader.offset >= resumeAt else { throw Self.changed(row, at: reader.offset) }
    try check()
    row.size = Int(reader.offset)
    row.sha256 = reader.hasher.digest
    guard ends else { return (row, reader.insecureDigests) }
    row.state = .complete
    try run.pipeline.put(.end(source: row.id, insecure: reader.insecureDigests, notes: notes()))
    run.finish(row)
    return (row, reader.insecureDigests)
  }

  static func changed(_ row: SourceRow, at offset: UInt64) -> AssayError {
    AssayError(
      "source.changed", subject: row.name, offset: offset,
      reason: "the first \(row.committed) bytes are not those that were added before the interruption",
      hint: "nothing was added; add it under another name, or restore the file")
  }
}

extension AddReport {
  /// Problems listed per source; the rest is counted, and `sources --problems` lists all.
  package static let problemLimit = 1000
}

package import Evidence
import Formats
import GRDB
import Integrity

/// Adds sources to a case: reader → workers → writer.
package struct Ingest {
  private let store: CaseStore
  private let options: AddOptions
  private let custody: CustodyLog
  private let progress: (AddProgress) -> Void
  private let isCancelled: () -> Bool

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

  /// Files as given, folders replaced by the files in them (paths sorted by bytes).
  ///
  /// - Throws: `file.missing`, `file.unreadable`.
  package static func expand(_ paths: [FilePath]) throws(AssayError) -> [Input] {
    var inputs: [Input] = []
    for path in paths {
      if path.bytes == [UInt8(ascii: "-")] {
        inputs.append(.standardInput)
      } else {
        try expand(path, depth: 0, isArgument: true, into: &inputs)
      }
    }
    return inputs
  }

  private static func expand(
    _ path: FilePath, depth: Int, isArgument: Bool, into inputs: inout [Input]
  ) throws(AssayError) {
    switch try path.status().kind {
    case .file: inputs.append(.file(path))
    case .other where isArgument: inputs.append(.file(path))
    case .other: break
    case .folder:
      guard depth < 64 else {
        throw AssayError(
          "file.too-deep", subject: path.description, reason: "folders are nested more than 64 deep")
      }
      for child in try path.children() {
        try expand(child, depth: depth + 1, isArgument: false, into: &inputs)
      }
    }
  }

  package func add(_ inputs: [Input]) async throws -> AddReport {
    let writer = try IngestWriter(store, custody: custody, options: options)
    var report = AddReport()
    var known = try await store.queue.read { db in try SourceRow.all(db) }
    var nextID = (known.map(\.id).max() ?? -1) + 1
    var added: [(id: Int, resumed: Bool)] = []
    try await withThrowingTaskGroup(of: (Int, UnitResult).self) { group in
      var pipeline = Pipeline(writer, threads: options.threads)
      for input in inputs where !report.interrupted {
        let plan = try self.plan(input, known: known, nextID: nextID)
        switch plan {
        case .duplicate(let duplicate): report.duplicates.append(duplicate)
        case .read(let row, let committed):
          if committed == nil { nextID = max(nextID, row.id + 1) }
          added.append((row.id, committed != nil))
          do {
            let finished = try await read(input, row, committed, &pipeline, &group, &report)
            known.removeAll { $0.id == row.id }
            known.append(finished)
          } catch {
            // Everything before the place that could not be read is committed. Where that fails too, the first
            // error is the one to tell.
            do {
              try await pipeline.finish(&group)
              try writer.flush(interrupted: pipeline.begun.contains(row.id) ? [row.id] : [])
            } catch _ {}
            throw error
          }
          if report.interrupted {
            try await pipeline.finish(&group)
            try writer.flush(interrupted: pipeline.begun.contains(row.id) ? [row.id] : [])
          }
        }
      }
      try await pipeline.finish(&group)
      try writer.flush()
    }
    report.treeSize = writer.treeSize
    report.root = writer.root.description
    for (id, resumed) in added {
      guard let row = writer.sources[id] else { continue }
      let (problems, count) = try await store.queue.read { db in
        try ProblemList.problems(db, source: id, limit: AddReport.problemLimit)
      }
      report.sources.append(.init(row: row, problems: problems, problemCount: count, resumed: resumed))
    }
    return report
  }

  private enum Plan {
    case duplicate(AddReport.Duplicate)
    /// `committed`: how far the source is in the case already, and the digest of that part.
    case read(SourceRow, committed: (bytes: UInt64, sha256: Digest256)?)
  }

  private func plan(_ input: Input, known: [SourceRow], nextID: Int) throws(AssayError) -> Plan {
    let placeholder = SourceProfile(format: .lines)
    guard case .file(let path) = input else {
      let name = FilePath(options.standardInputName)
      return .read(SourceRow(id: nextID, name: name, profile: placeholder, modified: nil), committed: nil)
    }
    let status = try path.status()
    if let row = known.last(where: { $0.nameBytes == path.bytes && $0.state != .complete }) {
      return .read(row, committed: (UInt64(row.committed), row.prefixSHA256))
    }
    if !options.again, status.kind == .file {
      let candidates = known.filter { $0.size.map { UInt64($0) } == status.size && $0.sha256 != nil }
      if !candidates.isEmpty {
        let digest = try Self.digest(of: path)
        if let same = candidates.first(where: { $0.sha256 == digest }) {
          return .duplicate(.init(name: path.description, source: same.id, sha256: digest.description))
        }
      }
    }
    return .read(
      SourceRow(id: nextID, name: path, profile: placeholder, modified: status.modified), committed: nil)
  }

  private static func digest(of path: FilePath) throws(AssayError) -> Digest256 {
    let input = FileSource(try FileReader(path))
    var hasher = SHA256Hasher()
    var bytes: [UInt8] = []
    var atEnd = false
    while !atEnd {
      bytes.removeAll(keepingCapacity: true)
      atEnd = try input.read(1 << 20, into: &bytes)
      hasher.update(bytes)
    }
    return hasher.digest
  }

  /// Reads one source to its end, or until cancelled; returns its row as far as known here (size and digest,
  /// to recognise duplicates within one command).
  private func read(
    _ input: Input, _ row: SourceRow, _ committed: (bytes: UInt64, sha256: Digest256)?,
    _ pipeline: inout Pipeline, _ group: inout Pipeline.Group, _ report: inout AddReport
  ) async throws -> SourceRow {
    var row = row
    let file: FileReader =
      switch input {
      case .file(let path): try FileReader(path)
      case .standardInput: FileReader(standardInputNamed: options.standardInputName)
      }
    let before = file.status
    let hints = SniffHints(
      name: row.name, modified: row.modified, format: options.format, encoding: options.encoding,
      timezone: options.timezone, isWhole: false)
    var reader = try UnitReader(
      source: row.id, input: FileSource(file), profile: committed == nil ? nil : row.profile, hints: hints,
      limits: options.limits, digests: options.digests)
    row.profile = reader.profile
    let resumeAt = committed?.bytes ?? 0
    row.state = .open
    if resumeAt == 0 { try pipeline.begin(row, resumed: committed != nil) }
    while let unit = try reader.next() {
      if reader.offset > resumeAt {
        guard unit.sourceOffset >= resumeAt else { throw changed(row, at: unit.sourceOffset) }
        try await pipeline.put(unit, prefix: reader.hasher.digest, in: &group)
      } else if reader.offset == resumeAt, let committed {
        guard reader.hasher.digest == committed.sha256 else { throw changed(row, at: 0) }
        try pipeline.begin(row, resumed: true)
      }
      report.bytes += UInt64(unit.range.count)
      progress(
        AddProgress(
          source: row.name, bytesDone: reader.offset, bytesTotal: before?.size, allBytesDone: report.bytes))
      if isCancelled() {
        report.interrupted = true
        return row
      }
    }
    guard reader.offset >= resumeAt else { throw changed(row, at: reader.offset) }
    if case .file(let path) = input, let before, let after = try? path.status(), after != before {
      throw AssayError(
        "source.changing", subject: row.name, offset: reader.offset,
        reason: "the file changed while it was read (\(before.size) bytes, now \(after.size))",
        hint: "copy it first, then add the copy")
    }
    try pipeline.put(.end(source: row.id, insecure: reader.insecureDigests))
    row.size = Int(reader.offset)
    row.sha256 = reader.hasher.digest
    row.state = .complete
    return row
  }

  private func changed(_ row: SourceRow, at offset: UInt64) -> AssayError {
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

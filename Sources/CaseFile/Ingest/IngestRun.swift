import Formats

/// What is under way while `add` runs, and what it did so far.
struct IngestRun {
  var pipeline: Pipeline
  var report = AddReport()
  /// All sources that are in the case, or will be.
  private(set) var known: KnownSources
  /// Sources of this run, in order.
  private(set) var added: [(id: Int, resumed: Bool)] = []
  /// Sources of this run that are not complete: a log, and the containers that it stands in.
  private var open: [Int] = []

  init(_ pipeline: Pipeline, known: [SourceRow]) {
    self.pipeline = pipeline
    self.known = KnownSources(known)
  }

  var nextID: Int { known.nextID }

  /// Sources that something was written of, and whose import would stop here.
  var unfinished: [Int] { open.filter { pipeline.begun.contains($0) } }

  /// A source of this run begins, or goes on.
  mutating func take(_ row: SourceRow, resumed: Bool) {
    known.reserve(row.id)
    added.append((row.id, resumed))
    open.append(row.id)
  }

  /// A source is complete.
  mutating func finish(_ row: SourceRow) {
    open.removeAll { $0 == row.id }
    known.add(row)
  }
}

import Formats

/// What is under way while `add` runs, and what it did so far.
struct IngestRun {
  var pipeline: Pipeline
  var report = AddReport()
  /// All sources that are in the case, or will be.
  private(set) var known: [SourceRow]
  private(set) var nextID: Int
  /// Sources of this run, in order.
  private(set) var added: [(id: Int, resumed: Bool)] = []
  /// Sources of this run that are not complete: a log, and the containers that it stands in.
  private var open: [Int] = []

  init(_ pipeline: Pipeline, known: [SourceRow]) {
    self.pipeline = pipeline
    self.known = known
    nextID = (known.map(\.id).max() ?? -1) + 1
  }

  /// Sources that something was written of, and whose import would stop here.
  var unfinished: [Int] { open.filter { pipeline.begun.contains($0) } }

  /// A source of this run begins, or goes on.
  mutating func take(_ row: SourceRow, resumed: Bool) {
    nextID = max(nextID, row.id + 1)
    added.append((row.id, resumed))
    open.append(row.id)
  }

  /// A source is complete.
  mutating func finish(_ row: SourceRow) {
    open.removeAll { $0 == row.id }
    known.removeAll { $0.id == row.id }
    known.append(row)
  }

  /// What an earlier run left of a container's members, by their place in it.
  func members(of container: Int) -> [Int: SourceRow] {
    var members: [Int: SourceRow] = [:]
    for row in known {
      if let place = row.profile.member, place.container == container { members[place.entry] = row }
    }
    return members
  }
}

import CaseFile
import Synchronization

/// Row groups as they were unpacked, for the next question of a session. What does not fit is unpacked again.
final class GroupCache: Sendable {
  /// What is known of one row group.
  struct Entry: Sendable {
    var parts: GroupParts
    /// By index among the columns of `events`.
    var columns: [Int: ColumnValues] = [:]
  }

  private struct Held {
    var entries: [Int: Entry] = [:]
    var costs: [Int: Int] = [:]
    var cost = 0
  }

  /// About how many bytes are kept at most. Once it is full, what is there stays: a scan would otherwise push out
  /// what the next scan needs first.
  private static let limit = 64 << 20
  private let held = Mutex(Held())

  subscript(group: Int) -> Entry? { held.withLock { $0.entries[group] } }

  func keep(_ entry: Entry, group: Int) {
    let cost = entry.cost
    held.withLock { held in
      let before = held.costs[group] ?? 0
      guard cost > before, held.cost - before + cost <= Self.limit else { return }
      held.entries[group] = entry
      held.costs[group] = cost
      held.cost += cost - before
    }
  }
}

extension GroupCache.Entry {
  fileprivate var cost: Int {
    parts.costWithoutChunks + columns.values.reduce(0) { $0 + $1.cost }
  }
}

extension GroupParts {
  fileprivate var costWithoutChunks: Int {
    let shapes = layout.shapes.reduce(0) { $0 + $1.elements.count * 16 + 200 }
    let lists = layout.shapeOfRecord.count * 4 + layout.gapSpans.count * 8 + fieldIDs.count * 8
    return shapes + lists + (times?.kinds.count ?? 0) * 9 + 1000
  }

  /// About how many bytes of memory they take.
  var cost: Int {
    chunks.values.reduce(costWithoutChunks) { $0 + $1.dictionary.count + $1.distinct * 16 + $1.count * 4 }
  }
}

import Evidence
import Integrity

/// Hands units to workers and their results, in order, to the writer. At most `threads + 1` units are in
/// flight, so memory is bounded whatever the size of the input.
///
/// Sound to share with nothing: it is used by the one task that reads.
struct Pipeline {
  private enum Slot {
    case ready(IngestWriter.Item)
    case waiting(prefix: Digest256)
  }

  private let writer: IngestWriter
  private let threads: Int
  private var slots: [Slot] = []
  /// Sequence number of `slots[0]`.
  private var base = 0
  private var inFlight = 0
  /// Sources of which something was handed to the writer.
  private(set) var begun: Set<Int> = []

  typealias Group = ThrowingTaskGroup<(Int, UnitResult), any Error>

  init(_ writer: IngestWriter, threads: Int) {
    self.writer = writer
    self.threads = max(1, threads)
  }

  mutating func begin(_ row: SourceRow, resumed: Bool) throws {
    begun.insert(row.id)
    try put(.begin(row, resumed: resumed))
  }

  /// An item that needs no work, in its place between the units.
  mutating func put(_ item: IngestWriter.Item) throws {
    if slots.isEmpty {
      base += 1
      try writer.accept(item)
    } else {
      slots.append(.ready(item))
    }
  }

  mutating func put(_ unit: Unit, prefix: Digest256, in group: inout Group) async throws {
    if threads == 1 {
      try put(.unit(UnitWorker.process(unit), prefix: prefix))
      return
    }
    while inFlight > threads { try await takeOne(from: &group) }
    let sequence = base + slots.count
    slots.append(.waiting(prefix: prefix))
    inFlight += 1
    group.addTask { (sequence, try UnitWorker.process(unit)) }
  }

  /// Waits for all that is in flight.
  mutating func finish(_ group: inout Group) async throws {
    while inFlight > 0 { try await takeOne(from: &group) }
  }

  private mutating func takeOne(from group: inout Group) async throws {
    guard let (sequence, result) = try await group.next() else { return }
    inFlight -= 1
    if case .waiting(let prefix) = slots[sequence - base] {
      slots[sequence - base] = .ready(.unit(result, prefix: prefix))
    }
    while case .ready(let item)? = slots.first {
      slots.removeFirst()
      base += 1
      try writer.accept(item)
    }
  }
}

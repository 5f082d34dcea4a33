/// `mode(x)`: the value that occurs most often; of several the least in SQLite's order, so that the order of rows does
/// not matter. NULL does not count.
final class Mode: AggregateState {
  static var function: AggregateFunction { AggregateFunction("mode", 1...1) { Mode() } }

  private var counts: [SQLValue: Int] = [:]

  func step(_ arguments: [SQLValue]) {
    guard arguments[0] != .null else { return }
    counts[arguments[0].identity, default: 0] += 1
  }

  func result() -> SQLValue {
    var best: (value: SQLValue, count: Int)?
    for (value, count) in counts {
      guard let known = best else {
        best = (value, count)
        continue
      }
      if count > known.count || count == known.count && SQLOrder.isLess(value, known.value) {
        best = (value, count)
      }
    }
    return best?.value ?? .null
  }
}

/// `arg_max(value, by)` and `arg_min(value, by)`: the value of the row in which `by` is greatest or least.
///
/// Rows whose `by` is NULL are left out; the value may be NULL. Of several rows with the same `by` the least value
/// that is not NULL is taken, so that the order of rows does not matter.
final class ArgExtreme: AggregateState {
  static var max: AggregateFunction { AggregateFunction("arg_max", 2...2) { ArgExtreme(sign: 1) } }
  static var min: AggregateFunction { AggregateFunction("arg_min", 2...2) { ArgExtreme(sign: -1) } }

  private let sign: Int
  private var best: (value: SQLValue, by: SQLValue)?

  private init(sign: Int) { self.sign = sign }

  func step(_ arguments: [SQLValue]) {
    let value = arguments[0]
    let by = arguments[1]
    guard by != .null else { return }
    guard let known = best else {
      best = (value, by)
      return
    }
    let order = SQLOrder.compareValue(by, known.by) * sign
    if order > 0 {
      best = (value, by)
    } else if order == 0, value != .null, known.value == .null || SQLOrder.isLess(value, known.value) {
      best = (value, by)
    }
  }

  func result() -> SQLValue { best?.value ?? .null }
}

/// `string_agg(x [, separator])`: the values in the order of rows, `,` between them where no separator is given. NULL is
/// left out. `string_agg(DISTINCT x)` takes no separator: SQLite allows one argument there.
final class StringAggregate: AggregateState {
  static var function: AggregateFunction {
    AggregateFunction("string_agg", 1...2, takesReals: false) { StringAggregate() }
  }

  /// Bytes of a result.
  static let sizeLimit = 256 << 20

  private var text: [UInt8]?

  func step(_ arguments: [SQLValue]) throws {
    guard arguments[0] != .null else { return }
    let value = arguments[0].bytes
    if text != nil {
      text?.append(contentsOf: arguments.count > 1 ? arguments[1].bytes : [UInt8(ascii: ",")])
    }
    text = text ?? []
    text?.append(contentsOf: value)
    guard (text?.count ?? 0) <= Self.sizeLimit else {
      throw FunctionError("the result is longer than \(Self.sizeLimit) bytes, the limit")
    }
  }

  func result() -> SQLValue { text.map { .text($0) } ?? .null }
}

/// `string_agg_distinct(x [, separator])`: each value once, in SQLite's order, so that the order of rows does not matter.
final class DistinctStringAggregate: AggregateState {
  static var function: AggregateFunction {
    AggregateFunction("string_agg_distinct", 1...2) { DistinctStringAggregate() }
  }

  private var values: Set<SQLValue> = []
  private var size = 0
  private var separator: [UInt8]?

  func step(_ arguments: [SQLValue]) throws {
    let separator = arguments.count > 1 ? arguments[1].bytes : [UInt8(ascii: ",")]
    if let known = self.separator, known != separator {
      throw FunctionError(
        "got two separators in one group, \(SQLValue.text(known).shown) and \(SQLValue.text(separator).shown)"
      )
    }
    self.separator = separator
    guard arguments[0] != .null, values.insert(arguments[0].identity).inserted else { return }
    size += arguments[0].bytes.count + separator.count
    guard size <= StringAggregate.sizeLimit else {
      throw FunctionError("the result is longer than \(StringAggregate.sizeLimit) bytes, the limit")
    }
  }

  func result() -> SQLValue {
    guard !values.isEmpty else { return .null }
    let sorted = values.sorted(by: SQLOrder.isLess).map(\.bytes)
    return .text(Array(sorted.joined(separator: separator ?? [])))
  }
}

/// What `xBestIndex` decided, as the text that SQLite hands to `xFilter`: `12=70F|3,15|c`.
struct ScanText {
  /// Columns and how each is compared, in the order of the arguments.
  var constraints: [(column: Int, operation: EventConstraint.Operator)] = []
  /// Columns that the statement reads.
  var used: [Int] = []
  /// Records that agree in what is read are one row.
  var isCounting = false
  /// The values of this column come in groups.
  var groupedColumn: Int?
  /// Rows come in this order.
  var timeOrder: TimeOrder?

  init() {}

  /// - Parameter text: what `encoded` gave; anything else is a scan without constraints.
  init(_ text: String) {
    let parts = text.split(separator: "|", omittingEmptySubsequences: false)
    guard parts.count == 3 else { return }
    var digits = 0
    for byte in parts[0].utf8 {
      if (48...57).contains(byte) {
        digits = digits * 10 + Int(byte) - 48
        continue
      }
      if let operation = EventConstraint.Operator(rawValue: byte) { constraints.append((digits, operation)) }
      digits = 0
    }
    used = parts[1].split(separator: ",").compactMap { Int($0) }
    isCounting = parts[2].hasPrefix("c")
    if parts[2].hasPrefix("t") {
      timeOrder = Int(parts[2].dropFirst()).map(TimeOrder.init(code:))
    } else {
      groupedColumn = Int(parts[2].drop { $0 == "c" || $0 == "g" })
    }
  }

  var encoded: String {
    let comparisons = constraints.map { "\($0.column)\(Character(Unicode.Scalar($0.operation.rawValue)))" }
    let columns = used.map(String.init).joined(separator: ",")
    let mode =
      timeOrder.map { "t\($0.code)" } ?? (isCounting ? "c" : "") + (groupedColumn.map { "g\($0)" } ?? "")
    return "\(comparisons.joined())|\(columns)|\(mode)"
  }
}

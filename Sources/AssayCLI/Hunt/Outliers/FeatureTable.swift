import Evidence
import Hunt
import Pages

/// Rows of values, column by column, and the numbers that a forest is grown from.
struct FeatureTable {
  enum Value {
    case number(Double)
    case text([UInt8])
  }

  /// A feature's numbers, with what is told of them.
  struct Features {
    /// One array a feature.
    var columns: [[Double]] = []
    /// Name of each, and the column of values that it comes from.
    var names: [(text: String, column: Int)] = []
    /// Columns that are the same in all rows.
    var constant: [String] = []
    /// Values that are missing, or no number in a column of numbers.
    var missing = 0
    fileprivate var table: FeatureTable

    fileprivate init(_ table: FeatureTable) { self.table = table }

    /// The features that set a row apart most: together at least two thirds of it, at most three.
    func why(_ row: Int, _ shares: [Double]) -> String {
      let order = shares.indices.sorted { (shares[$1], $0) < (shares[$0], $1) }
      var sum = 0.0
      var parts: [String] = []
      for feature in order.prefix(3) where shares[feature] > 0 && sum < 2 / 3.0 {
        sum += shares[feature]
        let value = table.text(row, names[feature].column)
        parts.append("\(names[feature].text) \(Int((shares[feature] * 100).rounded())) % (\(value))")
      }
      return parts.joined(separator: ", ")
    }
  }

  private(set) var numbers: [Int64] = []
  private var names: [String] = []
  private var positions: [Int] = []
  private var columns: [[Value?]] = []
  var count: Int { numbers.count }

  /// Names the columns that count, with their places in a row.
  mutating func begin(_ wanted: [(String, Int)]) {
    names = wanted.map(\.0)
    positions = wanted.map(\.1)
    columns = wanted.map { _ in [] }
  }

  mutating func add(number: Int64, values: [Value?]) {
    numbers.append(number)
    for (index, position) in positions.enumerated() { columns[index].append(values[position]) }
  }

  fileprivate func text(_ row: Int, _ column: Int) -> String {
    switch columns[column][row] {
    case nil: return "none"
    case .number(let number) where names[column] == "time_ns":
      let minutes = Int(Self.hour(number) * 60)
      return "\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
    case .number(let number):
      return number == number.rounded() && number.magnitude < 1e15 ? String(Int64(number)) : String(number)
    case .text(let bytes):
      let text = String(decoding: bytes, as: UTF8.self)
      return text.count > 60 ? text.prefix(59) + "…" : text
    }
  }

  /// A column of numbers is a feature. Of another column the length, the entropy and the rarity of its values are; of
  /// one that is named `time_ns`, the hour of the day.
  func features() -> Features {
    var features = Features(self)
    for (index, name) in names.enumerated() {
      let values = columns[index]
      var isConstant = true
      func add(_ what: String, _ column: [Double]) {
        guard let first = column.first, column.contains(where: { $0 != first }) else { return }
        isConstant = false
        features.columns.append(column)
        features.names.append((what, index))
      }
      let parsed = values.map { Self.number($0) }
      let present = values.count { $0 != nil }
      let numeric = parsed.compactMap { $0 }
      if name == "time_ns" {
        add("hour", parsed.map { $0.map { Self.hour($0) } ?? 0 })
        continue
      }
      // A stray text does not make a column of numbers one of texts.
      if !numeric.isEmpty, numeric.count * 10 >= present * 9 {
        let middle = Self.median(numeric)
        features.missing += values.count - numeric.count
        add(name, parsed.map { $0 ?? middle })
      } else if present > 0 {
        let texts = values.map { value -> [UInt8] in if case .text(let bytes)? = value { bytes } else { [] } }
        add("length of \(name)", texts.map { Double($0.count) })
        add("entropy of \(name)", texts.map { TextMeasure.entropy($0) })
        add("rarity of \(name)", TextMeasure.rarities(texts))
      }
      if present < values.count { add("\(name) missing", values.map { $0 == nil ? 1 : 0 }) }
      if isConstant { features.constant.append(name) }
    }
    return features
  }

  /// Hour of the day, with its fraction, of nanoseconds since 1970.
  private static func hour(_ nanoseconds: Double) -> Double {
    let hour = (nanoseconds / 3_600e9).truncatingRemainder(dividingBy: 24)
    return hour < 0 ? hour + 24 : hour
  }

  private static func number(_ value: Value?) -> Double? {
    switch value {
    case nil: return nil
    case .number(let number): return number.isFinite ? number : nil
    case .text(let bytes):
      guard bytes.count <= 64, let number = Double(String(decoding: bytes, as: UTF8.self)), number.isFinite
      else {
        return nil
      }
      return number
    }
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2
  }
}

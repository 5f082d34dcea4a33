import Foundation

/// Several readings of one quantity.
struct Readings {
  private(set) var values: [Double]

  init(_ values: [Double]) { self.values = values.sorted() }

  var median: Double {
    guard !values.isEmpty else { return .nan }
    let middle = values.count / 2
    return values.count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2
  }
  var least: Double { values.first ?? .nan }
  var greatest: Double { values.last ?? .nan }
}

/// One row of the result.
struct Measurement {
  /// What must be reached, and what is aimed at.
  enum Bound {
    case atMost(must: Double, aim: Double)
    case atLeast(must: Double, aim: Double)
  }

  var name: String
  var unit: String
  var readings: Readings
  var bound: Bound?
  /// How it was computed, and from what.
  var detail: String

  /// Nil where nothing is asked.
  var isReached: Bool? {
    switch bound {
    case .atMost(let must, _): readings.median <= must
    case .atLeast(let must, _): readings.median >= must
    case nil: nil
    }
  }

  var isAimReached: Bool {
    switch bound {
    case .atMost(_, let aim): readings.median <= aim
    case .atLeast(_, let aim): readings.median >= aim
    case nil: false
    }
  }
}

/// All rows, and the machine that they were measured on.
struct Report {
  var machine: [(name: String, value: String)] = []
  var rows: [Measurement] = []

  var missed: [Measurement] { rows.filter { $0.isReached == false } }

  func write(_ format: Options.Format) {
    switch format {
    case .table: writeTable()
    case .json: writeJSON()
    }
  }

  private func writeTable() {
    for (name, value) in machine { print("\(name): \(value)") }
    print("")
    print("| what | median | min–max | must | aim | | how |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for row in rows {
      let range = "\(Self.text(row.readings.least))–\(Self.text(row.readings.greatest))"
      var must = ""
      var aim = ""
      switch row.bound {
      case .atMost(let a, let b): (must, aim) = ("≤ \(Self.text(a))", "≤ \(Self.text(b))")
      case .atLeast(let a, let b): (must, aim) = ("≥ \(Self.text(a))", "≥ \(Self.text(b))")
      case nil: break
      }
      let verdict =
        switch row.isReached {
        case true?: row.isAimReached ? "aim" : "must"
        case false?: "MISSED"
        case nil: ""
        }
      print(
        "| \(row.name) | \(Self.text(row.readings.median)) \(row.unit) | \(range) | \(must) | \(aim) | \(verdict) | "
          + "\(row.detail) |")
    }
    print("")
    print(missed.isEmpty ? "every must is reached" : "missed: " + missed.map(\.name).joined(separator: "; "))
  }

  private func writeJSON() {
    let list: [[String: Any]] = rows.map { row in
      var entry: [String: Any] = [
        "name": row.name, "unit": row.unit, "median": row.readings.median, "min": row.readings.least,
        "max": row.readings.greatest, "runs": row.readings.values.count, "how": row.detail,
      ]
      switch row.bound {
      case .atMost(let must, let aim), .atLeast(let must, let aim):
        (entry["must"], entry["aim"]) = (must, aim)
      case nil: break
      }
      if let reached = row.isReached { entry["reached"] = reached }
      return entry
    }
    let document: [String: Any] = [
      "machine": Dictionary(machine.map { ($0.name, $0.value) }) { first, _ in first }, "rows": list,
      "missed": missed.map(\.name),
    ]
    let options: JSONSerialization.WritingOptions = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    guard let data = try? JSONSerialization.data(withJSONObject: document, options: options) else { return }
    print(String(decoding: data, as: UTF8.self))
  }

  /// Three digits.
  private static func text(_ value: Double) -> String {
    let digits = abs(value) >= 100 ? 0 : abs(value) >= 10 ? 1 : abs(value) >= 1 ? 2 : 3
    return String(format: "%.\(digits)f", value)
  }
}

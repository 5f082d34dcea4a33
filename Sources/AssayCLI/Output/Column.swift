/// A column of a result, with what a table needs to show it well.
package struct Column: Sendable {
  /// How the cells are written in a table. Machine formats do not look at it.
  package enum Style: Sendable {
    /// As it is: numbers right-aligned, without separators, since they may be identifiers.
    case plain
    /// A number of things: right-aligned, with thousands separators.
    case count
    /// A number of bytes: `40.1 MB`.
    case bytes
    /// A digest: on a terminal its first 8 digits.
    case digest
    /// A real number: three digits behind the point.
    case decimal
    /// A time: without trailing zeros of the fraction.
    case time
  }

  /// Key in JSON, head of the column in CSV.
  package var name: String
  /// Head of the column in a table.
  package var heading: String
  package var style: Style
  /// Whether the column stands only in machine formats.
  package var machineOnly: Bool

  package init(_ name: String, heading: String? = nil, _ style: Style = .plain, machineOnly: Bool = false) {
    self.name = name
    self.heading = heading ?? name
    self.style = style
    self.machineOnly = machineOnly
  }

  /// Names as they are, but a name that comes twice gets `:1`, the third `:2`: JSON objects and data frames
  /// need them distinct.
  package static func distinct(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.map { name in
      var candidate = name
      var number = 0
      while !seen.insert(candidate).inserted {
        number += 1
        candidate = "\(name):\(number)"
      }
      return candidate
    }
  }
}

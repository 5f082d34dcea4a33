/// Values of all fields in a sample of records, as hashes and types: it says which few fields are worth a look at all
/// records. Of up to 10,000 records the sample is all of them. Read once, when first asked for.
final class FieldSurvey {
  struct Column {
    var name: String
    /// Hash of each sampled record's value; 0: it has none, or an empty one.
    var hashes: [UInt64]
    /// What the value can be read as.
    var types: [ValueTypes]
  }

  private let source: any FieldSource
  private var columns: [Column]?
  /// Positions of the records in the sample, in order.
  let sample: [Int]

  private static let size = (open: 3000, whole: 7000)

  /// The first records that wait for a cause, and the first that are whole.
  init(_ source: any FieldSource, _ seen: Observations) {
    self.source = source
    var whole: [Int] = []
    for record in seen.states.indices where seen.states[record] == .whole {
      whole.append(record)
      if whole.count == Self.size.whole { break }
    }
    sample = (seen.open.prefix(Self.size.open) + whole).sorted()
  }

  /// True: the sample is all records that are open or whole.
  func isAll(of seen: Observations) -> Bool { seen.open.count + seen.wholeCount <= sample.count }

  private struct Enough: Error {}

  /// The sample's columns, in the order of the source's names. Throws what the source throws.
  func read() throws -> [Column] {
    if let columns { return columns }
    let names = source.fieldNames
    var read = names.map { name in
      Column(
        name: name, hashes: Array(repeating: 0, count: sample.count),
        types: Array(repeating: ValueTypes(), count: sample.count))
    }
    var left = sample.count
    do {
      try source.forEachRecord(names) { record, values in
        guard left > 0 else { throw Enough() }
        guard let next = place(of: record) else { return }
        for (place, value) in values.enumerated() {
          guard let value, !value.isEmpty, place < read.count else { continue }
          read[place].hashes[next] = ValueHash.of(value)
          read[place].types[next] = ValueTypes(of: value)
        }
        left -= 1
      }
    } catch is Enough {
      // All that the sample needs is read.
    }
    columns = read
    return read
  }

  /// Where a record stands in the sample; nil: nowhere.
  private func place(of record: Int) -> Int? {
    var (low, high) = (0, sample.count)
    while low < high {
      let middle = (low + high) / 2
      if sample[middle] < record { low = middle + 1 } else { high = middle }
    }
    return low < sample.count && sample[low] == record ? low : nil
  }
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo): the same in every run, as Swift's own hashes are not. Never 0.
enum ValueHash {
  static func of(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash == 0 ? 1 : hash
  }

  /// Of several values together.
  static func of(_ parts: [UInt64]) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for part in parts {
      hash = (hash ^ part) &* 0x9e37_79b9_7f4a_7c15
      hash ^= hash >> 29
    }
    return hash == 0 ? 1 : hash
  }
}

/// Types of a search index that take a value.
struct ValueTypes: OptionSet {
  let rawValue: UInt8

  init(rawValue: UInt8) { self.rawValue = rawValue }

  static let long = ValueTypes(rawValue: 1)
  static let double = ValueTypes(rawValue: 2)
  static let boolean = ValueTypes(rawValue: 4)
  static let ip = ValueTypes(rawValue: 8)
  static let date = ValueTypes(rawValue: 16)

  /// By the word of a limits' file.
  static let named: [String: ValueTypes] = [
    "long": .long, "double": .double, "boolean": .boolean, "ip": .ip, "date": .date,
  ]

  init(of text: String) {
    var types: ValueTypes = []
    if Int64(text) != nil { types.insert(.long) }
    if Double(text) != nil, !text.hasPrefix("0x"), !text.hasPrefix("0X") { types.insert(.double) }
    if text == "true" || text == "false" { types.insert(.boolean) }
    if Self.isAddress(text) { types.insert(.ip) }
    if Self.isDate(text) { types.insert(.date) }
    self = types
  }

  private static func isAddress(_ text: String) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count == 4 { return parts.allSatisfy { UInt8($0) != nil } }
    return text.utf8.count { $0 == UInt8(ascii: ":") } >= 2
      && text.unicodeScalars.allSatisfy {
        $0 == ":" || $0 == "." || $0 == "%" || $0.properties.isASCIIHexDigit
      }
  }

  /// `2020-09-18`, with or without a time behind it, as `strict_date_optional_time` takes it, or milliseconds.
  private static func isDate(_ text: String) -> Bool {
    let bytes = Array(text.utf8.prefix(11))
    func digits(_ range: Range<Int>) -> Bool { range.allSatisfy { bytes[$0] >= 48 && bytes[$0] <= 57 } }
    if bytes.count >= 10, digits(0..<4), bytes[4] == 45, digits(5..<7), bytes[7] == 45, digits(8..<10) {
      return bytes.count == 10 || bytes[10] == UInt8(ascii: "T")
    }
    return Int64(text) != nil
  }
}

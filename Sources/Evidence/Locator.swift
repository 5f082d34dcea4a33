/// Number of a source in the case, from 0 in the order added.
package struct SourceNumber: Hashable, Sendable, Comparable, CustomStringConvertible, Codable {
  package var value: Int
  package init(_ value: Int) { self.value = value }
  package static func < (a: Self, b: Self) -> Bool { a.value < b.value }
  package var description: String { String(value) }
}

/// Position of a span in the case, from 0, never reused: also its leaf index in the Merkle tree.
package struct RecordNumber: Hashable, Sendable, Comparable, CustomStringConvertible, Codable {
  package var value: Int
  package init(_ value: Int) { self.value = value }
  package static func < (a: Self, b: Self) -> Bool { a.value < b.value }
  package var description: String { String(value) }
}

/// How people name a record: `3:1047` (record 1047 of source 3, from 0), `3:gap-1` (its first gap), or a
/// plain record number.
package enum Locator: Hashable, Sendable, CustomStringConvertible {
  case record(SourceNumber, index: Int)
  case gap(SourceNumber, index: Int)
  case number(RecordNumber)

  /// Nil when `text` is no locator.
  package init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    func natural(_ s: Substring) -> Int? {
      guard !s.isEmpty, s.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
      return Int(s)
    }
    if parts.count == 1, let n = natural(parts[0]) {
      self = .number(RecordNumber(n))
      return
    }
    guard parts.count == 2, let source = natural(parts[0]) else { return nil }
    if let index = natural(parts[1]) {
      self = .record(SourceNumber(source), index: index)
    } else if parts[1].hasPrefix("gap-"), let index = natural(parts[1].dropFirst(4)), index > 0 {
      self = .gap(SourceNumber(source), index: index)
    } else {
      return nil
    }
  }

  package var description: String {
    switch self {
    case .record(let source, let index): "\(source):\(index)"
    case .gap(let source, let index): "\(source):gap-\(index)"
    case .number(let number): "\(number)"
    }
  }
}

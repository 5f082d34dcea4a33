/// Finds, of many listed paths, those that end like another path: `logs/a.log` of a list is `/mnt/usb/logs/a.log` of
/// the disk. Parts are compared whole, from the last one; the more of them agree, the better.
///
/// A look-up costs a binary search for each part; hostile lists make it no slower.
struct NameIndex {
  /// Behind a prefix of the caller's: the parts of a path from its last one, each with a zero byte behind it.
  private var keys: [(key: [UInt8], entry: Int)] = []
  /// The next place from here whose entry is free; each is followed once.
  private var next: [Int] = []

  /// Parts that are compared; a path has more only to make work.
  private static let partLimit = 64

  /// - Parameter paths: what is searched, and the caller's number for it.
  init(_ paths: [(prefix: [UInt8], parts: [ArraySlice<UInt8>], entry: Int)]) {
    keys = paths.map { (Self.key($0.prefix, $0.parts[...]), $0.entry) }
    keys.sort { a, b in
      a.key == b.key ? a.entry < b.entry : a.key.lexicographicallyPrecedes(b.key)
    }
    next = Array(0...keys.count)
  }

  /// Parts of a path from the last one, `.` and empty ones left out.
  ///
  /// - Parameter windows: `\` parts too.
  static func parts(_ path: [UInt8], windows: Bool = false) -> [ArraySlice<UInt8>] {
    let parts = path.split { $0 == UInt8(ascii: "/") || windows && $0 == UInt8(ascii: "\\") }
    return Array(parts.filter { $0 != [UInt8(ascii: ".")] }.reversed().prefix(partLimit))
  }

  private static func key(_ prefix: [UInt8], _ parts: ArraySlice<ArraySlice<UInt8>>) -> [UInt8] {
    parts.reduce(into: prefix) { key, part in
      key += part
      key.append(0)
    }
  }

  /// How many parts the nearest path behind `prefix` shares; nil where none has the prefix.
  func depth(_ prefix: [UInt8], _ parts: [ArraySlice<UInt8>]) -> Int? {
    guard !range(prefix, []).isEmpty else { return nil }
    var (low, high) = (0, parts.count)
    while low < high {
      let middle = (low + high + 1) / 2
      if range(prefix, parts[..<middle]).isEmpty { high = middle - 1 } else { low = middle }
    }
    return low
  }

  /// The first entry that is free among those that share `depth` parts.
  mutating func free(_ prefix: [UInt8], _ parts: [ArraySlice<UInt8>], depth: Int) -> Int? {
    let range = range(prefix, parts[..<depth])
    let place = followed(range.lowerBound)
    return place < range.upperBound ? keys[place].entry : nil
  }

  /// Whether exactly one is free among those that share `depth` parts.
  mutating func isOnlyOne(_ prefix: [UInt8], _ parts: [ArraySlice<UInt8>], depth: Int) -> Bool {
    let range = range(prefix, parts[..<depth])
    let first = followed(range.lowerBound)
    return first < range.upperBound && followed(first + 1) >= range.upperBound
  }

  /// Any entry, free or not, that shares `depth` parts.
  func any(_ prefix: [UInt8], _ parts: [ArraySlice<UInt8>], depth: Int) -> Int? {
    range(prefix, parts[..<depth]).first.map { keys[$0].entry }
  }

  /// Takes the entry that `free` gave for the same arguments.
  mutating func take(_ prefix: [UInt8], _ parts: [ArraySlice<UInt8>], depth: Int) {
    let place = followed(range(prefix, parts[..<depth]).lowerBound)
    if place < keys.count { next[place] = place + 1 }
  }

  private mutating func followed(_ start: Int) -> Int {
    var place = start
    while next[place] != place { place = next[place] }
    // Paths are shortened on the way, so that no stretch is walked twice.
    var step = start
    while step != place {
      let following = next[step]
      next[step] = place
      step = following
    }
    return place
  }

  /// Places of the keys that begin with `prefix` and these parts.
  private func range(_ prefix: [UInt8], _ parts: ArraySlice<ArraySlice<UInt8>>) -> Range<Int> {
    let key = Self.key(prefix, parts)
    let low = firstPlace { !$0.lexicographicallyPrecedes(key) }
    let high = firstPlace { !$0.starts(with: key) && !$0.lexicographicallyPrecedes(key) }
    return low..<max(low, high)
  }

  /// Binary search: `holds` is false for all keys up to a place and true from there.
  private func firstPlace(_ holds: ([UInt8]) -> Bool) -> Int {
    var (low, high) = (0, keys.count)
    while low < high {
      let middle = (low + high) / 2
      if holds(keys[middle].key) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

import Evidence

/// Counts how often each of many byte strings occurs: the bytes in one array, found through a table of hashes.
struct ValueCounter {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private(set) var counts: [Int] = []
  /// Open addressing: high 32 bits a hash tag, low 32 the index plus one; 0 is empty.
  private var slots = [UInt64](repeating: 0, count: 64)

  /// Number of different strings.
  var distinct: Int { ends.count }

  func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

  /// All strings, one after the other; see `range`.
  var all: [UInt8] { bytes }

  /// Counts bytes `range` of `source`.
  mutating func add(_ source: [UInt8], _ range: Range<Int>, times: Int) {
    let value = source.span.extracting(range)
    let hash = value.tableHash()
    let tag = hash >> 32
    let mask = slots.count - 1
    var i = Int(truncatingIfNeeded: hash) & mask
    while slots[i] != 0 {
      if slots[i] >> 32 == tag {
        let index = Int(truncatingIfNeeded: slots[i] & 0xFFFF_FFFF) - 1
        if bytes.span.extracting(self.range(index)).equals(value) {
          counts[index] += times
          return
        }
      }
      i = (i + 1) & mask
    }
    slots[i] = tag << 32 | UInt64(ends.count + 1)
    bytes.append(value)
    ends.append(bytes.count)
    counts.append(times)
    if ends.count * 2 > slots.count { grow() }
  }

  private mutating func grow() {
    slots = [UInt64](repeating: 0, count: slots.count * 4)
    let mask = slots.count - 1
    for index in 0..<ends.count {
      let hash = bytes.span.extracting(range(index)).tableHash()
      var i = Int(truncatingIfNeeded: hash) & mask
      while slots[i] != 0 { i = (i + 1) & mask }
      slots[i] = (hash >> 32) << 32 | UInt64(index + 1)
    }
  }

  /// Indexes of the strings in the order of their bytes.
  var sorted: [Int] {
    guard distinct > 1 else { return Array(0..<distinct) }
    // What all have in common is skipped; the next 16 bytes decide nearly always.
    let first = Array(bytes[range(0)])
    var shared = first.count
    for index in 1..<distinct where shared > 0 {
      let start = range(index).lowerBound
      shared = min(shared, range(index).count)
      var i = 0
      while i < shared, bytes[start + i] == first[i] { i += 1 }
      shared = i
    }
    func key(_ index: Int, from: Int) -> UInt64 {
      let range = range(index)
      var key: UInt64 = 0
      for i in from..<from + 8 {
        key = key << 8 | (range.lowerBound + i < range.upperBound ? UInt64(bytes[range.lowerBound + i]) : 0)
      }
      return key
    }
    let keyed = (0..<distinct).map {
      (high: key($0, from: shared), low: key($0, from: shared + 8), index: $0)
    }
    return keyed.sorted { a, b in
      if a.high != b.high { return a.high < b.high }
      if a.low != b.low { return a.low < b.low }
      return bytes[range(a.index)].lexicographicallyPrecedes(bytes[range(b.index)])
    }.map(\.index)
  }
}

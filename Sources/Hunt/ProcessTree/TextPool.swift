import Evidence

/// Distinct byte strings, numbered from 0 in the order in which they came. Number 0 is the empty string.
///
/// The hash is seeded by the process, so that no log can be made whose names all collide; numbers do not depend on it.
package struct TextPool: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = [0]
  private var hashes: [UInt64] = [0]
  private var slots: [UInt32]
  private let seed = UInt64.random(in: .min ... .max)

  package init() { slots = [UInt32](repeating: 0, count: 1024) }

  /// How many there are, the empty one counted.
  package var count: Int { ends.count }

  /// The string of a number.
  package func text(_ number: UInt32) -> String { String(decoding: bytes[range(number)], as: UTF8.self) }

  /// The bytes of a number.
  package func array(_ number: UInt32) -> [UInt8] { [UInt8](bytes[range(number)]) }

  /// The shape of the command line of a number; 0 for the empty one.
  package func shape(_ number: UInt32) -> UInt64 { CommandShape.hash(bytes, range(number)) }

  private func range(_ number: UInt32) -> Range<Int> {
    let index = Int(number)
    guard index > 0, index < ends.count else { return 0..<0 }
    return ends[index - 1]..<ends[index]
  }

  /// The number of `source[place]`, a new one where it was not yet there.
  package mutating func number(_ source: [UInt8], _ place: Range<Int>) -> UInt32 {
    if place.isEmpty { return 0 }
    let text = source.span.extracting(place)
    let hash = text.tableHash(seed: seed)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let number = slots[slot]
      if hashes[Int(number)] == hash, bytes.span.extracting(range(number)).equals(text) { return number }
      slot = (slot + 1) & mask
    }
    let number = UInt32(truncatingIfNeeded: ends.count)
    bytes.append(contentsOf: source[place])
    ends.append(bytes.count)
    hashes.append(hash)
    slots[slot] = number
    if ends.count * 2 > slots.count { grow() }
    return number
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    let mask = slots.count - 1
    for number in 1..<hashes.count {
      var slot = Int(truncatingIfNeeded: hashes[number]) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(truncatingIfNeeded: number)
    }
  }
}

/// Distinct pairs of numbers, numbered from 0 in the order in which they came.
struct PairTable {
  private var keys: [(UInt64, UInt64)] = []
  private var slots: [Int32]
  private let seed = UInt64.random(in: .min ... .max)

  /// - Parameter expected: how many pairs to make room for.
  init(expected: Int) {
    var size = 16
    while size < expected * 2 { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
    keys.reserveCapacity(expected)
  }

  var count: Int { keys.count }

  /// The number of a pair, a new one where it was not yet there.
  mutating func number(_ a: UInt64, _ b: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Self.hash(a, b, seed) & mask
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if keys[number].0 == a, keys[number].1 == b { return number }
      slot = (slot + 1) & mask
    }
    slots[slot] = Int32(truncatingIfNeeded: keys.count)
    keys.append((a, b))
    if keys.count * 2 > slots.count { grow() }
    return keys.count - 1
  }

  /// The number of a pair, nil where it never came.
  func find(_ a: UInt64, _ b: UInt64) -> Int? {
    let mask = slots.count - 1
    var slot = Self.hash(a, b, seed) & mask
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if keys[number].0 == a, keys[number].1 == b { return number }
      slot = (slot + 1) & mask
    }
    return nil
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    let mask = slots.count - 1
    for (number, key) in keys.enumerated() {
      var slot = Self.hash(key.0, key.1, seed) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(truncatingIfNeeded: number)
    }
  }

  /// Two rounds of a multiplication whose high half is folded in.
  private static func hash(_ a: UInt64, _ b: UInt64, _ seed: UInt64) -> Int {
    let first = (a ^ seed).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    let second = (b ^ first.high ^ first.low).multipliedFullWidth(by: 0xBF58_476D_1CE4_E5B9 ^ seed | 1)
    return Int(truncatingIfNeeded: second.high ^ second.low)
  }
}

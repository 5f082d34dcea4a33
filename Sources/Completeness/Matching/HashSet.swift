/// A set of hashes in one array, built once and read by many threads.
struct HashSet: Sendable {
  private var slots: [Int]
  private let mask: Int

  /// - Parameter hashes: 0 is left out.
  init(_ hashes: some Collection<Int>) {
    var capacity = 16
    while capacity < hashes.count * 2 { capacity *= 2 }
    slots = Array(repeating: 0, count: capacity)
    mask = capacity - 1
    for hash in hashes where hash != 0 {
      var i = hash & mask
      while slots[i] != 0, slots[i] != hash { i = (i + 1) & mask }
      slots[i] = hash
    }
  }

  func contains(_ hash: Int) -> Bool {
    if hash == 0 { return false }
    var i = hash & mask
    while slots[i] != 0 {
      if slots[i] == hash { return true }
      i = (i + 1) & mask
    }
    return false
  }
}

/// The latest start under each process number of a computer, and under each program of it, as a sweep in time order
/// goes on. What a later start covers is kept one step back.
struct LatestStarts {
  /// Where starts of one process number, and of one program under it, are kept.
  struct Key {
    /// (computer, process number); -1: no number, or none that any start had.
    var slot = -1
    /// (slot, path without drive); -1: no program.
    var program = -1
    /// (slot, file name): where some record names no folder.
    var file = -1
    var image = ImageNames.Name()
  }

  /// Places that hold the latest of their kind.
  private struct Places {
    private var latest: [Int] = []

    /// Puts a node there; what stood there before.
    mutating func put(_ node: Int, at number: Int) -> Int {
      while latest.count <= number { latest.append(-1) }
      defer { latest[number] = node }
      return latest[number]
    }

    subscript(number: Int) -> Int { number >= 0 && number < latest.count ? latest[number] : -1 }
  }

  private let hasBare: Bool
  private var slots: PairTable
  private var programs: PairTable
  private var files: PairTable
  private var inSlot = Places()
  private var ofProgram = Places()
  private var ofFile = Places()
  private var ofBareFile = Places()
  /// Of each node: what it covered.
  private var coveredInSlot: [Int] = []
  private var coveredOfProgram: [Int] = []
  private var coveredOfFile: [Int] = []
  private var images: [ImageNames.Name] = []

  init(names: ImageNames, expected: Int) {
    hasBare = names.hasBare
    slots = PairTable(expected: expected)
    programs = PairTable(expected: expected)
    files = PairTable(expected: hasBare ? expected : 0)
    coveredInSlot.reserveCapacity(expected)
    coveredOfProgram.reserveCapacity(expected)
    coveredOfFile.reserveCapacity(expected)
    images.reserveCapacity(expected)
  }

  /// The key of a start.
  mutating func key(host: UInt32, pid: Int64, image: ImageNames.Name) -> Key {
    var key = Key(image: image)
    guard pid != ProcessNumber.none else { return key }
    key.slot = slots.number(UInt64(host), UInt64(pid))
    guard image.isKnown else { return key }
    key.program = programs.number(UInt64(key.slot), UInt64(image.tail))
    if hasBare { key.file = files.number(UInt64(key.slot), UInt64(image.name)) }
    return key
  }

  /// The key of what another record names.
  func sought(host: UInt32, pid: Int64, image: ImageNames.Name) -> Key {
    var key = Key(image: image)
    guard pid != ProcessNumber.none, let slot = slots.find(UInt64(host), UInt64(pid)) else { return key }
    key.slot = slot
    guard image.isKnown else { return key }
    if !image.isBare { key.program = programs.find(UInt64(slot), UInt64(image.tail)) ?? -1 }
    if hasBare { key.file = files.find(UInt64(slot), UInt64(image.name)) ?? -1 }
    return key
  }

  /// Takes in the start of node `node`, the next number of all. A copy of a record is taken in without standing for
  /// its process: `covers` is false.
  mutating func enter(_ node: Int, _ key: Key, covers: Bool) {
    images.append(key.image)
    var covered = (slot: -1, program: -1, file: -1)
    if covers, key.slot >= 0 {
      covered.slot = inSlot.put(node, at: key.slot)
      if key.program >= 0 { covered.program = ofProgram.put(node, at: key.program) }
      if key.file >= 0 {
        covered.file = ofFile.put(node, at: key.file)
        if key.image.isBare { _ = ofBareFile.put(node, at: key.file) }
      }
    }
    coveredInSlot.append(covered.slot)
    coveredOfProgram.append(covered.program)
    coveredOfFile.append(covered.file)
  }

  /// The latest start under a process number; -1: none.
  func latest(_ key: Key) -> Int { inSlot[key.slot] }

  /// What stood under the process number of `node` before it; -1: nothing.
  func before(_ node: Int) -> Int { coveredInSlot[node] }

  /// The latest start of a program under a process number; -1: none. A record that names no folder is told by the
  /// file name.
  ///
  /// - Parameter node: it is passed over, as no process is its own parent.
  func latestOfProgram(_ key: Key, other node: Int = -1) -> Int {
    var found = -1
    if key.image.isBare {
      found = ofFile[key.file]
      if found == node, found >= 0 { found = coveredOfFile[found] }
    } else {
      found = ofProgram[key.program]
      if found == node, found >= 0 { found = coveredOfProgram[found] }
      let bare = ofBareFile[key.file]
      if bare != node { found = max(found, bare) }
    }
    return found >= 0 && images[found].canShareDrive(key.image) ? found : -1
  }

  /// Whether a node's record names its program.
  func isNamed(_ node: Int) -> Bool { images[node].isKnown }

  /// Whether two nodes run the same program.
  func haveSameImage(_ a: Int, _ b: Int) -> Bool { images[a].tail == images[b].tail }
}

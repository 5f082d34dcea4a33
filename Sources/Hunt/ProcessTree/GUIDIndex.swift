/// Starts by their ProcessGuid, each computer for itself.
struct GUIDIndex {
  /// (computer, prefix).
  private var prefixes: PairTable
  /// (prefix, rest).
  private var guids: PairTable
  /// (prefix, process number).
  private var numbers: PairTable
  private var firstOfGUID: [Int] = []
  private var latestOfGUID: [Int] = []
  private var firstOfNumber: [Int] = []

  init(expected: Int) {
    prefixes = PairTable(expected: expected)
    guids = PairTable(expected: expected)
    numbers = PairTable(expected: expected)
  }

  /// Takes in a start that has a GUID. The first of a GUID stands for the process; a further image of it (`replaces`)
  /// for what the process is from then on.
  mutating func enter(_ node: Int, _ event: ProcessEvent, host: UInt32, replaces: Bool) {
    if event.guid.isNone { return }
    let prefix = UInt64(prefixes.number(UInt64(host), event.guid.prefix))
    let guid = guids.number(prefix, event.guid.rest)
    if guid == firstOfGUID.count {
      firstOfGUID.append(node)
      latestOfGUID.append(node)
    } else if replaces {
      latestOfGUID[guid] = node
    }
    let number = numbers.number(prefix, UInt64(bitPattern: event.pid))
    if number == firstOfNumber.count { firstOfNumber.append(node) }
  }

  /// The first start with a GUID; -1: none.
  func first(_ guid: ProcessGUID, host: UInt32) -> Int {
    index(guid, host: host).map { firstOfGUID[$0] } ?? -1
  }

  /// The latest image so far of the process with a GUID; -1: none.
  func latest(_ guid: ProcessGUID, host: UInt32) -> Int {
    index(guid, host: host).map { latestOfGUID[$0] } ?? -1
  }

  /// The first start with the GUID's machine and second, and this process number; -1: none.
  func first(prefixOf guid: ProcessGUID, pid: Int64, host: UInt32) -> Int {
    guard !guid.isNone, pid != ProcessNumber.none, let prefix = prefixes.find(UInt64(host), guid.prefix),
      let number = numbers.find(UInt64(prefix), UInt64(bitPattern: pid))
    else { return -1 }
    return firstOfNumber[number]
  }

  private func index(_ guid: ProcessGUID, host: UInt32) -> Int? {
    guard !guid.isNone, let prefix = prefixes.find(UInt64(host), guid.prefix) else { return nil }
    return guids.find(UInt64(prefix), guid.rest)
  }
}

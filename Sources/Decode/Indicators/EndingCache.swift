import Query

/// Whether last labels are top-level domains, remembered: logs ask for the same few over and over. For one thread.
final class EndingCache {
  private var isTopLevel: [UInt128: Bool] = [:]
  /// Hostile texts may hold any number of endings.
  private static let most = 4096

  /// Endings of names within an organisation, that no registry hands out.
  static let internalEndings: Set<[UInt8]> = Set(
    ["local", "lan", "internal", "intranet", "corp", "localdomain", "onion", "home"].map { Array($0.utf8) })

  /// Whether a label (small letters) is a top-level domain of the list, or an internal ending.
  func isEnding(_ label: [UInt8]) -> Bool {
    guard label.count <= 16 else { return ListedEndings.holds(label) }
    var key: UInt128 = 0
    for byte in label { key = key << 8 | UInt128(byte) }
    if let known = isTopLevel[key] { return known }
    let answer = Self.internalEndings.contains(label) || ListedEndings.holds(label)
    if isTopLevel.count >= Self.most { isTopLevel.removeAll(keepingCapacity: true) }
    isTopLevel[key] = answer
    return answer
  }
}

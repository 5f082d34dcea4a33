import Query

extension TextScan {
  /// Words before a number of four parts that make it something else than an address. A word that ends in `version`
  /// does so, too.
  private static let numberWords: Set<[UInt8]> = Set(
    [
      "v", "ver", "vers", "version", "build", "release", "rev", "revision", "oid", "firmware", "section",
      "chapter",
      "clause",
    ].map { Array($0.utf8) })

  /// Reads addresses from a name of digits, dots and dashes.
  mutating func readNumbers(_ range: Range<Int>) {
    var start = range.lowerBound
    var isBehindNumber = true
    while start < range.upperBound {
      var end = start
      while end < range.upperBound, text[end] != UInt8(ascii: "-") { end += 1 }
      // What a range begins with is a number; a word before a dash is a product's name.
      let isFirst = start == range.lowerBound
      if isFirst || isBehindNumber, let value = dottedQuad(start..<end),
        !isVersion(at: start, isFirst: isFirst)
      {
        add(.ipv4, value, start..<start + value.count)
      }
      isBehindNumber = text[start..<end].allSatisfy { $0.isDigit || $0 == UInt8(ascii: ".") } && start < end
      start = end + 1
    }
  }

  /// Four decimal numbers to 255 without leading zeros; dots behind them are a sentence's end.
  func dottedQuad(_ range: Range<Int>) -> [UInt8]? {
    var end = range.upperBound
    while end > range.lowerBound, text[end - 1] == UInt8(ascii: ".") { end -= 1 }
    guard (7...15).contains(end - range.lowerBound) else { return nil }
    var parts = 0
    var number = -1
    var leadingZero = false
    for place in range.lowerBound..<end {
      let byte = text[place]
      if byte == UInt8(ascii: ".") {
        guard number >= 0, parts < 3 else { return nil }
        parts += 1
        number = -1
      } else if byte.isDigit {
        if number < 0 {
          number = Int(byte - 48)
          leadingZero = number == 0
        } else {
          if leadingZero { return nil }
          number = number * 10 + Int(byte - 48)
          if number > 255 { return nil }
        }
      } else {
        return nil
      }
    }
    return parts == 3 && number >= 0 ? Array(text[range.lowerBound..<end]) : nil
  }

  /// Whether a number of four parts is a product's version, by what stands before it.
  private func isVersion(at start: Int, isFirst: Bool) -> Bool {
    guard isFirst else { return false }
    let previous = before(start)
    // `Chrome/80.0.3.163`: a word in letters of both cases and a slash.
    if previous == UInt8(ascii: "/") {
      var place = start - 1
      var (hasUpper, hasLower) = (false, false)
      while place > 0, text[place - 1].isWord || text[place - 1] == UInt8(ascii: "-") {
        place -= 1
        hasUpper = hasUpper || text[place].isUpper
        hasLower = hasLower || text[place].isLower
      }
      if hasUpper && hasLower { return true }
      // A folder named by a version.
      return start <= pathEnd && !hasFolded(Array("/dev/".utf8), at: pathStart)
    }
    // A folder of a path; but `\\10.1.2.3\share` is a host.
    if previous == UInt8(ascii: "\\") { return !isShareHost(at: start) }
    // `Version=4.0.0.0`, `"FileVersion": "1.0.0.1"`, `<Version>1.0.0.1`, `v 2.5.0.1`.
    var place = start
    while place > 0, start - place < 8, " \t=:\"'>\\(".utf8.contains(text[place - 1]) { place -= 1 }
    var word = place
    while word > 0, place - word < 24, text[word - 1].isLetter { word -= 1 }
    guard word < place else { return false }
    let name = text[word..<place].folded
    return Self.numberWords.contains(name) || name.suffix(7).elementsEqual("version".utf8)
  }

  /// Whether a place follows the two separators that begin the name of a share.
  func isShareHost(at start: Int) -> Bool {
    var slashes = 0
    while slashes < 4, start - slashes > 0, text[start - slashes - 1] == UInt8(ascii: "\\") { slashes += 1 }
    guard slashes == 2 || slashes == 4 else { return false }
    let previous = before(start - slashes)
    // `hxxp:\\\\evil.com`: behind a word and a colon, where a drive has one letter.
    if previous == 58, start - slashes > 2, text[start - slashes - 2].isLetter,
      text[start - slashes - 3].isLetter
    {
      return true
    }
    return !previous.isWord && !":\\%)]}$_-".utf8.contains(previous)
  }

  /// A colon: of a URL, of a drive, of an IPv6 or a hardware address.
  mutating func readColon(_ place: Int) {
    let next = byte(place + 1)
    switch next {
    case UInt8(ascii: "/"):
      if byte(place + 2) == UInt8(ascii: "/") {
        readURL(colon: place)
      } else {
        readDrive(colon: place)
      }
    case UInt8(ascii: "\\"): readDrive(colon: place)
    case UInt8(ascii: ":"): readColonGroups(around: place)
    default:
      guard next.isHexDigit else { return }
      var end = place + 1
      while end < text.count, end - place <= 4, text[end].isHexDigit { end += 1 }
      if byte(end) == UInt8(ascii: ":") { readColonGroups(around: place) }
    }
  }

  /// Groups of hexadecimal digits between colons: an IPv6 or a hardware address, a time of day, or nothing.
  private mutating func readColonGroups(around place: Int) {
    var start = place
    while start > 0, place - start < 64, text[start - 1].isHexDigit || text[start - 1] == 58 { start -= 1 }
    var end = place
    while end < text.count, end - start < 128, text[end].isHexDigit || text[end] == 58 || text[end] == 46 {
      end += 1
    }
    colonEnd = end
    var last = end
    while last > start, text[last - 1] == 46 { last -= 1 }
    if last > start + 1, text[last - 1] == 58, text[last - 2] != 58 { last -= 1 }
    var first = start
    // `src:fe80::1`: the word before the first colon is none of the groups.
    if first > 0, text[first - 1].isNameByte {
      while first < last, text[first] != 58 { first += 1 }
    }
    if first < last, text[first] == 58, byte(first + 1) != 58 { first += 1 }
    guard last - first >= 3, !byte(last).isWord, byte(last) != UInt8(ascii: "_") else { return }
    let previous = before(first)
    guard !previous.isWord, previous != UInt8(ascii: "_"), previous != UInt8(ascii: ".") else { return }
    if readMAC(first..<last) { return }
    let groups = Array(text[first..<last])
    guard isAddressShape(groups, after: previous) else { return }
    guard let address = IPAddress(groups), address.version == 6, address.bits != 0 else { return }
    add(.ipv6, groups.folded, first..<last)
    // The IPv4 address inside `::ffff:10.1.2.3` is written there, so it is told, too.
    guard let colon = groups.lastIndex(of: 58), groups[(colon + 1)...].contains(46) else { return }
    let inner = first + colon + 1..<last
    if let value = dottedQuad(inner) { add(.ipv4, value, inner) }
    nameEnd = max(nameEnd, last)
  }

  /// What has the groups of an IPv6 address but is a time, a fingerprint or an operator.
  private func isAddressShape(_ groups: [UInt8], after previous: UInt8) -> Bool {
    var colons = 0
    var digits = 0
    var isCompressed = false
    var isBytes = true
    var length = 0
    for (index, byte) in groups.enumerated() {
      if byte == 58 {
        colons += 1
        if index > 0, groups[index - 1] == 58 { isCompressed = true }
        if length != 2 { isBytes = false }
        length = 0
      } else {
        if byte.isDigit { digits += 1 }
        length += 1
      }
    }
    guard colons >= 2, isCompressed || colons == 7 || groups.contains(46) else { return false }
    // Eight bytes between colons are an EUI-64 or a part of a fingerprint.
    if colons == 7, !isCompressed, isBytes, length == 2 { return false }
    // `[x]::Add(`, `std::dec`: without a digit and with few groups it is an operator.
    if digits == 0, colons < 4 { return false }
    return groups[0] != 58 || ![93, 41, 62].contains(previous)
  }

  /// Six groups of two digits between colons.
  private mutating func readMAC(_ range: Range<Int>) -> Bool {
    guard range.count == 17 else { return false }
    for (index, byte) in text[range].enumerated() {
      guard index % 3 == 2 ? byte == 58 : byte.isHexDigit else { return false }
    }
    add(.mac, text[range].folded, range)
    return true
  }

  /// `00-1A-2B-3C-4D-5E`, from its first word.
  mutating func readDashedMAC(_ start: Int) {
    guard start + 17 <= text.count, !byte(start + 17).isNameByte, !before(start).isNameByte else { return }
    var value: [UInt8] = []
    for index in 0..<17 {
      let byte = text[start + index]
      guard index % 3 == 2 ? byte == UInt8(ascii: "-") : byte.isHexDigit else { return }
      value.append(index % 3 == 2 ? 58 : byte.folded)
    }
    add(.mac, value, start..<start + 17)
  }
}

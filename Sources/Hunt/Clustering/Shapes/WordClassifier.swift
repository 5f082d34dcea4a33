/// Tells the class of one word from its bytes, by how it is written. Each test looks at every byte at most once.
enum WordClassifier {
  /// The class of a word; nil where it stands for itself.
  static func classify(_ word: ArraySlice<UInt8>) -> TokenClass? {
    guard let first = word.first else { return nil }
    let kinds = Kinds(word)
    if kinds.digits == word.count { return word.count > 20 ? .hex : .number }
    if isGUID(word) { return .guid }
    if kinds.colons > 0, isURL(word) { return .url }
    if kinds.backslashes > 0 || first == UInt8(ascii: "/") && kinds.slashes > 1
      || first == UInt8(ascii: "~") && kinds.slashes > 0
    {
      return pathClass(word)
    }
    if kinds.digits > 0 {
      if isAddress(word, kinds) { return .address }
      if isNumber(word, kinds) { return .number }
      if isTime(word, kinds) { return .time }
      if word.begins(with: "S-1-") || word.begins(with: "s-1-") { return .sid }
    }
    if isHex(word, kinds) { return .hex }
    if isBase64(word, kinds) { return .base64 }
    return word.count > TokenClass.longestWord ? .long : nil
  }

  /// How many bytes of each kind a word has.
  struct Kinds {
    var digits = 0, hexLetters = 0, upper = 0, lower = 0, dots = 0, colons = 0, dashes = 0
    var slashes = 0, backslashes = 0, plus = 0, equals = 0, other = 0

    init(_ word: ArraySlice<UInt8>) {
      for byte in word {
        switch byte {
        case 0x30...0x39: digits += 1
        case 0x41...0x5a:
          upper += 1
          if byte <= 0x46 { hexLetters += 1 }
        case 0x61...0x7a:
          lower += 1
          if byte <= 0x66 { hexLetters += 1 }
        case UInt8(ascii: "."): dots += 1
        case UInt8(ascii: ":"): colons += 1
        case UInt8(ascii: "-"): dashes += 1
        case UInt8(ascii: "/"): slashes += 1
        case UInt8(ascii: "\\"): backslashes += 1
        case UInt8(ascii: "+"): plus += 1
        case UInt8(ascii: "="): equals += 1
        default: other += 1
        }
      }
    }
  }

  /// 8-4-4-4-12 hexadecimal digits, in braces or not.
  private static func isGUID(_ word: ArraySlice<UInt8>) -> Bool {
    var word = word
    if word.first == UInt8(ascii: "{"), word.last == UInt8(ascii: "}") { word = word.dropFirst().dropLast() }
    guard word.count == 36 else { return false }
    return word.enumerated().allSatisfy { index, byte in
      [8, 13, 18, 23].contains(index) ? byte == UInt8(ascii: "-") : isHexDigit(byte)
    }
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
    default: false
    }
  }

  /// `scheme://…`.
  private static func isURL(_ word: ArraySlice<UInt8>) -> Bool {
    guard let colon = word.firstIndex(of: UInt8(ascii: ":")), colon - word.startIndex >= 2,
      word[colon...].begins(with: "://")
    else { return false }
    return word[..<colon].allSatisfy { (0x61...0x7a).contains($0 | 0x20) || $0 == UInt8(ascii: "+") }
  }

  /// `0x…`, or eight and more hexadecimal digits with a decimal one among them.
  private static func isHex(_ word: ArraySlice<UInt8>, _ kinds: Kinds) -> Bool {
    if word.count > 2, word.begins(with: "0x") || word.begins(with: "0X") {
      return word.dropFirst(2).allSatisfy(isHexDigit)
    }
    return word.count >= 8 && kinds.digits > 0 && kinds.digits + kinds.hexLetters == word.count
  }

  /// Digits with points, commas, a sign or a percent sign.
  private static func isNumber(_ word: ArraySlice<UInt8>, _ kinds: Kinds) -> Bool {
    word.allSatisfy { (0x30...0x39).contains($0) || $0.isOne(of: ".,+-%") } && kinds.dashes <= 1
      && (kinds.dashes == 0 || word.first == UInt8(ascii: "-"))
  }

  /// Four numbers with points and perhaps a port, or hexadecimal digits with colons (IPv6; a MAC address too).
  private static func isAddress(_ word: ArraySlice<UInt8>, _ kinds: Kinds) -> Bool {
    if kinds.dots == 3, kinds.colons <= 1, kinds.digits + 3 + kinds.colons == word.count {
      let parts = word.split(separator: UInt8(ascii: ":"), maxSplits: 1)[0]
        .split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      return parts.count == 4 && parts.allSatisfy { (1...3).contains($0.count) }
    }
    return kinds.colons >= 3 && kinds.digits + kinds.hexLetters + kinds.colons + kinds.dots == word.count
  }

  /// Dates and times of day: digits with dashes, slashes, colons, points, and the T and Z of ISO 8601.
  private static func isTime(_ word: ArraySlice<UInt8>, _ kinds: Kinds) -> Bool {
    guard kinds.digits >= 3, kinds.colons >= 1 || kinds.dashes == 2 || kinds.slashes == 2 || kinds.dots == 2
    else {
      return false
    }
    return word.allSatisfy { byte in
      (0x30...0x39).contains(byte) || byte.isOne(of: "-/:.,+TZ")
    }
  }

  /// Twenty-four and more bytes of the base64 alphabets with letters of both cases, and digits or a padding.
  private static func isBase64(_ word: ArraySlice<UInt8>, _ kinds: Kinds) -> Bool {
    guard word.count >= 24, kinds.upper > 1, kinds.lower > 1, kinds.digits + kinds.equals + kinds.plus > 0
    else {
      return false
    }
    let body = word.reversed().drop { $0 == UInt8(ascii: "=") }
    return word.count - body.count <= 2
      && body.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || byte.isOne(of: "+/_-")
      }
  }

  /// Which folder a path is in, by the parts of its name.
  private static func pathClass(_ word: ArraySlice<UInt8>) -> TokenClass {
    if word.begins(with: #"\\"#), !word.begins(with: #"\\?\"#), !word.begins(with: #"\\.\"#) {
      return .networkPath
    }
    let parts = word.split { $0 == 0x5c || $0 == 0x2f }.map {
      String(decoding: $0, as: UTF8.self).lowercased()
    }
    for part in parts {
      switch part {
      case "temp", "tmp", "%temp%", "%tmp%", "$env:temp", "shm": return .temporaryPath
      case "users", "home", "root", "~", "%appdata%", "%localappdata%", "%userprofile%", "%public%":
        // A user's temporary folder lies deeper.
        return parts.contains("temp") || parts.contains("tmp") ? .temporaryPath : .userPath
      case "windows", "%windir%", "%systemroot%", "system32", "syswow64", "usr", "bin", "sbin", "lib", "etc":
        return parts.contains("temp") ? .temporaryPath : .systemPath
      case "program files", "program files (x86)", "progra~1", "progra~2", "%programfiles%", "opt":
        return .programPath
      default: continue
      }
    }
    return .path
  }
}

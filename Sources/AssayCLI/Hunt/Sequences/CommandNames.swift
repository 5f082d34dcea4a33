import Hunt

/// Makes commands of the texts of a record's fields.
enum CommandNames {
  /// The commands of one record: mostly one, none without a text.
  static func commands(_ texts: [String?], _ naming: SequencePreset.Naming) -> [String] {
    let texts = texts.compactMap { $0 }.filter { !$0.isEmpty }
    guard !texts.isEmpty else { return [] }
    switch naming {
    case .plain: return [texts.joined(separator: " ")]
    case .program: return [ShapeTokenizer.programName(texts[0])]
    case .commandLine: return [ShapeTokenizer.program(ofCommandLine: texts[0])]
    case .path: return [(texts.dropLast() + [path(texts[texts.count - 1])]).joined(separator: " ")]
    case .cmdlets: return cmdlets(texts[0])
    }
  }

  /// A request's path without its query, each run of digits as `#`.
  private static func path(_ text: String) -> String {
    var out: [UInt8] = []
    for byte in text.utf8.prefix(while: { $0 != UInt8(ascii: "?") }) {
      if (0x30...0x39).contains(byte) {
        if out.last != UInt8(ascii: "#") { out.append(UInt8(ascii: "#")) }
      } else {
        out.append(byte)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Words of the form Verb-Noun in their order, in lower case: PowerShell does not look at case, and obfuscation plays
  /// with it. Letters and digits only; the verb has three letters or more.
  private static func cmdlets(_ script: String) -> [String] {
    var found: [String] = []
    for word in script.lowercased().utf8.split(whereSeparator: { !isWordByte($0) }) {
      let parts = word.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
      guard parts.count == 2, (3...12).contains(parts[0].count), (2...60).contains(parts[1].count),
        parts[0].allSatisfy({ (0x61...0x7a).contains($0) }),
        parts[1].first.map({ (0x61...0x7a).contains($0) }) == true
      else { continue }
      found.append(String(decoding: Array(word), as: UTF8.self))
    }
    return found
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "$"): true
    default: false
    }
  }
}

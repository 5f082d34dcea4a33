/// Variables of cmd that a text sets and then spells its commands with: `%a%`, `!a!`, `%a:~n,m%`, `%a:x=y%`.
struct CmdVariableDecoder: TextDecoder {
  func wants(_ traits: TextTraits) -> Bool { traits.count("%") + traits.count("!") >= 4 }

  func search(_ input: TextInput, _ findings: inout Findings) {
    var expansion = CmdExpansion(input.text, limit: input.room)
    expansion.run()
    if expansion.limitMet { findings.outputLimitMet = true }
    guard expansion.isTelling else { return }
    findings.candidates.append(
      Candidate(
        "cmd-variables", 0..<input.text.count, expansion.output, .rewritten,
        "\(expansion.expanded) variables that the text sets, or parts of them, put in"))
  }
}

/// Walks a command line, keeps what it sets, and puts values in where they are used.
struct CmdExpansion {
  private let text: [UInt8]
  private let limit: Int
  private(set) var output: [UInt8] = []
  /// Variables put in.
  private(set) var expanded = 0
  private(set) var limitMet = false
  private var values: [[UInt8]: [UInt8]] = Self.defaults
  /// Set by the text.
  private var own: Set<[UInt8]> = []
  private var parts = 0
  private var adjacent = 0
  private var lastEnd = -1
  private var valueBytes = 0

  /// Longest name of a variable.
  private static let longestName = 64

  /// Standard values of Windows that parts of are taken from, to spell commands.
  private static let defaults: [[UInt8]: [UInt8]] = Dictionary(
    uniqueKeysWithValues: [
      ("comspec", "C:\\Windows\\system32\\cmd.exe"), ("systemroot", "C:\\Windows"), ("windir", "C:\\Windows"),
      ("programfiles", "C:\\Program Files"), ("commonprogramfiles", "C:\\Program Files\\Common Files"),
      ("programdata", "C:\\ProgramData"), ("allusersprofile", "C:\\ProgramData"),
      ("public", "C:\\Users\\Public"),
      ("systemdrive", "C:"), ("os", "Windows_NT"),
      ("pathext", ".COM;.EXE;.BAT;.CMD;.VBS;.VBE;.JS;.JSE;.WSF;.WSH;.MSC"),
      (
        "psmodulepath",
        "C:\\Program Files\\WindowsPowerShell\\Modules;C:\\Windows\\system32\\WindowsPowerShell\\v1.0\\Modules"
      ),
    ].map { (Array($0.0.utf8), Array($0.1.utf8)) })

  init(_ text: [UInt8], limit: Int) {
    self.text = text
    self.limit = limit
  }

  /// Values stand side by side, or parts are cut out of them: nobody writes so to be read.
  var isTelling: Bool { expanded >= 2 && (adjacent >= 1 || parts >= 2) && output != text }

  mutating func run() {
    var at = 0
    while at < text.count {
      guard output.count < limit, valueBytes < limit else {
        limitMet = true
        output.append(contentsOf: text[at...].prefix(max(0, limit - output.count)))
        return
      }
      if let end = assignment(at) {
        output.append(contentsOf: expand(text[at..<end]))
        at = end
        continue
      }
      if let (value, end) = reference(text, at, text.count) {
        output.append(contentsOf: value)
        at = end
        continue
      }
      output.append(text[at])
      at += 1
    }
  }

  /// Takes `set name=value` at `at`; returns where the value ends.
  private mutating func assignment(_ at: Int) -> Int? {
    guard at + 6 <= text.count, text[at].folded == UInt8(ascii: "s"),
      text[at + 1].folded == UInt8(ascii: "e"),
      text[at + 2].folded == UInt8(ascii: "t"), at == 0 || !text[at - 1].isWord,
      text[at + 3] == 0x20 || text[at + 3] == 9 || text[at + 3] == UInt8(ascii: "\"")
    else { return nil }
    var start = at + 3
    while start < text.count, text[start] == 0x20 || text[start] == 9 { start += 1 }
    let isQuoted = start < text.count && text[start] == UInt8(ascii: "\"")
    if isQuoted { start += 1 }
    var nameEnd = start
    while nameEnd < text.count, nameEnd - start <= Self.longestName,
      text[nameEnd].isWord || [0x5F, 0x2D, 0x2E, 0x40, 0x23, 0x24, 0x5E].contains(text[nameEnd])
    {
      nameEnd += 1
    }
    guard nameEnd > start, nameEnd < text.count, text[nameEnd] == UInt8(ascii: "=") else { return nil }
    var end = nameEnd + 1
    while end < text.count {
      let byte = text[end]
      if isQuoted ? byte == UInt8(ascii: "\"") : byte == UInt8(ascii: "&") || byte == UInt8(ascii: "|") {
        break
      }
      if byte == 0x0A || byte == 0x0D { break }
      end += 1
    }
    var value = expand(text[nameEnd + 1..<end]).filter { $0 != UInt8(ascii: "^") }
    // The mark that ends the whole command line is not the value's.
    if !isQuoted, value.last == UInt8(ascii: "\""), value.filter({ $0 == UInt8(ascii: "\"") }).count == 1 {
      value.removeLast()
    }
    let name = text[start..<nameEnd].filter { $0 != UInt8(ascii: "^") }.map(\.folded)
    values[name] = value
    own.insert(name)
    valueBytes += value.count
    return end
  }

  /// `part` with what it refers to put in.
  private mutating func expand(_ part: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var at = part.startIndex
    while at < part.endIndex, result.count < limit {
      if let (value, end) = reference(text, at, part.endIndex) {
        result.append(contentsOf: value)
        at = end
      } else {
        result.append(text[at])
        at += 1
      }
    }
    return result
  }

  /// The value that a reference at `at` stands for, and where it ends.
  private mutating func reference(_ text: [UInt8], _ at: Int, _ limit: Int) -> ([UInt8], Int)? {
    let sign = text[at]
    guard sign == UInt8(ascii: "%") || sign == UInt8(ascii: "!") else { return nil }
    var nameEnd = at + 1
    while nameEnd < limit, nameEnd - at <= Self.longestName, text[nameEnd] != sign,
      text[nameEnd] != UInt8(ascii: ":"),
      text[nameEnd] > 0x20
    {
      nameEnd += 1
    }
    guard nameEnd > at + 1, nameEnd < limit else { return nil }
    let name = text[at + 1..<nameEnd].filter { $0 != UInt8(ascii: "^") }.map(\.folded)
    guard let value = values[name] else { return nil }
    var result = value
    var end = nameEnd
    if text[nameEnd] == UInt8(ascii: ":") {
      guard let close = text[nameEnd..<min(limit, nameEnd + 128)].firstIndex(of: sign),
        let changed = Self.changed(value, Array(text[nameEnd + 1..<close]))
      else { return nil }
      result = changed
      end = close
      parts += 1
    } else if !own.contains(name) {
      return nil
    }
    guard text[end] == sign else { return nil }
    expanded += 1
    if at == lastEnd { adjacent += 1 }
    lastEnd = end + 1
    return (result, end + 1)
  }

  /// `~n,m` and `x=y` (`set /?` of cmd).
  private static func changed(_ value: [UInt8], _ rule: [UInt8]) -> [UInt8]? {
    if rule.first == UInt8(ascii: "~") {
      let numbers = rule.dropFirst().split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map
      {
        Int(String(decoding: $0.filter { $0 != 0x20 && $0 != UInt8(ascii: "^") }, as: UTF8.self))
      }
      guard let first = numbers.first, numbers.count <= 2 else { return nil }
      let start = max(0, min(value.count, (first ?? 0) < 0 ? value.count + (first ?? 0) : first ?? 0))
      guard numbers.count == 2 else { return Array(value[start...]) }
      guard let length = numbers[1] else { return nil }
      let end =
        length < 0
        ? value.count + length : min(value.count, start.addingReportingOverflow(length).partialValue)
      return end > start ? Array(value[start..<end]) : []
    }
    guard let equals = rule.firstIndex(of: UInt8(ascii: "=")), equals > 0 else { return nil }
    return Replacing.all(value, Array(rule[..<equals]), Array(rule[(equals + 1)...]), foldsCase: true)
  }
}

/// Replacing in bytes.
enum Replacing {
  /// `text` with each `old` made `new`, left to right.
  static func all(_ text: [UInt8], _ old: [UInt8], _ new: [UInt8], foldsCase: Bool) -> [UInt8] {
    guard let first = old.first, old.count <= text.count else { return text }
    let wanted = foldsCase ? old.map(\.folded) : old
    var result: [UInt8] = []
    var at = 0
    while at < text.count {
      let byte = foldsCase ? text[at].folded : text[at]
      if byte == (foldsCase ? first.folded : first), at + old.count <= text.count,
        old.indices.allSatisfy({ (foldsCase ? text[at + $0].folded : text[at + $0]) == wanted[$0] })
      {
        result.append(contentsOf: new)
        at += old.count
      } else {
        result.append(text[at])
        at += 1
      }
    }
    return result
  }
}

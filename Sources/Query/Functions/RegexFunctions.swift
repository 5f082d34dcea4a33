/// Regular expressions: PCRE2 over characters, case-sensitive, searching anywhere; `\d \w \s \b` mean ASCII.
enum RegexFunctions {
  /// Patterns of one statement, compiled once.
  final class Cache {
    private var compiled: [[UInt8]: SQLRegex] = [:]
    private let isCancelled: () -> Bool

    init(isCancelled: @escaping () -> Bool) { self.isCancelled = isCancelled }

    func regex(_ pattern: SQLValue) throws(FunctionError) -> SQLRegex {
      let bytes = pattern.bytes
      if let known = compiled[bytes] { return known }
      // A pattern from a column is another one in each row.
      if compiled.count >= 32 { compiled = [:] }
      let regex = try SQLRegex(bytes, isCancelled: isCancelled)
      compiled[bytes] = regex
      return regex
    }
  }

  /// `regexp(pattern, text)`, `text REGEXP pattern`: 1 where the pattern matches somewhere, else 0.
  static func regexp(_ cache: Cache) -> ScalarFunction {
    ScalarFunction("regexp", 2...2) { arguments in
      let regex = try cache.regex(arguments[0])
      let found = try regex.findMatch(in: RegexSubject(arguments[1]), from: 0)
      return .integer(found ? 1 : 0)
    }
  }

  /// `regexp_extract(text, pattern [, group])`: the first match, or its group by number or name. NULL where nothing
  /// matches or the group took no part.
  static func extract(_ cache: Cache) -> ScalarFunction {
    ScalarFunction("regexp_extract", 2...3) { arguments in
      let regex = try cache.regex(arguments[1])
      // Without a third argument: the only group, or else the whole match.
      let group = arguments.count > 2 ? try group(arguments[2], regex) : regex.groupCount == 1 ? 1 : 0
      let subject = RegexSubject(arguments[0])
      guard try regex.findMatch(in: subject, from: 0), let range = regex.range(ofGroup: group) else {
        return .null
      }
      return .text(Array(subject.slice(range)))
    }
  }

  private static func group(_ value: SQLValue, _ regex: SQLRegex) throws(FunctionError) -> Int {
    if case .integer(let number) = value {
      guard let group = Int(exactly: number), (0...regex.groupCount).contains(group) else {
        throw FunctionError(
          "got group \(number); the pattern \(SQLValue.text(regex.pattern).shown) has \(regex.groupCount)")
      }
      return group
    }
    guard let group = regex.group(named: value.bytes) else {
      throw FunctionError(
        "got group \(value.shown), which the pattern \(SQLValue.text(regex.pattern).shown) does not have")
    }
    return group
  }

  /// `regexp_replace(text, pattern, replacement)`: all matches replaced; in the replacement `$1`, `${1}`, `${name}`
  /// are groups, `$$` is a dollar sign.
  static func replace(_ cache: Cache) -> ScalarFunction {
    ScalarFunction("regexp_replace", 3...3) { arguments in
      let regex = try cache.regex(arguments[1])
      let replacement = try Replacement(arguments[2].bytes, regex)
      let subject = RegexSubject(arguments[0])
      let end = subject.searched.count
      var out: [UInt8] = []
      // Empty matches count, also one right behind another match (Perl, Python 3.7).
      var copied = 0
      var start = 0
      var notEmpty = false
      while start <= end,
        try regex.findMatch(in: subject, from: start, notEmptyAtStart: notEmpty),
        let match = regex.range(ofGroup: 0), match.lowerBound >= copied,
        !(notEmpty && match.isEmpty && match.lowerBound == start)
      {
        out += subject.slice(copied..<match.lowerBound)
        replacement.append(to: &out, subject, regex)
        guard out.count <= Replacement.sizeLimit else {
          throw FunctionError("the result is longer than \(Replacement.sizeLimit) bytes")
        }
        copied = match.upperBound
        notEmpty = match.isEmpty
        start = match.upperBound
      }
      out += subject.slice(copied..<end)
      return .text(out)
    }
  }
}

/// What a match is replaced by.
struct Replacement {
  /// Bytes of a result.
  static let sizeLimit = 256 << 20

  private enum Part {
    case literal([UInt8])
    case group(Int)
  }

  private var parts: [Part] = []

  /// - Throws: where it names a group that the pattern does not have.
  init(_ text: [UInt8], _ regex: SQLRegex) throws(FunctionError) {
    var literal: [UInt8] = []
    var i = 0
    while i < text.count {
      guard text[i] == UInt8(ascii: "$"), i + 1 < text.count else {
        literal.append(text[i])
        i += 1
        continue
      }
      let name: [UInt8]
      let end: Int
      if text[i + 1] == UInt8(ascii: "$") {
        literal.append(text[i])
        i += 2
        continue
      } else if text[i + 1] == UInt8(ascii: "{"), let close = text[i...].firstIndex(of: UInt8(ascii: "}")) {
        name = Array(text[i + 2..<close])
        end = close + 1
      } else {
        name = Array(text[(i + 1)...].prefix { (48...57).contains($0) })
        end = i + 1 + name.count
      }
      guard !name.isEmpty else {
        literal.append(text[i])
        i += 1
        continue
      }
      let number =
        name.allSatisfy { (48...57).contains($0) }
        ? Int(String(decoding: name, as: UTF8.self)) : regex.group(named: name)
      guard let number, number <= regex.groupCount else {
        throw FunctionError(
          "the replacement \(SQLValue.text(text).shown) names group \(SQLValue.text(name).shown), which the pattern "
            + "\(SQLValue.text(regex.pattern).shown) does not have")
      }
      if !literal.isEmpty { parts.append(.literal(literal)) }
      literal = []
      parts.append(.group(number))
      i = end
    }
    if !literal.isEmpty { parts.append(.literal(literal)) }
  }

  /// Appends it for the match that `regex` found last in `subject`.
  func append(to out: inout [UInt8], _ subject: RegexSubject, _ regex: SQLRegex) {
    for part in parts {
      switch part {
      case .literal(let bytes): out += bytes
      case .group(let group): if let range = regex.range(ofGroup: group) { out += subject.slice(range) }
      }
    }
  }
}

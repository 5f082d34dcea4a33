/// Puts together, without running anything, what a script spells in parts: literals that are joined, formatted, replaced,
/// reversed, made of character codes, kept in variables. A shift-reduce parser: each token is looked at once.
struct ScriptFolder {
  private let text: [UInt8]
  private let tokens: [ScriptToken]
  var stack: [ScriptToken] = []
  /// What variables hold, where that is known.
  var known = Self.standard
  /// How much speaks for a script that hides something, by the word for the way.
  private(set) var evidence: [String: Int] = [:]
  /// Bytes that may still be made.
  var room: Int

  /// Variables of PowerShell whose standard values characters are taken from.
  private static let standard: [[UInt8]: ScriptToken] = {
    var known: [[UInt8]: ScriptToken] = [:]
    for (name, value) in [
      ("env:comspec", "C:\\Windows\\system32\\cmd.exe"), ("env:public", "C:\\Users\\Public"),
      ("pshome", "C:\\Windows\\System32\\WindowsPowerShell\\v1.0"), ("shellid", "Microsoft.PowerShell"),
      ("verbosepreference", "SilentlyContinue"),
    ] {
      var token = ScriptToken(.literal, 0..<0)
      token.value = .string
      token.bytes = Array(value.utf8)
      known[Array(name.utf8)] = token
    }
    return known
  }()

  init(_ text: [UInt8], _ tokens: [ScriptToken], room: Int) {
    self.text = text
    self.tokens = tokens
    self.room = room
  }

  mutating func run() {
    for i in tokens.indices {
      let next = i + 1 < tokens.count ? tokens[i + 1] : nil
      stack.append(used(tokens[i], next))
      while room > 0, reduce(next) {}
      assign(next)
    }
  }

  mutating func note(_ way: String, _ weight: Int) { evidence[way, default: 0] += weight }

  /// A variable that holds what was put together is shown by that where it is used.
  private func used(_ token: ScriptToken, _ next: ScriptToken?) -> ScriptToken {
    guard token.kind == .variable || token.kind == .word, var held = known[token.name], held.isChanged,
      held.value == .string, next.map({ !$0.is("=") && !$0.is("+") && !$0.is("(") }) ?? true
    else { return token }
    held.kind = .literal
    held.range = token.range
    return held
  }

  // MARK: the stack

  /// The token so many places below the top.
  func top(_ depth: Int) -> ScriptToken? { stack.count > depth ? stack[stack.count - 1 - depth] : nil }

  /// Its value, or that of the variable that it names.
  func value(_ depth: Int) -> ScriptToken? {
    guard let token = top(depth) else { return nil }
    if token.hasValue { return token }
    guard token.kind == .variable || token.kind == .word, var held = known[token.name] else { return nil }
    held.range = token.range
    return held
  }

  /// Puts one token in the place of the upper ones.
  mutating func replace(_ count: Int, _ token: ScriptToken) {
    guard stack.count >= count, count > 0 else { return }
    var token = token
    let first = stack[stack.count - count]
    let last = stack[stack.count - 1]
    token.kind = .literal
    token.range = first.range.lowerBound..<last.range.upperBound
    room -= token.bytes.count + token.items.count
    stack.removeLast(count)
    stack.append(token)
  }

  private static func isMember(_ next: ScriptToken?) -> Bool {
    next.map { $0.is(".") || $0.is("[") } ?? false
  }

  /// One step; false where none applies.
  private mutating func reduce(_ next: ScriptToken?) -> Bool {
    guard let last = top(0) else { return false }
    if last.is(")") { return call() || group(next) }
    if last.is("]") { return index() }
    if last.is("}") { return pipeline() }
    guard value(0) != nil, !Self.isMember(next) || last.value == .number else { return false }
    return cast() || join(next) || format(next) || replaceOperator(next) || sum(next) || comma(next)
  }

  // MARK: operators

  private mutating func cast() -> Bool {
    guard let cast = top(1), cast.kind == .cast, var token = value(0) else { return false }
    switch String(decoding: cast.name, as: UTF8.self) {
    case "char":
      guard let character = Characters.one(token) else { return false }
      token.set(string: character)
      note("char-code", 1)
    case "char[]":
      guard let characters = Characters.all(token) else { return false }
      token.set(list: characters)
    case "string": token.set(string: Array(token.asList.joined(separator: [0x20])))
    case "int", "byte", "int32":
      guard let number = Characters.number(token) else { return false }
      token.value = .number
      token.number = number
    case "byte[]", "int[]", "string[]", "object[]": break
    default: return false
    }
    replace(2, token)
    return true
  }

  /// `-join list`, `list -join separator`.
  private mutating func join(_ next: ScriptToken?) -> Bool {
    guard let sign = top(1), sign.kind == .dashOperator, sign.is("join"), next?.is(",") != true,
      var token = value(0)
    else { return false }
    if let list = value(2), list.value == .list, token.value == .string {
      note("concat", 2)
      var joined = list
      joined.set(string: Array(list.items.joined(separator: token.bytes)))
      replace(3, joined)
      return true
    }
    guard top(2).map({ !$0.hasValue }) ?? true, token.value == .list else { return false }
    if token.items.count > 1 { note("concat", 2) }
    token.set(string: Array(token.items.joined()))
    replace(2, token)
    return true
  }

  /// `'{1}{0}' -f 'b','a'`.
  private mutating func format(_ next: ScriptToken?) -> Bool {
    guard let sign = top(1), sign.kind == .dashOperator, sign.is("f"), next?.is(",") != true,
      let list = value(0),
      var pattern = value(2), pattern.value == .string,
      let text = Formatting.format(pattern.bytes, list.asList, room)
    else { return false }
    note("format", 2)
    pattern.set(string: text)
    replace(3, pattern)
    return true
  }

  /// `-replace 'a','b'`, `-split 'a'`.
  private mutating func replaceOperator(_ next: ScriptToken?) -> Bool {
    guard let sign = top(1), sign.kind == .dashOperator, next?.is(",") != true, let list = value(0),
      var text = value(2),
      text.value == .string
    else { return false }
    switch String(decoding: sign.name, as: UTF8.self) {
    case "replace", "creplace", "ireplace":
      let arguments = list.asList
      guard let first = arguments.first, arguments.count <= 2,
        let patterns = LiteralPattern.alternatives(first)
      else {
        return false
      }
      for pattern in patterns {
        text.set(
          string: Replacing.all(text.bytes, pattern, arguments.count > 1 ? arguments[1] : [], foldsCase: true)
        )
      }
      note("replace", 2)
    case "split", "csplit", "isplit":
      guard let pattern = list.asList.first, let separators = LiteralPattern.alternatives(pattern) else {
        return false
      }
      text.set(list: Replacing.split(text.bytes, separators))
    default: return false
    }
    replace(3, text)
    return true
  }

  /// Literals joined by `+`, `&` or `.`.
  private mutating func sum(_ next: ScriptToken?) -> Bool {
    guard let sign = top(1), sign.kind == .sign, sign.is("+") || sign.is("&") || sign.is("."),
      let right = value(0),
      next.map({ !($0.kind == .dashOperator && $0.is("f")) }) ?? true, let left = value(2)
    else { return false }
    if left.value == .number, right.value == .number, sign.is("+") {
      var token = left
      token.number &+= right.number
      replace(3, token)
      return true
    }
    guard left.value == .string, right.value == .string else { return false }
    let isWithinWord =
      (left.bytes.last?.isWord ?? false) && (right.bytes.first?.isWord ?? false)
    let isLiteral = top(2)?.kind == .literal && top(0)?.kind == .literal
    note("concat", isWithinWord ? 2 : isLiteral && !left.isChanged ? 1 : 0)
    room -= right.bytes.count
    // In place: a long chain is put together in one go.
    if top(2)?.hasValue == true {
      let place = stack.count - 3
      let end = stack[stack.count - 1].range.upperBound
      stack.removeLast(2)
      stack[place].bytes.append(contentsOf: right.bytes)
      stack[place].isChanged = true
      stack[place].range = stack[place].range.lowerBound..<end
    } else {
      var token = left
      token.set(string: left.bytes + right.bytes)
      replace(3, token)
    }
    return true
  }

  private mutating func comma(_ next: ScriptToken?) -> Bool {
    guard let sign = top(1), sign.is(","), let right = value(0), let left = value(2),
      next.map({ !$0.is("+") && !$0.is("&") && !($0.kind == .dashOperator && $0.is("f")) }) ?? true
    else { return false }
    let items = right.asList
    let isChanged = left.isChanged || right.isChanged
    if top(2)?.value == .list {
      let place = stack.count - 3
      let end = stack[stack.count - 1].range.upperBound
      stack.removeLast(2)
      stack[place].items.append(contentsOf: items)
      stack[place].isChanged = isChanged
      stack[place].range = stack[place].range.lowerBound..<end
      room -= items.count
    } else {
      var token = left
      token.set(list: left.asList + items)
      token.isChanged = isChanged
      replace(3, token)
    }
    return true
  }

  // MARK: brackets

  /// `( value )` where nothing is called.
  private mutating func group(_ next: ScriptToken?) -> Bool {
    guard let token = value(1), top(2)?.is("(") == true else { return false }
    if let before = top(3) {
      if before.is("@") {
        replace(4, token)
        return true
      }
      let isAdjacent = before.range.upperBound == top(2)?.range.lowerBound
      let isCalled = before.kind == .word || before.kind == .variable || before.is(")") || before.is("]")
      // What is called keeps its brackets; what is put together within them is shown.
      guard !(isAdjacent && isCalled) else { return false }
    }
    replace(3, token)
    return true
  }

  /// `value [ -1 .. -n ]` and `value [ 4,24,25 ]`.
  private mutating func index() -> Bool {
    guard let open = stack.lastIndex(where: { $0.is("[") }), open > 0, stack.count - open <= 24 else {
      return false
    }
    let depth = stack.count - 1 - (open - 1)
    guard var token = value(depth),
      let characters = token.value == .list ? token.items : Characters.all(token)
    else {
      return false
    }
    let inner = text[stack[open].range.upperBound..<stack[stack.count - 1].range.lowerBound].filter {
      $0 != 0x20
    }
    if inner.starts(with: Array("-1..-".utf8)) {
      note("reverse", 2)
      token.set(list: characters.reversed())
    } else if stack.count - open == 3, let places = value(1), places.value != .string {
      let numbers = places.asList.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
      guard numbers.count == places.asList.count, numbers.allSatisfy({ $0 >= 0 && $0 < characters.count })
      else {
        return false
      }
      if numbers.count == 1 {
        token.set(string: characters[numbers[0]])
      } else {
        token.set(list: numbers.map { characters[$0] })
      }
      note("concat", 1)
    } else {
      return false
    }
    replace(depth + 1, token)
    return true
  }

  // MARK: variables

  /// `$name = value`, `name = value`, `$name += value`, where the statement ends.
  private mutating func assign(_ next: ScriptToken?) {
    guard let held = value(0), let equals = top(1), equals.is("=") else { return }
    if let next {
      let isNewLine = text[stack[stack.count - 1].range.upperBound..<next.range.lowerBound].contains(0x0A)
      let ends = next.is(";") || next.is("}") || next.is(")") || next.is("|") || next.is(":")
      guard ends || isNewLine && !next.is("+") && !next.is("&") && !next.is(".") && !next.is(",") else {
        return
      }
    }
    if let target = top(2), target.kind == .variable || target.kind == .word {
      known[target.name] = held
    } else if top(2)?.is("+") == true, let target = top(3), held.value == .string,
      var before = known[target.name],
      before.value == .string
    {
      note("concat", 1)
      room -= before.bytes.count + held.bytes.count
      before.bytes.append(contentsOf: held.bytes)
      before.isChanged = true
      known[target.name] = before
      // The last one shows all: what stands there becomes `name = 'all'`.
      stack[stack.count - 1].set(string: before.bytes)
      stack[stack.count - 3] = ScriptToken(.word, target.range.upperBound..<equals.range.lowerBound)
      stack[stack.count - 3].isChanged = true
    }
  }
}

extension ScriptFolder {
  /// What is called with known arguments, and gives what can be told.
  mutating func call() -> Bool {
    let isEmpty = top(1)?.is("(") == true
    let depth = isEmpty ? 2 : 3
    guard isEmpty || value(1) != nil && top(2)?.is("(") == true, let word = top(depth), word.kind == .word
    else {
      return false
    }
    let arguments = isEmpty ? [] : value(1)?.asList ?? []
    let name = String(decoding: word.name, as: UTF8.self)
    if top(depth + 1)?.is(".") == true {
      if name == "fromcharcode" || name == "fromcodepoint" {
        guard var token = value(1), let characters = Characters.codes(token.asList) else { return false }
        token.set(string: Array(characters.joined()))
        note("char-code", characters.count)
        replace(depth + 3, token)
        return true
      }
      guard var token = value(depth + 2), method(name, arguments, &token) else { return false }
      replace(depth + 3, token)
      return true
    }
    if top(depth + 1)?.is(":") == true { return staticCall(name, arguments, depth) }
    guard var token = value(1), function(name, arguments, &token) else { return false }
    replace(depth + 1, token)
    return true
  }

  /// Functions of VBA, Perl, PHP and Python.
  private mutating func function(_ name: String, _ arguments: [[UInt8]], _ token: inout ScriptToken) -> Bool {
    switch name {
    case "chr", "chrw", "chrb":
      guard arguments.count == 1, let characters = Characters.codes(arguments) else { return false }
      note("char-code", 1)
      token.set(string: Array(characters.joined()))
    case "strreverse", "strrev":
      guard arguments.count == 1 else { return false }
      note("reverse", 2)
      token.set(string: Characters.reversed(arguments[0]))
    case "replace":
      guard arguments.count == 3 else { return false }
      note("replace", 2)
      token.set(string: Replacing.all(arguments[0], arguments[1], arguments[2], foldsCase: false))
    case "join":
      guard token.value == .list, arguments.count > 1 else { return false }
      note("concat", 1)
      token.set(string: Array(arguments.dropLast().joined(separator: arguments[arguments.count - 1])))
    default: return false
    }
    return true
  }

  /// Methods of strings and lists, of .NET and of JavaScript.
  private mutating func method(_ name: String, _ arguments: [[UInt8]], _ token: inout ScriptToken) -> Bool {
    switch (name, token.value) {
    case ("replace", .string):
      guard arguments.count == 2 else { return false }
      note("replace", 2)
      token.set(string: Replacing.all(token.bytes, arguments[0], arguments[1], foldsCase: false))
    case ("split", .string):
      let separator = arguments.first ?? [0x20]
      // .NET splits at each character of an argument.
      token.set(
        list: separator.isEmpty
          ? Characters.split(token.bytes)
          : Replacing.split(token.bytes, separator.count > 1 ? [separator] : separator.map { [$0] }))
    case ("tochararray", .string): token.set(list: Characters.split(token.bytes))
    case ("reverse", .list):
      note("reverse", 2)
      token.set(list: token.items.reversed())
    case ("join", .list):
      note("concat", 1)
      token.set(string: Array(token.items.joined(separator: arguments.first ?? [])))
    case ("join", .string):
      // Python: the separator's method.
      guard arguments.count > 1 else { return false }
      note("concat", 1)
      token.set(string: Array(arguments.joined(separator: token.bytes)))
    case ("tostring", .string), ("trim", .string), ("normalize", .string): break
    case ("tolower", .string), ("tolowercase", .string): token.set(string: token.bytes.map(\.folded))
    case ("concat", .string):
      note("concat", 1)
      token.set(string: token.bytes + Array(arguments.joined()))
    case ("insert", .string):
      guard arguments.count == 2, let place = Int(String(decoding: arguments[0], as: UTF8.self)),
        (0...token.bytes.count).contains(place)
      else { return false }
      note("concat", 1)
      token.set(string: Array(token.bytes[..<place]) + arguments[1] + Array(token.bytes[place...]))
    case ("substring", .string), ("substr", .string):
      let numbers = arguments.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
      guard numbers.count == arguments.count, let start = numbers.first, start >= 0,
        start <= token.bytes.count
      else {
        return false
      }
      let length = numbers.count > 1 ? numbers[1] : token.bytes.count - start
      guard length >= 0 else { return false }
      token.set(string: Array(token.bytes[start...].prefix(length)))
    default: return false
    }
    return true
  }

  /// `[string]::join('', list)`, `[array]::reverse($list)`.
  private mutating func staticCall(_ name: String, _ arguments: [[UInt8]], _ depth: Int) -> Bool {
    guard let type = top(depth + 3), type.kind == .cast, var token = value(1) else { return false }
    if name == "reverse", type.name.suffix(5).elementsEqual("array".utf8), let variable = top(1),
      variable.kind == .variable
    {
      note("reverse", 2)
      var held = token
      held.set(list: token.asList.reversed())
      known[variable.name] = held
      return false
    }
    guard type.name.suffix(6).elementsEqual("string".utf8), let first = arguments.first, arguments.count > 1
    else {
      return false
    }
    switch name {
    case "join":
      note("concat", 2)
      token.set(string: Array(arguments.dropFirst().joined(separator: first)))
    case "concat":
      note("concat", 2)
      token.set(string: Array(arguments.joined()))
    case "format":
      guard let text = Formatting.format(first, Array(arguments.dropFirst()), room) else { return false }
      note("format", 2)
      token.set(string: text)
    default: return false
    }
    replace(depth + 4, token)
    return true
  }

  /// `list | % { [char] … $_ … }`, with `-bxor n` or a base within.
  mutating func pipeline() -> Bool {
    guard let open = stack.lastIndex(where: { $0.is("{") }), open >= 3, stack.count - open <= 32 else {
      return false
    }
    let depth = stack.count - 1 - open
    guard let loop = top(depth + 1), loop.is("%") || loop.is("foreach") || loop.is("foreach-object"),
      top(depth + 2)?.is("|") == true, var token = value(depth + 3)
    else { return false }
    let body = stack[(open + 1)...]
    guard body.contains(where: { $0.kind == .cast && $0.name.elementsEqual("char".utf8) }),
      body.contains(where: { $0.kind == .variable && $0.name.elementsEqual("_".utf8) })
    else { return false }
    var radix = 10
    var key = 0
    let indices = Array(body.indices)
    for (n, i) in indices.enumerated() {
      let previous = n > 0 ? stack[indices[n - 1]] : nil
      guard stack[i].value == .number, let previous else { continue }
      if previous.is(","), [2, 8, 16].contains(stack[i].number) { radix = stack[i].number }
      if previous.kind == .dashOperator, previous.is("bxor") { key = stack[i].number }
    }
    let items = token.value == .list ? token.items : Characters.all(token) ?? []
    var characters: [[UInt8]] = []
    for item in items {
      let digits = item.filter { $0 != 0x20 }
      guard !digits.isEmpty else { continue }
      let isHex = radix == 10 && digits.starts(with: [0x30, 0x78])
      guard
        let number = Int(
          String(decoding: isHex ? digits.dropFirst(2) : digits[...], as: UTF8.self),
          radix: isHex ? 16 : radix),
        let scalar = UnicodeScalar(UInt32(clamping: number ^ key))
      else { return false }
      characters.append(Array(String(Character(scalar)).utf8))
    }
    guard !characters.isEmpty else { return false }
    note("char-code", characters.count)
    token.set(list: characters)
    replace(depth + 4, token)
    return true
  }
}

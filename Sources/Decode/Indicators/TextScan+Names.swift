import Query

extension TextScan {
  /// Reads the dotted name around a dot: an address, a host, or a file.
  mutating func readName(around dot: Int) {
    var start = dot
    while start > nameEnd, text[start - 1].isNameByte { start -= 1 }
    var end = dot + 1
    var letters = 0
    while end < text.count, text[end].isNameByte { end += 1 }
    nameEnd = end
    // `%2Fevil.com`: the digits after a percent sign are a byte of their own.
    if before(start) == UInt8(ascii: "%"), end - start > 2, text[start].isHexDigit, text[start + 1].isHexDigit
    {
      start += 2
    }
    let behind = end
    while start < end, text[start] == 46 || text[start] == 45 { start += 1 }
    while end > start, text[end - 1] == 46 || text[end - 1] == 45 || text[end - 1] == 95 { end -= 1 }
    for byte in text[start..<end] where byte.isLetter || byte == 95 { letters += 1 }
    if letters == 0 {
      if before(start) != 46 { readNumbers(start..<end) }
      return
    }
    // `a...b`: dots in a row part names.
    var piece = start
    var place = start
    while place < end {
      if text[place] == 46, byte(place + 1) == 46 {
        readOneName(piece..<place, behind: place)
        while place < end, text[place] == 46 { place += 1 }
        piece = place
      } else {
        place += 1
      }
    }
    readOneName(piece..<end, behind: behind)
  }

  private mutating func readOneName(_ range: Range<Int>, behind: Int) {
    guard range.count >= 4 else { return }
    if text[range.lowerBound].isDigit, let dash = text[range].firstIndex(of: UInt8(ascii: "-")),
      let value = dottedQuad(range.lowerBound..<dash)
    {
      // `10.0.0.1-DC01`.
      add(.ipv4, value, range.lowerBound..<dash)
      return
    }
    var lastDot = range.upperBound - 1
    while lastDot > range.lowerBound, text[lastDot] != 46 { lastDot -= 1 }
    guard lastDot > range.lowerBound, range.upperBound - lastDot > 2 else { return }
    let label = text[lastDot + 1..<range.upperBound]
    // An ending begins with a letter: most dotted numbers and versions end here.
    guard text[lastDot + 1].isLetter, label.count <= 63 else {
      // `archive.7z`.
      if FileEndings.isFile(label.folded) { addFile(range) }
      return
    }
    let ending = label.folded
    if FileEndings.isFile(ending) || FileEndings.isProgram(text[range.lowerBound..<lastDot], ending) {
      addFile(range)
      return
    }
    guard endings.isEnding(ending), byte(behind) != UInt8(ascii: "@"), isHostPlace(range, behind: behind)
    else { return }
    if CodeNames.isCode(text[range], ending: text[lastDot + 1..<range.upperBound]) { return }
    let name = text[range].folded
    if isHostName(name) { add(.dns, name, range) }
  }

  private mutating func addFile(_ range: Range<Int>) {
    guard range.lowerBound >= authorityEnd else { return }
    addName(.fileName, range, in: range)
  }

  /// Whether what stands around a name lets it be a host: no part of a path, no member of an object, no key.
  private func isHostPlace(_ range: Range<Int>, behind: Int) -> Bool {
    let start = range.lowerBound
    switch before(start) {
    case UInt8(ascii: "/"):
      // `"//evil.com/x.js"`: a URL without its scheme.
      guard start > 1, text[start - 2] == UInt8(ascii: "/") else { return false }
      let previous = before(start - 2)
      guard previous == UInt8(ascii: "\"") || previous == UInt8(ascii: "'") || previous == UInt8(ascii: "=")
      else {
        return false
      }
    case UInt8(ascii: "\\"): guard isShareHost(at: start) else { return false }
    case UInt8(ascii: "$"): return false
    case UInt8(ascii: "."):
      // `).name`, `].Value`: a member.
      var place = start
      while place > 0, text[place - 1] == 46 { place -= 1 }
      if start - place == 1, [41, 93, 125].contains(before(place)) { return false }
    default: break
    }
    // A variable's member: `$x-y.name`.
    switch byte(behind) {
    case UInt8(ascii: "("): return false
    case UInt8(ascii: "="): return false
    case 32, 9:
      var place = behind
      while place < text.count, place - behind < 4, text[place] == 32 || text[place] == 9 { place += 1 }
      if byte(place) == UInt8(ascii: "=") { return false }
    default: break
    }
    return true
  }

  /// Whether a name in small letters is a host's by its labels (RFC 1035 §2.3.1, underscores as in RFC 2782): not a
  /// public ending itself, and no underscore in the label that a registry hands out.
  func isHostName(_ name: [UInt8]) -> Bool {
    guard name.count <= 253 else { return false }
    var starts = [0]
    for (place, byte) in name.enumerated() {
      if byte == 46 {
        starts.append(place + 1)
        guard place > 0, name[place - 1] != 46, name[place - 1] != 45 else { return false }
      } else if byte == 45, place == 0 || name[place - 1] == 46 {
        return false
      }
    }
    starts.append(name.count + 1)
    for (start, next) in zip(starts, starts.dropFirst()) where !(1...63).contains(next - 1 - start) {
      return false
    }
    let labels = starts.count - 1
    guard labels > 1 else { return false }
    let last = Array(name[starts[labels - 1]...])
    if EndingCache.internalEndings.contains(last) {
      return !name[starts[labels - 2]..<starts[labels - 1] - 1].contains(95)
    }
    // The longest listed ending of at most four labels: longer ones are not in the list.
    var first = labels - 1
    for index in stride(from: labels - 2, through: max(0, labels - 4), by: -1)
    where ListedEndings.holds(Array(name[starts[index]...])) {
      first = index
    }
    guard first > 0 else { return false }
    return !name[starts[first - 1]..<starts[first] - 1].contains(95)
  }

  /// Reads the address around an at sign.
  mutating func readEmail(at place: Int) {
    var start = place
    while start > 0, place - start < 64, text[start - 1].isNameByte || "+%'&~".utf8.contains(text[start - 1])
    {
      start -= 1
    }
    // `%3Dj.doe@…`, `'j.doe@…'`, `..j.doe@…`.
    var changed = true
    while changed, start < place {
      changed = false
      if text[start] == UInt8(ascii: "%"), place - start > 3, text[start + 1].isHexDigit,
        text[start + 2].isHexDigit
      {
        start += 3
        changed = true
      } else if !text[start].isWord, text[start] != 95 {
        start += 1
        changed = true
      }
    }
    guard start < place, text[place - 1] != 46 else { return }
    var end = place + 1
    while end < text.count, text[end].isWord || text[end] == 45 || text[end] == 46 { end += 1 }
    while end > place, text[end - 1] == 46 || text[end - 1] == 45 { end -= 1 }
    let name = text[(place + 1)..<end].folded
    guard let dot = name.lastIndex(of: 46), dot + 2 < name.count, endings.isEnding(Array(name[(dot + 1)...])),
      isHostName(name)
    else { return }
    nameEnd = max(nameEnd, end)
    add(.email, text[start..<end].folded, start..<end)
    add(.dns, name, place + 1..<end)
  }
}

extension TextScan {
  /// `C:\Windows\x.exe`, `c:/temp/x`: a colon behind a single letter.
  mutating func readDrive(colon: Int) {
    guard colon > 0, text[colon - 1].isLetter, colon - 1 >= pathEnd else { return }
    let start = colon - 1
    let previous = before(start)
    guard !previous.isWord, previous != 95, previous != 46 else { return }
    // `C:\`, and `C:\\` where something escaped it; with slashes only before a letter.
    guard byte(colon + 1) == 92 || (byte(colon + 1) == 47 && byte(colon + 2).isWord) else { return }
    // `\\?\C:\…`, `\??\C:\…`: the drive is what counts.
    readPath(from: start, firstComponent: colon + 2, type: .windowsPath)
  }

  /// A backslash that no path took: of a share, a device, a variable's folder, a pipe, a key of the registry.
  mutating func readBackslash(_ place: Int) {
    if byte(place + 1) == 92 {
      readShare(place)
      return
    }
    if before(place) == UInt8(ascii: "%") {
      var start = place - 1
      while start > 0, place - start < 40, text[start - 1].isWord || "()_".utf8.contains(text[start - 1]) {
        start -= 1
      }
      guard start > 0, text[start - 1] == UInt8(ascii: "%"), place - start > 1 else { return }
      readPath(from: start - 1, firstComponent: place + 1, type: .windowsPath)
      return
    }
    let previous = before(place)
    guard !previous.isNameByte, previous != 92, previous != 47 else { return }
    if hasFolded(Array("\\registry\\".utf8), at: place) {
      readPath(from: place, firstComponent: place + 10, type: .registryKey)
    } else if hasFolded(Array("\\device\\namedpipe\\".utf8), at: place) {
      readPipe(from: place, name: place + 18)
    } else if hasFolded(Array("\\device\\".utf8), at: place) {
      readPath(from: place, firstComponent: place + 8, type: .windowsPath)
    } else if hasFolded(Array("\\systemroot\\".utf8), at: place) {
      readPath(from: place, firstComponent: place + 12, type: .windowsPath)
    }
  }

  /// `\\server\share\x`, `\\.\pipe\x`, also with each backslash doubled.
  private mutating func readShare(_ place: Int) {
    let isDoubled = byte(place + 2) == 92 && byte(place + 3) == 92
    let host = place + (isDoubled ? 4 : 2)
    let previous = before(place)
    guard !previous.isWord, !":\\%)]}".utf8.contains(previous) else { return }
    var end = host
    while end < text.count, end - host < 255, text[end].isNameByte || text[end] == 64 || text[end] == 36 {
      end += 1
    }
    guard end > host, byte(end) == 92 else { return }
    let share = end + (isDoubled && byte(end + 1) == 92 ? 2 : 1)
    let step = isDoubled ? 2 : 1
    if hasFolded(Array("pipe".utf8), at: share), byte(share + 4) == 92 {
      readPipe(from: place, name: share + 4 + step)
      return
    }
    // `\\.\PhysicalDrive0` is a device, `\\?\C:\` a drive.
    guard text[host] != 46, text[host] != 63 else { return }
    readPath(from: place, firstComponent: share, type: .windowsPath)
  }

  private mutating func readPipe(from start: Int, name: Int) {
    var end = name
    while end < text.count, end - name < 256, text[end] > 32, !"\"'<>|,;()`".utf8.contains(text[end]) {
      end += 1
    }
    while end > name, text[end - 1] == 46 { end -= 1 }
    guard end > name else { return }
    pathStart = start
    pathEnd = end
    addName(.namedPipe, name..<end, in: start..<end)
  }

  /// `HKLM\…`, `HKEY_CURRENT_USER\…`, `HKCU:\…`, from the first letters.
  mutating func readRegistryRoot(_ word: Range<Int>) {
    let start = word.lowerBound
    guard text[start + 1] | 0x20 == UInt8(ascii: "k"), start >= pathEnd else { return }
    guard !before(start).isNameByte, before(start) != 92 || before(start - 1) != 92 else { return }
    var end = start
    while end < text.count, end - start < 24, text[end].isWord || text[end] == 95 { end += 1 }
    guard Self.roots.contains(text[start..<end].folded) else { return }
    if byte(end) == 58 { end += 1 }
    guard byte(end) == 92 || byte(end) == 47 else { return }
    readPath(from: start, firstComponent: end + 1, type: .registryKey)
  }

  private static let roots: Set<[UInt8]> = Set(
    [
      "hklm", "hkcu", "hku", "hkcr", "hkcc", "hkey_local_machine", "hkey_current_user", "hkey_users",
      "hkey_classes_root", "hkey_current_config",
    ].map { Array($0.utf8) })

  /// Longest path that is told: that of Windows with the prefix `\\?\` is 32,767 characters, most logs cut before.
  private static let mostPath = 4096

  /// Reads a path of Windows or a key to its end.
  private mutating func readPath(from start: Int, firstComponent: Int, type: IndicatorType) {
    var first = firstComponent
    while byte(first) == 92 { first += 1 }
    guard first < text.count, isPathByte(text[first]), text[first] != 32 else { return }
    let quote = before(start)
    var end = first
    let isWhole = start == 0 && isOnePath(first, type: type)
    if isWhole {
      end = text.count
    } else {
      end = pathLimit(from: first, quote: quote == 34 || quote == 39 ? quote : 0)
    }
    while end > first, " .,;:!\t".utf8.contains(text[end - 1]) { end -= 1 }
    while end > first, text[end - 1] == 92 || text[end - 1] == 47 { end -= 1 }
    guard end > first else { return }
    pathStart = start
    pathEnd = end
    if isUnquoted { return }
    add(type, Self.plainSeparators(text[start..<end]), start..<end)
    if type == .windowsPath { readBareFile(first, end) }
  }

  /// The last component of a path, where the name holds no dot that the reading of names meets, or holds blanks.
  private mutating func readBareFile(_ first: Int, _ end: Int) {
    var start = end
    while start > first, text[start - 1] != 92, text[start - 1] != 47 { start -= 1 }
    guard text[start..<end].contains(32), let dot = text[start..<end].lastIndex(of: 46), end - dot > 1,
      FileEndings.isFile(text[dot + 1..<end].folded)
    else { return }
    addName(.fileName, start..<end, in: start..<end)
    nameEnd = max(nameEnd, end)
  }

  private func isPathByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...31, 34, 42, 58, 60, 62, 63, 96, 124, 127: false
    default: true
    }
  }

  /// Whether the whole text is one path, so that blanks in its last component belong to it.
  private func isOnePath(_ first: Int, type: IndicatorType) -> Bool {
    guard text.count <= 1024, text[first...].allSatisfy(isPathByte) else { return false }
    if type == .registryKey { return true }
    var place = first
    while place + 1 < text.count {
      if text[place] == 32 {
        // An argument: `-x`, `/x`, or anything behind a program's ending.
        if text[place + 1] == 45 || text[place + 1] == 47 || hasEnding(before: place) { return false }
      } else if text[place] == UInt8(ascii: "'") || text[place] == UInt8(ascii: ",") {
        return false
      }
      place += 1
    }
    return true
  }

  /// Whether a name with an ending of up to five letters and digits ends before a place.
  private func hasEnding(before place: Int) -> Bool {
    var start = place
    while start > 0, place - start < 6, text[start - 1].isWord { start -= 1 }
    return start < place && start > 1 && text[start - 1] == 46 && text[start - 2] != 92
  }

  /// Where a path ends that stands in a text. In quotes at the quote; otherwise at a blank, unless a component with a
  /// further separator follows within three words, as in `C:\Program Files (x86)\x`.
  private func pathLimit(from first: Int, quote: UInt8) -> Int {
    var place = first
    var round = 0
    var (square, curly) = (0, 0)
    while place < text.count, place - first < Self.mostPath {
      let byte = text[place]
      guard isPathByte(byte) else { return place }
      switch byte {
      case quote where quote != 0: return place
      case UInt8(ascii: "'"): if quote != 34 { return place }
      case 32: if quote == 0, hasEnding(before: place) || !continues(place) { return place }
      case UInt8(ascii: ","), UInt8(ascii: ";"): if quote == 0 { return place }
      case UInt8(ascii: "+"):
        // `ntdll.dll+345b4`: a place in the file's code.
        if hasEnding(before: place) { return place }
      case UInt8(ascii: "("): round += 1
      case UInt8(ascii: ")"):
        round -= 1
        if round < 0 { return place }
      case UInt8(ascii: "["): square += 1
      case UInt8(ascii: "]"):
        square -= 1
        if square < 0 { return place }
      case UInt8(ascii: "{"): curly += 1
      case UInt8(ascii: "}"):
        curly -= 1
        if curly < 0 { return place }
      default: break
      }
      place += 1
    }
    return place
  }

  /// Whether the words behind a blank are the rest of a component.
  private func continues(_ blank: Int) -> Bool {
    var place = blank + 1
    var words = 1
    guard place < text.count, text[place].isWord || text[place] == 40 || text[place] == 38 else {
      return false
    }
    while place < text.count, place - blank < 64 {
      switch text[place] {
      case 92: return place > blank + 1 && text[place - 1] != 32
      case 32:
        words += 1
        guard words <= 3, byte(place + 1).isWord || byte(place + 1) == 40 else { return false }
        if hasEnding(before: place) { return false }
      case 58, 47, 61, 34, 39, 44, 59: return false
      default: if !isPathByte(text[place]) { return false }
      }
      place += 1
    }
    return false
  }

  /// With single separators: `C:\\temp\\x` names the same file as `C:\temp\x`. A share keeps its two.
  private static func plainSeparators(_ path: ArraySlice<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(path.count)
    for (index, byte) in path.enumerated() {
      if byte == 92, index > 1, out.last == 92 { continue }
      out.append(byte)
    }
    return out
  }

  /// Folders at the root of POSIX systems, in which files lie.
  private static let posixRoots: Set<[UInt8]> = Set(
    [
      "bin", "boot", "dev", "etc", "home", "lib", "lib32", "lib64", "media", "mnt", "opt", "proc", "root",
      "run",
      "sbin", "snap", "srv", "sys", "tmp", "usr", "var", "Users", "Library", "Applications", "System",
      "Volumes",
      "private", "cygdrive",
    ].map { Array($0.utf8) })

  /// `/etc/passwd`: at least two components, the first of which is a folder of the root.
  mutating func readLinuxPath(at place: Int) {
    let previous = before(place)
    guard !previous.isWord, !"./\\-_)]}~%$*".utf8.contains(previous) else { return }
    var end = place + 1
    while end < text.count, text[end].isWord { end += 1 }
    guard byte(end) == 47, end - place <= 13, Self.posixRoots.contains(Array(text[place + 1..<end])) else {
      return
    }
    let second = end + 1
    end = second
    while end < text.count, end - place < Self.mostPath, isPosixByte(text[end]) { end += 1 }
    while end > second, ".,;:!?/".utf8.contains(text[end - 1]) { end -= 1 }
    guard end > second else { return }
    pathStart = place
    pathEnd = end
    addName(.linuxPath, place..<end, in: place..<end)
  }

  private func isPosixByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 35, 37, 43, 45...57, 64...91, 93...95, 97...123, 125, 126, 0x80...: true
    default: false
    }
  }
}

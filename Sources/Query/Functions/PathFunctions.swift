/// Functions on paths of Windows and POSIX. A path that begins with `/` is POSIX; otherwise one that holds a
/// backslash, or begins with a drive (`C:`), is of Windows, and parts at both kinds of slash; any other is POSIX.
enum PathFunctions {
  /// `path_base(path)`: what stands behind the last separator; '' for a path that ends with one.
  static var base: ScalarFunction {
    ScalarFunction("path_base", 1...1) { arguments in .text(split(arguments[0].bytes).base) }
  }

  /// `path_dir(path)`: what stands before the last separator.
  static var dir: ScalarFunction {
    ScalarFunction("path_dir", 1...1) { arguments in .text(split(arguments[0].bytes).dir) }
  }

  /// `ext(path)`: the extension without its dot, in small letters; '' for none.
  static var ext: ScalarFunction {
    ScalarFunction("ext", 1...1) { arguments in
      let name = split(arguments[0].bytes).base
      // Dots at the beginning make no extension.
      guard let first = name.firstIndex(where: { $0 != UInt8(ascii: ".") }),
        let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > first
      else { return .text([]) }
      return .text(name[(dot + 1)...].map { (65...90).contains($0) ? $0 + 32 : $0 })
    }
  }

  /// The same as Python's `ntpath.split` and `posixpath.split`.
  static func split(_ path: [UInt8]) -> (dir: [UInt8], base: [UInt8]) {
    let isWindows = isWindows(path)
    let isSeparator = { (byte: UInt8) in byte == UInt8(ascii: "/") || isWindows && byte == UInt8(ascii: "\\")
    }
    let root = isWindows ? driveLength(path, isSeparator) : 0
    var cut = path.count
    while cut > root, !isSeparator(path[cut - 1]) { cut -= 1 }
    // The separators before the name go, unless there is nothing else: the root stays.
    var end = cut
    while end > root, isSeparator(path[end - 1]) { end -= 1 }
    if end == root { end = cut }
    return (Array(path[..<end]), Array(path[cut...]))
  }

  private static func isWindows(_ path: [UInt8]) -> Bool {
    if path.first == UInt8(ascii: "/") { return false }
    return path.contains(UInt8(ascii: "\\"))
      || path.count >= 2 && path[1] == UInt8(ascii: ":") && isLetter(path[0])
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte & 0xDF) }

  /// Length of `C:`, `\\server\share`, `\\?\UNC\server\share` or `\\.\device`.
  private static func driveLength(_ path: [UInt8], _ isSeparator: (UInt8) -> Bool) -> Int {
    guard path.count >= 2 else { return 0 }
    guard isSeparator(path[0]), isSeparator(path[1]) else { return path[1] == UInt8(ascii: ":") ? 2 : 0 }
    let unc = Array("\\\\?\\UNC\\".utf8)
    let isUNC =
      path.count >= unc.count
      && zip(path, unc).allSatisfy { byte, wanted in
        isSeparator(wanted)
          ? isSeparator(byte) : (byte == wanted || byte == (wanted | 0x20) && isLetter(wanted))
      }
    let start = isUNC ? unc.count : 2
    guard let server = path[start...].firstIndex(where: isSeparator),
      let share = path[(server + 1)...].firstIndex(where: isSeparator)
    else { return path.count }
    return share
  }
}

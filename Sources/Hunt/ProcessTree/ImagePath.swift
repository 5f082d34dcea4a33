/// A program's path as its pieces are compared: `C:\Windows\x.exe`, `\Device\HarddiskVolume2\Windows\x.exe` and
/// `\??\C:\WINDOWS\X.EXE` name the same file, `/bin/x` and `/usr/bin/x` on Linux (merged /usr) too.
package struct ImagePath: Sendable, Equatable {
  /// In lower case, without drive or volume: `\windows\x.exe`. The whole name where it has no folder.
  package var tail: [UInt8]
  /// Where the file name begins in `tail`.
  package var nameStart: Int
  /// The drive's letter in lower case; 0: none said, or a volume.
  package var drive: UInt8

  /// The file name in lower case.
  package var name: [UInt8] { [UInt8](tail[nameStart...]) }

  /// True where the log says the file name alone.
  package var isBare: Bool { nameStart == 0 }

  /// The path in `path`; nil where the log says that it does not know it (`-`, `<unknown process>`, nothing).
  package init?(_ path: [UInt8]) {
    var bytes = Self.lowercased(path[...].trimmed)
    if bytes.isEmpty || bytes == Array("-".utf8) || bytes == Array("<unknown process>".utf8)
      || bytes == Array("unknown".utf8)
    {
      return nil
    }
    if bytes.first == UInt8(ascii: "\""), bytes.count > 2, bytes.last == UInt8(ascii: "\"") {
      bytes = Array(bytes[1..<bytes.count - 1])
    }
    drive = 0
    if bytes.first == UInt8(ascii: "/") {
      tail = Self.withoutUsr(bytes)
    } else {
      if bytes.contains(UInt8(ascii: "/")) {
        for index in bytes.indices where bytes[index] == UInt8(ascii: "/") {
          bytes[index] = UInt8(ascii: "\\")
        }
      }
      for prefix in Self.spaces where bytes.starts(with: prefix) {
        bytes.removeFirst(prefix.count)
        break
      }
      if bytes.count > 2, bytes[1] == UInt8(ascii: ":"), bytes[2] == UInt8(ascii: "\\") {
        drive = bytes[0]
        bytes.removeFirst(2)
      } else if bytes.starts(with: Self.device) {
        bytes = Self.withoutVolume(bytes)
      } else if bytes.starts(with: Self.systemRoot) {
        bytes = Array("\\windows".utf8) + bytes[Self.systemRoot.count...]
      } else if bytes.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "\\")]) {
        bytes.removeFirst()
      }
      tail = bytes
    }
    let mark = tail.lastIndex { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "/") }
    nameStart = mark.map { $0 + 1 } ?? 0
  }

  /// Prefixes that open the same name in another space of names: `\??\`, `\\?\`, `\\.\`.
  private static let spaces = ["\\??\\", "\\\\?\\", "\\\\.\\"].map { Array($0.utf8) }
  private static let device = Array("\\device\\".utf8)
  private static let systemRoot = Array("\\systemroot".utf8)
  private static let network = ["mup", "lanmanredirector"].map { Array($0.utf8) }

  /// `\device\harddiskvolume2\windows\x.exe` without volume; of the network's devices the share stays.
  private static func withoutVolume(_ bytes: [UInt8]) -> [UInt8] {
    let rest = bytes[device.count...]
    guard let end = rest.firstIndex(of: UInt8(ascii: "\\")) else { return bytes }
    let volume = rest[..<end]
    if volume.starts(with: Array("harddisk".utf8)) || network.contains(Array(volume)) {
      return Array(rest[end...])
    }
    return bytes
  }

  /// `/usr/bin/x` as `/bin/x`.
  private static func withoutUsr(_ bytes: [UInt8]) -> [UInt8] {
    for folder in ["/usr/bin/", "/usr/sbin/"] where bytes.starts(with: folder.utf8) {
      return Array(bytes[4...])
    }
    return bytes
  }

  /// Lower case by Unicode; ASCII, the usual case, without it.
  private static func lowercased(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    if bytes.allSatisfy({ $0 < 128 }) { return bytes.map { $0 >= 65 && $0 <= 90 ? $0 | 32 : $0 } }
    return Array(String(decoding: bytes, as: UTF8.self).lowercased().utf8)
  }
}

extension ArraySlice<UInt8> {
  /// Without blanks at its ends.
  fileprivate var trimmed: Self {
    var slice = self
    while slice.first == 32 { slice.removeFirst() }
    while slice.last == 32 { slice.removeLast() }
    return slice
  }
}

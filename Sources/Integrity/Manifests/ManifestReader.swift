/// Reads lists of digests that others made. Each line costs its length; nothing in a list is used as a path.
package enum ManifestReader {
  /// Most bytes of a list: some two million files.
  package static let maximumByteCount = 256 << 20

  /// Reads a list.
  ///
  /// - Parameters:
  ///   - bytes: of the file. UTF-16 with a mark, as PowerShell writes it, is taken too.
  ///   - fileName: `manifest-sha256.txt` is a bag's; the form of any other is seen from its lines.
  /// - Throws: where it is none at all. Single lines that cannot be read are counted.
  package static func manifest(_ bytes: [UInt8], fileName: String) throws(ManifestError) -> Manifest {
    let text = utf8(bytes)
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0
    }
    var manifest: Manifest
    if let algorithm = bagAlgorithm(fileName) {
      guard let kind = DigestKind(rawValue: algorithm) else { throw .unknownAlgorithm(algorithm) }
      manifest = Manifest(form: .bagit)
      read(lines, into: &manifest) { ManifestLine.bagit($0, kind) }
    } else if text.starts(with: Array(HashdeepColumns.header.utf8)) {
      manifest = Manifest(form: .hashdeep)
      guard lines.count > 1, let columns = HashdeepColumns(lines[1]) else { throw .columns }
      read(lines, into: &manifest) { columns.entry($0) }
    } else {
      manifest = Manifest(form: .coreutils)
      read(lines, into: &manifest) { ManifestLine.tagged($0) ?? ManifestLine.coreutils($0) }
    }
    guard !manifest.entries.isEmpty else {
      let first = lines.first { !isIgnored($0) } ?? []
      throw .noEntries(firstLine: String(decoding: first.prefix(80), as: UTF8.self))
    }
    manifest.hasWindowsNames = hasWindowsNames(manifest.entries)
    return manifest
  }

  private static func read(
    _ lines: [ArraySlice<UInt8>], into manifest: inout Manifest,
    _ entry: (ArraySlice<UInt8>) -> (name: [UInt8], byteCount: UInt64?, digests: [FileDigest])?
  ) {
    for (index, line) in lines.enumerated() where !isIgnored(line) {
      if let found = entry(line), !found.name.isEmpty, !found.digests.isEmpty, !found.name.contains(0) {
        manifest.entries.append(
          .init(name: found.name, byteCount: found.byteCount, digests: found.digests, line: index + 1))
      } else {
        manifest.unreadableLines += 1
        if manifest.firstUnreadable == nil {
          manifest.firstUnreadable = (index + 1, String(decoding: line.prefix(80), as: UTF8.self))
        }
      }
    }
  }

  /// Empty lines, and comments as the coreutils and hashdeep pass them over.
  private static func isIgnored(_ line: ArraySlice<UInt8>) -> Bool {
    line.isEmpty || line.first == UInt8(ascii: "#") || line.starts(with: "%%%%".utf8)
  }

  /// `sha256` of `manifest-sha256.txt` and `tagmanifest-sha256.txt` (RFC 8493 §2.1.3).
  private static func bagAlgorithm(_ fileName: String) -> String? {
    let name = fileName.split(separator: "/").last ?? ""
    guard let match = name.wholeMatch(of: /(?:tag)?manifest-([A-Za-z0-9]+)\.txt/) else { return nil }
    return match.1.lowercased()
  }

  /// Without the mark at the beginning; UTF-16 becomes UTF-8.
  private static func utf8(_ bytes: [UInt8]) -> [UInt8] {
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { return Array(bytes.dropFirst(3)) }
    let isLittle = bytes.starts(with: [0xff, 0xfe])
    guard isLittle || bytes.starts(with: [0xfe, 0xff]) else { return bytes }
    let units = stride(from: 2, to: bytes.count - 1, by: 2).map { index in
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      return isLittle ? second << 8 | first : first << 8 | second
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  /// A drive or a share, or backslashes where no name has a slash.
  private static func hasWindowsNames(_ entries: [Manifest.Entry]) -> Bool {
    let backslash = UInt8(ascii: "\\")
    var hasBackslash = false
    for entry in entries {
      let name = entry.name
      if name.count > 2, name[1] == UInt8(ascii: ":"), name[2] == backslash { return true }
      if name.starts(with: [backslash, backslash]) { return true }
      if name.contains(UInt8(ascii: "/")) { return false }
      if name.contains(backslash) { hasBackslash = true }
    }
    return hasBackslash
  }
}

/// Lists of digests as other tools read them.
package enum ManifestText {
  /// A line of `sha256sum`, line end included: with a backslash in front where the name has one, a line feed or a
  /// carriage return, which are then escaped (GNU coreutils, "md5sum output").
  package static func coreutils(_ digest: FileDigest, _ name: [UInt8]) -> [UInt8] {
    let escaped = name.contains { $0 == UInt8(ascii: "\\") || $0 == 10 || $0 == 13 }
    var line: [UInt8] = escaped ? [UInt8(ascii: "\\")] : []
    line += digest.text.utf8
    line += "  ".utf8
    for byte in name {
      switch byte {
      case UInt8(ascii: "\\"): line += "\\\\".utf8
      case 10: line += "\\n".utf8
      case 13: line += "\\r".utf8
      default: line.append(byte)
      }
    }
    return line + [10]
  }

  /// A line of a bag's manifest (RFC 8493 §2.1.3), line end included.
  package static func bagit(_ digest: FileDigest, _ path: [UInt8]) -> [UInt8] {
    Array(digest.text.utf8) + Array("  ".utf8) + BagPath.encoded(path) + [10]
  }

  /// The first two lines of a `hashdeep` file with these digests.
  package static func hashdeepHeader(_ kinds: [DigestKind]) -> String {
    "\(HashdeepColumns.header)\n%%%% size,"
      + kinds.sorted().map { $0.rawValue + "," }.joined() + "filename\n"
  }

  /// A line of a `hashdeep` file, line end included; nil where the name has a line end, which that format cannot hold.
  package static func hashdeep(byteCount: UInt64, _ digests: [FileDigest], _ name: [UInt8]) -> [UInt8]? {
    guard !name.contains(where: { $0 == 10 || $0 == 13 }) else { return nil }
    let digits = digests.sorted { $0.kind < $1.kind }.map { $0.text + "," }.joined()
    return Array("\(byteCount),\(digits)".utf8) + name + [10]
  }
}

/// Paths in the manifests of a bag: LF, CR and `%` are percent-encoded, and nothing else is (RFC 8493 §2.1.3).
package enum BagPath {
  private static let codes: [(byte: UInt8, code: [UInt8])] = [
    (10, Array("%0A".utf8)), (13, Array("%0D".utf8)), (UInt8(ascii: "%"), Array("%25".utf8)),
  ]

  /// As it stands in a manifest.
  package static func encoded(_ path: [UInt8]) -> [UInt8] {
    path.flatMap { byte in codes.first { $0.byte == byte }?.code ?? [byte] }
  }

  /// The path that a manifest means. Digits of either case; any other `%` stays as it is, for bags of older tools.
  package static func decoded(_ path: some Collection<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = path[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let value = hexBytes(rest.prefix(2))?.first, rest.count >= 2,
        codes.contains(where: { $0.byte == value })
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return bytes
  }
}

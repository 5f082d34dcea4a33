/// Digests that lists of files carry.
package enum DigestKind: String, Sendable, CaseIterable {
  case md5, sha1, sha256, sha512

  /// Bytes of a digest.
  package var byteCount: Int {
    switch self {
    case .md5: 16
    case .sha1: 20
    case .sha256: 32
    case .sha512: 64
    }
  }

  /// Whether two files with the same digest are the same file even where somebody wants them to look so: MD5 and
  /// SHA-1 are collision-broken.
  package var isStrong: Bool { self == .sha256 || self == .sha512 }

  /// As people write it: `SHA-256`.
  package var title: String {
    switch self {
    case .md5: "MD5"
    case .sha1: "SHA-1"
    case .sha256: "SHA-256"
    case .sha512: "SHA-512"
    }
  }

  /// The kind whose digests have that many bytes.
  package init?(byteCount: Int) {
    guard let kind = Self.allCases.first(where: { $0.byteCount == byteCount }) else { return nil }
    self = kind
  }
}

extension DigestKind: Comparable {
  /// The weaker one is less: the longer the digest, the stronger.
  package static func < (a: Self, b: Self) -> Bool { a.byteCount < b.byteCount }
}

/// A digest of some kind.
package struct FileDigest: Sendable, Hashable {
  package var kind: DigestKind
  /// `kind.byteCount` of them.
  package var bytes: [UInt8]

  package init(_ kind: DigestKind, _ bytes: [UInt8]) {
    self.kind = kind
    self.bytes = bytes
  }

  /// From hexadecimal digits of either case; nil where they are not as many as the kind's.
  package init?(_ kind: DigestKind, hex: some Collection<UInt8>) {
    guard hex.count == 2 * kind.byteCount, let bytes = hexBytes(hex) else { return nil }
    self.init(kind, bytes)
  }

  /// In hexadecimal.
  package var text: String { hexText(bytes) }
}

/// The bytes that hexadecimal digits of either case stand for; nil for anything else.
package func hexBytes(_ digits: some Collection<UInt8>) -> [UInt8]? {
  guard digits.count.isMultiple(of: 2) else { return nil }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(digits.count / 2)
  var high: UInt8?
  for digit in digits {
    let value: UInt8
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): value = digit - UInt8(ascii: "A") + 10
    default: return nil
    }
    if let first = high {
      bytes.append(first << 4 | value)
      high = nil
    } else {
      high = value
    }
  }
  return bytes
}

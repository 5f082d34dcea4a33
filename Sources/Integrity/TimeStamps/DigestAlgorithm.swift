internal import Crypto

/// The hashes that a time stamp may use. MD5 and SHA-1 are refused: two files with one hash can be made.
package enum DigestAlgorithm: String, Sendable, Hashable, CaseIterable {
  case sha256
  case sha384
  case sha512

  /// Last number of the name 2.16.840.1.101.3.4.2.N.
  private var arc: UInt8 {
    switch self {
    case .sha256: 1
    case .sha384: 2
    case .sha512: 3
    }
  }

  var object: String { "2.16.840.1.101.3.4.2.\(arc)" }
  var encodedObject: [UInt8] { [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, arc] }

  init?(object: String) {
    guard let found = Self.allCases.first(where: { $0.object == object }) else { return nil }
    self = found
  }

  var byteCount: Int {
    switch self {
    case .sha256: 32
    case .sha384: 48
    case .sha512: 64
    }
  }

  func digest(of bytes: [UInt8]) -> [UInt8] {
    switch self {
    case .sha256: Array(SHA256.hash(data: bytes))
    case .sha384: Array(SHA384.hash(data: bytes))
    case .sha512: Array(SHA512.hash(data: bytes))
    }
  }
}

// Stands in for swift-crypto: the fuzzers try parsers, not hashes, and are built without packages.

public protocol Digest: Sendable, Sequence<UInt8> {}

public struct SHA256: Sendable {
  public struct Digest: Crypto.Digest {
    var words: (UInt64, UInt64, UInt64, UInt64)
    public func makeIterator() -> IndexingIterator<[UInt8]> {
      withUnsafeBytes { Array($0) }.makeIterator()
    }
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
      try Swift.withUnsafeBytes(of: words, body)
    }
  }

  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  public init() {}

  public static func hash(data: [UInt8]) -> Digest {
    var state = SHA256()
    data.withUnsafeBytes { state.update(bufferPointer: $0) }
    return state.finalize()
  }

  public mutating func update(bufferPointer: UnsafeRawBufferPointer) {
    for byte in bufferPointer { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }

  public func finalize() -> Digest { Digest(words: (state, ~state, state &* 3, state &* 5)) }
}

public typealias SHA384 = SHA256
public typealias SHA512 = SHA256

public struct NISTCurve {
  public enum Signing {
    public struct ECDSASignature { public init(derRepresentation: [UInt8]) throws {} }
    public struct PublicKey {
      public init(derRepresentation: [UInt8]) throws {}
      public func isValidSignature(_ signature: ECDSASignature, for digest: some Digest) -> Bool { true }
    }
  }
}

public typealias P256 = NISTCurve
public typealias P384 = NISTCurve
public typealias P521 = NISTCurve

public enum Insecure {
  public struct MD5: Sendable {
    public init() {}
    public mutating func update(bufferPointer: UnsafeRawBufferPointer) {}
    public func finalize() -> [UInt8] { [UInt8](repeating: 0, count: 16) }
  }

  public struct SHA1: Sendable {
    public init() {}
    public mutating func update(bufferPointer: UnsafeRawBufferPointer) {}
    public func finalize() -> [UInt8] { [UInt8](repeating: 0, count: 20) }
  }
}

public enum Curve25519 {
  public enum Signing {
    public struct PublicKey: Sendable {
      public var rawRepresentation: [UInt8]
      public init(rawRepresentation: [UInt8]) throws { self.rawRepresentation = rawRepresentation }
      public func isValidSignature(_ signature: [UInt8], for message: [UInt8]) -> Bool { false }
    }

    public struct PrivateKey: Sendable {
      public var publicKey: PublicKey
      public init(rawRepresentation: [UInt8]) throws {
        publicKey = try PublicKey(rawRepresentation: rawRepresentation)
      }
      public func signature(for message: [UInt8]) throws -> [UInt8] { message }
    }
  }
}

internal import CPSL

// libpsl with the list compiled into it. Sound because the built-in list is a constant of the library that is never
// freed; a name is passed with a NUL behind it and holds none itself (`HostName`); what libpsl returns points into
// that name, and is turned into an offset, checked, before the name goes.

/// The Public Suffix List (publicsuffix.org), its private part too (`github.io`). Under an ending that is not listed
/// the ending itself counts, as the list's rules say ("*").
enum PublicSuffixes {
  /// The ending under which names are registered.
  static func suffix(_ name: HostName) -> [UInt8]? {
    unsafe tail(name) { unsafe psl_unregistrable_domain($0, $1) }
  }

  /// The public suffix with one label before it; nil for a public suffix itself.
  static func registrableDomain(_ name: HostName) -> [UInt8]? {
    unsafe tail(name) { unsafe psl_registrable_domain($0, $1) }
  }

  private static func tail(
    _ name: HostName, _ find: (OpaquePointer, UnsafePointer<CChar>) -> UnsafePointer<CChar>?
  ) -> [UInt8]? {
    precondition(!name.bytes.contains(0))
    let text = name.bytes.map { CChar(bitPattern: $0) } + [0]
    let offset = unsafe text.withUnsafeBufferPointer { buffer -> Int? in
      guard let base = buffer.baseAddress, let list = unsafe psl_builtin(),
        let found = unsafe find(list, base)
      else { return nil }
      return unsafe found - base
    }
    guard let offset, (0..<name.bytes.count).contains(offset) else { return nil }
    return Array(name.bytes[offset...])
  }

  /// Whether libpsl was built with a list.
  static var isThere: Bool { unsafe psl_builtin() != nil }

  /// How many rules it holds.
  static var count: Int { unsafe Int(psl_suffix_count(psl_builtin())) }
}

internal import CPSL

// libpsl with the list compiled into it, as in PublicSuffixes.swift. Sound because the built-in list is a constant of
// the library that is never freed, and a name is passed with a NUL behind it, for the time of the call.

/// The ICANN section of the Public Suffix List: endings under which anybody can register names. Unlike
/// `PublicSuffixes`, an ending that is not listed counts for nothing, so that a file name is not taken for a host.
package enum ListedEndings {
  /// Whether a name (small letters) is itself an ending of the list: `com`, `co.uk`. False for names that hold NUL.
  package static func holds(_ name: [UInt8]) -> Bool {
    guard !name.contains(0), !name.isEmpty else { return false }
    let text = name.map { CChar(bitPattern: $0) } + [0]
    return unsafe text.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, let list = unsafe psl_builtin() else { return false }
      return unsafe psl_is_public_suffix2(list, base, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE) != 0
    }
  }
}

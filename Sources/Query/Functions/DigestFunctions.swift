import Integrity

/// Digests in lower-case hexadecimal: of the bytes of text or a BLOB, of the digits of a number.
enum DigestFunctions {
  /// `sha256(value)` (FIPS 180-4).
  static var sha256: ScalarFunction {
    ScalarFunction("sha256", 1...1) { arguments in
      SQLValue(Digest256.of(arguments[0].bytes).description)
    }
  }

  /// `sha1(value)`: broken as a proof, kept for lists that others made.
  static var sha1: ScalarFunction {
    ScalarFunction("sha1", 1...1) { arguments in
      var hasher = SHA1Hasher()
      hasher.update(arguments[0].bytes.span)
      return SQLValue(hexText(hasher.digest))
    }
  }

  /// `md5(value)`: broken as a proof, kept for lists that others made.
  static var md5: ScalarFunction {
    ScalarFunction("md5", 1...1) { arguments in
      var hasher = MD5Hasher()
      hasher.update(arguments[0].bytes.span)
      return SQLValue(hexText(hasher.digest))
    }
  }
}

/// Bytes in base64 between two lines, as OpenSSH writes keys and signatures.
enum Armor {
  /// Larger is no key and no signature.
  static let maximumByteCount = 1 << 16

  /// The bytes between `-----BEGIN label-----` and `-----END label-----`. Nil where the text is anything else;
  /// white space around it and CR before LF are nothing.
  static func bytes(_ text: [UInt8], label: String) -> [UInt8]? {
    guard text.count <= maximumByteCount, let whole = String(validating: text, as: UTF8.self) else {
      return nil
    }
    var lines = whole.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      String(line.last == "\r" ? line.dropLast() : line)
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    guard lines.count >= 3, lines[0] == "-----BEGIN \(label)-----",
      lines[lines.count - 1] == "-----END \(label)-----"
    else { return nil }
    return Base64.bytes(lines[1..<lines.count - 1].joined())
  }

  /// The text of some bytes, in lines of 70 as OpenSSH has them.
  static func text(_ bytes: [UInt8], label: String) -> String {
    let base64 = Array(Base64.text(bytes).utf8)
    var lines = ["-----BEGIN \(label)-----"]
    for start in stride(from: 0, to: base64.count, by: 70) {
      lines.append(String(decoding: base64[start..<min(start + 70, base64.count)], as: UTF8.self))
    }
    lines.append("-----END \(label)-----")
    return lines.map { $0 + "\n" }.joined()
  }
}

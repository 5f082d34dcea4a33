extension UInt8 {
  /// Whether this is one of a few ASCII characters.
  @inline(__always)
  func isOne(of characters: String) -> Bool { characters.utf8.contains(self) }
}

extension ArraySlice<UInt8> {
  /// Whether the bytes begin with a text.
  func begins(with text: String) -> Bool { starts(with: text.utf8) }
}

/// Something in the evidence that was not understood. Bad evidence is data, not an exception: the bytes are
/// kept, and the problem is stored, counted and listed with its place.
package struct Problem: Sendable, Equatable, Codable {
  /// Stable, documented word such as `json.syntax` (docs/problems.md).
  package var code: String
  /// Byte offset in the source.
  package var offset: UInt64
  /// One sentence for people, without the offset.
  package var reason: String

  package init(code: String, offset: UInt64, reason: String) {
    self.code = code
    self.offset = offset
    self.reason = reason
  }
}

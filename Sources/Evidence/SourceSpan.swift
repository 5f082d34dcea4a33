/// A stretch of a source's bytes. Spans tile the source: in order, without hole or overlap.
package struct SourceSpan: Sendable, Equatable {
  /// What a span is.
  package enum Kind: UInt8, Sendable {
    /// What an analyst calls an event.
    case record = 0
    /// Bytes that are no record: a header row, `<Events>`, slack, a damaged stretch. Kept like records.
    case gap = 1
  }

  package var kind: Kind
  /// Bytes of the span in the source, line end or separator behind the record included. At least 1.
  package var length: Int
  /// Bytes of the record proper, its front part: `0 ... length`. For a gap equal to `length`.
  package var properLength: Int

  package init(record properLength: Int, length: Int) {
    self.kind = .record
    self.length = length
    self.properLength = properLength
  }

  package init(gap length: Int) {
    self.kind = .gap
    self.length = length
    self.properLength = length
  }

  package init(kind: Kind, length: Int, properLength: Int) {
    self.kind = kind
    self.length = length
    self.properLength = properLength
  }
}

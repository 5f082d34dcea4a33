import Evidence
import Formats
import Integrity

/// The bytes of one read, shared by the units that were cut from it.
final class Chunk: Sendable {
  let bytes: [UInt8]
  init(_ bytes: [UInt8]) { self.bytes = bytes }
}

/// What one worker handles at a time: consecutive spans of one source. It becomes one row group and one or
/// more blocks. Where units end depends on the bytes alone, never on the number of threads.
struct Unit: Sendable {
  /// Bytes of a unit; fixes memory (a few units are in flight).
  static let targetBytes = 4 << 20
  /// Spans of a unit, so that short lines make row groups of a sensible size too.
  static let maxSpans = 16_384

  let source: Int
  let chunk: Chunk
  let range: Range<Int>
  let sourceOffset: UInt64
  let spans: [SourceSpan]
  /// First entry at span 0.
  let contexts: [(firstSpan: Int, context: RecordContext)]
  let problems: [(span: Int, code: String, reason: String)]
  let profile: SourceProfile
  let limits: Limits
}

/// What a worker made of a unit.
struct UnitResult: Sendable {
  var source: Int
  var byteCount: Int
  var blocks: [EncodedBlock]
  var leaves: [Digest256]
  var groups: [UnitGroup]
  var gaps: Int
  var gapBytes: Int

  /// Bytes that wait to be written.
  var weight: Int {
    let columns = groups.reduce(0) { $0 + $1.payloadBytes + 64 * $1.group.columns.count }
    return blocks.reduce(leaves.count * 32 + columns) {
      $0 + $1.frame.count + $1.spanTable.count + $1.grams.bits.count
    }
  }
}

/// One row group of a unit; nearly always the only one.
struct UnitGroup: Sendable {
  var group: EncodedGroup
  /// Span indexes count from the group's first span, as in `problems`.
  var contexts: [(firstSpan: Int, context: RecordContext)]
  var problems: [StoredProblem]

  /// Bytes of layout, times and column chunks as stored.
  var payloadBytes: Int {
    group.columns.reduce(group.layout.count + group.times.count) { $0 + $1.chunk.payload.count }
  }
}

/// A problem with its place in a row group, as stored (JSON keys are short: there may be many).
package struct StoredProblem: Sendable, Codable, Equatable {
  /// Span index within the row group.
  package var s: Int
  /// Code.
  package var c: String
  /// Offset in the source.
  package var o: UInt64
  /// Reason.
  package var r: String
}

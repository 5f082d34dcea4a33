package import Evidence
import Formats

/// A column chunk, decoded: the values of one field in one row group, in record order.
package struct ColumnChunk: Sendable {
  /// A value that stands in its record's text.
  package struct Slice: Sendable, Equatable {
    package var start: Int
    package var length: Int
    /// Low four bits: escape of the value; high four: escape of the nested cell that it stands in.
    package var escape: UInt8
  }

  /// The distinct values, one after the other.
  package private(set) var dictionary: [UInt8] = []
  package private(set) var ends: [Int] = []
  /// Per value: index into the distinct values, or -1-k for slice k.
  package private(set) var codes: [Int32] = []
  package private(set) var slices: [Slice] = []

  private init() {}

  /// A column without values.
  package static let empty = ColumnChunk()

  package var count: Int { codes.count }
  package var distinct: Int { ends.count }

  /// The first `count` values. The distinct ones stay all: some may have no use.
  package func prefix(_ count: Int) -> ColumnChunk {
    var chunk = self
    chunk.codes = Array(codes.prefix(count))
    return chunk
  }

  /// Bytes of distinct value `index` within `dictionary`.
  @inline(__always)
  package func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

  /// - Parameter maxValues: most values that the row group can have.
  /// - Throws: `case.damaged` where the payload breaks its own format.
  package init(_ payload: [UInt8], subject: String, maxValues: Int) throws(AssayError) {
    var cursor = ByteCursor(payload, subject: subject)
    let flags = try cursor.byte()
    guard flags < 16, let layout = ColumnLayout(rawValue: flags & 3) else {
      throw cursor.damaged("column layout \(flags) is unknown")
    }
    let inline = try cursor.count(upTo: maxValues)
    let distinct = try cursor.count(upTo: inline)
    switch layout {
    case .integers: try readIntegers(distinct, &cursor)
    case .fixed: try readFixed(distinct, &cursor)
    case .plain: try readPlain(distinct, &cursor)
    }
    var inlineCodes: [Int32]
    if flags & 4 != 0 {
      inlineCodes = try Self.readCodes(inline, distinct: distinct, &cursor)
    } else {
      guard inline == distinct else {
        throw cursor.damaged("\(inline) values, \(distinct) distinct, no codes")
      }
      inlineCodes = (0..<Int32(distinct)).map { $0 }
    }
    if flags & 8 != 0 {
      try readSlices(inlineCodes, maxValues: maxValues, &cursor)
    } else {
      codes = inlineCodes
    }
    guard cursor.remaining == 0 else { throw cursor.damaged("\(cursor.remaining) bytes too many") }
  }

  private mutating func readIntegers(_ distinct: Int, _ cursor: inout ByteCursor) throws(AssayError) {
    ends.reserveCapacity(distinct)
    var value: Int64 = 0
    for _ in 0..<distinct {
      value &+= try cursor.zigzag()
      dictionary.append(contentsOf: String(value).utf8)
      ends.append(dictionary.count)
    }
  }

  private mutating func readFixed(_ distinct: Int, _ cursor: inout ByteCursor) throws(AssayError) {
    let length = try cursor.count(upTo: 1024)
    // Values of no bytes would let a short chunk ask for any amount of memory.
    let (total, overflow) = length.multipliedReportingOverflow(by: distinct)
    guard length > 0, !overflow else { throw cursor.damaged("too many values") }
    let planes = try cursor.take(total)
    let start = planes.startIndex
    dictionary = [UInt8](repeating: 0, count: total)
    for position in 0..<length {
      for index in 0..<distinct {
        dictionary[index * length + position] = planes[start + position * distinct + index]
      }
    }
    ends = (0..<distinct).map { ($0 + 1) * length }
  }

  private mutating func readPlain(_ distinct: Int, _ cursor: inout ByteCursor) throws(AssayError) {
    var end = 0
    ends.reserveCapacity(distinct)
    for _ in 0..<distinct {
      end += try cursor.count(upTo: cursor.remaining)
      ends.append(end)
      guard end <= cursor.bytes.count else { throw cursor.damaged("values are longer than the chunk") }
    }
    dictionary = Array(try cursor.take(end))
  }

  private static func readCodes(
    _ count: Int, distinct: Int, _ cursor: inout ByteCursor
  ) throws(AssayError) -> [Int32] {
    let width = Int(try cursor.byte())
    let relative = try cursor.planes(count, width: width)
    var codes: [Int32] = []
    codes.reserveCapacity(count)
    var seen = 0
    for code in relative {
      if code == 0 {
        guard seen < distinct else { throw cursor.damaged("more values than the dictionary has") }
        codes.append(Int32(seen))
        seen += 1
      } else {
        guard Int(code) <= seen else { throw cursor.damaged("value \(code) is used before it is named") }
        codes.append(Int32(code) - 1)
      }
    }
    return codes
  }

  private mutating func readSlices(
    _ inline: [Int32], maxValues: Int, _ cursor: inout ByteCursor
  ) throws(AssayError) {
    let count = try cursor.count(upTo: min(maxValues - inline.count, cursor.remaining))
    slices.reserveCapacity(count)
    codes.reserveCapacity(inline.count + count)
    var index = 0
    var taken = 0
    for k in 0..<count {
      index += try cursor.count(upTo: maxValues)
      let start = try cursor.count(upTo: Int(Int32.max))
      let length = try cursor.count(upTo: Int(Int32.max))
      slices.append(Slice(start: start, length: length, escape: try cursor.byte()))
      let upTo = index - codes.count
      guard upTo >= 0, upTo <= inline.count - taken else {
        throw cursor.damaged("a value's place is out of order")
      }
      codes.append(contentsOf: inline[taken..<taken + upTo])
      taken += upTo
      codes.append(Int32(-1 - k))
    }
    codes.append(contentsOf: inline[taken...])
  }

  /// Appends the value that slice `slice` names in its record's text.
  package static func decode(
    _ slice: Slice, in text: Span<UInt8>, subject: String, into out: inout [UInt8]
  ) throws(AssayError) {
    guard slice.start <= text.count, slice.length <= text.count - slice.start,
      let inner = Escape(rawValue: slice.escape & 15), let outer = Escape(rawValue: slice.escape >> 4)
    else {
      throw AssayError(
        "case.damaged", subject: subject,
        reason: "a value points at \(slice.start)+\(slice.length) of a text of \(text.count) bytes")
    }
    let bytes = text.extracting(slice.start..<slice.start + slice.length)
    if outer == .none {
      inner.decode(bytes, into: &out)
    } else {
      var cell: [UInt8] = []
      outer.decode(bytes, into: &cell)
      inner.decode(cell.span, into: &out)
    }
  }
}

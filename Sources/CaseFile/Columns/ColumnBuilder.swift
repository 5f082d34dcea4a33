import Evidence
import Formats

/// Collects the values of one field in one row group and encodes them (docs/case-file.md, "Column chunk").
struct ColumnBuilder {
  /// A value that stays in the record's text: long values would double the case file.
  struct Slice {
    var index: Int
    var start: Int
    var length: Int
    /// Low four bits: how the bytes stand in the text; high four: how those of the nested cell stand in it.
    var escape: UInt8
  }

  private var dictionary: [UInt8] = []
  private var ends: [Int32] = []
  /// Open addressing: high 32 bits a hash tag, low 32 the dictionary index plus one; 0 is empty.
  private var slots: [UInt64] = []
  private var codes: [UInt32] = []
  private var slices: [Slice] = []
  private var last = 0
  private var allIntegers = true
  private var commonLength = -1

  init() {}

  /// Values of both kinds.
  var count: Int { codes.count + slices.count }
  var isEmpty: Bool { count == 0 }
  var distinct: Int { ends.count }

  @inline(__always)
  private func range(_ index: Int) -> Range<Int> {
    (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])
  }

  @inline(__always)
  mutating func add(_ value: Span<UInt8>) {
    if !ends.isEmpty, dictionary.span.extracting(range(last)).equals(value) {
      codes.append(UInt32(truncatingIfNeeded: last))
      return
    }
    lookUp(value)
  }

  private mutating func lookUp(_ value: Span<UInt8>) {
    if slots.isEmpty { slots = [UInt64](repeating: 0, count: 16) }
    let hash = value.tableHash()
    let tag = hash >> 32
    let mask = slots.count - 1
    var i = Int(truncatingIfNeeded: hash) & mask
    while slots[i] != 0 {
      if slots[i] >> 32 == tag {
        let index = Int(truncatingIfNeeded: slots[i] & 0xFFFF_FFFF) - 1
        if dictionary.span.extracting(range(index)).equals(value) {
          last = index
          codes.append(UInt32(truncatingIfNeeded: index))
          return
        }
      }
      i = (i + 1) & mask
    }
    last = ends.count
    slots[i] = tag << 32 | UInt64(ends.count + 1)
    dictionary.append(value)
    ends.append(Int32(truncatingIfNeeded: dictionary.count))
    codes.append(UInt32(truncatingIfNeeded: last))
    if allIntegers, CanonicalInteger.parse(value) == nil { allIntegers = false }
    if commonLength == -1 {
      commonLength = value.count
    } else if commonLength != value.count {
      commonLength = -2
    }
    if ends.count * 2 > slots.count { grow() }
  }

  private mutating func grow() {
    slots = [UInt64](repeating: 0, count: slots.count * 4)
    let mask = slots.count - 1
    for index in 0..<ends.count {
      let hash = dictionary.span.extracting(range(index)).tableHash()
      var i = Int(truncatingIfNeeded: hash) & mask
      while slots[i] != 0 { i = (i + 1) & mask }
      slots[i] = (hash >> 32) << 32 | UInt64(index + 1)
    }
  }

  mutating func add(slice start: Int, length: Int, escape: UInt8) {
    slices.append(Slice(index: count, start: start, length: length, escape: escape))
  }

  /// The chunk's payload (not yet packed) and what is known about its values.
  func encode() -> EncodedColumn {
    var out = ByteWriter()
    let hasCodes = ends.count < codes.count
    let integers = allIntegers && !ends.isEmpty
    let fixed = commonLength > 0 && commonLength <= 1024 && ends.count > 1
    let layout: ColumnLayout = integers ? .integers : fixed ? .fixed : .plain
    out.byte(layout.rawValue | (hasCodes ? 4 : 0) | (slices.isEmpty ? 0 : 8))
    out.varint(codes.count)
    out.varint(ends.count)
    switch layout {
    case .integers: writeIntegers(&out)
    case .fixed: writeFixed(&out)
    case .plain: writePlain(&out)
    }
    if hasCodes { writeCodes(&out) }
    if !slices.isEmpty { writeSlices(&out) }
    var column = EncodedColumn(payload: out.bytes, values: count, distinct: ends.count)
    column.integers = integers && slices.isEmpty
    if slices.isEmpty { setBounds(&column) }
    column.examples = (0..<min(3, ends.count)).map {
      String(decoding: dictionary[range($0)].prefix(120), as: UTF8.self)
    }
    return column
  }

  private func integer(_ index: Int) -> Int64 {
    CanonicalInteger.parse(dictionary.span.extracting(range(index))) ?? 0
  }

  /// Differences of neighbours: record ids and counters become tiny.
  private func writeIntegers(_ out: inout ByteWriter) {
    var previous: Int64 = 0
    for index in 0..<ends.count {
      let value = integer(index)
      out.zigzag(value &- previous)
      previous = value
    }
  }

  /// Byte position by byte position: what is constant (dashes, dates) costs nothing after compression, and
  /// digits meet only digits.
  private func writeFixed(_ out: inout ByteWriter) {
    out.varint(commonLength)
    for position in 0..<commonLength {
      var at = position
      while at < dictionary.count {
        out.byte(dictionary[at])
        at += commonLength
      }
    }
  }

  private func writePlain(_ out: inout ByteWriter) {
    for index in 0..<ends.count { out.varint(range(index).count) }
    out.raw(dictionary)
  }

  /// 0 = the next value not seen so far, k = value k-1.
  private func writeCodes(_ out: inout ByteWriter) {
    var seen = 0
    var relative: [UInt32] = []
    relative.reserveCapacity(codes.count)
    for code in codes {
      if Int(code) == seen {
        relative.append(0)
        seen += 1
      } else {
        relative.append(code + 1)
      }
    }
    let width = codeWidth(ends.count + 1)
    out.byte(UInt8(width))
    out.planes(relative, width: width)
  }

  private func writeSlices(_ out: inout ByteWriter) {
    out.varint(slices.count)
    var previous = 0
    for slice in slices {
      out.varint(slice.index - previous)
      out.varint(slice.start)
      out.varint(slice.length)
      out.byte(slice.escape)
      previous = slice.index
    }
  }

  private func setBounds(_ column: inout EncodedColumn) {
    guard !ends.isEmpty else { return }
    if column.integers {
      var low = Int64.max
      var high = Int64.min
      for index in 0..<ends.count {
        low = min(low, integer(index))
        high = max(high, integer(index))
      }
      column.bounds = .integers(low, high)
      return
    }
    var low = 0
    var high = 0
    for index in 1..<max(1, ends.count) {
      if dictionary[range(index)].lexicographicallyPrecedes(dictionary[range(low)]) { low = index }
      if dictionary[range(high)].lexicographicallyPrecedes(dictionary[range(index)]) { high = index }
    }
    // A bound is kept whole or not at all: a cut upper bound would be a false "no".
    guard range(low).count <= 256, range(high).count <= 256 else { return }
    column.bounds = .bytes(Array(dictionary[range(low)]), Array(dictionary[range(high)]))
  }
}

/// How a chunk's distinct values are written.
enum ColumnLayout: UInt8 {
  case plain = 0
  case fixed = 1
  case integers = 2
}

/// One encoded column chunk.
package struct EncodedColumn: Sendable {
  package enum Bounds: Sendable, Equatable {
    case none
    case integers(Int64, Int64)
    /// Least and greatest value in byte order.
    case bytes([UInt8], [UInt8])
  }

  package var payload: [UInt8]
  package var values: Int
  package var distinct: Int
  package var integers = false
  package var bounds = Bounds.none
  package var examples: [String] = []
}

/// `0`, `42`, `-7`, in `Int64`: no plus sign, no leading zero, no `-0`.
package enum CanonicalInteger {
  @inline(__always)
  package static func parse(_ bytes: Span<UInt8>) -> Int64? {
    guard bytes.count > 0, bytes.count <= 20 else { return nil }
    let negative = bytes[0] == UInt8(ascii: "-")
    let start = negative ? 1 : 0
    guard start < bytes.count else { return nil }
    if bytes[start] == UInt8(ascii: "0") { return bytes.count == 1 ? 0 : nil }
    var value: Int64 = 0
    for i in start..<bytes.count {
      let digit = Int64(bytes[i]) - 48
      guard (0...9).contains(digit) else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow2) =
        negative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
      if overflow || overflow2 { return nil }
      value = sum
    }
    return value
  }
}

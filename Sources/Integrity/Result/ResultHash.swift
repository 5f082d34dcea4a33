internal import Evidence

/// Hash of a query's result (`assay/result/v1`): typed and length-prefixed, so that 1, 1.0, '1' and x'31'
/// differ and no float-to-text question arises. The rows are leaves of an RFC 6962 tree: one row is proved by
/// an inclusion proof.
package struct ResultHasher: Sendable {
  /// Name of the encoding: the first bytes that are hashed.
  package static let version = "assay/result/v1"

  /// What the order of rows means.
  package enum Mode: UInt8, Sendable {
    /// The rows come in a total order, which is part of the result.
    case ordered = 1
    /// The rows are a multiset: they must be added sorted by their encoding, duplicates kept.
    case multiset = 2
  }

  /// What the order of rows means.
  package let mode: Mode
  /// Names of the columns, in their order.
  package let columns: [String]
  /// The tree over the rows' encodings.
  package private(set) var tree = CompactRange()
  private var last: [UInt8] = []

  /// A result without rows so far.
  package init(mode: Mode, columns: [String]) {
    self.mode = mode
    self.columns = columns
  }

  /// Adds a row's encoding. Returns false, and adds nothing, if the row has another number of columns or, in
  /// a multiset, sorts before the row added last.
  @discardableResult
  package mutating func add(_ row: ResultRow) -> Bool {
    add(encoded: row.bytes, columnCount: row.columnCount)
  }

  /// Adds a row by its encoding, which has `columnCount` values. Returns false as `add` does.
  @discardableResult
  package mutating func add(encoded row: [UInt8], columnCount: Int) -> Bool {
    guard columnCount == columns.count else { return false }
    if mode == .multiset {
      guard tree.size == 0 || !row.lexicographicallyPrecedes(last) else { return false }
      last = row
    }
    tree.append(leafHash(row))
    return true
  }

  /// Rows so far.
  package var rowCount: UInt64 { tree.size }

  /// Root of the tree over the rows.
  package var rowRoot: Digest256 { tree.root }

  /// SHA-256 of version, mode, columns, row count and row root.
  package var digest: Digest256 {
    Self.digest(mode: mode, columns: columns, rowCount: rowCount, rowRoot: rowRoot)
  }

  /// SHA-256 of what is said of a result: its hash must follow from the rest.
  package static func digest(
    mode: Mode, columns: [String], rowCount: UInt64, rowRoot: Digest256
  ) -> Digest256 {
    var bytes = header(mode: mode, columns: columns)
    appendBigEndian(rowCount, to: &bytes)
    rowRoot.append(to: &bytes)
    return Digest256.of(bytes)
  }

  /// The hashed bytes before the row count.
  private static func header(mode: Mode, columns: [String]) -> [UInt8] {
    var bytes = Array(version.utf8) + [0x0a, mode.rawValue]
    bytes += bigEndianBytes(UInt32(clamping: columns.count))
    for name in columns {
      appendBigEndian(UInt64(name.utf8.count), to: &bytes)
      bytes += name.utf8
    }
    return bytes
  }

  /// The hasher of a multiset whose rows are in memory: sorts them.
  package static func multiset(columns: [String], rows: [ResultRow]) -> ResultHasher {
    var hasher = ResultHasher(mode: .multiset, columns: columns)
    for row in rows.sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) { hasher.add(row) }
    return hasher
  }
}

/// Encoding of one row, value by value. Can be used again after `removeAll`.
package struct ResultRow: Sendable {
  /// Values so far.
  package private(set) var columnCount = 0
  private var encoded: [UInt8] = [0, 0, 0, 0]

  /// A row without values so far.
  package init() {}

  /// The encoding: u32 column count, values.
  package var bytes: [UInt8] { encoded }

  /// Takes all values away, keeps the memory.
  package mutating func removeAll() {
    encoded.removeAll(keepingCapacity: true)
    encoded += [0, 0, 0, 0]
    columnCount = 0
  }

  /// NULL: 00.
  package mutating func appendNull() { begin(0) }

  /// INTEGER: 01, int64 big-endian.
  package mutating func append(_ number: Int64) {
    begin(1)
    appendBigEndian(UInt64(bitPattern: number), to: &encoded)
  }

  /// REAL: 02, binary64 big-endian. -0 is written as 0, and NaN is NULL, as in SQLite.
  package mutating func append(_ number: Double) {
    guard !number.isNaN else { return appendNull() }
    begin(2)
    appendBigEndian((number == 0 ? 0 : number).bitPattern, to: &encoded)
  }

  /// TEXT: 03, u64 length, the bytes as stored, without normalization.
  package mutating func append(text: Span<UInt8>) { append(3, text) }

  /// BLOB: 04, u64 length, bytes.
  package mutating func append(blob: Span<UInt8>) { append(4, blob) }

  private mutating func append(_ tag: UInt8, _ bytes: Span<UInt8>) {
    begin(tag)
    appendBigEndian(UInt64(bytes.count), to: &encoded)
    encoded.append(bytes)
  }

  private mutating func begin(_ tag: UInt8) {
    columnCount += 1
    for i in 0..<4 { encoded[i] = UInt8(truncatingIfNeeded: columnCount >> (24 - 8 * i)) }
    encoded.append(tag)
  }
}

/// Appends the eight bytes of a number, highest first.
private func appendBigEndian(_ number: UInt64, to bytes: inout [UInt8]) {
  for shift in stride(from: 56, through: 0, by: -8) {
    bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
  }
}

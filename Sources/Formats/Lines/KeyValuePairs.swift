import Evidence

/// `key=value` pairs in free text: auditd, logfmt, and the loose style of many programs.
///
/// Strict on purpose, so that prose yields no fields: a key is a letter or `_` and up to 63 more of
/// `A-Z a-z 0-9 _ . -`, stands at the start or behind a blank, tab, comma, semicolon, opening bracket or the
/// separator 0x1D of an enriched audit record, and `=` follows at once. A value is quoted (`"…"`, a backslash
/// before a quote keeps it inside) or goes on to the next blank, tab or 0x1D, without a trailing `,` or `;`.
/// Values stand as logged, without their quotes. Text with fewer than two pairs has none.
package enum KeyValuePairs {
  /// Adds the pairs of `bytes`, which is all of `buffer`, as fields below `below` (0: top level).
  package static func parse(
    _ bytes: Span<UInt8>, buffer: ValueBuffer, below: NameID, into fields: inout RecordFields
  ) {
    _ = parse(bytes, in: 0..<bytes.count, buffer: buffer, below: below, into: &fields)
  }

  /// The same for a part of the buffer. Returns how many pairs were added.
  @discardableResult
  static func parse(
    _ bytes: Span<UInt8>, in range: Range<Int>, buffer: ValueBuffer, below: NameID,
    atLeast minimum: Int = 2, into fields: inout RecordFields
  ) -> Int {
    var scan = PairScanner(position: range.lowerBound, end: range.upperBound)
    guard let first = scan.next(bytes) else { return 0 }
    guard minimum > 1 else { return emit(bytes, first, &scan, buffer, below, &fields) }
    var ahead = scan
    guard ahead.next(bytes) != nil else { return 0 }
    return emit(bytes, first, &scan, buffer, below, &fields)
  }

  private static func emit(
    _ bytes: Span<UInt8>, _ first: PairScanner.Pair, _ scan: inout PairScanner, _ buffer: ValueBuffer,
    _ below: NameID, _ fields: inout RecordFields
  ) -> Int {
    var count = 0
    var pair: PairScanner.Pair? = first
    while let found = pair {
      fields.add(
        fields.names.id(bytes.extracting(found.key), below: below), found.value, in: buffer)
      count += 1
      pair = scan.next(bytes)
    }
    return count
  }
}

import Evidence

/// Division of an array into its items.
enum BinXMLArray {
  /// Calls `body` with each item, until it returns false. An array without bytes has one empty item, so that
  /// the element that holds it is there.
  static func forEach(
    of array: BinXMLValue, in chunk: Span<UInt8>, _ body: (BinXMLValue) -> Bool
  ) {
    let type = array.type & ~BinXMLType.array
    let end = Int(array.start) + Int(array.length)
    var start = Int(array.start)
    repeat {
      let next = min(end, start + itemLength(chunk.extracting(start..<end), type))
      // The zero behind a string is dropped when it is written.
      if !body(BinXMLValue(start: Int32(start), length: Int32(next - start), type: type)) { return }
      start = next
    } while start < end
  }

  /// Bytes of the first item of `rest`, which may be empty.
  private static func itemLength(_ rest: Span<UInt8>, _ type: UInt8) -> Int {
    if let fixed = BinXMLType.byteCount(type) { return fixed }
    switch type {
    case BinXMLType.string:
      var i = 0
      while i + 1 < rest.count {
        i += 2
        if rest[i - 1] == 0, rest[i - 2] == 0 { return i }
      }
      return rest.count
    case BinXMLType.ansiString:
      return min(rest.count, rest.firstIndex(of: 0, from: 0) + 1)
    case BinXMLType.sid:
      return rest.count >= 8 ? 8 + 4 * Int(rest[1]) : rest.count
    case BinXMLType.sizeT:
      // Four bytes or eight, by the machine that wrote: nothing says which.
      return rest.count % 8 == 0 ? 8 : 4
    default: return rest.count
    }
  }
}

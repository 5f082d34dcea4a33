/// One value in DER (X.690 §10): its tag, what it holds, and all of its bytes.
struct DERValue {
  let tag: UInt8
  let content: ArraySlice<UInt8>
  let whole: ArraySlice<UInt8>

  /// What a constructed value holds.
  var reader: DERReader { DERReader(content) }
}

/// Tags that occur in time stamps and certificates.
enum DERTag {
  static let boolean: UInt8 = 0x01
  static let integer: UInt8 = 0x02
  static let bitString: UInt8 = 0x03
  static let octetString: UInt8 = 0x04
  static let null: UInt8 = 0x05
  static let object: UInt8 = 0x06
  static let utf8String: UInt8 = 0x0c
  static let printableString: UInt8 = 0x13
  static let utcTime: UInt8 = 0x17
  static let generalizedTime: UInt8 = 0x18
  static let sequence: UInt8 = 0x30
  static let set: UInt8 = 0x31

  /// Tag of a context-specific, constructed value.
  static func context(_ number: UInt8) -> UInt8 { 0xa0 | number }
}

/// Reads values in DER one after the other. Lengths are definite, minimal, and compared with what is there before
/// anything is taken; there is no recursion: who reads asks for each level that the structure has.
struct DERReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: some Sequence<UInt8>) { rest = Array(bytes)[...] }

  var isAtEnd: Bool { rest.isEmpty }

  /// Tag of the next value; nil at the end.
  var tag: UInt8? { rest.first }

  mutating func next(_ what: String) throws(TimeStampError) -> DERValue {
    let start = rest
    guard let tag = rest.popFirst(), let first = rest.popFirst() else {
      throw .malformed("\(what) is cut off")
    }
    guard tag & 0x1f != 0x1f else { throw .malformed("\(what) has a tag of several bytes") }
    var length = Int(first)
    if first & 0x80 != 0 {
      // 0x80 would be BER's indefinite length; four bytes are more than any token has.
      let count = Int(first & 0x7f)
      guard (1...4).contains(count), rest.count >= count else {
        throw .malformed("\(what) has a length that DER does not have, or is cut off")
      }
      length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
      guard rest.first != 0, length >= 0x80 else {
        throw .malformed("\(what) has a length that is not minimal")
      }
      rest = rest.dropFirst(count)
    }
    guard length <= rest.count else { throw .malformed("\(what) says \(length) bytes, \(rest.count) remain") }
    let content = rest.prefix(length)
    rest = rest.dropFirst(length)
    return DERValue(tag: tag, content: content, whole: start.prefix(upTo: rest.startIndex))
  }

  mutating func next(_ tag: UInt8, _ what: String) throws(TimeStampError) -> DERValue {
    let value = try next(what)
    guard value.tag == tag else { throw .malformed("\(what) is of another type") }
    return value
  }

  /// The next value if it has that tag.
  mutating func optional(_ tag: UInt8, _ what: String) throws(TimeStampError) -> DERValue? {
    self.tag == tag ? try next(what) : nil
  }

  /// A number that is kept as its bytes: serial numbers and nonces may have any length.
  mutating func integer(_ what: String) throws(TimeStampError) -> [UInt8] {
    let value = try next(DERTag.integer, what)
    guard !value.content.isEmpty else { throw .malformed("\(what) has no digits") }
    return Array(value.content)
  }

  /// A number of at most four bytes.
  mutating func smallInteger(_ what: String) throws(TimeStampError) -> Int {
    let bytes = try integer(what)
    guard bytes.count <= 4 else { throw .malformed("\(what) is too large") }
    return bytes.dropFirst().reduce(Int(Int8(bitPattern: bytes[0]))) { $0 << 8 | Int($1) }
  }

  /// An object identifier in dotted decimals (X.690 §8.19).
  mutating func object(_ what: String) throws(TimeStampError) -> String {
    let value = try next(DERTag.object, what)
    var arcs: [UInt64] = []
    var arc: UInt64 = 0
    for byte in value.content {
      guard arc < 1 << 56 else { throw .malformed("\(what) has too large a number") }
      arc = arc << 7 | UInt64(byte & 0x7f)
      if byte & 0x80 != 0 { continue }
      // The first number holds two: 40 times the first, and the second.
      arcs += arcs.isEmpty ? [min(arc / 40, 2), arc - 40 * min(arc / 40, 2)] : [arc]
      arc = 0
    }
    guard !arcs.isEmpty, value.content.last.map({ $0 & 0x80 == 0 }) ?? false else {
      throw .malformed("\(what) is no object identifier")
    }
    return arcs.map { String($0) }.joined(separator: ".")
  }

  /// An algorithm with its parameters, of which the name counts.
  mutating func algorithm(_ what: String) throws(TimeStampError) -> String {
    var inner = try next(DERTag.sequence, what).reader
    return try inner.object(what)
  }

  func end(_ what: String) throws(TimeStampError) {
    guard isAtEnd else { throw .malformed("bytes follow behind \(what)") }
  }
}

/// A value in DER.
func der(_ tag: UInt8, _ content: some Collection<UInt8>) -> [UInt8] {
  let count = content.count
  if count < 0x80 { return [tag, UInt8(count)] + content }
  let digits = bigEndianBytes(UInt32(clamping: count)).drop { $0 == 0 }
  return [tag, 0x80 | UInt8(digits.count)] + digits + content
}

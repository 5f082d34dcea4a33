package import Evidence

/// What an authority states about the time (TSTInfo of RFC 3161 §2.4.2).
package struct StampedInfo: Sendable, Hashable {
  /// Under which rules, as an object identifier.
  package let policy: String
  /// Hash of what existed before the time.
  package let imprint: MessageImprint
  /// The authority's number of this token, as hexadecimal digits.
  package let serial: String
  /// The time: what was stamped existed before it.
  package let time: Timestamp
  /// By how many nanoseconds the time may be wrong; nil where the authority does not say.
  package let accuracyNanoseconds: Int64?
  /// Repeated from the request.
  package let nonce: [UInt8]?

  init(_ bytes: ArraySlice<UInt8>) throws(TimeStampError) {
    var outer = DERReader(bytes)
    var info = try outer.next(DERTag.sequence, "the statement of time").reader
    try outer.end("the statement of time")
    guard try info.smallInteger("its version") == 1 else {
      throw .malformed("the statement is not of version 1")
    }
    policy = try info.object("the policy")
    imprint = try MessageImprint(&info)
    serial = hexText(try info.integer("the serial number"))
    time = try Self.time(try info.next("the time"))
    accuracyNanoseconds = try info.optional(DERTag.sequence, "the accuracy").map {
      value throws(TimeStampError) in
      try Self.accuracy(value)
    }
    _ = try info.optional(DERTag.boolean, "the ordering")
    nonce = info.tag == DERTag.integer ? unsigned(try info.integer("the nonce")) : nil
  }

  /// Seconds, then [0] thousandths and [1] millionths.
  private static func accuracy(_ value: DERValue) throws(TimeStampError) -> Int64 {
    var reader = value.reader
    var sum: Int64 = 0
    while !reader.isAtEnd {
      let part = try reader.next("the accuracy")
      let number = part.content.prefix(5).reduce(Int64(0)) { $0 << 8 | Int64($1) }
      guard part.content.count <= 4 else { throw .malformed("the accuracy is too large") }
      switch part.tag {
      case DERTag.integer: sum += number * 1_000_000_000
      case 0x80: sum += number * 1_000_000
      case 0x81: sum += number * 1000
      default: throw .malformed("the accuracy has a part that it must not have")
      }
      guard sum < Int64.max / 8 else { throw .malformed("the accuracy is too large") }
    }
    return sum
  }

  /// GeneralizedTime `YYYYMMDDHHMMSS[.f…]Z`, or UTCTime `YYMMDDHHMMSSZ` of certificates (RFC 5280 §4.1.2.5).
  static func time(_ value: DERValue) throws(TimeStampError) -> Timestamp {
    var text = Array(value.content)
    guard text.popLast() == UInt8(ascii: "Z") else { throw .malformed("a time is not in UTC") }
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let digits = parts[0].compactMap { (48...57).contains($0) ? Int($0) - 48 : nil }
    let isShort = value.tag == DERTag.utcTime
    guard value.tag == DERTag.generalizedTime || isShort, digits.count == parts[0].count,
      digits.count == (isShort ? 12 : 14), parts.count <= (isShort ? 1 : 2)
    else { throw .malformed("a time is not written as one") }
    var nanoseconds: Int32 = 0
    if parts.count == 2 {
      guard (1...9).contains(parts[1].count), parts[1].allSatisfy({ (48...57).contains($0) }) else {
        throw .malformed("a fraction of a second is not one to nine digits")
      }
      for i in 0..<9 {
        nanoseconds =
          nanoseconds * 10 + (i < parts[1].count ? Int32(parts[1][parts[1].startIndex + i]) - 48 : 0)
      }
    }
    let century = isShort ? (digits[0] < 5 ? [2, 0] : [1, 9]) : []
    let all = century + digits
    func two(_ i: Int) -> Int { all[i] * 10 + all[i + 1] }
    guard
      let time = Timestamp(
        year: two(0) * 100 + two(2), month: two(4), day: two(6), hour: two(8), minute: two(10),
        second: two(12),
        nanoseconds: nanoseconds)
    else { throw .malformed("a date or time of day does not exist") }
    return time
  }
}

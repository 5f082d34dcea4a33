import Evidence
import Testing

@Suite("Timestamps")
struct TimestampTests {
  @Test(
    "known instants, by Python's datetime",
    arguments: [
      (1970, 1, 1, 0), (2000, 2, 29, 951_782_400), (1601, 1, 1, -11_644_473_600),
      (9999, 12, 31, 253_402_214_400), (2024, 5, 1, 1_714_521_600), (1900, 3, 1, -2_203_891_200),
    ] as [(Int, Int, Int, Int64)])
  func instants(year: Int, month: Int, day: Int, seconds: Int64) {
    #expect(Timestamp(year: year, month: month, day: day)?.seconds == seconds)
    let civil = Timestamp.civil(fromDays: seconds / 86_400)
    #expect(civil.year == year && civil.month == month && civil.day == day)
  }

  @Test("days that do not exist are nil")
  func invalid() {
    #expect(Timestamp(year: 2023, month: 2, day: 29) == nil)
    #expect(Timestamp(year: 2024, month: 2, day: 30) == nil)
    #expect(Timestamp(year: 1900, month: 2, day: 29) == nil)
    #expect(Timestamp(year: 2024, month: 13, day: 1) == nil)
    #expect(Timestamp(year: 2024, month: 4, day: 31) == nil)
    #expect(Timestamp(year: 2024, month: 1, day: 1, hour: 24) == nil)
    #expect(
      Timestamp(year: 2024, month: 1, day: 1, hour: 23, minute: 59, second: 60)?.text
        == "2024-01-02T00:00:00.000000000Z")
  }

  @Test("text has fixed width, so that comparing text compares time")
  func order() {
    let times = stride(from: Int64(-12_000_000_000), to: 250_000_000_000, by: 977_777_777).map {
      Timestamp(seconds: $0, nanoseconds: Int32($0 & 0xFFFF))
    }
    #expect(times.map(\.text) == times.map(\.text).sorted())
    #expect(times.allSatisfy { $0.text.utf8.count == 30 })
  }

  @Test("nanoseconds since 1970 go back and forth; where Int64 ends they are nil")
  func nanoseconds() {
    for value in [0, 1, -1, 999_999_999, -1_000_000_000, .max, .min] as [Int64] {
      #expect(Timestamp(unixNanoseconds: value).unixNanoseconds == value || value == .min)
    }
    #expect(Timestamp(seconds: 9_223_372_037).unixNanoseconds == nil)
    #expect(Timestamp(seconds: -11_644_473_600).unixNanoseconds == nil)
  }

  @Test(
    "ISO times in the spellings of logs",
    arguments: [
      ("2024-05-01T09:14:07Z", 1_714_554_847, 0), ("2024-05-01 09:14:07,5", 1_714_554_847, 500_000_000),
      ("2024-05-01T09:14:07.1843221+02:00", 1_714_547_647, 184_322_100),
      ("2024-05-01T09:14:07.123456789123-0530", 1_714_574_647, 123_456_789),
      ("2024-05-01 09:14:07 +0000", 1_714_554_847, 0),
    ] as [(String, Int64, Int32)])
  func iso(text: String, seconds: Int64, nanoseconds: Int32) {
    let bytes = Array(text.utf8)
    let time = bytes.span.isoTime(at: 0)
    #expect(time?.utc() == Timestamp(seconds: seconds, nanoseconds: nanoseconds))
    #expect(time?.end == text.utf8.count)
  }

  @Test("no prefix of an ISO time, and no damaged one, traps")
  func isoDamage() {
    let text = Array("2024-05-01T09:14:07.1843221+02:00".utf8)
    for end in 0...text.count { _ = Array(text[..<end]).span.isoTime(at: 0) }
    for i in text.indices {
      for bit in 0..<8 {
        var damaged = text
        damaged[i] ^= 1 << bit
        _ = damaged.span.isoTime(at: 0)
      }
    }
    let outside = [text.span.isoTime(at: -1), text.span.isoTime(at: text.count)]
    #expect(outside == [nil, nil])
  }
}

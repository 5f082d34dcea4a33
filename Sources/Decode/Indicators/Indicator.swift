/// One occurrence of an indicator in a text.
package struct Indicator: Sendable, Equatable {
  /// What it is.
  package let type: IndicatorType
  /// As it is compared and counted: re-fanged; names, addresses and digests in small letters.
  package let value: [UInt8]
  /// Bytes of the text that it was read from, as they stand there.
  package let range: Range<Int>
  /// Whether the text spells it so that nobody follows it by accident (`hxxp`, `[.]`).
  package let isDefanged: Bool

  /// An occurrence with all that is known of it.
  package init(type: IndicatorType, value: [UInt8], range: Range<Int>, isDefanged: Bool) {
    self.type = type
    self.value = value
    self.range = range
    self.isDefanged = isDefanged
  }
}

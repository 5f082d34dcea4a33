package import Evidence

/// One occurrence of an indicator in a record, with the path by which it was found.
package struct IndicatorOccurrence: Sendable {
  /// Number of the record, or of the gap.
  package let record: Int
  /// When, by the record.
  package let time: Timestamp?
  /// Name of the host, by the record.
  package let host: [UInt8]?
  /// Field and layers.
  package let place: IndicatorPlace
  /// Where each layer stands in the content of the one above.
  package let layerOffsets: [Int]
  /// What was found; its range is of the field's value, the record's text, or the innermost layer.
  package let indicator: Indicator

  /// An occurrence with all that is known of it.
  package init(
    record: Int, time: Timestamp?, host: [UInt8]?, place: IndicatorPlace, layerOffsets: [Int],
    indicator: Indicator
  ) {
    self.record = record
    self.time = time
    self.host = host
    self.place = place
    self.layerOffsets = layerOffsets
    self.indicator = indicator
  }
}

/// One occurrence of a searched text in a record.
package struct TextOccurrence: Sendable {
  /// Number of the text in its `LiteralSet`.
  package let text: Int
  /// Number of the record, or of the gap.
  package let record: Int
  /// When, by the record.
  package let time: Timestamp?
  /// Name of the host, by the record.
  package let host: [UInt8]?
  /// Field and layers.
  package let place: IndicatorPlace

  /// An occurrence with all that is known of it.
  package init(text: Int, record: Int, time: Timestamp?, host: [UInt8]?, place: IndicatorPlace) {
    self.text = text
    self.record = record
    self.time = time
    self.host = host
    self.place = place
  }
}

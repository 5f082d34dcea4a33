import Evidence

/// Takes the fields of one record from its text. Pure: the same text, profile and context give the same
/// fields. Never fails: a record that is not understood is marked (`RecordFields.fail`).
///
/// An extractor may keep caches between records (last time parsed, name ids of `fields.names`); they must not
/// show in the result. One extractor belongs to one `RecordFields`, and to one thread at a time.
package protocol FieldExtractor: AnyObject {
  /// Fills `fields`, which the caller has reset, from `text`, the record proper.
  func extract(_ text: Span<UInt8>, context: RecordContext, into fields: inout RecordFields)
}

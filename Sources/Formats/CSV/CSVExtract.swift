import Evidence

extension CSVRecords {
  /// Takes a row's cells as fields under the names of their columns (`CSVRowFields`).
  final class Extractor: FieldExtractor {
    private var row: CSVRowFields

    init(profile: SourceProfile, limits: Limits) {
      row = CSVRowFields(profile: profile)
    }

    func extract(_ text: Span<UInt8>, context: RecordContext, into fields: inout RecordFields) {
      row.extract(text, context: context, into: &fields)
    }
  }
}

// Facts of which little is known yet; the rest is set one by one.

extension RowFacts {
  /// A row without text, receipt, host or source.
  package init(time: Int64, state: State) {
    self.init(time: time, indexTime: .min, host: 0, source: 0, bytes: -1, count: 1, state: state)
  }
}

extension Difference {
  /// A verdict of the record at a position among `Comparison.records`, and nothing that shows it.
  package init(of record: Int, _ verdict: Verdict) {
    self.init(record: record, verdict: verdict)
  }
}

extension FieldDifference {
  /// A field whose place in the text is not known.
  package init(_ kind: Kind, _ name: String, raw: String, exported: String) {
    self.init(
      kind: kind, name: name, raw: raw, exported: exported, endBytes: 0, endCharacters: 0, isDeclared: false)
  }
}

extension Comparison {
  /// Of records and rows without a difference.
  package init(_ records: [RecordFacts], _ rows: [RowFacts], _ words: Words, of product: ExportProduct) {
    self.init(
      records: records, rows: rows, differences: [], matchedBy: records.map { _ in .bytes }, words: words,
      product: product, notExported: [])
  }
}

/// All tests. A new kind of limit is one type in a file of its own, and one line here.
enum CauseTests {
  static let all: [any CauseTest.Type] = [
    RowCount.self, CommonValue.self, MissingEdge.self, MissingRun.self, MissingOutsideSet.self,
    CountedRows.self,
    TypeConflict.self, UniqueCombination.self, DistinctValues.self, RateCeiling.self, RandomShare.self,
    RecordTooLarge.self,
    RawPrefix.self, ValuePrefix.self,
    FieldEnd.self, ValueLength.self, FieldCount.self, FieldsNowhere.self,
    ConstantOffset.self, StepOffset.self, WholeSeconds.self, OldDates.self, ReceiptTime.self,
    EveryLines.self, SplitBreaking.self, MergedBreaking.self,
    MistakenEncoding.self, ChangedValues.self, RepeatedRows.self,
  ]

  /// Kinds of test that the program computes.
  static let kinds = Set(all.flatMap { $0.kinds })
}

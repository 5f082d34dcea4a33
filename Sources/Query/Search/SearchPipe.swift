/// One step behind a `|`.
enum SearchPipe: Sendable, Equatable {
  case filter(SQLText)
  case eval([Assignment])
  case stats([Aggregate], by: [FieldName])
  case top(Int?, [FieldName], isRare: Bool, place: SearchPlace)
  case sort([SortKey])
  case head(Int, place: SearchPlace)
  case tail(Int, place: SearchPlace)
  case dedup([FieldName])
  case table([FieldName])
  case without([FieldName])
  case timechart(spanSeconds: Int, by: FieldName?, place: SearchPlace)
  case rex(field: FieldName?, pattern: String, names: [String], place: SearchPlace)
  case showSQL

  /// `name = SQL expression`.
  struct Assignment: Sendable, Equatable {
    var name: FieldName
    var value: SQLText
  }

  /// A piece of SQL that the user wrote.
  struct SQLText: Sendable, Equatable {
    var text: String
    var place: SearchPlace
  }

  /// `dc(x) AS n`.
  struct Aggregate: Sendable, Equatable {
    enum Function: String, Sendable, CaseIterable {
      case count, dc, min, max, avg, sum, values, first, last

      /// Whether numbers are wanted, so that values that are no numbers must be counted.
      var wantsNumbers: Bool { self == .avg || self == .sum }

      /// Whether the same value again changes nothing.
      var ignoresRepetition: Bool { self == .dc || self == .min || self == .max || self == .values }
    }

    var function: Function
    /// Nil only for `count`.
    var field: FieldName?
    /// Column of the result.
    var name: String
    var place: SearchPlace
  }

  struct SortKey: Sendable, Equatable {
    var field: FieldName
    var isDescending: Bool
  }
}

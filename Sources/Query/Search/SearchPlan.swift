import Integrity

/// A search as SQL, with what the answer must say beside its rows.
package struct SearchPlan: Sendable {
  /// A column of the answer.
  package struct Column: Sendable, Equatable {
    package var name: String
    /// Holds times of records or bins.
    package var isTime: Bool
    /// Stands only in machine formats.
    package var machineOnly: Bool
  }

  /// A place where the person who asks cut the rows.
  package struct Cut: Sendable, Equatable {
    /// As in `head 20`.
    package var stage: String
    /// What is counted: `row` or `value`.
    package var unit: String
    /// SQL that counts what there was.
    package var total: String
    /// Most that were let through; nil where `kept` counts them.
    package var limit: Int?
    /// SQL that counts what was let through; nil where `limit` says it.
    package var kept: String?
  }

  /// Something that was left out without being asked for, to be said if there is any.
  package struct Count: Sendable, Equatable {
    package enum Kind: String, Sendable {
      /// Values that are no numbers and could not be compared or added up.
      case notNumbers = "not_numbers"
      /// Records without a time.
      case withoutTime = "without_time"
      /// Rows without a value of the field that `top` and `rare` count.
      case withoutValue = "without_value"
    }

    package var kind: Kind
    /// Field or option that it is about.
    package var subject: String
    /// SQL that counts.
    package var sql: String
  }

  /// The search as it was written.
  package var search: String
  package var sql: String
  package var columns: [Column]
  package var cuts: [Cut] = []
  package var counts: [Count] = []
  package var notes: [String] = []
  /// Rows are records; otherwise they were counted or put together.
  package var rowsAreRecords = true
  /// Fields that a record must have a value of; empty where text alone decides.
  package var fields: [String] = []
  package var searchesText = false
  /// Rows come in a total order: it ends with the record number.
  package var isOrdered = false
  /// `| show sql`: the SQL is the answer.
  package var showsSQL = false
  /// The time range, as full timestamps.
  package var from: String?
  package var to: String?
}

extension SearchPlan {
  /// The question that it answers, for a receipt.
  package func question(order: SearchOrder) -> Question {
    Question("search", search, sql: sql, isOrdered: isOrdered)
      .with("from", from.map { .string($0) })
      .with("to", to.map { .string($0) })
      .with("order", .string(order.rawValue))
  }
}

/// Number of a word (a host, a channel …) in a `Words` table; 0: the record has none.
package typealias WordID = UInt32

/// What causes are inferred from: one raw record, of fixed size, so that millions fit in memory.
package struct RecordFacts: Sendable {
  /// Number of the record in the case.
  package var record: Int
  /// Source it stands in, and its position among that source's records, from 0.
  package var source: UInt32
  package var index: UInt32
  /// Reference time (System/TimeCreated, `@timestamp`), nanoseconds since 1970 UTC; `Int64.min`: none.
  package var time: Int64
  /// EventRecordID; -1: none.
  package var recordID: Int64
  package var computer: WordID
  package var channel: WordID
  package var provider: WordID
  package var eventID: WordID
  package var user: WordID
  /// Lengths of the text: bytes of UTF-8, Unicode scalars, lines.
  package var bytes: UInt32
  package var characters: UInt32
  package var lines: UInt32
  /// What holds of it.
  package var verdicts: VerdictSet
  /// False: the search that the export is of does not ask for it, so that it is not missing.
  package var isInScope = true
  /// Its first row (position among `Comparison.rows`), -1: none.
  package var row: Int32
  /// Where the last field that the row still has ends in the text (of those before the first that it lacks), and that
  /// first one; bytes and Unicode scalars. In the row's whole text, which is what the SIEM looked into; in the raw text
  /// where the row has none, or a cut one. 0: there is none.
  package var keptEndBytes: UInt32
  package var keptEndCharacters: UInt32
  package var lostEndBytes: UInt32
  package var lostEndCharacters: UInt32
  /// Length of the longest value that the row has whole, and of the shortest that it lacks or has cut; Unicode scalars.
  package var longestKept: UInt32
  package var shortestLost: UInt32
  /// How many of its compared values the row has, whole or not; and how many of those end behind the first lost one.
  package var keptFields: UInt32 = 0
  package var keptBehind: UInt32 = 0
}

/// What causes are inferred from: one row of the export.
package struct RowFacts: Sendable {
  package enum State: UInt8, Sendable {
    /// It is a record's.
    case matched
    /// No raw record explains it.
    case extra
    /// Part of a split record, not its first.
    case fragment
  }

  /// Its time as exported, and when the SIEM received it; nanoseconds since 1970 UTC; `Int64.min`: none.
  package var time: Int64
  package var indexTime: Int64
  /// What the export calls host and source (file) of the row: not the record's computer.
  package var host: WordID
  package var source: WordID
  /// Bytes of its text of the event; -1: the export has no text.
  package var bytes: Int32
  /// How many events the row says it stands for (QRadar's Event Count); 1 where it says nothing.
  package var count: UInt32
  package var state: State
}

/// One field of one record that the export does not have as the record has it.
package struct FieldDifference: Sendable, Equatable {
  package enum Kind: UInt8, Sendable {
    case lost, cut, altered
  }

  package var kind: Kind
  /// Name of the field in the raw record.
  package var name: String
  package var raw: String
  /// Value in the export; empty of a lost field.
  package var exported: String
  /// End of the value's element in the text; bytes and Unicode scalars. Of a field of a column beside a whole text, in
  /// that text (0 where it is not there); else in the raw text.
  package var endBytes: Int
  package var endCharacters: Int
  /// The export itself says that it left the field out (`_ignored` of Elasticsearch).
  package var isDeclared: Bool
}

/// One verdict of one record, with what shows it. Intact records have none.
package struct Difference: Sendable {
  /// Position among `Comparison.records`.
  package var record: Int
  package var verdict: Verdict
  /// Of `truncated`, `altered` and `fieldsLost`: the fields.
  package var fields: [FieldDifference] = []
  /// Rows it shows in (positions among `Comparison.rows`).
  package var rows: [Int] = []
  /// Of `truncated`: length of the text that is left, in bytes, where the text itself is cut.
  package var cutAt: Int?
  /// Of `split`: where in the raw text each further piece begins, in bytes, and how many lines
  /// stand before it; where the export writes the event in other lines than the record, those of the export.
  package var breaks: [(bytes: Int, lines: Int)] = []
  /// Of `timeShifted`: row's time less the record's, nanoseconds.
  package var shift: Int64 = 0
  /// Of `altered`: the mistaken encoding that gives exactly the exported text ("cp1252"), if one does.
  package var encoding: String?
}

/// How a record was found in the export, strongest evidence first (docs/completeness.md).
package enum MatchKind: UInt8, Sendable, CaseIterable {
  case bytes, canonical, key, partialText, fields, shiftedTime, none
}

import Evidence
package import Integrity

/// Hashes the rows of an answer as they are given (`assay/result/v1`): values as SQL has them, not as they are
/// shown. The same for any number of threads; memory does not grow with the number of rows.
package final class ResultRecorder {
  private let mode: ResultHasher.Mode
  private var columns: [String] = []
  private var hasher: ResultHasher
  private var prints: RowPrints
  private var row = ResultRow()
  /// Nil where rows are hashed as they come.
  private let store: RowStore?
  /// Finds out which records the rows name, for a finding; nil where nobody asks.
  package var collector: RecordCollector?

  /// - Parameters:
  ///   - isOrdered: the order of rows is total, and part of the result.
  package convenience init(isOrdered: Bool) throws {
    try self.init(isOrdered: isOrdered, keepsRows: false, prints: RowPrints())
  }

  /// - Parameters:
  ///   - keepsRows: rows can be looked at again afterwards.
  ///   - prints: of a fixed level, to be compared.
  init(isOrdered: Bool, keepsRows: Bool, prints: RowPrints) throws {
    mode = isOrdered ? .ordered : .multiset
    self.prints = prints
    hasher = ResultHasher(mode: mode, columns: [])
    store = keepsRows || !isOrdered ? try RowStore() : nil
  }

  /// Names of the columns, before any row.
  package func begin(_ columns: [String]) {
    self.columns = columns
    hasher = ResultHasher(mode: mode, columns: columns)
    collector?.begin(columns)
  }

  /// Adds a row of the answer.
  package func add(_ values: [SQLValue]) throws {
    row.removeAll()
    for value in values {
      switch value {
      case .null: row.appendNull()
      case .integer(let number): row.append(number)
      case .real(let number): row.append(number)
      case .text(let bytes): row.append(text: bytes.span)
      case .blob(let bytes): row.append(blob: bytes.span)
      }
    }
    guard row.columnCount == columns.count else {
      throw AssayError(
        "receipt.columns", subject: "answer", reason: "\(row.columnCount) values for \(columns.count) columns"
      )
    }
    try store?.add(row.bytes)
    collector?.add(values)
    if mode == .ordered {
      hasher.add(row)
      prints.add(leafHash(row.bytes))
    }
  }

  /// The result so far. Called once, at the end.
  package func finish() throws -> RecordedResult {
    if mode == .multiset, let store {
      try store.forEachSorted { _, encoding in
        hasher.add(encoded: encoding, columnCount: columns.count)
        prints.add(leafHash(encoding))
        return true
      }
    }
    let level = prints.level
    let bytes = prints.finish()
    return RecordedResult(
      isOrdered: mode == .ordered, columns: columns, rows: Int(hasher.rowCount), root: hasher.rowRoot,
      hash: hasher.digest, printLevel: max(level, prints.level), prints: bytes)
  }

  /// The rows that were kept: sorted as a multiset is, or in the order of the answer.
  func forEachKept(_ body: (_ position: Int, _ encoding: [UInt8]) throws -> Bool) throws {
    if mode == .multiset { try store?.forEachSorted(body) } else { try store?.forEachInOrder(body) }
  }
}

/// What a receipt says of an answer's rows.
package struct RecordedResult: Sendable {
  package var isOrdered: Bool
  package var columns: [String]
  package var rows: Int
  /// Root of the RFC 6962 tree over the rows' encodings.
  package var root: Digest256
  /// Hash of mode, columns, number of rows and root.
  package var hash: Digest256
  /// Each print stands for 2^level rows.
  package var printLevel: Int
  /// Four bytes each (`RowPrints`).
  package var prints: [UInt8]

  /// As it stands in a receipt's body; the prints themselves stand in the annex.
  var json: JSONValue {
    [
      "mode": .string(isOrdered ? "ordered" : "multiset"),
      "columns": .array(columns.map { .string($0) }),
      "rows": .int(Int64(rows)),
      "root": .string(root.description),
      "hash": .string(hash.description),
      "prints": ["level": .int(Int64(printLevel)), "sha256": .string(Digest256.of(prints).description)],
    ]
  }
}

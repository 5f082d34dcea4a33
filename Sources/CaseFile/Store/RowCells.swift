package import Evidence
package import GRDB
package import Integrity

/// Reads the cells of a row that may be hostile: SQLite keeps a value's type with the value, so an edited file
/// can hold text where the schema says INTEGER, STRICT or not. GRDB's own conversions trap on that.
package struct RowCells {
  /// Largest number that any count, offset or length in a case may have: sums of a few stay within `Int`.
  package static let maxNatural = 1 << 60

  private let row: Row
  private let table: String
  /// Of the row, by its first column.
  private let subject: String

  package init(_ row: Row, table: String) {
    self.row = row
    self.table = table
    if row.count > 0, let key = Int64.fromDatabaseValue(row[0]) {
      subject = "table \(table), row \(key)"
    } else {
      subject = "table \(table)"
    }
  }

  package func damaged(_ column: String, _ reason: String) -> AssayError {
    AssayError("case.damaged", subject: subject, reason: "\(column) \(reason)")
  }

  private func value(_ index: Int) -> DatabaseValue { index < row.count ? row[index] : .null }

  /// What stands there, in words, for an error.
  private func words(_ index: Int) -> String {
    switch value(index).storage {
    case .null: "NULL"
    case .int64(let number): "\(number)"
    case .double(let number): "\(number)"
    case .string(let text): "'\(text.prefix(40))'"
    case .blob(let data): "a BLOB of \(data.count) bytes"
    }
  }

  package func isNull(_ index: Int) -> Bool { value(index).isNull }

  package func integer(_ index: Int, _ column: String) throws(AssayError) -> Int64 {
    guard case .int64(let number) = value(index).storage else {
      throw damaged(column, "is \(words(index)), not an integer")
    }
    return number
  }

  /// A count, offset, length or id: `0 ... maxNatural`.
  package func natural(_ index: Int, _ column: String) throws(AssayError) -> Int {
    guard let number = Int(exactly: try integer(index, column)), (0...Self.maxNatural).contains(number) else {
      throw damaged(column, "is \(words(index)), out of range")
    }
    return number
  }

  package func text(_ index: Int, _ column: String) throws(AssayError) -> String {
    guard case .string(let text) = value(index).storage else {
      throw damaged(column, "is \(words(index)), not text")
    }
    return text
  }

  package func blob(_ index: Int, _ column: String) throws(AssayError) -> [UInt8] {
    guard case .blob(let data) = value(index).storage else {
      throw damaged(column, "is \(words(index)), not a BLOB")
    }
    return [UInt8](data)
  }

  package func digest(_ index: Int, _ column: String) throws(AssayError) -> Digest256 {
    guard let digest = Digest256(try blob(index, column)) else {
      throw damaged(column, "is \(words(index)), not a SHA-256")
    }
    return digest
  }
}

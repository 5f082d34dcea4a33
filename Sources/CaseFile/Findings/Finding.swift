package import Evidence
package import Integrity

/// An answer that was saved: what was asked, what came out, which records it points at, what it states, and, apart
/// from that, what a person makes of it.
package struct Finding: Sendable {
  /// From 1, in the order saved; never reused.
  package var number: Int
  /// Number of the custody entry that saved it.
  package var sequence: Int
  /// As the person calls it.
  package var name: String
  /// The fact, in words.
  package var statement: String
  /// What the person makes of it; apart from the fact.
  package var interpretation: String
  /// Other explanations that were considered.
  package var alternatives: String
  /// Whether it stands in the report.
  package var included: Bool
  /// Its place among all findings, from 1.
  package var place: Int
  /// Body of the receipt (docs/receipts.md): the question, what was looked at, a hash of the answer.
  package var receipt: JSONValue
  /// SHA-256 of the body in canonical form, as it was stated.
  package var receiptSHA256: String
  /// Prints of the answer's rows, by which the first row that differs is found.
  package var prints: [UInt8]
  /// Records that the answer's rows name; none of an answer that only counts.
  package var records: RecordSet

  /// The language of its question: `sql`, `search`, `grep`, or the name of a command.
  package var language: String { receipt["question"]?["language"]?.string ?? "" }
  /// Its question as it was asked.
  package var question: String { receipt["question"]?["text"]?.string ?? "" }
  /// Rows of the answer.
  package var rows: Int { receipt["result"]?["rows"]?.int.map { Int(clamping: $0) } ?? 0 }
  /// Hash of the answer (docs/receipts.md, "The result hash").
  package var resultHash: String { receipt["result"]?["hash"]?.string ?? "" }
  /// Tree size that was asked.
  package var treeSize: Int { receipt["case"]?["tree_size"]?.int.map { Int(clamping: $0) } ?? 0 }

  /// The receipt's body in canonical form.
  func receiptText() throws -> String { String(decoding: try CanonicalJSON.bytes(receipt), as: UTF8.self) }
}

/// An answer that is to be saved.
package struct FindingDraft: Sendable {
  /// As the person calls it.
  package var name: String
  /// The fact, in words; may be empty.
  package var statement: String
  /// Body of the receipt.
  package var receipt: JSONValue
  /// Prints of the answer's rows.
  package var prints: [UInt8]
  /// Records that the rows name.
  package var records: RecordSet

  /// An answer and what is said of it.
  package init(name: String, statement: String, receipt: JSONValue, prints: [UInt8], records: RecordSet) {
    self.name = name
    self.statement = statement
    self.receipt = receipt
    self.prints = prints
    self.records = records
  }
}

/// What is said otherwise of a finding; what is nil stays as it is.
package struct FindingEdit: Sendable {
  /// Its name.
  package var name: String?
  /// The fact, in words.
  package var statement: String?
  /// What the person makes of it.
  package var interpretation: String?
  /// Other explanations that were considered.
  package var alternatives: String?
  /// Whether it stands in the report.
  package var included: Bool?
  /// Its place among all findings, from 1; behind the last one it is the last.
  package var place: Int?

  /// Nothing said otherwise.
  package init() {}
}

package import CaseFile
package import Evidence
package import Integrity

/// A receipt as read from a file that may come from anyone: its parts, checked for form and range only.
package struct Receipt: Sendable {
  /// What is hashed.
  package let body: JSONValue
  /// SHA-256 of the body in canonical form, as computed here and as stated.
  package let hash: String
  package let statedHash: String
  /// What was asked.
  package let question: Question
  /// Of the case, and of which state of it.
  package let origin: String
  package let treeSize: Int
  package let root: String
  /// Version of the program, and of the meaning of questions.
  package let toolVersion: String
  package let engineVersion: Int64
  /// Numbers of the sources that answered.
  package let sources: Set<Int>
  /// Entries of the custody log that the answer showed; nil where it did not.
  package let custodyEntries: Int?
  /// `--limit`.
  package let limit: Int?
  /// What is said of the rows; `prints` are those of the annex.
  package let result: RecordedResult
  /// SHA-256 of the prints, as the body has it.
  package let printsHash: String
  /// Number of the custody entry that tells of it; nil where it says that none does.
  package let custodySequence: Int?

  /// Most bytes of a file.
  package static let byteLimit = 64 << 20

  /// - Throws: `receipt.too-large`, `receipt.malformed`, `receipt.version`, and what reading throws.
  package init(path: String) throws(AssayError) {
    let bytes: [UInt8]
    do throws(AssayError) {
      guard try FilePath(path).status().kind == .file else { throw Self.tooLarge(path) }
      bytes = try FileReader.contents(of: FilePath(path), limit: Self.byteLimit)
    } catch {
      guard error.code == "file.too-large" else { throw error }
      throw Self.tooLarge(path)
    }
    do {
      try self.init(try CanonicalJSON.parse(bytes), path: path)
    } catch let error as AssayError {
      throw error
    } catch {
      throw AssayError("receipt.malformed", subject: path, reason: "is no receipt: \(error)")
    }
  }

  private static func tooLarge(_ path: String) -> AssayError {
    AssayError("receipt.too-large", subject: path, reason: "is no file of at most \(byteLimit) bytes")
  }

  /// The receipt of a finding.
  ///
  /// - Throws: as reading a file does.
  package init(_ finding: Finding) throws {
    try self.init(
      [
        "body": finding.receipt, "body_sha256": .string(finding.receiptSHA256),
        "annex": ["prints": .string(Base64.text(finding.prints))],
      ], path: "finding \(finding.number)")
  }

  /// - Parameter path: of the file, for messages.
  private init(_ json: JSONValue, path: String) throws {
    let fields = ReceiptFields(path: path)
    guard let body = json["body"] else { throw fields.malformed("body") }
    let version = try fields.text(body, "v")
    guard version == ReceiptDraft.version else {
      throw AssayError(
        "receipt.version", subject: path,
        reason: "is of form '\(version)'; this Assay reads \(ReceiptDraft.version)")
    }
    self.body = body
    hash = Digest256.of(try CanonicalJSON.bytes(body)).description
    statedHash = try fields.text(json, "body_sha256")
    let mode = try fields.text(body, "result", "mode")
    guard mode == "ordered" || mode == "multiset" else { throw fields.malformed("body.result.mode") }
    question = Question(
      try fields.text(body, "question", "language"), try fields.text(body, "question", "text"),
      sql: body["question"]?["sql"]?.string,
      parameters: try fields.members(body, "question", "parameters"), isOrdered: mode == "ordered")
    origin = try fields.text(body, "case", "origin")
    treeSize = try fields.number(body, "case", "tree_size")
    root = try fields.text(body, "case", "root")
    toolVersion = try fields.text(body, "tool", "version")
    engineVersion = Int64(try fields.number(body, "tool", "engine"))
    sources = Set(
      try fields.array(body, "coverage", "sources").map { try fields.number($0, "source_id") })
    custodyEntries =
      body["coverage"]?["custody_entries"] == nil
      ? nil : try fields.number(body, "coverage", "custody_entries")
    limit =
      question[parameter: "limit"] == nil ? nil : try fields.number(body, "question", "parameters", "limit")
    let prints = json["annex"]?["prints"]?.string.flatMap { Base64.bytes($0) }
    let level = try fields.number(body, "result", "prints", "level")
    guard level <= 40 else { throw fields.malformed("body.result.prints.level") }
    result = RecordedResult(
      isOrdered: mode == "ordered",
      columns: try fields.array(body, "result", "columns").map { column in
        guard let name = column.string else { throw fields.malformed("body.result.columns") }
        return name
      },
      rows: try fields.number(body, "result", "rows"), root: try fields.digest(body, "result", "root"),
      hash: try fields.digest(body, "result", "hash"), printLevel: level, prints: prints ?? [])
    printsHash = try fields.text(body, "result", "prints", "sha256")
    custodySequence = json["annex"]?["custody"]?["seq"]?.int.flatMap { Int(exactly: $0) }
  }

  /// Which parts contradict each other, by name and in words. A receipt that nobody touched has none.
  package var contradictions: [(field: String, reason: String)] {
    var found: [(field: String, reason: String)] = []
    if hash != statedHash {
      found.append(
        ("body_sha256", "is \(statedHash), the body has \(hash): one of them was edited"))
    }
    let computed = ResultHasher.digest(
      mode: result.isOrdered ? .ordered : .multiset, columns: result.columns,
      rowCount: UInt64(clamping: result.rows), rowRoot: result.root)
    if computed != result.hash {
      found.append(
        (
          "body.result.hash",
          "is \(result.hash); mode, columns, rows and root give \(computed): one of the five was edited"
        ))
    }
    if (result.rows == 0) != (result.root == .ofNothing) {
      found.append(("body.result.rows", "is \(result.rows), which does not go with the root"))
    }
    if Digest256.of(result.prints).description != printsHash {
      found.append(("annex.prints", "are not those that the body tells of"))
    }
    let records = body["coverage"]?["sources"].map { sources -> Int64 in
      guard case .array(let list) = sources else { return 0 }
      return list.reduce(0) { $0 &+ ($1["records"]?.int ?? 0) }
    }
    let notTagged = body["coverage"]?["not_tagged"]?.int ?? 0
    let leftOut = (body["coverage"]?["recovered_left_out"]?.int ?? 0) &+ notTagged
    if let records, let stated = body["coverage"]?["records_considered"]?.int, records != stated &+ leftOut {
      let rest = leftOut == 0 ? "" : ", \(leftOut) recovered or not tagged left out"
      found.append(
        ("body.coverage.records_considered", "is \(stated)\(rest); the sources add up to \(records)"))
    }
    if (body["claim"] != nil) != (result.rows == 0) {
      found.append(("body.claim", "stands with answers without rows, and only there"))
    }
    return found
  }

  /// Whether the prints can be compared.
  var hasPrints: Bool {
    Digest256.of(result.prints).description == printsHash && result.prints.count % RowPrints.byteCount == 0
  }
}

/// Reads members of a receipt by path, with an error that names it.
private struct ReceiptFields {
  let path: String

  func malformed(_ name: String) -> AssayError {
    AssayError(
      "receipt.malformed", subject: path,
      reason: "is no receipt: \(name) is missing, or not what it should be")
  }

  private func value(_ json: JSONValue, _ names: [String]) throws(AssayError) -> JSONValue {
    var value = json
    for name in names {
      guard let next = value[name] else { throw malformed(names.joined(separator: ".")) }
      value = next
    }
    return value
  }

  func text(_ json: JSONValue, _ names: String...) throws(AssayError) -> String {
    guard let text = try value(json, names).string else { throw malformed(names.joined(separator: ".")) }
    return text
  }

  /// A number from 0.
  func number(_ json: JSONValue, _ names: String...) throws(AssayError) -> Int {
    guard let number = try value(json, names).int, number >= 0 else {
      throw malformed(names.joined(separator: "."))
    }
    return Int(number)
  }

  func digest(_ json: JSONValue, _ names: String...) throws(AssayError) -> Digest256 {
    guard let digest = try value(json, names).string.flatMap({ Digest256(hex: $0) }) else {
      throw malformed(names.joined(separator: "."))
    }
    return digest
  }

  func array(_ json: JSONValue, _ names: String...) throws(AssayError) -> [JSONValue] {
    guard case .array(let elements) = try value(json, names) else {
      throw malformed(names.joined(separator: "."))
    }
    return elements
  }

  func members(_ json: JSONValue, _ names: String...) throws(AssayError) -> [JSONValue.Member] {
    guard case .object(let members) = try value(json, names) else {
      throw malformed(names.joined(separator: "."))
    }
    return members
  }
}

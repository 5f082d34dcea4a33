import Foundation
import Testing

/// A receipt, read and changed by other means than Assay's.
struct ReceiptFile {
  var object: [String: Any]

  init(_ name: String, in folder: Folder) throws {
    object = try #require(
      JSONSerialization.jsonObject(with: Data(try folder.read(name))) as? [String: Any])
  }

  var body: [String: Any] { object["body"] as? [String: Any] ?? [:] }
  var annex: [String: Any] { object["annex"] as? [String: Any] ?? [:] }
  var result: [String: Any] { body["result"] as? [String: Any] ?? [:] }
  var coverage: [String: Any] { body["coverage"] as? [String: Any] ?? [:] }
  var question: [String: Any] { body["question"] as? [String: Any] ?? [:] }

  /// The body as text: equal texts are equal bodies.
  func bodyText() throws -> String {
    String(
      decoding: try JSONSerialization.data(withJSONObject: body, options: [.sortedKeys]), as: UTF8.self)
  }
}

/// What Python does for these tests: the other opinion, and the hand that alters files.
enum Python3 {
  static let isThere = ["/usr/bin/python3", "/usr/local/bin/python3"].contains {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// Runs a program in a folder; gives what it printed.
  @discardableResult
  static func run(_ program: String, in folder: Folder) throws -> String {
    let name = ".program-\(UUID().uuidString).py"
    try folder.write(program, to: name)
    let result = try Program.shell("python3 \(name)", in: folder)
    try #require(result.status == 0, "\(result.messages)")
    return result.text
  }

  /// Edits a receipt; `edit` sees `r` (the file) and `b` (its body).
  static func edit(_ name: String, to copy: String, rehash: Bool, _ edit: String, in folder: Folder) throws {
    try run(
      """
      import json, hashlib
      r = json.load(open("\(name)"))
      b = r["body"]
      \(edit)
      if \(rehash ? "True" : "False"):
        text = json.dumps(b, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        r["body_sha256"] = hashlib.sha256(text.encode()).hexdigest()
      json.dump(r, open("\(copy)", "w"))
      """, in: folder)
  }
}

extension Folder {
  /// Writes the receipt of a question.
  @discardableResult
  func receipt(_ name: String, _ arguments: [String]) throws -> ReceiptFile {
    let asked = try Program.run(arguments + ["--receipt", name], in: self)
    try #require(asked.status == 0, "\(arguments): \(asked.messages)")
    return try ReceiptFile(name, in: self)
  }

  /// Checks a receipt; the answer as JSON, and the exit status.
  func check(_ name: String, case path: String = "c.assay") throws -> (status: Int32, json: [String: Any]) {
    let checked = try Program.run(["check-receipt", path, name, "--format", "json"], in: self)
    return (checked.status, try checked.json())
  }

  /// Texts of the checks that failed, by name.
  static func wrong(_ json: [String: Any]) -> [String: String] {
    let checks = json["checks"] as? [[String: Any]] ?? []
    let wrong = checks.filter { $0["ok"] as? Bool == false }
    return Dictionary(
      wrong.map { ($0["check"] as? String ?? "", $0["text"] as? String ?? "") }
    ) { first, _ in first }
  }
}

import CaseFile
import Evidence
import Integrity
import Pages
import Query

/// One receipt over all steps: digests of the playbook, of every file that was written, and of every receipt.
enum PlaybookReceipt {
  static let fileName = "run.receipt.json"

  /// What became of a step.
  struct Done: Sendable {
    enum State: String, Sendable {
      case done
      /// Done, and it found what it checks for (exit status 1).
      case found
      case skipped
      case failed
      case notRun = "not run"
    }

    var step: String
    /// As one would type it, without the options of the run.
    var command: String
    var state: State
    /// Why it was left out, or what failed.
    var note: String?
    var files: [WrittenFile] = []
    var receipt: WrittenFile?
  }

  /// A file in the folder.
  struct WrittenFile: Sendable {
    var name: String
    var byteCount: Int
    var digest: Digest256
    /// Lines of rows; nil where it is no list of rows.
    var rows: Int?

    /// - Throws: `file.…`.
    init(_ name: String, folder: String) throws {
      let reader = try FileReader(FilePath(folder + "/" + name))
      var hasher = SHA256Hasher()
      var chunk: [UInt8] = []
      var count = 0
      var lines = 0
      var isAtEnd = false
      while !isAtEnd {
        chunk.removeAll(keepingCapacity: true)
        isAtEnd = try reader.read(1 << 20, at: UInt64(count), into: &chunk)
        hasher.update(chunk.span)
        lines += chunk.count { $0 == 10 }
        count += chunk.count
      }
      self.name = name
      byteCount = count
      digest = hasher.digest
      rows = name.hasSuffix(".ndjson") ? lines : nil
    }

    var json: JSONValue {
      ["file": .string(name), "bytes": .number(byteCount), "sha256": .string(hexText(digest.bytes))]
    }
  }

  /// The receipt's body. It holds no time of day, so that the same run gives the same bytes.
  static func json(
    _ playbook: Playbook, values: [String: String], casePath: String, store: CaseStore, steps: [Done]
  ) throws -> JSONValue {
    let reader = try CaseReader(store)
    return [
      "type": "assay.playbook-run", "version": 1, "tool": .string("assay \(AssayVersion.text)"),
      "playbook": [
        "name": .string(playbook.name), "file": .string(playbook.file),
        "sha256": .string(hexText(playbook.digest.bytes)),
      ],
      "parameters": .object(playbook.parameters.map { .init($0.name, .string(values[$0.name] ?? "")) }),
      "case": [
        "name": .string(casePath), "origin": .string(try store.identity().origin),
        "tree_size": .number(reader.treeSize), "root": .string(reader.root),
      ],
      "steps": .array(steps.map { json($0) }),
    ]
  }

  private static func json(_ done: Done) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("name", .string(done.step)), .init("command", .string(done.command)),
      .init("state", .string(done.state.rawValue)),
    ]
    if let note = done.note { members.append(.init("note", .string(note))) }
    members.append(.init("files", .array(done.files.map(\.json))))
    if let receipt = done.receipt { members.append(.init("receipt", receipt.json)) }
    return .object(members)
  }
}

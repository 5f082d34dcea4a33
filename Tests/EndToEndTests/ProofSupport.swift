import Foundation
import Testing

/// What the tests of signatures and proofs need of other programs.
enum ProofSupport {
  static func has(_ program: String) -> Bool {
    ["/usr/bin/", "/bin/", "/usr/local/bin/"].contains {
      FileManager.default.isExecutableFile(atPath: $0 + program)
    }
  }

  static let hasKeygen = has("ssh-keygen")

  /// A key of ssh-keygen in the folder.
  static func key(_ name: String, in folder: Folder, passphrase: String = "") throws {
    let made = try Program.shell(
      "ssh-keygen -q -t ed25519 -N '\(passphrase)' -C w.example/\(name) -f \(name)", in: folder)
    try #require(made.status == 0, "\(made.messages)")
  }

  /// The checker that shares no code with Assay.
  static func python(_ arguments: String, in folder: Folder) throws -> Program {
    try Program.shell("python3 '\(Program.root)/docs/verify.py' \(arguments)", in: folder)
  }

  /// Adds one more log of lines to the case.
  static func grow(_ name: String, in folder: Folder, case path: String = "c.assay") throws {
    try folder.write("\(name) one\n\(name) two\n", to: name + ".log")
    let added = try Program.run(["add", path, name + ".log"], in: folder)
    try #require(added.status == 0, "\(added.messages)")
  }

  /// Every key of an answer is in docs/json.md.
  static func expectDocumented(_ answer: [String: Any]) throws {
    let text = try String(contentsOfFile: Program.root + "/docs/json.md", encoding: .utf8)
    for key in answer.keys { #expect(text.contains("`\(key)`"), "\(key)") }
  }

  static func copy(_ from: String, _ to: String, in folder: Folder) throws {
    try folder.write(try folder.read(from), to: to)
  }
}

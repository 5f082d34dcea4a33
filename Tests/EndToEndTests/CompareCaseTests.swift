import Foundation
import Testing

/// Cases that a generator makes which knows nothing of the program (Tests/CompletenessTests/Scripts), scored against their
/// truth. With ASSAY_SLOW_TESTS=1 all of them; without the captures of ../shared those made of them are left out.
@Suite("assay compare on generated cases", .enabled(if: Python3.isThere, "needs python3"))
struct CompareCaseTests {
  private static let isSlow = ProcessInfo.processInfo.environment["ASSAY_SLOW_TESTS"] == "1"
  private static let scripts = Program.root + "/Tests/CompletenessTests/Scripts"

  /// The least that is asked; one false alarm on a whole export fails whatever these are.
  private static let least = "--precision 0.99 --recall 0.99 --why 0.97 --fields 0.98"

  @Test("files of generated cases hold what their truth says, read by other means")
  func truth() throws {
    let folder = try Folder()
    let made = try Self.make(in: folder, ["--check"])
    #expect(made.status == 0, "\(made.text)")
  }

  @Test("whole exports raise no false alarm; faults are found with their causes")
  func verdicts() throws {
    let folder = try Folder()
    let made = try Self.make(in: folder, [])
    try #require(made.status == 0, "\(made.messages)")
    let scored = try Program.shell(
      "python3 -B \(Self.scripts)/run_cases.py \(Program.path) cases --show 3 \(Self.least)", in: folder)
    #expect(scored.status == 0, "\(scored.text)\(scored.messages)")
  }

  private static func make(in folder: Folder, _ more: [String]) throws -> Program {
    let which = isSlow ? "--slow" : "--quick --mixtures 0"
    return try Program.shell(
      "python3 -B \(scripts)/make_case.py cases \(which) \(more.joined(separator: " "))", in: folder)
  }
}

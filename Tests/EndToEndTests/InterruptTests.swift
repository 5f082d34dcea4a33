import Foundation
import Testing

@Suite("Ctrl-C")
struct InterruptTests {
  /// Waits until a condition holds or the process has ended; bounded.
  private func wait(_ running: Program.Running, until condition: () -> Bool) {
    let deadline = Date(timeIntervalSinceNow: 60)
    while running.process.isRunning, !condition(), Date() < deadline { usleep(2000) }
  }

  @Test("add stops after the block with 130; the same command goes on to the same root")
  func resume() throws {
    let folder = try Folder()
    let line = #"{"time":"2024-05-01T09:14:07Z","host":"ws01","n":"#
    var text: [UInt8] = []
    for number in 0..<1_200_000 { text.append(contentsOf: Array("\(line)\(number)}\n".utf8)) }
    try folder.write(text, to: "big.ndjson")
    let arguments = ["add", "--threads", "1", "--format", "json"]
    let whole = try Program.run(arguments + ["whole.assay", "big.ndjson"], in: folder).json()

    let running = try Program.start(Program.path, arguments + ["cut.assay", "big.ndjson"], in: folder)
    wait(running) { folder.has("cut.assay") }
    kill(running.process.processIdentifier, SIGINT)
    let stopped = try Program.finish(running)
    // A fast machine may be done before the signal arrives: then there is nothing to resume.
    if stopped.status != 0 {
      #expect(stopped.status == 130, "\(stopped.messages)")
      if stopped.messages.contains("stopping") {
        #expect(stopped.messages.contains("The same command goes on from there."))
        #expect(try stopped.json()["added"] is [Any])
      }
    }
    let resumed = try Program.run(arguments + ["cut.assay", "big.ndjson"], in: folder)
    #expect(resumed.status == 0, "\(resumed.messages)")
    #expect(try Program.run(["verify", "cut.assay"], in: folder).status == 0)
    let summary = try Program.run(["checkpoint", "cut.assay", "--format", "json"], in: folder).json()
    #expect(summary["root"] as? String == whole["root"] as? String)
    #expect(summary["tree_size"] as? Int == 1_200_000)
  }
}

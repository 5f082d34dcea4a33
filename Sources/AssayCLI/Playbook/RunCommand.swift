import ArgumentParser
import CaseFile
import Evidence
import Foundation
import Integrity
import Pages

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a playbook: commands that are written down, over this case, with one receipt over all.",
    discussion: """
      EXAMPLES
        assay run case.assay playbooks/powershell.yml --into findings
        assay run case.assay playbooks/powershell.yml --into findings --set host=WS01 --set from=2024-05-01
        assay run case.assay playbooks/logons.yml --dry-run

      A playbook is a YAML file of parameters and steps; each step is a command of Assay, or writes its rows as a \
      SIEM takes them (docs/playbooks.md). It cannot run other programs, and writes into the folder alone.
      """)

  @OptionGroup var target: CaseArgument

  @Argument(help: "The playbook, a YAML file.", completion: .file(extensions: ["yml", "yaml"]))
  var playbook: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("A value for a parameter; can be given several times.", valueName: "name=value"))
  var given: [String] = []

  @Option(
    help: ArgumentHelp("The folder that takes all files; it is made.", valueName: "folder"),
    completion: .directory)
  var into: String?

  @Flag(help: "Show parameters and steps; run nothing.")
  var dryRun = false

  @OptionGroup var custody: CustodyOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    for one in given where !one.contains("=") {
      throw ValidationError("--set takes NAME=VALUE, not '\(one)'")
    }
    if into == nil, !dryRun {
      throw ValidationError("name a folder for the files with --into, or see --dry-run")
    }
  }

  func run() async throws {
    var named: [String: String] = [:]
    for one in given {
      let parts = one.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
      guard named.updateValue(parts[1], forKey: parts[0]) == nil else {
        throw AssayError(
          "playbook.parameter", subject: playbook, reason: "\(parts[0]) is set twice", hint: "give each once")
      }
    }
    let plan = try Playbook(file: playbook)
    let run = PlaybookRun(
      playbook: plan, values: try plan.values(named), casePath: target.path, folder: into ?? ".",
      common: common, examiner: custody.examiner)
    try run.check()
    if dryRun { return try show(run) }
    let store = try CaseStore.open(target.path)
    try makeFolder(run.folder)
    let sink = try common.sink()
    let terminal = common.terminal
    var number = 0
    let (steps, failure) = try await run.run { done in
      number += 1
      let note = done.note.map { ": \(DisplayText.escaped($0))" } ?? ""
      terminal.note(
        "\(number)/\(plan.steps.count) \(DisplayText.escaped(done.step))  \(done.state.rawValue)\(note)")
    }
    let receipt = try PlaybookReceipt.json(
      plan, values: run.values, casePath: target.path, store: store, steps: steps)
    let body = try CanonicalJSON.bytes(receipt)
    let file = try OutputSink(run.folder + "/" + PlaybookReceipt.fileName, force: common.force)
    try file.write(body)
    try file.finish()
    try PlaybookOutput.write(
      steps, sink: sink, common, receipt: run.folder + "/" + PlaybookReceipt.fileName,
      digest: hexText(Digest256.of(body).bytes))
    if let failure { throw failure }
    if steps.contains(where: { $0.state == .found }) { throw ExitCode(1) }
  }

  private func show(_ run: PlaybookRun) throws {
    let sink = try common.sink()
    let rows = try RowWriter(
      sink, common.format, columns: [Column("step"), Column("output"), Column("command"), Column("about")],
      terminal: common.terminal)
    for step in run.playbook.steps {
      let skipped = step.skipReason(run.values).map { "left out: \($0)" }
      try rows.row([
        .text(step.name), .text(step.output), .text(skipped ?? run.shown(step)), .text(step.about),
      ])
    }
    let set = run.playbook.parameters.map { parameter in
      let value = run.values[parameter.name] ?? ""
      return
        "  \(parameter.name)=\(value.isEmpty ? "(none)" : value)  \(parameter.kind.rawValue)  \(parameter.about)"
    }
    let about = run.playbook.about.isEmpty ? [] : [run.playbook.about]
    let lines =
      about + ["parameters (--set NAME=VALUE):"] + (set.isEmpty ? ["  none"] : set) + ["nothing was run"]
    try rows.finish(
      summary: [
        "playbook": .string(run.playbook.name), "about": .string(run.playbook.about),
        "parameters": .object(
          run.playbook.parameters.map { .init($0.name, .string(run.values[$0.name] ?? "")) }),
      ],
      closing: lines.map { DisplayText.escaped($0) })
    try sink.finish()
  }

  /// Makes the folder; one that has something in it is used with `--force` alone.
  private func makeFolder(_ folder: String) throws {
    let files = FileManager.default
    if let there = try? files.contentsOfDirectory(atPath: folder) {
      guard there.isEmpty || common.force else {
        throw AssayError(
          "output.exists", subject: folder,
          reason: "the folder has \(NumberText.counted(there.count, "file")) in it",
          hint: "name a new one, or use --force to overwrite them")
      }
      return
    }
    do {
      try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw AssayError(
        "output.unwritable", subject: folder, reason: "cannot be made: \(error.localizedDescription)")
    }
  }
}

/// What `run` says at its end.
enum PlaybookOutput {
  static func write(
    _ steps: [PlaybookReceipt.Done], sink: OutputSink, _ common: CommonOptions, receipt: String,
    digest: String
  ) throws {
    let rows = try RowWriter(
      sink, common.format,
      columns: [
        Column("step"), Column("state"), Column("file"), Column("rows", .count), Column("bytes", .bytes),
        Column("sha256", .digest), Column("receipt"), Column("note"),
      ],
      terminal: common.terminal)
    for step in steps {
      let files: [PlaybookReceipt.WrittenFile?] = step.files.isEmpty ? [nil] : step.files
      for (number, file) in files.enumerated() {
        try rows.row([
          .text(step.step), .text(step.state.rawValue), .text(file?.name), .integer(file?.rows),
          .integer(file?.byteCount), .text(file.map { hexText($0.digest.bytes) }),
          .text(number == 0 ? step.receipt?.name : nil), .text(step.note),
        ])
      }
    }
    let done = steps.count { $0.state == .done || $0.state == .found }
    let left = steps.count { $0.state == .skipped }
    let failed = steps.count { $0.state == .failed || $0.state == .notRun }
    var closing = "\(done) of \(NumberText.counted(steps.count, "step")) done"
    if left > 0 { closing += ", \(left) left out" }
    if failed > 0 { closing += ", \(failed) failed or not run" }
    try rows.finish(
      summary: [
        "done": .number(done), "left_out": .number(left), "failed": .number(failed),
        "receipt": .string(receipt), "receipt_sha256": .string(digest),
      ],
      closing: ["\(closing) · receipt over all: \(DisplayText.escaped(receipt))  SHA-256 \(digest)"])
    try sink.finish()
  }
}

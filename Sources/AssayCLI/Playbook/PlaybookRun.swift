import ArgumentParser
import CaseFile
import Evidence
import Foundation
import Integrity
import Pages

/// Runs the steps of a playbook, one after the other, each as its command line would run it.
struct PlaybookRun {
  let playbook: Playbook
  let values: [String: String]
  let casePath: String
  let folder: String
  let common: CommonOptions
  let examiner: String

  /// Whether an error says that no record of the case has a field that was asked for.
  private static func saysNoSuchField(_ error: AssayError) -> Bool {
    ["search.field-unknown", "field.missing"].contains(error.code)
      || error.code == "sql.failed" && error.reason.contains("no such column")
  }

  /// What a step's command line is, as one would type it.
  func shown(_ step: PlaybookStep) -> String {
    switch step.work {
    case .command:
      let words = ["assay"] + (step.commandLine(values, casePath: casePath) ?? [])
      return words.map { ShellWord.quoted($0) }.joined(separator: " ")
    case .handBack(let form, let of, _): return "write \(form.rawValue) of \(of)"
    }
  }

  /// Makes sure that each step is a command line that this Assay reads, before the first is run.
  ///
  /// - Throws: `playbook.step`.
  func check() throws {
    for step in playbook.steps where step.skipReason(values) == nil {
      if let line = step.commandLine(values, casePath: casePath) { _ = try parsed(step, line) }
    }
  }

  /// Runs all steps; those behind one that failed are not run.
  ///
  /// - Parameter onStep: gets what became of each.
  /// - Returns: what became of the steps, and the error that ended the run.
  func run(onStep: (PlaybookReceipt.Done) throws -> Void) async throws -> (
    [PlaybookReceipt.Done], (any Error)?
  ) {
    var all: [PlaybookReceipt.Done] = []
    var failure: (any Error)?
    for step in playbook.steps {
      var done = PlaybookReceipt.Done(step: step.name, command: shown(step), state: .done)
      if failure != nil {
        done.state = .notRun
      } else if let reason = step.skipReason(values) {
        done.state = .skipped
        done.note = reason
      } else if case .handBack(_, let of, _) = step.work,
        all.contains(where: { $0.step == of && $0.state == .skipped })
      {
        done.state = .skipped
        done.note = "step \(of) was left out"
      } else {
        do {
          try await work(step, &done)
        } catch let error as AssayError where Self.saysNoSuchField(error) {
          // A case without the log that a step asks has no record that it could find.
          done.state = .skipped
          done.note = error.reason
        } catch {
          failure = error
          done.state = .failed
          done.note = (error as? AssayError).map { "\($0.subject): \($0.reason) [\($0.code)]" } ?? "\(error)"
        }
      }
      all.append(done)
      try onStep(done)
    }
    return (all, failure)
  }

  private func work(_ step: PlaybookStep, _ done: inout PlaybookReceipt.Done) async throws {
    switch step.work {
    case .command: try await command(step, &done)
    case .handBack(let form, let of, let options):
      guard let source = playbook.steps.first(where: { $0.name == of }) else { return }
      let ndjson = try FileReader.contents(of: FilePath(path(source.output)), limit: 1 << 30)
      let rows = try HandBackRows(
        ndjson: ndjson, options: options, step: of, source: casePath, file: path(source.output))
      for (number, bytes) in HandBackWriter.files(rows, form).enumerated() {
        let name = number == 0 ? step.output : Self.numbered(step.output, number + 1)
        let sink = try OutputSink(path(name), force: common.force)
        try sink.write(bytes)
        try sink.finish()
        done.files.append(try PlaybookReceipt.WrittenFile(name, folder: folder))
      }
    }
  }

  /// `rows.json`, `rows.2.json`.
  private static func numbered(_ name: String, _ number: Int) -> String {
    guard let dot = name.lastIndex(of: ".") else { return "\(name).\(number)" }
    return "\(name[..<dot]).\(number)\(name[dot...])"
  }

  private func command(_ step: PlaybookStep, _ done: inout PlaybookReceipt.Done) async throws {
    guard let line = step.commandLine(values, casePath: casePath) else { return }
    let (found, receipt) = try parsed(step, line)
    var command = found
    do {
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let code as ExitCode where code.rawValue == 1 || code.rawValue == 3 {
      // A check that found something, or that looked at a part: it was done.
      done.state = .found
    }
    for file in step.files { done.files.append(try PlaybookReceipt.WrittenFile(file, folder: folder)) }
    if let receipt { done.receipt = try PlaybookReceipt.WrittenFile(receipt, folder: folder) }
  }

  /// The command of a step with the options of the run; the name of its receipt, where the command writes one.
  private func parsed(_ step: PlaybookStep, _ line: [String]) throws -> (any ParsableCommand, String?) {
    // Once more with the values in their places: one could be an option.
    if let option = line.compactMap({ PlaybookStep.refusedOption($0) }).first {
      throw PlaybookStep.refusal(option, file: playbook.file, place: "step \(step.name)")
    }
    var words =
      line + ["--format", step.format, "--output", path(step.output), "--threads", "\(common.threads)"]
    for page in step.pages { words += ["--\(page.option)", path(page.file)] }
    if common.force { words.append("--force") }
    if common.quiet { words.append("--quiet") }
    let plain: any ParsableCommand
    do {
      plain = try AssayCommand.parseAsRoot(SearchCommand.protected(words))
    } catch {
      throw AssayError(
        "playbook.step", subject: playbook.file,
        reason: "step \(step.name): \(AssayCommand.message(for: error))",
        hint: "its command line: \(shown(step))")
    }
    let receipt = "\(step.name).receipt.json"
    let examined = examiner.isEmpty ? [] : ["--examiner", examiner]
    // Commands that answer a question take --receipt; others do not.
    let kept = words + ["--receipt", path(receipt)] + examined
    if let command = try? AssayCommand.parseAsRoot(SearchCommand.protected(kept)) {
      return (command, receipt)
    }
    return (plain, nil)
  }

  private func path(_ name: String) -> String { folder + "/" + name }
}

/// A word of a command line, as a shell reads it.
enum ShellWord {
  static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-/=:,@%+".contains($0)) }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}

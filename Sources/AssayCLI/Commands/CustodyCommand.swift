import ArgumentParser
import CaseFile
import Evidence
import Integrity
import Pages
import Query

struct CustodyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "custody",
    abstract: "List who did what to the case, when, and from which checkpoint to which.",
    discussion: """
      EXAMPLES
        assay custody case.assay
        assay custody case.assay --format ndjson

      The entries are chained by hash; 'assay verify' checks the chain. Times are this machine's clock.
      """)

  @OptionGroup var target: CaseArgument
  @OptionGroup(title: "Common") var common: CommonOptions

  func run() throws {
    let sink = try common.sink()
    let entries = try CaseStore.open(target.path).custody()
    let columns = [
      Column("seq", .count), Column("time", .time), Column("action"), Column("actor"), Column("about"),
      Column("tree_size", heading: "tree size", .count), Column("root", .digest),
      Column("entry_sha256", machineOnly: true), Column("entry", machineOnly: true),
    ]
    let writer = try RowWriter(sink, common.format, columns: columns, terminal: common.terminal)
    for entry in entries {
      let json = try? CanonicalJSON.parse(entry.bytes)
      let whole: Cell = if let json { .json(json) } else { .sql(.text(entry.bytes)) }
      let details = json?["details"]
      let about = ["name", "text", "fingerprint", "stamped", "checkpoint_sha256"].lazy
        .compactMap { details?[$0]?.string }.first
      try writer.row([
        .integer(entry.sequence), .text(entry.time), .text(entry.action), .text(Self.actor(json)),
        .text(about), .integer(entry.evidenceSize), .text(entry.evidenceRoot),
        .text(entry.sha256), whole,
      ])
    }
    try writer.finish(
      summary: .members(("rows", .number(entries.count))),
      closing: ["\(NumberText.counted(entries.count, "entry", "entries")); not checked here: assay verify"])
    try sink.finish()
  }

  /// The examiner as given, or the account.
  private static func actor(_ entry: JSONValue?) -> String? {
    let actor = entry?["actor"]
    let name = actor?["name"]?.string ?? ""
    let login = actor?["login"]?.string ?? ""
    let account = login.isEmpty ? (actor?["uid"]?.int.map { "uid \($0)" } ?? "") : login
    let host = actor?["host"]?.string ?? ""
    return (name.isEmpty ? account : name) + (host.isEmpty ? "" : "@" + host)
  }
}

import ArgumentParser
import CaseFile
import Evidence
import Integrity
import Pages
import Query

struct CustodyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "custody",
    abstract: "List who did what to the case, when, and from which checkpoint to which; note, hand over.",
    discussion: """
      EXAMPLES
        assay custody case.assay
        assay custody case.assay --action finding-saved --action finding-edited --from 2024-05-01
        assay custody case.assay --note 'Disk 3 was returned to the owner today.' --examiner 'A. Vogel'
        assay custody case.assay --hand-over --from 'A. Vogel' --to 'B. Okafor' --reason 'second opinion' \
      --place Leipzig
        assay custody case.assay --format ndjson

      The entries are chained by hash; 'assay verify' checks the chain. Times are this machine's clock, and the \
      order of entries is their number, never their time.
      """)

  @OptionGroup var target: CaseArgument

  @Option(help: ArgumentHelp("Only entries of this action; can be given several times.", valueName: "action"))
  var action: [String] = []

  @Option(help: ArgumentHelp("Only entries of who has this in name, account or host.", valueName: "text"))
  var actor: String?

  @Option(help: ArgumentHelp("Only entries from this number on.", valueName: "seq"))
  var since: Int?

  @Option(
    help: ArgumentHelp(
      "Only entries from this time on; -24h counts from the last entry. With --hand-over: who hands over.",
      valueName: "time"))
  var from: String?

  @Option(
    help: ArgumentHelp("Only entries before this time. With --hand-over: who takes over.", valueName: "time"))
  var to: String?

  @Option(help: ArgumentHelp("Append a note of the examiner.", valueName: "text"))
  var note: String?

  @Flag(help: "Append that the case changes hands: --from, --to, --reason, --place.")
  var handOver = false

  @Option(help: ArgumentHelp("With --hand-over: why.", valueName: "text"))
  var reason: String?

  @Option(help: ArgumentHelp("With --hand-over: where.", valueName: "text"))
  var place: String?

  @OptionGroup(title: "Custody") var custody: CustodyOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if let since, since < 0 { throw ValidationError("--since takes the number of an entry, from 0") }
    if note != nil, handOver { throw ValidationError("give one of --note and --hand-over") }
    if let note { try FindingText.check(note, "--note") }
    if handOver {
      for (option, value) in [("--from", from), ("--to", to), ("--reason", reason), ("--place", place)] {
        guard let value else {
          throw ValidationError("--hand-over says from whom, to whom, why and where: \(option) is missing")
        }
        try FindingText.check(value, option)
      }
    } else if reason != nil || place != nil {
      throw ValidationError("--reason and --place go with --hand-over")
    }
    let isFiltered = !action.isEmpty || actor != nil || since != nil
    if note != nil, isFiltered || from != nil || to != nil {
      throw ValidationError("--note appends; it lists nothing that could be chosen")
    }
    if handOver, isFiltered {
      throw ValidationError("--hand-over appends; it lists nothing that could be chosen")
    }
  }

  func run() throws {
    let sink = try common.sink()
    if let note {
      try append("note", .members(("text", .string(note))), sink)
    } else if handOver {
      try append(
        "hand-over",
        .members(
          ("from", .text(from)), ("to", .text(to)), ("reason", .text(reason)), ("place", .text(place))), sink)
    } else {
      try list(try CaseStore.open(target.path).custody(), sink)
    }
    try sink.finish()
  }

  /// Appends an entry, and shows it.
  private func append(_ action: String, _ details: JSONValue, _ sink: OutputSink) throws {
    let entry = try custody.log.record(target.path, action: action, details: details)
    let all = try CaseStore.open(target.path).custody()
    try CustodyOutput(all: all, common: common).write(all.filter { $0.sequence == entry.sequence }, sink)
  }

  private func list(_ all: [StoredCustodyEntry], _ sink: OutputSink) throws {
    let last = all.last.flatMap { SearchTime.instant($0.time) }
    func bound(_ text: String?, _ option: String) throws -> String? {
      try text.map { try SearchTime.bound($0, option: option, last: last).text }
    }
    let (from, to) = (try bound(from, "--from"), try bound(to, "--to"))
    let chosen = all.filter { entry in
      // Times of entries have more or fewer digits; as instants they compare.
      let time = SearchTime.instant(entry.time)?.text ?? entry.time
      return (action.isEmpty || action.contains(entry.action)) && since.map { entry.sequence >= $0 } ?? true
        && from.map { time >= $0 } ?? true && to.map { time < $0 } ?? true
        && actor.map { CustodyText.isOf($0, entry.actor) } ?? true
    }
    try CustodyOutput(all: all, common: common).write(chosen, sink)
    let unknown = action.filter { name in !all.contains { $0.action == name } }
    if !unknown.isEmpty {
      common.terminal.note(
        "note: no entry has action \(unknown.map { "'\(DisplayText.escaped($0))'" }.joined(separator: ", "));"
          + " docs/custody.md lists them")
    }
  }
}

/// Writes custody entries.
struct CustodyOutput {
  /// The whole log, of which some are shown.
  let all: [StoredCustodyEntry]
  let common: CommonOptions

  func write(_ entries: [StoredCustodyEntry], _ sink: OutputSink) throws {
    let columns = [
      Column("seq", .count), Column("time", .time), Column("action"), Column("actor"), Column("about"),
      Column("tree_size", heading: "tree size", .count), Column("root", .digest),
      Column("entry_sha256", machineOnly: true), Column("entry", machineOnly: true),
    ]
    let writer = try RowWriter(sink, common.format, columns: columns, terminal: common.terminal)
    for entry in entries {
      let json = try? CanonicalJSON.parse(entry.bytes)
      let whole: Cell = if let json { .json(json) } else { .sql(.text(entry.bytes)) }
      try writer.row([
        .integer(entry.sequence), .text(entry.time), .text(entry.action),
        .text(CustodyText.actor(json?["actor"])), .text(CustodyText.about(json)),
        .integer(entry.evidenceSize), .text(entry.evidenceRoot), .text(entry.sha256), whole,
      ])
    }
    let shown =
      entries.count == all.count
      ? NumberText.counted(entries.count, "entry", "entries")
      : "\(NumberText.grouped(entries.count)) of \(NumberText.counted(all.count, "entry", "entries"))"
    try writer.finish(
      summary: .members(("rows", .number(entries.count)), ("entries", .number(all.count))),
      closing: ["\(shown); not checked here: assay verify"])
  }
}

/// What custody entries say, in few words.
enum CustodyText {
  /// The examiner as given, or the account.
  static func actor(_ actor: JSONValue?) -> String? {
    let name = actor?["name"]?.string ?? ""
    let login = actor?["login"]?.string ?? ""
    let account = String(login.drop { $0 == " " })
    let host = actor?["host"]?.string ?? ""
    return (name.isEmpty ? account : name) + (host.isEmpty ? "" : "@" + host)
  }

  /// Whether a text stands in the name, the account or the host of an actor; case does not matter.
  static func isOf(_ text: String, _ actor: String) -> Bool {
    let actor = try? CanonicalJSON.parse(Array(actor.utf8))
    return ["name", "login", "host"].contains {
      actor?[$0]?.string?.lowercased().contains(text.lowercased()) ?? false
    }
  }

  /// What an entry is about.
  static func about(_ entry: JSONValue?) -> String? {
    let details = entry?["details"]
    switch entry?["action"]?.string {
    case "annotated", "annotation-removed": return annotation(details)
    case "hand-over":
      func text(_ name: String) -> String { details?[name]?.string ?? "?" }
      return "from \(text("from")) to \(text("to")), \(text("place")): \(text("reason"))"
    case "finding-saved", "finding-edited":
      let number = details?["finding"]?.int.map { "finding \($0)" }
      let changes = ["statement", "interpretation", "alternatives", "included", "place"].filter {
        details?[$0] != nil
      }
      let what = details?["name"]?.string ?? changes.joined(separator: ", ")
      return [number, what].compactMap(\.self).joined(separator: ": ")
    case "schema-migrated":
      return "format \(details?["from"]?.int ?? 0) to \(details?["to"]?.int ?? 0)"
    case "verification": return details?["verdict"]?.string
    default:
      return ["name", "text", "fingerprint", "stamped", "checkpoint_sha256"].lazy
        .compactMap { details?[$0]?.string }.first
    }
  }

  private static func annotation(_ details: JSONValue?) -> String {
    let tag = details?["tag"]?.string
    let note = details?["note"]?.string
    let records = Int(clamping: details?["record_count"]?.int ?? 0)
    var on: [String] = records > 0 ? [NumberText.counted(records, "record")] : []
    if case .array(let sources)? = details?["sources"], !sources.isEmpty {
      on.append(
        "source \(sources.compactMap { $0.int.map { String($0) } }.joined(separator: ", "))")
    }
    return [tag, note.map { "\"\($0)\"" }].compactMap(\.self).joined(separator: " ") + " on "
      + on.joined(separator: " and ")
  }
}

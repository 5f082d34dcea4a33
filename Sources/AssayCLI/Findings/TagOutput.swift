import CaseFile
import Evidence
import Integrity
import Pages
import Query

/// What `tag` says.
struct TagOutput {
  let path: String

  /// What became of an act.
  func write(
    _ asked: AnnotationAct, _ done: (entry: FindingLog.Entry, act: AnnotationAct)?, _ sink: OutputSink,
    _ common: CommonOptions
  ) throws {
    let changed = done?.act.records.count ?? 0
    let same = asked.records.count - changed
    let sources = done?.act.sources ?? []
    let what = asked.tag.map { "tag '\(DisplayText.escaped($0))'" } ?? "note"
    var lines: [String] = []
    if let done {
      var on = changed > 0 ? [NumberText.counted(changed, "record")] : []
      if !sources.isEmpty { on.append("source \(sources.map { String($0) }.joined(separator: ", "))") }
      let verb = asked.isRemoval ? "taken off" : "put on"
      lines.append("\(what) \(verb) \(on.joined(separator: " and ")) · custody entry \(done.entry.sequence)")
    }
    if same > 0 || done == nil {
      let count = same > 0 ? NumberText.counted(same, "record") : "the source"
      lines.append(
        asked.isRemoval
          ? "\(count) did not have it" : "\(count) had it already")
    }
    if done == nil { lines.append("nothing was changed") }
    try DocumentWriter.write(
      sink, common.format,
      document: .members(
        ("tag", .text(asked.tag)), ("note", .text(asked.note)), ("removed", .bool(asked.isRemoval)),
        ("records", .number(changed)), ("unchanged", .number(same)),
        ("sources", .array(sources.map { .number($0) })),
        ("custody_seq", .number(done?.entry.sequence)), ("entry_sha256", .text(done?.entry.sha256))),
      lines: lines, ending: false)
  }

  /// All tags and notes.
  ///
  /// - Parameter tag: only this one.
  func list(_ sink: OutputSink, _ common: CommonOptions, tag: String?) throws {
    let store = try CaseStore.open(path)
    let all = try store.annotations()
    let chosen = all.annotations.filter { annotation in tag.map { $0.isSame(as: annotation.tag) } ?? true }
    let said = try SaidBy(store)
    let columns = [
      Column("tag"), Column("note"), Column("record_count", heading: "records", .count),
      Column("records", machineOnly: true), Column("sources"), Column("time", .time), Column("actor"),
      Column("custody_seq", heading: "entry", .count),
    ]
    let writer = try RowWriter(sink, common.format, columns: columns, terminal: common.terminal)
    for annotation in chosen {
      try writer.row([
        .text(annotation.tag), .text(annotation.note), .integer(annotation.records.count),
        .text(annotation.records.description),
        .text(annotation.sources.map { String($0) }.joined(separator: ",")),
        .text(said.time(annotation.sequence)), .text(said.actor(annotation.sequence)),
        .integer(annotation.sequence),
      ])
    }
    let tags = Set(chosen.compactMap(\.tag))
    let records = chosen.reduce(RecordSet()) { $0.union($1.records) }.count
    try writer.finish(
      summary: .members(
        ("rows", .number(chosen.count)), ("tags", .number(tags.count)), ("records", .number(records))),
      closing: [
        chosen.isEmpty
          ? "nothing is tagged or noted\(tag == nil ? "" : " so"): assay tag CASE LOCATOR… --tag T"
          : "\(NumberText.counted(tags.count, "tag")) on \(NumberText.counted(records, "record")) in"
            + " \(NumberText.counted(chosen.count, "act")); search and query take --tag"
      ])
  }
}

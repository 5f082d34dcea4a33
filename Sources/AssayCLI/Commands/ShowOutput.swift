import CaseFile
import Evidence
import Formats
import Integrity
import Pages
import Query

/// What `show` says of a record.
struct ShowOutput {
  private let view: RecordView
  /// How many neighbours were asked for.
  private let context: Int
  private let said: [SaidOf]
  private let inSource: Neighbours
  /// Nil where it has no time to compare.
  private let inTime: Neighbours?

  /// - Parameter context: neighbours on each side.
  /// - Throws: `record.missing`, and what reading throws.
  init(_ reader: CaseReader, _ locator: Locator, context: Int) throws {
    view = try reader.view(locator)
    self.context = context
    said = try SaidOf.all(of: view, reader)
    let finder = NeighbourFinder(reader)
    inSource = context > 0 ? try finder.inSource(of: view.record, count: context) : Neighbours()
    inTime = context > 0 ? try finder.inTime(of: view.record, count: context) : nil
  }

  func lines(_ terminal: Terminal) -> [String] {
    let style = terminal.outputStyle
    let kind = view.isGap ? "gap" : "record"
    let name = DisplayText.escaped(view.source.name)
    var lines = [
      style.bold("\(kind) \(view.locator)") + "  record number \(NumberText.grouped(view.record))",
      "source      \(view.source.id)  \(name)  (\(nature))",
      "place       \(view.line.map { "line \(NumberText.grouped($0)), " } ?? "")@ 0x\(String(view.offset, radix: 16)) "
        + "(\(NumberText.grouped(view.offset))), \(NumberText.grouped(view.length)) bytes, "
        + "\(NumberText.grouped(view.properLength)) of them the \(kind) proper",
      "leaf hash   \(view.leafHash)",
    ]
    if view.isRecovered { lines.append("recovered   from what the log no longer uses") }
    if let time = view.time { lines.append("time        \(NumberText.time(time))") }
    if !view.isGap, !view.parsed { lines.append("not parsed  kept and searched as text") }
    for problem in view.problems {
      lines.append("problem     \(DisplayText.escaped(problem.r))  [\(problem.c)]")
    }
    lines += said.map { ($0.annotation.tag == nil ? "note" : "tag").padding(to: 12) + $0.text }
    for (name, value) in view.common {
      lines.append("\(name.padding(to: 15)) \(DisplayText.escaped(value))")
    }
    if !view.fields.isEmpty {
      let names = view.fields.map { DisplayText.escaped($0.name) }
      let width = min(32, names.map { DisplayText.width($0) }.max() ?? 0)
      lines += ["", style.bold("fields")]
      for ((name, field), meaning) in zip(zip(names, view.fields), view.meanings) {
        let padding = String(repeating: " ", count: max(0, width - DisplayText.width(name)))
        let means = meaning.map { "  " + style.gray("= \($0)") } ?? ""
        lines.append("  \(name)\(padding)  \(DisplayText.escaped(field.value))\(means)")
      }
    }
    lines += ["", style.bold(isRaw ? "raw" : "text")]
    if isDumped {
      lines += HexDump.shortened(HexDump.lines(view.raw, at: view.offset)).map { "  " + $0 }
    } else {
      lines += view.text.split(separator: 10, omittingEmptySubsequences: false).map {
        "  " + DisplayText.escaped(Array($0.last == 13 ? $0.dropLast() : $0))
      }
    }
    return lines + NeighbourText(view, terminal: terminal).lines(context, inSource, inTime)
  }

  private var isBinary: Bool { view.source.profile.format == .evtx }
  /// Of binary bytes without a text, a dump says more.
  private var isDumped: Bool { isBinary && (view.isGap || view.text.isEmpty) }
  /// Whether the bytes themselves are shown.
  private var isRaw: Bool { SpanTexts.areRaw(view.source.profile) || isDumped }

  /// Format and encoding; a binary log has no encoding.
  private var nature: String {
    let profile = view.source.profile
    return isBinary
      ? profile.format.rawValue : "\(profile.format.rawValue), \(profile.encoding.rawValue)"
  }

  var document: JSONValue {
    .members(
      ("locator", .string(view.locator.description)), ("record", .number(view.record)),
      ("kind", .string(view.isGap ? "gap" : "record")),
      ("source_id", .number(view.source.id)), ("source_name", .string(view.source.name)),
      ("format", .string(view.source.profile.format.rawValue)),
      ("encoding", .string(view.source.profile.encoding.rawValue)),
      ("line", view.line.map { .number($0) } ?? .null), ("recovered", .bool(view.isRecovered)),
      ("offset", .number(view.offset)), ("length", .number(view.length)),
      ("proper_length", .number(view.properLength)), ("leaf_hash", .string(view.leafHash)),
      ("parsed", .bool(view.parsed)), ("time", .text(view.time)),
      ("common", .object(view.common.map { .init($0.name, .string($0.value)) })),
      (
        "fields",
        .array(
          zip(view.fields, view.meanings).map { field, meaning in
            .members(
              ("name", .string(field.name)), ("value", Self.text(field.value)), ("means", .text(meaning)))
          })
      ),
      (
        "problems",
        .array(
          view.problems.map {
            .members(("code", .string($0.c)), ("offset", .number($0.o)), ("reason", .string($0.r)))
          })
      ),
      ("annotations", .array(said.map(\.json))), ("raw_base64", .string(Base64Text.of(view.raw))),
      ("text", Self.text(view.text)),
      ("before", Self.list(inSource.before)), ("after", Self.list(inSource.after)),
      ("time_before", inTime.map { Self.list($0.before) } ?? .null),
      ("time_after", inTime.map { Self.list($0.after) } ?? .null))
  }

  private static func list(_ neighbours: [Neighbour]) -> JSONValue {
    .array(
      neighbours.map { neighbour in
        .members(
          ("locator", .string(neighbour.locator.description)), ("record", .number(neighbour.record)),
          ("kind", .string(neighbour.isGap ? "gap" : "record")),
          ("time", .text(neighbour.time?.text)), ("text", text(neighbour.text)))
      })
  }

  private static func text(_ bytes: [UInt8]) -> JSONValue { .string(String(decoding: bytes, as: UTF8.self)) }
}

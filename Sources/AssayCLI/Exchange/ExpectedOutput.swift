import Evidence
import Integrity
import Pages

/// What is said of a comparison with lists: for people, in JSON, and in the custody log.
struct ExpectedOutput {
  let result: ExpectedResult

  /// Most files of one kind that stand one by one below a table and in a custody entry; all are counted, and JSON
  /// lists all.
  static let listed = 20
  static let listedInCustody = 1000

  // MARK: for people

  var lines: [String] {
    var lines: [String] = result.differing.prefix(Self.listed).map { difference in
      "DIFFERS  \(shown(difference.file.name)): \(difference.found.kind.title) \(difference.found.text), "
        + "\(shown(difference.list)) says \(difference.expected.text)"
        + (difference.file.name.hasSuffix(difference.listedAs) ? "" : " of \(shown(difference.listedAs))")
    }
    lines += more(result.differing.count, "differing files")
    let missing = result.missing
    lines += missing.prefix(Self.listed).map { one in
      "MISSING  \(shown(one.name)): in \(shown(one.list)) with \(one.digest.kind.title) \(one.digest.text), not handed"
        + " over"
    }
    lines += more(missing.count, "missing files")
    lines += result.notListed.prefix(Self.listed).map { "not listed  \(shown($0.name))" }
    lines += more(result.notListed.count, "files that are not listed")
    return lines + unreadable + summary
  }

  private func more(_ count: Int, _ what: String) -> [String] {
    count > Self.listed
      ? ["and \(NumberText.grouped(count - Self.listed)) more \(what): --format json lists all"] : []
  }

  private var unreadable: [String] {
    result.expected.lists.compactMap { list in
      guard let first = list.manifest.firstUnreadable else { return nil }
      return
        "\(shown(list.name)): \(NumberText.counted(list.manifest.unreadableLines, "line")) cannot be read: "
        + "line \(first.line) is no digest and name: '\(shown(first.reason))'"
    }
  }

  private var summary: [String] {
    let names = result.expected.lists.map { shown($0.name) }.joined(separator: ", ")
    let weak = result.count(.weak, .weakRenamed)
    let renamed = result.count(.renamed, .weakRenamed)
    let notCompared = result.count(.notCompared)
    var counts = ["\(NumberText.grouped(result.count(.matching, .renamed))) match"]
    if weak > 0 {
      counts.append(
        "\(NumberText.grouped(weak)) have only the listed MD5 or SHA-1 (weak: files can be made to share it)")
    }
    counts.append("\(NumberText.grouped(result.count(.differing))) differ")
    counts.append("\(NumberText.grouped(result.missing.count)) missing")
    counts.append("\(NumberText.grouped(result.notListed.count)) not listed")
    if notCompared > 0 {
      counts.append("\(NumberText.grouped(notCompared)) could not be compared: no digest of the listed kind")
    }
    var lines = ["expected by \(names) (\(kinds)): " + counts.joined(separator: ", ")]
    if renamed > 0 {
      lines.append("listed under another name: \(NumberText.grouped(renamed)) of those that match")
    }
    let within = result.count(.inListedContainer)
    if within > 0 { lines.append("in archives that match: \(NumberText.counted(within, "file"))") }
    let containers = result.count(.containerOfListed)
    if containers > 0 {
      lines.append("not listed, but what came out of it is: \(NumberText.counted(containers, "archive"))")
    }
    return lines
  }

  private var kinds: String {
    result.expected.kinds.sorted(by: >).map { $0.isStrong ? $0.title : "\($0.title), weak" }
      .joined(separator: "; ")
  }

  private func shown(_ text: String) -> String { DisplayText.escaped(text) }

  // MARK: JSON

  /// The object `expected` of `add --format json`: all files, one by one.
  var document: JSONValue { object(limit: .max) }

  /// `details` of the custody entry: lists are cut, counts are not.
  var custody: JSONValue {
    guard case .object(let members) = object(limit: Self.listedInCustody) else { return .null }
    let names = result.expected.lists.map(\.name).joined(separator: ", ")
    return .object([.init("name", .string(names))] + members)
  }

  private func object(limit: Int) -> JSONValue {
    let (differing, missing, notListed) = (result.differing, result.missing, result.notListed)
    return .members(
      ("manifests", .array(result.expected.lists.map(Self.list))),
      ("ok", .bool(result.isSound)),
      ("matching", .number(result.count(.matching, .renamed))),
      ("matching_weak", .number(result.count(.weak, .weakRenamed))),
      ("renamed", .number(result.count(.renamed, .weakRenamed))),
      ("in_matching_archives", .number(result.count(.inListedContainer))),
      ("archives_of_listed", .number(result.count(.containerOfListed))),
      ("differing", .number(result.count(.differing))),
      ("missing", .number(missing.count)),
      ("not_listed", .number(notListed.count)),
      ("not_compared", .number(result.count(.notCompared))),
      ("differing_files", .array(differing.prefix(limit).map(Self.difference))),
      ("missing_files", .array(missing.prefix(limit).map(Self.missing))),
      (
        "not_listed_files",
        .array(
          notListed.prefix(limit).map {
            .members(("source_id", .number($0.source)), ("name", .string($0.name)))
          })
      ))
  }

  private static func missing(_ one: ExpectedResult.Missing) -> JSONValue {
    .members(
      ("name", .string(one.name)), ("kind", .string(one.digest.kind.rawValue)),
      ("digest", .string(one.digest.text)), ("manifest", .string(one.list)), ("line", .number(one.line)))
  }

  private static func list(_ list: ExpectedFiles.List) -> JSONValue {
    .members(
      ("name", .string(list.name)), ("sha256", .string(list.sha256.description)),
      ("form", .string(list.manifest.form.rawValue)), ("entries", .number(list.manifest.entries.count)),
      ("kinds", .array(list.manifest.decidingKinds.sorted().map { .string($0.rawValue) })),
      ("weak", .bool(list.manifest.decidingKinds.contains { !$0.isStrong })),
      ("unreadable_lines", .number(list.manifest.unreadableLines)))
  }

  private static func difference(_ one: ExpectedResult.Difference) -> JSONValue {
    .members(
      ("source_id", .number(one.file.source)), ("name", .string(one.file.name)),
      ("listed_as", .string(one.listedAs)), ("manifest", .string(one.list)),
      ("kind", .string(one.expected.kind.rawValue)), ("listed", .string(one.expected.text)),
      ("found", .string(one.found.text)))
  }
}

import CaseFile
import Evidence
import Foundation
import Query
import Testing

/// A case made for tests, and searches in it.
final class SearchCase {
  let store: CaseStore
  private let folder: URL

  /// Sources in the order given.
  init(files: [URL]) async throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "assay-search-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    store = try await Self.make(folder, files)
  }

  /// One source with this text.
  init(_ text: String, name: String = "a.ndjson") async throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "assay-search-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: name)
    try Data(text.utf8).write(to: file)
    store = try await Self.make(folder, [file])
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private static func make(_ folder: URL, _ files: [URL]) async throws -> CaseStore {
    let path = folder.appending(path: "c.assay").path
    let custody = CustodyLog(version: "test", executableSHA256: "", examiner: "test")
    let writing = try CaseStore.openForWriting(path, create: true)
    for file in files {
      let inputs = try Ingest.expand([FilePath(file.path)])
      _ = try await Ingest(writing, options: AddOptions(), custody: custody).add(inputs)
    }
    return try CaseStore.open(path)
  }

  /// What a search gives.
  struct Answer {
    var plan: SearchPlan
    var columns: [String]
    /// Cells as text; NULL is nil.
    var rows: [[String?]]
    var counts: [String: Int]
    var cuts: [String]
    var undecided: Int
    var openedGroups: Int
  }

  func search(
    _ text: String, from: String? = nil, to: String? = nil, order: SearchOrder = .time, pushdown: Bool = true
  ) throws -> Answer {
    let session = try QuerySession(store, pushdown: pushdown)
    let last = session.reader.groups.compactMap(\.maxTime).max().map { Timestamp(unixNanoseconds: $0) }
    let plan = try SearchTranslator.plan(
      text, reader: session.reader, from: from.map { try SearchTime.bound($0, option: "--from", last: last) },
      to: to.map { try SearchTime.bound($0, option: "--to", last: last) }, order: order)
    var rows: [[String?]] = []
    try session.run(plan.sql, onColumns: { _ in }) { row in
      rows.append(row.map(Self.text))
      return true
    }
    let opened = session.reader.openedGroups
    func number(_ sql: String) throws -> Int {
      var number = -1
      try session.run(sql, onColumns: { _ in }) { row in
        number = Self.text(row[0]).flatMap { Int($0) } ?? -1
        return true
      }
      return number
    }
    var answer = Answer(
      plan: plan, columns: plan.columns.map(\.name), rows: rows, counts: [:], cuts: [],
      undecided: session.undecided, openedGroups: opened)
    for count in plan.counts {
      let found = try number(count.sql)
      if found > 0 { answer.counts["\(count.kind.rawValue) \(count.subject)"] = found }
    }
    for cut in plan.cuts {
      let total = try number(cut.total)
      let kept = try cut.kept.map(number) ?? min(total, cut.limit ?? total)
      answer.cuts.append("\(cut.stage): \(kept) of \(total)")
    }
    return answer
  }

  /// Locators of the records found, in order.
  func locators(_ text: String, from: String? = nil, to: String? = nil) throws -> [String] {
    let answer = try search(text, from: from, to: to)
    let column = try #require(answer.columns.firstIndex(of: "locator"))
    return answer.rows.map { $0[column] ?? "" }
  }

  /// Indexes of the records found in a case of one source, in order.
  func found(_ text: String, from: String? = nil, to: String? = nil) throws -> [Int] {
    try locators(text, from: from, to: to).compactMap { Int($0.dropFirst(2)) }.sorted()
  }

  /// The error that a search must give.
  func failure(_ text: String) -> AssayError? {
    do {
      _ = try search(text)
      return nil
    } catch {
      return error as? AssayError
    }
  }

  static func text(_ value: SQLValue) -> String? {
    switch value {
    case .null: nil
    case .integer(let number): "\(number)"
    case .real(let number): "\(number)"
    case .text(let bytes), .blob(let bytes): String(decoding: bytes, as: UTF8.self)
    }
  }
}

/// Where things are.
enum SearchPaths {
  /// The repository: the test's own file, links followed.
  static let repository = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let corpora = repository.appending(path: "corpora")
  static let shared = repository.deletingLastPathComponent().appending(path: "shared/corpora")
  static var hasShared: Bool { FileManager.default.fileExists(atPath: shared.path) }
}

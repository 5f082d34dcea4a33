import CaseFile
import Evidence
import Formats
import Integrity
import Pages

/// What `add --expect` found: what was handed over, held against the lists that came with it.
struct ExpectedResult {
  /// A file of the comparison, as it is named to people.
  struct File {
    /// Number of its source; nil in a dry run.
    var source: Int?
    var name: String
  }

  let expected: ExpectedFiles
  let files: [File]
  /// One for each list.
  private let comparisons: [ManifestComparison]

  /// Compares sources of a case.
  ///
  /// - Parameters:
  ///   - rows: what this run was given, added now or in the case before; a container before what is in it.
  ///   - paths: as they were named.
  init(_ expected: ExpectedFiles, _ rows: [SourceRow], in store: CaseStore, files paths: [FilePath]) throws {
    let digests = SourceDigests(store, files: paths)
    var places: [Int: Int] = [:]
    let handed = try rows.enumerated().map { place, row in
      places[row.id] = place
      return ManifestComparison.Handed(
        name: row.nameBytes, digests: try digests.digests(row, expected.kinds),
        container: row.profile.member.flatMap { places[$0.container] })
    }
    self.init(expected, rows.map { File(source: $0.id, name: $0.name) }, handed)
  }

  /// Compares what a dry run read.
  init(_ expected: ExpectedFiles, _ items: [IngestPreview.Item]) {
    var containers: [Int: Int] = [:]
    let handed = items.enumerated().map { place, item in
      containers[item.depth] = place
      return ManifestComparison.Handed(
        name: item.nameBytes, digests: item.digests,
        container: item.depth > 0 ? containers[item.depth - 1] : nil)
    }
    self.init(expected, items.map { File(source: nil, name: $0.name) }, handed)
  }

  private init(_ expected: ExpectedFiles, _ files: [File], _ handed: [ManifestComparison.Handed]) {
    self.expected = expected
    self.files = files
    let comparisons = expected.lists.map { ManifestComparison($0.manifest, handed) }
    self.comparisons = comparisons
    standings = files.indices.map { file in
      comparisons.map { Standing($0.verdicts[file]) }.max() ?? .notListed
    }
  }

  /// What all lists together say of a file, the least weighty first: what a list does not name another one may.
  enum Standing: Int, Comparable {
    case notListed, notCompared, containerOfListed, inListedContainer, weakRenamed, weak, renamed, matching,
      differing

    init(_ verdict: ManifestComparison.Verdict) {
      self =
        switch verdict {
        case .matching(_, let kind, let sameName):
          kind.isStrong ? (sameName ? .matching : .renamed) : (sameName ? .weak : .weakRenamed)
        case .differing: .differing
        case .inListedContainer: .inListedContainer
        case .containerOfListed: .containerOfListed
        case .notListed: .notListed
        case .notCompared: .notCompared
        }
    }

    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  private let standings: [Standing]

  /// How many files stand so.
  func count(_ wanted: Standing...) -> Int { standings.count { wanted.contains($0) } }

  /// Nothing differs, nothing is missing, and every line of the lists could be read.
  var isSound: Bool {
    differing.isEmpty && missing.isEmpty && count(.notCompared) == 0 && expected.unreadableLines == 0
  }

  /// A file that has a listed name and another digest.
  struct Difference {
    var file: File
    var listedAs: String
    var list: String
    var expected: FileDigest
    var found: FileDigest
  }

  var differing: [Difference] {
    zip(expected.lists, comparisons).flatMap { list, comparison in
      zip(files, comparison.verdicts).compactMap { file, verdict in
        guard case .differing(let entry, let wanted, let found) = verdict else { return nil }
        return Difference(
          file: file, listedAs: Self.name(list.manifest.entries[entry]), list: list.name, expected: wanted,
          found: found)
      }
    }
  }

  /// What a list names and was not handed over.
  struct Missing {
    var name: String
    var digest: FileDigest
    var list: String
    var line: Int
  }

  var missing: [Missing] {
    zip(expected.lists, comparisons).flatMap { list, comparison in
      comparison.missing.compactMap { number in
        let entry = list.manifest.entries[number]
        return entry.strongest.map {
          Missing(name: Self.name(entry), digest: $0, list: list.name, line: entry.line)
        }
      }
    }
  }

  var notListed: [File] { zip(files, standings).compactMap { $1 == .notListed ? $0 : nil } }

  private static func name(_ entry: Manifest.Entry) -> String { String(decoding: entry.name, as: UTF8.self) }
}

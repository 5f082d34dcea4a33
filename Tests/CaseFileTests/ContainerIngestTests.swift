import CaseFile
import Evidence
import Formats
import Foundation
import Integrity
import Testing

/// Containers in a case: sources, digests, resuming, keeping.
@Suite("Adding containers")
struct ContainerIngestTests {
  private typealias Entry = ContainerSamples.Entry

  private static func archive() -> [UInt8] {
    let lines = ContainerSamples.lines
    let inner = ContainerSamples.gzip(ContainerSamples.tar([ContainerSamples.tarEntry("deep.log", lines)]))
    return ContainerSamples.zip([
      Entry("a.log", lines), Entry("in/b.tar.gz", inner), Entry("c.log", Array(lines.reversed())),
    ])
  }

  private func sources(_ path: String) throws -> [SourceRow] { try CaseStore.open(path).sources() }

  @Test("each member is a source of its own name, and the container has its own digest and no bytes")
  func members() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("x.zip", Self.archive())
    let report = try await Session.add(folder.file("a.assay"), [file])
    let rows = try sources(folder.file("a.assay"))
    #expect(
      rows.map { $0.name.replacing(folder.path, with: "") } == [
        "/x.zip", "/x.zip!/a.log", "/x.zip!/in/b.tar.gz", "/x.zip!/in/b.tar.gz!/deep.log", "/x.zip!/c.log",
      ])
    #expect(rows.map(\.kind) == ["container", "evidence", "container", "evidence", "evidence"])
    #expect(rows[0].sha256 == Digest256.of(Self.archive()))
    #expect(rows[0].size == Self.archive().count)
    #expect(rows[1].sha256 == Digest256.of(ContainerSamples.lines))
    #expect(rows[3].sha256 == Digest256.of(ContainerSamples.lines))
    #expect(rows.map { $0.profile.member?.container } == [nil, 0, 0, 2, 0])
    #expect(report.sources.count == 5)
    #expect(try Session.extract(folder.file("a.assay"), "3") == ContainerSamples.lines)
    #expect(throws: AssayError("extract.container", subject: "", reason: "")) {
      try Session.extract(folder.file("a.assay"), "0")
    }
    #expect(try await Session.verify(folder.file("a.assay")).verdict == "verified, unsigned")
  }

  @Test("a kept container is given back bit for bit, and changes nothing of its members")
  func kept() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("x.zip", Self.archive())
    try await Session.add(folder.file("a.assay"), [file]) { $0.keepsContainers = true }
    let path = folder.file("a.assay")
    #expect(try Session.extract(path, "0") == Self.archive())
    #expect(try sources(path).allSatisfy { $0.holdsBytes })
    #expect(try Session.extract(path, "1") == ContainerSamples.lines)
    #expect(try await Session.verify(path).verdict == "verified, unsigned")
  }

  @Test("the same archive again is recognised, and nothing is added")
  func again() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("x.zip", Self.archive())
    let copy = try folder.write("copy.zip", Self.archive())
    try await Session.add(folder.file("a.assay"), [file])
    let report = try await Session.add(folder.file("a.assay"), [file, copy])
    #expect(report.sources.isEmpty)
    #expect(report.duplicates.map(\.source) == [0, 0])
  }

  @Test("interrupted anywhere, the same add goes on and the case is the same", arguments: 1...4)
  func resumed(units: Int) async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("x.zip", Self.archive())
    let whole = try await Session.add(folder.file("whole.assay"), [file])
    let stopped = try await Session.add(folder.file("a.assay"), [file], stopAfter: units)
    #expect(stopped.interrupted)
    #expect(try await Session.verify(folder.file("a.assay")).verdict == "verified, unsigned")
    let resumed = try await Session.add(folder.file("a.assay"), [file])
    #expect(resumed.root == whole.root)
    let rows = try sources(folder.file("a.assay"))
    let expected = try sources(folder.file("whole.assay"))
    #expect(rows.map(\.name) == expected.map(\.name))
    #expect(rows.map(\.sha256) == expected.map(\.sha256))
    #expect(rows.allSatisfy { $0.state == .complete })
    #expect(try await Session.verify(folder.file("a.assay")).verdict == "verified, unsigned")
  }

  /// Limits that are met in different places: in an inner container, by a ratio, by a depth.
  enum Limited: String, CaseIterable, CustomTestStringConvertible {
    case none, members, bytes, ratio, depth
    var testDescription: String { rawValue }

    func apply(_ limits: inout ContainerLimits) {
      let size = UInt64(ContainerSamples.lines.count)
      switch self {
      case .none: break
      case .members: limits.members = 5
      case .bytes: limits.unpackedBytes = 3 * size
      case .ratio: (limits.ratio, limits.ratioFloor) = (2, 1 << 20)
      case .depth: limits.depth = 1
      }
    }
  }

  @Test(
    "interrupted anywhere and resumed, limits are met in the same place and told the same",
    arguments: Limited.allCases)
  func resumedLimits(_ limited: Limited) async throws {
    let folder = try TemporaryFolder()
    let lines = ContainerSamples.lines
    let inner = ContainerSamples.zip([Entry("d.log", lines), Entry("e.log", lines)])
    // More than a few reads of zeros: where a limit of ratio cuts, the length of a read decides.
    let dense = try ContainerSamples.zstd([UInt8](repeating: 0, count: 6 << 20))
    let file = try folder.write(
      "x.zip",
      ContainerSamples.zip([
        Entry("a.log", lines), Entry("i.zip", inner), Entry("j.zip", inner), Entry("z.zst", dense),
        Entry("c.log", lines),
      ]))
    let configure: (inout AddOptions) -> Void = { limited.apply(&$0.containerLimits) }
    let whole = try await Session.add(folder.file("whole.assay"), [file], configure: configure)
    // Parts of the search filter end where a commit does.
    let views: Set = ["custody", "meta", "search_filter"]
    let expected = try Session.dump(folder.file("whole.assay"), without: views)
    for units in 1...20 {
      let path = folder.file("\(units).assay")
      let stopped = try await Session.add(path, [file], stopAfter: units, configure: configure)
      let resumed = try await Session.add(path, [file], configure: configure)
      if stopped.interrupted { #expect(resumed.root == whole.root, "after \(units)") }
      #expect(differing(try Session.dump(path, without: views), expected) == [], "after \(units)")
    }
    #expect(try await Session.verify(folder.file("3.assay")).verdict == "verified, unsigned")
  }

  @Test("an archive that changed since the interruption is refused")
  func changed() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("x.zip", Self.archive())
    try await Session.add(folder.file("a.assay"), [file], stopAfter: 4)
    let other = ContainerSamples.zip([
      Entry("a.log", Array(ContainerSamples.lines.dropFirst())), Entry("c.log", ContainerSamples.lines),
    ])
    try folder.write("x.zip", other)
    await #expect(throws: AssayError("source.changed", subject: "", reason: "")) {
      try await Session.add(folder.file("a.assay"), [file])
    }
  }

  @Test("a folder is walked whole: hidden files too, no link followed, everything else told")
  func folders() throws {
    let folder = try TemporaryFolder()
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder.file("in/b"), withIntermediateDirectories: true)
    try folder.write("in/.hidden", "x")
    try folder.write("in/b/z", "x")
    try folder.write("in/a", "x")
    try manager.createSymbolicLink(atPath: folder.file("in/link"), withDestinationPath: "/etc")
    let walk = try FolderWalk([FilePath(folder.file("in"))])
    let names = walk.inputs.compactMap { input -> String? in
      guard case .file(let path) = input else { return nil }
      return path.description.replacing(folder.path, with: "")
    }
    #expect(names == ["/in/.hidden", "/in/a", "/in/b/z"])
    #expect(walk.leftOut.map(\.code) == ["folder.link"])
    #expect(walk.leftOut.allSatisfy { !$0.isFault })
  }

  @Test("a dry run lists the same sources as the add, and no file appears")
  func preview() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("x.zip", Self.archive())
    var listed: [String] = []
    try IngestPreview(options: AddOptions()).list(.file(FilePath(file))) { listed.append($0.name) }
    try await Session.add(folder.file("a.assay"), [file])
    #expect(try sources(folder.file("a.assay")).map(\.name) == listed)
  }
}

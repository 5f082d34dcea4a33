import CaseFile
import Evidence
import Foundation
import Integrity
import Testing

private let hasContainerCorpora = FileManager.default.fileExists(atPath: "/work/shared/corpora/compressed")

/// The containers of the shared corpora: names, sizes and digests as their README lists them.
@Suite("Containers of the corpora", .enabled(if: hasContainerCorpora, "needs ../shared/corpora"))
struct ContainerCorporaTests {
  private static let folder = "/work/shared/corpora/compressed"

  /// `name size digest16` of a file in a container.
  private struct Expected {
    var name: String
    var size: UInt64
    var digest: String
  }

  /// The README's table: a row a file, its members as "name size `digest`; …".
  private static func table() throws -> [(file: String, members: [Expected])] {
    let text = try String(contentsOfFile: folder + "/README.md", encoding: .utf8)
    return text.split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      guard cells.count > 5, FileManager.default.fileExists(atPath: folder + "/" + cells[1]) else {
        return nil
      }
      let members = cells[5].components(separatedBy: "; ").compactMap { member -> Expected? in
        let words = member.split(separator: " ")
        guard words.count >= 3, let size = UInt64(words[words.count - 2]), words.last?.hasPrefix("`") == true
        else { return nil }
        return Expected(
          name: words.dropLast(2).joined(separator: " "), size: size,
          digest: String(words[words.count - 1].filter { $0 != "`" }))
      }
      return members.isEmpty ? nil : (cells[1], members)
    }
  }

  @Test("all files of the compressed corpus give the members that its README lists")
  func compressed() throws {
    let rows = try Self.table()
    #expect(rows.count >= 14)
    for (file, members) in rows {
      let contents = try ContainerContents(try fileBytes(Self.folder + "/" + file), name: file)
      for member in members {
        // The two layers of one file: the README lists the inner archive, not what is in it.
        if member.name.hasSuffix(".gz") { continue }
        let found = contents.files.first {
          let name = String(decoding: $0.name, as: UTF8.self)
          return member.name == "(stream)" || name == member.name
        }
        #expect(found?.byteCount == member.size, "\(file): \(member.name)")
        #expect(found?.sha256.description.hasPrefix(member.digest) == true, "\(file): \(member.name)")
      }
    }
  }

  /// Records by gzip, xz and zstd through Python and `wc`; of the bomb of zeros, what the limit lets out.
  private static let hostileFiles: [(String, Int, String?)] = [
    ("bad_crc.ndjson.gz", 500, "container.checksum"),
    ("bomb_200mb.ndjson.gz", 1_562_500, nil),
    ("bomb_200mb.ndjson.zst", 526_336, "container.limit-ratio"),
    ("bomb_50mb.ndjson.xz", 390_625, nil),
    ("bomb_nested.gz.gz.gz", 0, "container.limit-ratio"),
    ("gz_trailing_garbage.ndjson.gz", 500, "container.trailing"),
    // 1,000 lines, and `<Events/>` in front of one of them: a record of its own that is no JSON.
    ("gzip_multi_member_mixed.gz", 1000, nil),
    ("not_really_gzip.ndjson.gz", 3, nil),
    ("plain_name_is_gzip.ndjson", 500, nil),
    ("tar_slip.tar.gz", 3, "container.link"),
    ("truncated.ndjson.gz", 389, "container.truncated"),
    ("zip_no_central_directory.zip", 1000, "container.no-directory"),
    ("zip_size_lie.zip", 1000, "container.size"),
    ("zip_slip.zip", 8, "container.name-twice"),
    // 23,437 lines and a part of one.
    ("zst_huge_window.ndjson.zst", 23_438, nil),
  ]

  @Test("every hostile container is in the list")
  func complete() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: "/work/shared/corpora/hostile").filter {
      name in [".gz", ".zst", ".xz", ".zip"].contains { name.hasSuffix($0) } || name.contains("is_gzip")
    }
    #expect(Self.hostileFiles.map(\.0) == names.sorted())
  }

  @Test(
    "hostile containers: the records that their README promises, and the code of what is wrong",
    arguments: hostileFiles)
  func hostile(name: String, records: Int, code: String?) async throws {
    let folder = try TemporaryFolder()
    let file = "/work/shared/corpora/hostile/" + name
    let report = try await Session.add(folder.file("a.assay"), [file])
    #expect(report.sources.reduce(0) { $0 + $1.row.records } == records)
    let codes = report.sources.filter { $0.row.kind == "container" }.flatMap { $0.problems.map(\.c) }
    if let code { #expect(codes.contains(code)) } else { #expect(codes.isEmpty) }
    #expect(!FileManager.default.fileExists(atPath: "/tmp/assay_escape.ndjson"))
    #expect(try await Session.verify(folder.file("a.assay")).verdict == "verified, unsigned")
  }
}

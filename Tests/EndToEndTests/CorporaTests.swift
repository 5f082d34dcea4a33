import Foundation
import Testing

@Suite("The logs in corpora/")
struct CorporaTests {
  private struct Truth: Decodable {
    struct File: Decodable {
      var file: String
      var sha256: String
      var bytes: Int
      var format: String
      var records: Int
      var unparsed_records: Int
    }
    var files: [File]
  }

  @Test("each file's records, format and digest are those of truth.json, for any number of threads")
  func truth() throws {
    let folder = try Folder()
    let corpora = Program.root + "/corpora/"
    let truth = try JSONDecoder().decode(
      Truth.self, from: Data(contentsOf: URL(fileURLWithPath: corpora + "truth.json")))
    var roots: Set<String> = []
    for threads in ["1", "2", "8"] {
      let result = try Program.run(
        ["add", "\(threads).assay", "--threads", threads, "--format", "json"]
          + truth.files.map { corpora + $0.file },
        in: folder)
      #expect(result.status == 1)
      let json = try result.json()
      roots.insert(json["root"] as? String ?? "")
      let added = try #require(json["added"] as? [[String: Any]])
      #expect(added.count == truth.files.count)
      for (source, file) in zip(added, truth.files) {
        #expect(source["records"] as? Int == file.records, "\(file.file)")
        #expect(source["unparsed"] as? Int == file.unparsed_records, "\(file.file)")
        #expect(source["format"] as? String == file.format, "\(file.file)")
        #expect(source["sha256"] as? String == file.sha256, "\(file.file)")
      }
    }
    #expect(roots.count == 1)
    #expect(try Program.run(["verify", "2.assay"], in: folder).status == 0)
    for (number, file) in truth.files.enumerated() {
      let back = try Program.run(["extract", "2.assay", String(number), "-o", "-"], in: folder)
      #expect(back.output == [UInt8](try Data(contentsOf: URL(fileURLWithPath: corpora + file.file))))
    }
  }
}

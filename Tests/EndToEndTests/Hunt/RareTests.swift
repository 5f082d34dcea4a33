import Foundation
import Testing

@Suite("rare")
struct RareTests {
  /// `a` on two hosts, `b` on one of them often, `c` on the other once, and a record without the field.
  private static func folder() throws -> Folder {
    let folder = try Folder()
    var text = ""
    for (minute, host, image) in [
      (0, "W1", "a"), (1, "W2", "a"), (2, "W1", "b"), (3, "W1", "b"), (4, "W2", "c"), (5, "W2", nil),
    ] {
      let field = image.map { ",\"Image\":\"\($0)\"" } ?? ""
      text += "{\"time\":\"2024-05-01T09:0\(minute):00Z\",\"Computer\":\"\(host)\"\(field)}\n"
    }
    try folder.write(text, to: "a.ndjson")
    let added = try Program.run(["add", "c.assay", "a.ndjson"], in: folder)
    try #require(added.status == 0, "\(added.messages)")
    return folder
  }

  @Test(
    "what the fewest hosts have stands first, then what the fewest records have; records without it are no row"
  )
  func order() throws {
    let rows = try Program.run(["rare", "c.assay", "Image", "--format", "ndjson"], in: Self.folder()).rows()
    #expect(rows.map { $0["Image"] as? String } == ["c", "b", "a"])
    #expect(rows.map { $0["hosts"] as? Int } == [1, 1, 2])
    #expect(rows.map { $0["records"] as? Int } == [1, 2, 2])
    #expect(rows.map { $0["record"] as? Int } == [4, 2, 0])
    #expect(rows.map { $0["why"] as? String }.first == "once, on 1 of 2 hosts")
    #expect(rows.last?["last"] as? String == "2024-05-01T09:01:00.000000000Z")
  }

  @Test(
    "records are chosen alike by search, period and SELECT",
    arguments: [
      ["--search", "computer:W1"], ["--search", "computer:W1", "--from", "2024-05-01"],
      ["--sql", "SELECT record, time, computer, Image FROM events WHERE computer = 'W1'"],
    ])
  func chosen(options: [String]) throws {
    let rows = try Program.run(
      ["rare", "c.assay", "Image", "--format", "ndjson"] + options, in: Self.folder()
    )
    .rows()
    #expect(rows.map { $0["Image"] as? String } == ["a", "b"])
    #expect(rows.map { $0["records"] as? Int } == [1, 2])
  }

  @Test(
    "a receipt is asked again with the same options, and --limit is part of it",
    arguments: [[], ["--limit", "1"]])
  func receipt(options: [String]) throws {
    let folder = try Self.folder()
    let asked = ["rare", "c.assay", "Image", "--per", "Image", "--most-records", "1", "--receipt", "r"]
    let answer = try Program.run(asked + options, in: folder)
    #expect(answer.status == 0, "\(answer.messages)")
    let check = try Program.run(["check-receipt", "c.assay", "r"], in: folder)
    #expect(check.status == 0, "\(check.text)\(check.messages)")
    let receipt = String(decoding: try folder.read("r"), as: UTF8.self)
      .replacing("\"most_records\": 1", with: "\"most_records\": 2")
    try folder.write(receipt, to: "edited")
    #expect(try Program.run(["check-receipt", "c.assay", "edited"], in: folder).status == 1)
  }

  @Test("a field that nothing has is named, with the one that was perhaps meant")
  func missing() throws {
    let result = try Program.run(["rare", "c.assay", "Imag"], in: Self.folder())
    #expect(result.status == 2)
    #expect(result.messages.contains("did you mean 'Image'?"))
  }
}

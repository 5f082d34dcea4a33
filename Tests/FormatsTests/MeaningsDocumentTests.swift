import Formats
import Foundation
import Testing

/// docs/explain.md is made of the tables: `UPDATE_GOLDEN=1 swift test --filter MeaningsDocumentTests` writes it.
@Suite struct MeaningsDocumentTests {
  static let path = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "../../docs/explain.md").standardized.path

  static let head = """
    # What values mean

    `explain(field, value …)` in SQL (docs/functions.md) and `show` say what a code, a mask, a security identifier or a word in a field means. They say it beside the value, never in its place, and only what published documentation says; a value without a line in these tables has no meaning, and a number is never guessed at. Nothing is looked up: the tables are part of the program.

    - **A field** counts by the name of its column (docs/sql.md), so `winlog.event_data.LogonType` is `LogonType`. Where a field has several tables, the first that holds for the record and has the value counts.
    - **Values** are read in every spelling that exporters use: decimal, `0x` and hexadecimal digits, a negative decimal (`-1073741718` for `0xC000006A`, Keywords as a signed number), `%%1537`, lists of those.
    - **Masks** give the names of their bits, between commas; bits that the table lacks are said (`0x8000 unknown`). A mask without any known bit has no meaning.
    - **Where** a table holds may depend on the event's number, its provider, or Security's `ObjectType`. An event's number has a meaning with its provider only.
    - **SIDs** mean the same in any field. Accounts and groups that a domain made have no meaning here.
    - **`%%` codes** are Security's (msobjs.dll). With its provider they are explained in any field, without one in the fields listed. A list of rights with reasons (`%%1538: %%1801 D:(A;;FA;;;WD)`) keeps the entry that granted them as it is written.
    - `OldUacValue` and `NewUacValue` have SAM's bits (MS-SAMR 2.2.1.12), not those of the directory's `userAccountControl` that Microsoft's pages of 4720 and 4738 list: in real events the messages of the change (`%%2080` …) fit only SAM's.

    | fields | means | where | values | source |
    | --- | --- | --- | --- | --- |

    """

  static func row(_ fields: [String], _ table: MeaningTable, _ condition: String) -> String {
    let names = fields.map { "`\($0)`" }.joined(separator: " ")
    return "| \(names) | \(table.title) | \(condition) | \(table.entries.count) | \(table.source) |\n"
  }

  static var text: String {
    head + MeaningRule.all.map { row($0.fields, $0.table, $0.condition) }.joined()
      + MeaningTable.ofSIDs.map { row(["any field"], $0, "a SID") }.joined()
  }

  @Test("docs/explain.md lists every field, table and source")
  func document() throws {
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try Self.text.write(toFile: Self.path, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOfFile: Self.path, encoding: .utf8) == Self.text)
  }
}

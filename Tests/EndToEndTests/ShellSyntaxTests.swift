import AssayCLI
import Testing

@Suite("Shell: what is SQL, what is a search")
struct ShellSyntaxTests {
  static let inputs: [(text: String, input: ShellInput)] = [
    ("", .nothing), ("  \n ", .nothing), (".tables", .dot(".tables")), ("  .show 1:2 3", .dot(".show 1:2 3")),
    ("select 1;", .sql(["select 1"])), ("SELECT 1", .sql(["SELECT 1"])),
    ("select*from events;", .sql(["select*from events"])),
    ("select 1; select ';' ; ", .sql(["select 1", " select ';' "])),
    ("with x as (select 1) select * from x;", .sql(["with x as (select 1) select * from x"])),
    ("-- note\nselect 1;", .sql(["-- note\nselect 1"])), ("drop table events;", .sql(["drop table events"])),
    ("EventID:4688 -user:SYSTEM", .search("EventID:4688 -user:SYSTEM")),
    ("failed password", .search("failed password")), ("select:1", .search("select:1")),
    ("with-error", .search("with-error")), ("selected items", .search("selected items")),
    ("\"select this\"", .search("\"select this\"")),
    ("user:* | count by user", .search("user:* | count by user")),
  ]

  @Test("the first word decides", arguments: inputs)
  func input(text: String, expected: ShellInput) { #expect(ShellSyntax().input(text) == expected) }

  static let whole: [(text: String, isComplete: Bool)] = [
    ("select 1", false), ("select 1;", true), ("select ';", false), ("select ';'", false),
    ("select ';';", true),
    ("select 'it''s;'", false), ("select \"a;\";", true), ("select [a;", false), ("select [a;];", true),
    ("select 1; -- done", true), ("select 1 -- ;", false), ("select /* ; */ 1", false),
    ("select 1; /* open", false),
    ("select 1; select 2", false), ("-- only a note", true), (".mode csv", true), ("EventID:1", true),
    ("x |", false),
    ("x | count", true), ("", true),
  ]

  @Test("Enter asks what is whole", arguments: whole)
  func complete(text: String, isComplete: Bool) { #expect(ShellSyntax().isComplete(text) == isComplete) }

  @Test(".sql and .search decide for every line")
  func modes() {
    #expect(ShellSyntax(mode: .search).input("select this") == .search("select this"))
    #expect(ShellSyntax(mode: .sql).input("failed password") == .sql(["failed password"]))
    #expect(ShellSyntax(mode: .search).input(".quit") == .dot(".quit"))
  }

  @Test("words of a dot command may stand in quotes")
  func words() {
    #expect(DotCommand.words(".output  'a b.csv' \"c\"d ''") == [".output", "a b.csv", "cd", ""])
    #expect(DotCommand.words("") == [])
  }
}

@Suite("Shell: completion")
struct ShellCompletionTests {
  private static var vocabulary: ShellVocabulary {
    var vocabulary = ShellVocabulary()
    vocabulary.tables = ["events", "sources"]
    vocabulary.columns = ["time", "channel", "Image", "id.orig_h", "IpAddress", "IpPort"]
    vocabulary.functions = ["entropy"]
    vocabulary.values = { column, prefix in
      ["Security", "Sec \"x\"", "it's", "System"].filter { column == "channel" && $0.hasPrefix(prefix) }
    }
    return vocabulary
  }

  /// The text with a candidate put in, for each of them.
  private func completed(_ text: String, isSQL: Bool) -> [String] {
    let characters = Array(text)
    let found = Completion(characters, cursor: characters.count, isSQL: isSQL, vocabulary: Self.vocabulary)
    return found.candidates.map { String(characters[..<found.range.lowerBound]) + $0 }
  }

  static let searches: [(text: String, completed: [String])] = [
    ("ip", ["IpAddress:", "IpPort:"]), ("x -chan", ["x -channel:"]), ("(ima", ["(Image:"]),
    ("channel:Sys", ["channel:System"]), ("channel:\"Sec ", ["channel:\"Sec \\\"x\\\"\""]),
    ("x | ti", ["x | timechart"]), ("x | count by ch", ["x | count by channel"]),
    (".mo", [".mode"]), (".mode c", [".mode csv"]), (".schema e", [".schema events"]),
    ("nothinglikethis", []),
    ("sel", ["select "]), ("SEL", ["SELECT "]),
  ]

  @Test("in a search: fields, values, pipes, dot commands", arguments: searches)
  func search(text: String, expected: [String]) { #expect(completed(text, isSQL: false) == expected) }

  static let statements: [(text: String, completed: [String])] = [
    ("select chan", ["select channel"]), ("select id", ["select \"id.orig_h\""]),
    ("select \"id.", ["select \"id.orig_h\""]), ("select * from ev", ["select * from events"]),
    ("SELECT * FROM events WHERE channel = 'Sys", ["SELECT * FROM events WHERE channel = 'System'"]),
    ("SELECT 1 WHERE \"channel\" LIKE 'it", ["SELECT 1 WHERE \"channel\" LIKE 'it''s'"]),
    ("SELECT 1 WHERE channel IN ('x','Sys", []), ("SELECT entr", ["SELECT entropy("]),
    ("SELECT x FROM events GROU", ["SELECT x FROM events GROUP BY"]), ("select 1 ord", ["select 1 order by"]),
  ]

  @Test("in SQL: tables, columns, functions, words, values", arguments: statements)
  func sql(text: String, expected: [String]) { #expect(completed(text, isSQL: true) == expected) }

  @Test("what all candidates begin with is put in first")
  func common() {
    let text = Array("ip")
    #expect(Completion(text, cursor: 2, isSQL: false, vocabulary: Self.vocabulary).common == "Ip")
  }
}

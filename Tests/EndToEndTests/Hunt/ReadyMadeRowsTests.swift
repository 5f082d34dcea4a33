import Foundation
import Testing

@Suite("series, outliers and beacons over ready-made rows and cases")
struct ReadyMadeRowsTests {
  /// Two weeks of hours: 20 at night, 100 by day, one hour with 400.
  private static func values() -> String {
    var text = "time,value\n"
    for hour in 0..<336 {
      let value = hour == 200 ? 400 : (8..<18).contains(hour % 24) ? 100 : 20
      text += "h\(hour),\(value + hour * 7 % 5)\n"
    }
    return text
  }

  @Test("a planted spike is the only anomaly, and the parts of each point add up to its value")
  func series() throws {
    let folder = try Folder()
    try folder.write(Self.values(), to: "v.csv")
    let rows = try Program.run(
      ["series", "--input", "v.csv", "--threshold", "6", "--robust", "--score", "mad", "--format", "ndjson"],
      in: folder
    ).rows()
    #expect(rows.count == 336)
    let anomalies = rows.filter { $0["anomaly"] as? Int != 0 }
    #expect(anomalies.map { $0["time"] as? String } == ["h200"])
    for row in rows {
      let parts = ["trend", "seasonal", "residual"].compactMap { row[$0] as? Double }
      #expect(abs(parts.reduce(0, +) - (row["value"] as? Double ?? .nan)) < 1e-9)
    }
  }

  @Test(
    "text where numbers are expected, missing columns and empty files are said",
    arguments: ["series", "outliers"])
  func unusable(command: String) throws {
    let folder = try Folder()
    try folder.write("time,value\na,1\nb,x\nc,\nd,2\n", to: "odd.csv")
    let odd = try Program.run([command, "--input", "odd.csv", "--format", "json"], in: folder)
    #expect(odd.status == 0, "\(odd.messages)")
    try folder.write("", to: "empty.csv")
    let empty = try Program.run([command, "--input", "empty.csv"], in: folder)
    #expect(empty.status == 2 && empty.messages.contains("[input.empty]"), "\(empty.messages)")
    try folder.write("time,value\n", to: "none.csv")
    let none = try Program.run([command, "--input", "none.csv"], in: folder)
    #expect(none.status == 0, "\(none.messages)")
    let option = command == "series" ? ["--value", "nothing"] : ["--fields", "nothing"]
    let missing = try Program.run([command, "--input", "odd.csv"] + option, in: folder)
    #expect(missing.status == 2 && missing.messages.contains("[input.column]"), "\(missing.messages)")
  }

  @Test("the planted row is the strangest, and the same seed gives the same rows")
  func outliers() throws {
    let folder = try Folder()
    var text = "a,b\n"
    for row in 0..<200 { text += row == 77 ? "5,900\n" : "\(row % 10),\(row % 7)\n" }
    try folder.write(text, to: "f.csv")
    let arguments = ["outliers", "--input", "f.csv", "--max-features", "2", "--format", "ndjson"]
    let first = try Program.run(arguments, in: folder)
    let rows = try first.rows()
    #expect(rows.count == 200)
    #expect(rows.first?["row"] as? Int == 77)
    #expect((rows.first?["why"] as? String)?.hasPrefix("b ") == true)
    #expect(try Program.run(arguments + ["--threads", "1"], in: folder).output == first.output)
  }

  @Test("a case's regular connections come first, with a receipt that is asked again")
  func beacons() throws {
    let folder = try Folder()
    var text = ""
    for beat in 0..<40 {
      text += Self.connection(second: beat * 60, destination: "198.51.100.7")
      // Squares: intervals that grow.
      text += Self.connection(second: beat * beat, destination: "198.51.100.8")
    }
    try folder.write(text, to: "a.ndjson")
    #expect(try Program.run(["add", "c.assay", "a.ndjson"], in: folder).status == 0)
    let result = try Program.run(
      ["beacons", "c.assay", "--by", "Computer,DestinationIp", "--receipt", "r", "--format", "ndjson"],
      in: folder)
    let rows = try result.rows()
    #expect(rows.map { $0["pair"] as? String } == ["W1 → 198.51.100.7", "W1 → 198.51.100.8"])
    #expect(rows.map { $0["periodic"] as? Bool } == [true, false])
    #expect(abs((rows.first?["interval_seconds"] as? Double ?? 0) - 60) < 0.5)
    #expect(try Program.run(["check-receipt", "c.assay", "r"], in: folder).status == 0)
  }

  private static func connection(second: Int, destination: String) -> String {
    let time = String(format: "2024-05-01T%02d:%02d:%02dZ", second / 3600, second / 60 % 60, second % 60)
    return "{\"time\":\"\(time)\",\"Computer\":\"W1\",\"DestinationIp\":\"\(destination)\"}\n"
  }
}

import CaseFile
import Integrity
import Pages
import Report

/// What `report` says of what it wrote.
struct ReportOutput {
  let files: ReportFiles
  let document: ReportDocument
  let page: [UInt8]
  let request: ReportRequest

  func write(_ sink: OutputSink, _ format: OutputFormat) throws {
    let json = document.json
    func count(_ names: String...) -> Int {
      Int(clamping: names.reduce(json) { $0[$1] ?? .null }.int ?? 0)
    }
    let missing = ReportCover.Member.allCases.filter {
      request.cover[$0] == nil && $0 != .title && $0 != .number
    }
    let pageDigest = Digest256.of(page).description
    let time = json["time"]?["value"]?.string ?? "none"
    var lines = [
      "\(DisplayText.escaped(files.page))  \(NumberText.bytes(page.count))  \(pageDigest)",
      "\(DisplayText.escaped(files.document))  \(NumberText.bytes(document.bytes.count))  \(document.sha256)",
      "\(NumberText.counted(count("findings", "total"), "finding")), "
        + "\(NumberText.counted(count("totals", "records"), "record")) of "
        + "\(NumberText.counted(count("totals", "sources"), "source")); dated \(NumberText.time(time))"
        + (request.time == nil ? ", the last custody entry (--time says otherwise)" : ""),
    ]
    if let verification = request.verification {
      lines.append("the case is \(verification.verdict)")
    } else if json["integrity"]?["verification"]?["verdict"] == nil {
      lines.append("no verification is on record, which the report says: --verify runs one")
    }
    if !missing.isEmpty {
      lines.append("not stated: " + missing.map(\.rawValue).joined(separator: ", "))
    }
    try DocumentWriter.write(
      sink, format,
      document: .members(
        ("page", .string(files.page)), ("page_sha256", .string(pageDigest)),
        ("page_bytes", .number(page.count)), ("document", .string(files.document)),
        ("document_sha256", .string(document.sha256.description)),
        ("document_bytes", .number(document.bytes.count)), ("time", .string(time)),
        ("findings", .number(count("findings", "total"))),
        ("not_stated", .array(missing.map { .string($0.rawValue) })),
        ("verdict", .text(json["integrity"]?["verification"]?["verdict"]?.string))),
      lines: lines)
  }
}

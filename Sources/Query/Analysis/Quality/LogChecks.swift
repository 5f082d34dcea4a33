/// What `log_gaps` has found, one finding for each log and kind.
enum LogChecks {
  static let sql = """
    SELECT kind, coalesce(computer, ''), coalesce(channel, source_name, ''), count(*), sum(count), min(after_record),
      (SELECT min(note)), source_id
    FROM log_gaps WHERE kind <> 'not_judged' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    """

  static func findings(_ rows: QueryRows) throws -> [QualityFinding] {
    var findings: [QualityFinding] = []
    while let row = try rows.next() {
      guard let kind = row[0].asText.flatMap({ LogGap.Kind(rawValue: $0) }) else { continue }
      let log = [row[1].asText, row[2].asText].compactMap { $0 }.joined(separator: " ")
      let places = Int(row[3].number ?? 0)
      let count = Int(row[4].number ?? 0)
      var examples = Examples()
      if let record = row[5].number { examples.add(Int(record), row[6].bytes) }
      var finding = QualityFinding(
        severity: .medium, check: kind.rawValue, source: row[7].number.map { Int($0) }, count: count,
        finding: "", examples: examples, next: "assay gaps --log lists each place")
      switch kind {
      case .missingIDs: finding.finding = "\(log): EventRecordIDs that no record has, in \(places) stretches"
      case .repeatedIDs: finding.finding = "\(log): records that share an EventRecordID"
      case .restartedIDs: finding.finding = "\(log): places where EventRecordIDs start again"
      case .cleared:
        finding.severity = .high
        finding.finding = "\(log): records that say that a log was cleared"
      case .timeBackwards: finding.finding = "\(log): records more than a minute earlier than the one before"
      case .timeForward, .silent:
        finding.count = places
        finding.finding = "\(log): unusual pauses"
      case .notJudged: continue
      }
      findings.append(finding)
    }
    return findings
  }
}

import Evidence

/// Binary Windows event logs: a file header, then chunks of 64 KiB, each of which stands for itself (docs/evtx.md;
/// MS-EVEN6 for BinXML; J. Metz, "Windows XML Event Log (EVTX) format", for the file). A record's raw is its bytes;
/// its text is Event XML, rendered from the whole chunk; its fields are those of that text.
package enum EVTXRecords {
  /// Code of the problem of a record whose text was cut off by its budget (`RecordBudget`): it counts as not parsed.
  package static let budgetProblem = "evtx.budget"

  /// The profile of a binary log: one whose head holds a file header, or a chunk anywhere (a carved file, a
  /// damaged header). Nil for anything else, unless the user named the format.
  package static func sniff(_ head: Span<UInt8>, hints: SniffHints) -> SourceProfile? {
    guard hints.format == nil || hints.format == .evtx else { return nil }
    if head.starts(with: FileHeader.signature, at: 0) { return SourceProfile(format: .evtx) }
    if let first = Chunks.nextHeader(head, from: 0, end: head.count) {
      return SourceProfile(
        format: .evtx, notes: ["has no file header of an event log: a chunk stands at byte \(first)"])
    }
    return hints.format == .evtx ? SourceProfile(format: .evtx) : nil
  }
}

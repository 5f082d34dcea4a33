import Evidence

extension LineRecords {
  /// The profile of any text: what is not something else is lines.
  package static func profile(_ text: Span<UInt8>, hints: SniffHints) -> SourceProfile {
    var profile = SourceProfile(format: .lines, lines: shape(text))
    if profile.lines != .w3c { assumeYear(text, hints, &profile) }
    return profile
  }

  /// The same, for a caller that asks each format in turn: text of Windows events that Splunk has put out raw,
  /// XML among them, is claimed here.
  package static func sniff(_ text: Span<UInt8>, hints: SniffHints) -> SourceProfile? {
    shape(text) == .splunkRaw ? profile(text, hints: hints) : nil
  }

  private static func shape(_ text: Span<UInt8>) -> LinesShape {
    var position = text.starts(with: "\u{FEFF}", at: 0) ? 3 : 0
    guard text.firstIndex(of: 10, from: 0) < text.count else {
      return text.firstIndex(of: 13, from: 0) < text.count - 1 ? .carriageReturn : .plain
    }
    var onlyDirectives = true
    while position < text.count {
      let end = text.firstIndex(of: 10, from: position)
      if onlyDirectives, end > position, text[position] == UInt8(ascii: "#") {
        if text.starts(with: "#Fields:", at: position) { return .w3c }
      } else if end > position + 1 {
        onlyDirectives = false
      }
      if ClassicStart.matches(text, at: position) == .yes { return .splunkRaw }
      position = end + 1
    }
    return .plain
  }

  /// Sets `assumedYear` where times name no year: the latest year that puts no date of the head after the
  /// file's modification time (plus a day for zones), and gives every 29 February a leap year. Without a
  /// modification time: 1972, a leap year long before any log, so that nobody takes it for real.
  private static func assumeYear(_ text: Span<UInt8>, _ hints: SniffHints, _ profile: inout SourceProfile) {
    var tracker = YearTracker(year: 0)
    var leapYears: [Int] = []
    var position = 0
    let lineEnd: UInt8 = profile.lines == .carriageReturn ? 13 : 10
    while position < text.count {
      let end = text.firstIndex(of: lineEnd, from: position)
      if let (month, day) = YearTracker.yearless(text.extracting(position..<end)) {
        let year = tracker.year(month: month, day: day)
        if month == 2, day == 29 { leapYears.append(year) }
      }
      position = end + 1
    }
    guard tracker.latest > 0 else { return }
    var base = 1972
    var step = 1
    if let modified = hints.modified {
      let seconds = modified.seconds.addingReportingOverflow(86_400).partialValue
      let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
      let latest = Timestamp.civil(fromDays: days)
      let date = (latest.month - 1) * 31 + latest.day
      base = (tracker.latest <= date ? latest.year : latest.year - 1) - tracker.year
      step = -1
    }
    for k in 0..<8 where leapYears.allSatisfy({ Timestamp.isLeap(base + k * step + $0) }) {
      base += k * step
      break
    }
    guard (1...9000).contains(base) else { return }
    profile.assumedYear = base
    profile.notes.append(
      hints.modified == nil
        ? "times name no year and the file's time is unknown: the first year is read as \(base)"
        : "times name no year: the first is read as of \(base), so that none is after the file's time")
  }
}

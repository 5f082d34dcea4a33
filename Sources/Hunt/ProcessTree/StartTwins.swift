/// Tells what two records of starts under one process number are to each other.
enum StartTwins {
  /// Two logs' records of one start are not further apart. Sysmon and the Security log both take the kernel's time of
  /// the creation; it differs by milliseconds, on busy machines by a second.
  static let otherLogNanoseconds: Int64 = 3_000_000_000

  enum Verdict {
    /// The same record again.
    case copy
    /// The other log's record of the same start.
    case otherLog
    /// Another image of the same process.
    case furtherImage
    /// Another process.
    case another
  }

  /// - Parameters:
  ///   - event: the later record.
  ///   - known: a record of the same number, and of the same program or GUID.
  static func judge(_ event: ProcessEvent, _ known: ProcessEvent, _ names: ImageNames) -> Verdict {
    guard event.pid == known.pid else { return .another }
    let sameImage = names[event.image].tail == names[known.image].tail
    if !event.guid.isNone, event.guid == known.guid {
      if !sameImage { return .furtherImage }
      return event.time == known.time || event.command == known.command ? .copy : .furtherImage
    }
    guard sameImage, event.parentPID == known.parentPID || isUnknown(event, known) else { return .another }
    if event.log == known.log {
      return event.parentPID == known.parentPID && event.command == known.command
        && event.guid == known.guid && isSameTime(event.time, known.time) ? .copy : .another
    }
    let logs = [event.log, known.log]
    guard logs.contains(.sysmon), logs.contains(.security),
      event.time != ProcessEvent.noTime, known.time != ProcessEvent.noTime
    else { return .another }
    let (distance, overflow) = event.time.subtractingReportingOverflow(known.time)
    return !overflow && abs(distance) <= otherLogNanoseconds ? .otherLog : .another
  }

  private static func isUnknown(_ a: ProcessEvent, _ b: ProcessEvent) -> Bool {
    a.parentPID == ProcessNumber.none || b.parentPID == ProcessNumber.none
  }

  /// Equal, or equal as far as the coarser of two forms of one record says: an EVTX file has 100 ns, its JSON
  /// milliseconds.
  private static func isSameTime(_ a: Int64, _ b: Int64) -> Bool {
    if a == b { return true }
    for unit: Int64 in [1_000_000, 1_000] where a / unit == b / unit {
      if a % unit == 0 || b % unit == 0 { return true }
    }
    return false
  }
}

import Evidence

/// Makes process events of rows whose columns are known by name: which schemas the columns serve is found once, which
/// of them a row is of by its event ID and by which columns it fills.
package struct ProcessRowReader {
  /// Places of a schema's columns.
  private struct Plan {
    let schema: ProcessSchema
    let starts: [[UInt8]]
    let ends: [[UInt8]]
    let time: [Int]
    let host: [Int]
    let image: [Int]
    let pid: [Int]
    let parentImage: [Int]
    let parentPID: [Int]
    let guid: [Int]
    let parentGUID: [Int]
    let command: [Int]
    let parentCommand: [Int]
    let user: [Int]
    let logon: [Int]
    let integrity: [Int]
    let hashes: [Int]
  }

  private let plans: [Plan]
  private let eventID: [Int]
  private let eventType: [Int]
  /// What 4689 calls the program that ended, and its number.
  private let endedName: [Int]
  private let endedNumber: [Int]
  /// Reads a time that is not ISO 8601: nanoseconds since 1970, nil for none.
  private let otherTime: @Sendable ([UInt8], Range<Int>) -> Int64?

  /// - Parameters:
  ///   - columns: names, in the order of the cells.
  ///   - otherTime: reads times that are not ISO 8601.
  package init(
    columns: [String], otherTime: @escaping @Sendable ([UInt8], Range<Int>) -> Int64? = { _, _ in nil }
  ) {
    let found = ProcessColumns(columns)
    plans = ProcessSchema.all.filter { $0.isServed(by: found) }.map { schema in
      Plan(
        schema: schema, starts: schema.starts.map { Array($0.utf8) },
        ends: schema.ends.map { Array($0.utf8) },
        time: found.indices(schema.time), host: found.indices(schema.host),
        image: found.indices(schema.image),
        pid: found.indices(schema.pid), parentImage: found.indices(schema.parentImage),
        parentPID: found.indices(schema.parentPID), guid: found.indices(schema.guid),
        parentGUID: found.indices(schema.parentGUID), command: found.indices(schema.command),
        parentCommand: found.indices(schema.parentCommand), user: found.indices(schema.user),
        logon: found.indices(schema.logon), integrity: found.indices(schema.integrity),
        hashes: found.indices(schema.hashes))
    }
    eventID = found.indices(ProcessSchema.eventIDs)
    eventType = found.indices(["EventType", "ActionType"])
    endedName = found.indices(["ProcessName"])
    endedNumber = found.indices(["ProcessId"])
    self.otherTime = otherTime
  }

  /// Names of the schemas that the columns serve; none: the input tells of no processes.
  package var schemas: [String] { plans.map(\.schema.name) }

  /// The event of a row; nil where the row tells of no process.
  ///
  /// - Parameters:
  ///   - record: its number.
  ///   - bytes: holds the cells.
  ///   - cells: places of the cells; a row may be shorter than the columns.
  ///   - events: takes the texts.
  package func event(
    record: Int, bytes: [UInt8], cells: [Range<Int>], into events: inout ProcessEvents
  ) -> ProcessEvent? {
    let id = first(eventID, cells) ?? first(eventType, cells)
    for plan in plans {
      guard let kind = kind(plan, id, bytes, cells) else { continue }
      var event = ProcessEvent(record: record, kind: kind, log: plan.schema.log)
      var image = first(plan.image, cells)
      var pid = first(plan.pid, cells)
      if plan.schema.log == .security, kind == .end {
        image = first(endedName, cells)
        pid = first(endedNumber, cells)
      }
      guard let pid else { continue }
      event.pid = ProcessNumber.parse(bytes, pid)
      guard event.pid != ProcessNumber.none else { continue }
      if kind == .start, image == nil { continue }
      func text(_ columns: [Int]) -> UInt32 {
        first(columns, cells).map { events.pool.number(bytes, $0) } ?? 0
      }
      if let image { event.image = events.pool.number(bytes, image) }
      event.host = text(plan.host)
      event.time = time(plan, bytes, cells)
      if let place = first(plan.guid, cells), let guid = ProcessGUID(bytes, place) { event.guid = guid }
      if kind == .start {
        if let place = first(plan.parentPID, cells) { event.parentPID = ProcessNumber.parse(bytes, place) }
        if let place = first(plan.parentGUID, cells), let guid = ProcessGUID(bytes, place) {
          event.parentGUID = guid
          event.parentIsUnknown = guid.isNone
        }
        event.parentImage = text(plan.parentImage)
        event.command = text(plan.command)
        event.parentCommand = text(plan.parentCommand)
        event.user = text(plan.user)
        event.logon = text(plan.logon)
        event.integrity = text(plan.integrity)
        event.hashes = text(plan.hashes)
      }
      return event
    }
    return nil
  }

  /// What a row is to a schema: by its event ID, if it has one and the schema goes by it.
  private func kind(_ plan: Plan, _ id: Range<Int>?, _ bytes: [UInt8], _ cells: [Range<Int>]) -> ProcessEvent
    .Kind?
  {
    guard let id, !plan.starts.isEmpty else { return .start }
    let value = bytes.span.extracting(id)
    if plan.starts.contains(where: { value.equals($0.span) }) { return .start }
    guard plan.ends.contains(where: { value.equals($0.span) }) else { return nil }
    // Windows' 4689 has ProcessName and ProcessId; what fills a 4688's columns is of doubtful form.
    let isDoubtful =
      plan.schema.log == .security && first(endedName, cells) == nil && first(plan.pid, cells) != nil
    return isDoubtful ? .supposedEnd : .end
  }

  /// The first cell of the columns that holds something.
  private func first(_ columns: [Int], _ cells: [Range<Int>]) -> Range<Int>? {
    for column in columns where column < cells.count && !cells[column].isEmpty { return cells[column] }
    return nil
  }

  private func time(_ plan: Plan, _ bytes: [UInt8], _ cells: [Range<Int>]) -> Int64 {
    guard let place = first(plan.time, cells) else { return ProcessEvent.noTime }
    let value = bytes.span.extracting(place)
    if let time = value.isoTime(at: 0), time.end == value.count {
      return time.utc().unixNanoseconds ?? ProcessEvent.noTime
    }
    return otherTime(bytes, place) ?? ProcessEvent.noTime
  }
}

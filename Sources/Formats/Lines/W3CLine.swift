import Evidence

/// The columns of a W3C log, and what they say of the common fields.
struct W3CColumns {
  enum Role {
    case none, date, time
    case common(RecordFields.Common)
  }

  let source: [String]
  let names: [[UInt8]]
  let roles: [Role]

  init(_ columns: [String]) {
    source = columns
    names = columns.map { Array($0.utf8) }
    roles = columns.map { name in
      switch name {
      case "date": .date
      case "time": .time
      case "cs-username": .common(.user)
      case "s-computername": .common(.computer)
      default: .none
      }
    }
  }
}

extension LineRecords.Extractor {
  /// A line of a W3C extended log: values in the order of `#Fields:`, parted by blanks or tabs; a value in quotes
  /// may hold blanks. Date and time are UTC by the format's definition; a log without date column takes the day
  /// of its last `#Date:`.
  func w3cLine(_ text: Span<UInt8>, _ context: RecordContext, _ fields: inout RecordFields) {
    if columns.source != context.columns { columns = W3CColumns(context.columns) }
    var date: Range<Int>?
    var time: Range<Int>?
    var i = skipBlanks(text, 0)
    var column = 0
    while i < text.count {
      let range = valueRange(text, i)
      if column < columns.names.count {
        let index = add(columns.names[column], range, &fields)
        switch columns.roles[column] {
        case .none: break
        case .date: date = range
        case .time: time = range
        case .common(let common):
          if let index, !(range.count == 1 && text[range.lowerBound] == UInt8(ascii: "-")) {
            fields.setCommon(common, .entry(index))
          }
        }
      } else {
        fields.note("w3c.columns", "the line has more values than #Fields: names")
        fields.add(fields.names.id("column\(column + 1)"), range)
      }
      let isQuoted = range.lowerBound > i
      i = skipBlanks(text, min(text.count, range.upperBound + (isQuoted ? 1 : 0)))
      column += 1
    }
    if column < context.columns.count {
      fields.note("w3c.columns", "the line has fewer values than #Fields: names")
    }
    guard let time else { return }
    setTime(text, date: date, time: time, context, &fields)
  }

  private func setTime(
    _ text: Span<UInt8>, date: Range<Int>?, time: Range<Int>, _ context: RecordContext,
    _ fields: inout RecordFields
  ) {
    var day: (year: Int, month: Int, day: Int)?
    if let date {
      day = civilDay(text.extracting(date))
    } else if let stated = context.attributes["date"] {
      day = civilDay(Array(stated.utf8).span)
    }
    let clock = text.extracting(time).clock(at: 0)
    guard let day, let clock,
      let local = Timestamp(
        year: day.year, month: day.month, day: day.day, hour: clock.hour, minute: clock.minute,
        second: clock.second, nanoseconds: clock.nanoseconds)
    else {
      fields.note("time.invalid", "date and time of the line are none, or its day is unknown")
      return
    }
    setTime(local, offsetSeconds: 0, &fields)
  }

  private func civilDay(_ text: Span<UInt8>) -> (year: Int, month: Int, day: Int)? {
    guard text.count == 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
      let year = text.fourDigits(at: 0), let month = text.twoDigits(at: 5), let day = text.twoDigits(at: 8)
    else { return nil }
    return (year, month, day)
  }
}

import Evidence

/// The classic text that Splunk makes of a Windows event (`WinEventLog`, `renderXml = false`):
/// ```
/// 08/24/2017 04:20:44 AM
/// LogName=Security
/// EventCode=4688
/// Message=A new process has been created.
/// ```
/// `Name=value` lines, then `Message=` to the end. A line without a name goes on with the value before it. The
/// time is that of the host, month first, without a zone.
package struct WindowsText {
  private let times: CSVTime.Rule

  package init(profile: SourceProfile) {
    times = CSVTime.Rule(profile)
  }

  /// Whether `MM/DD/YYYY hh:mm:ss AM` and a `Name=` line stand at `start`.
  package static func begins(_ bytes: Span<UInt8>, at start: Int) -> Bool {
    guard start + 19 <= bytes.count, bytes.twoDigits(at: start) != nil, bytes[start + 2] == UInt8(ascii: "/"),
      bytes.twoDigits(at: start + 3) != nil, bytes[start + 5] == UInt8(ascii: "/"),
      bytes.twoDigits(at: start + 6) != nil, bytes.twoDigits(at: start + 8) != nil,
      bytes[start + 10] == UInt8(ascii: " "), bytes.twoDigits(at: start + 11) != nil
    else { return false }
    let lineEnd = bytes.firstIndex(of: 10, from: start)
    guard lineEnd - start <= 40, lineEnd < bytes.count else { return false }
    return nameEnd(bytes, at: lineEnd + 1) != nil
  }

  /// Adds the fields of one event to `fields`. `bytes` is the whole of `buffer`.
  package func parse(_ bytes: Span<UInt8>, buffer: ValueBuffer, into fields: inout RecordFields) {
    var i = 0
    while i < bytes.count, bytes[i] <= 32 { i += 1 }
    let firstEnd = bytes.firstIndex(of: 10, from: i)
    setTime(bytes.extracting(i..<WindowsText.trimmed(bytes, i, firstEnd)), &fields)
    i = min(firstEnd + 1, bytes.count)
    while i < bytes.count {
      guard let nameEnd = WindowsText.nameEnd(bytes, at: i) else {
        i = min(bytes.firstIndex(of: 10, from: i) + 1, bytes.count)
        continue
      }
      let name = bytes.extracting(i..<nameEnd)
      var end: Int
      if name.count == 7, name.starts(with: "Message", at: 0) {
        end = bytes.count
      } else {
        end = bytes.firstIndex(of: 10, from: nameEnd)
        while end + 1 < bytes.count, WindowsText.nameEnd(bytes, at: end + 1) == nil {
          end = bytes.firstIndex(of: 10, from: end + 1)
        }
      }
      let value = nameEnd + 1..<max(nameEnd + 1, WindowsText.trimmed(bytes, nameEnd + 1, end))
      let before = fields.entries.count
      fields.add(fields.names.id(name), value, in: buffer)
      if fields.entries.count > before, !value.isEmpty {
        setCommon(name, bytes.extracting(value), entry: before, &fields)
      }
      i = min(end + 1, bytes.count)
    }
  }

  /// The end without line ends.
  private static func trimmed(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var end = end
    while end > start, bytes[end - 1] == 10 || bytes[end - 1] == 13 { end -= 1 }
    return end
  }

  /// The index of `=` behind a name of letters, digits and `_` at `start`; nil if none is there.
  private static func nameEnd(_ bytes: Span<UInt8>, at start: Int) -> Int? {
    var i = start
    while i < bytes.count, i - start <= 64 {
      switch bytes[i] {
      case 65...90, 97...122, 48...57, UInt8(ascii: "_"): i += 1
      case UInt8(ascii: "="): return i > start ? i : nil
      default: return nil
      }
    }
    return nil
  }

  private func setTime(_ line: Span<UInt8>, _ fields: inout RecordFields) {
    guard let civil = CSVTime.civil(line, dayFirst: false) else {
      fields.note("time.unparsed", "no time is read from the first line of a Windows event")
      return
    }
    fields.time = times.utc(civil)
  }

  private func setCommon(
    _ name: Span<UInt8>, _ value: Span<UInt8>, entry: Int, _ fields: inout RecordFields
  ) {
    let field: RecordFields.Common
    switch name.count {
    case 12 where name.starts(with: "ComputerName", at: 0): field = .computer
    case 7 where name.starts(with: "LogName", at: 0): field = .channel
    case 10 where name.starts(with: "SourceName", at: 0): field = .provider
    case 9 where name.starts(with: "EventCode", at: 0): field = .eventID
    case 12 where name.starts(with: "RecordNumber", at: 0): field = .eventRecordID
    case 4 where name.starts(with: "User", at: 0): field = .user
    case 4 where name.starts(with: "Type", at: 0):
      if let word = CSVCommonFields.severity(value) { fields.setCommon(.severity, .word(word)) }
      return
    default: return
    }
    if fields.common[field.rawValue] == .none { fields.setCommon(field, .entry(entry)) }
  }
}

import Testing

/// Small logs that are made here, of several row groups where one file is given.
enum Inputs: String, CaseIterable, CustomTestStringConvertible {
  case eventXML
  case ndjson
  case folder

  var testDescription: String { rawValue }

  /// Writes the input below `in`, and gives its path.
  func write(in folder: Folder) throws -> String {
    switch self {
    case .eventXML:
      // Two units of 4 MiB.
      try folder.write(Self.events(9500), to: "in/events.xml")
      return folder.path("in/events.xml")
    case .ndjson:
      // Three units of 16,384 spans.
      try folder.write(Self.lines(36_000), to: "in/events.ndjson")
      return folder.path("in/events.ndjson")
    case .folder:
      try folder.write(Self.events(40), to: "in/a/one.xml")
      try folder.write(Self.events(40, first: 500) + Array("<Event><System>".utf8), to: "in/a/two.xml")
      try folder.write(Self.lines(300), to: "in/b.ndjson")
      try folder.write(Self.lines(300, first: 900), to: "in/c.json")
      try folder.write(
        Array("time,host,n\n".utf8)
          + (0..<200).flatMap { Array("2024-05-01 10:00:00,web\($0 % 3),\($0)\n".utf8) },
        to: "in/d.csv")
      try folder.write(
        (0..<200).flatMap { Array("May  1 10:00:0\($0 % 10) web01 sshd[\($0)]: hello\n".utf8) },
        to: "in/e.log")
      try folder.write([], to: "in/empty.log")
      return folder.path("in")
    }
  }

  static func lines(_ count: Int, first: Int = 0) -> [UInt8] {
    var out: [UInt8] = []
    for n in first..<first + count {
      let second = n % 60 < 10 ? "0\(n % 60)" : "\(n % 60)"
      out.append(
        contentsOf: Array(
          "{\"time\":\"2024-05-01T09:14:\(second)Z\",\"host\":\"h\(n % 7)\",\"n\":\(n)}\n".utf8))
    }
    return out
  }

  static func events(_ count: Int, first: Int = 0) -> [UInt8] {
    var out = Array("<Events>\r\n".utf8)
    for n in first..<first + count {
      out.append(
        contentsOf: Array(
          """
          <Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
          <Provider Name='Microsoft-Windows-Security-Auditing' Guid='{54849625-5478-4994-a5ba-3e3b0328c30d}'/>\
          <EventID>\(4624 + n % 5)</EventID><Version>0</Version><Level>0</Level><Task>12544</Task>\
          <Opcode>0</Opcode><Keywords>0x8020000000000000</Keywords>\
          <TimeCreated SystemTime='2024-05-01T09:14:07.1843221Z'/><EventRecordID>\(n)</EventRecordID>\
          <Channel>Security</Channel><Computer>ws0\(n % 4)</Computer></System><EventData>\
          <Data Name='TargetUserName'>user\(n % 11)</Data><Data Name='LogonType'>\(n % 9)</Data>\
          </EventData></Event>\r\n
          """.utf8))
    }
    out.append(contentsOf: Array("</Events>\r\n".utf8))
    return out
  }
}

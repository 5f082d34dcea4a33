import Foundation
import Testing

/// Small logs that are made here, of several row groups where one file is given.
enum Inputs: String, CaseIterable, CustomTestStringConvertible {
  case eventXML
  case ndjson
  case folder
  /// A zip, a compressed tar, and a zip with archives in it that the limits cut short.
  case archives
  /// The chunk of a real log, repeated.
  case binaryLog

  /// Those that can be made here.
  static let present = allCases.filter(\.isThere)

  private static let chunkOfLog = "/work/shared/corpora/evtx/security_new_user.evtx"

  var isThere: Bool { self != .binaryLog || FileManager.default.fileExists(atPath: Self.chunkOfLog) }

  /// Options of `add`, which are the same after a kill.
  var options: [String] { self == .archives ? ["--max-members", "6", "--max-depth", "2"] : [] }

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
    case .archives:
      let made = try Child.run(
        ["/usr/bin/env", "python3", "-c", Self.archiver, folder.path("in")], folder, [:])
      try #require(made.status == 0, "\(made.messages)")
      return folder.path("in")
    case .binaryLog:
      let log = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.chunkOfLog)))
      // Two units of 4 MiB; the header says one chunk, which is told.
      try folder.write(log + (0..<90).flatMap { _ in log[4096..<4096 + 65_536] }, to: "in/f.evtx")
      return folder.path("in/f.evtx")
    }
  }

  /// Python's own modules write the archives: the same bytes each time.
  private static let archiver = """
    import gzip, io, os, sys, tarfile, zipfile

    def lines(count, first):
        return "".join('{"time":"2024-05-01T09:14:%02dZ","host":"h%d","n":%d}\\n' % (n % 60, n % 7, n)
                       for n in range(first, first + count)).encode()

    def zipped(files):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files:
                archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def tarred(files):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as archive:
            for name, data in files:
                entry = tarfile.TarInfo(name)
                entry.size = len(data)
                archive.addfile(entry, io.BytesIO(data))
        return gzip.compress(out.getvalue(), mtime=0)

    files = [("x/%d.json" % n, lines(3000, 5000 * n)) for n in range(3)]
    nested = zipped([("deep.zip", zipped([("kept.zip", zipped(files))])), ("b.tar.gz", tarred(files)),
                     ("c.zip", zipped(files)), ("d.json", lines(100, 0))])
    os.makedirs(sys.argv[1], exist_ok=True)
    for name, data in [("a.zip", zipped(files)), ("b.tar.gz", tarred(files)), ("c.zip", nested)]:
        with open(os.path.join(sys.argv[1], name), "wb") as file:
            file.write(data)
    """

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

import Foundation

/// Small logs, made the same each time.
enum Samples {
  static func ndjson(_ count: Int, seed: Int = 1) -> String {
    var random = Seeded(seed)
    let images = [
      "C:\\\\Windows\\\\System32\\\\cmd.exe", "C:\\\\Windows\\\\explorer.exe", "C:\\\\Temp\\\\a.exe",
    ]
    return (0..<count).map { i in
      let long = String(repeating: "q\\n", count: i % 97 == 0 ? 300 : 0)
      return """
        {"@timestamp":"2024-05-01T0\(i % 10):00:\(10 + i % 50).\(100 + i % 900)Z","EventID":\(4600 + i % 7),\
        "Image":"\(images[Int.random(in: 0..<3, using: &random)])","n":\(Int.random(in: 0..<1_000_000, using: &random)),\
        "user":{"name":"u\(i % 13)","tags":["a","b\(i % 3)"]},"empty":"","none":null,"text":"\(long)x"}

        """
    }.joined()
  }

  static func csv(_ count: Int) -> String {
    "time,host,message,n\r\n"
      + (0..<count).map { i in
        "2024-05-0\(1 + i % 9)T10:00:00Z,host\(i % 5),\"said \"\"\(i)\"\"\nand more\",\(i)\r\n"
      }.joined()
  }

  static func lines(_ count: Int) -> String {
    (0..<count).map { i in
      "May \(i / 86_400 + 1 < 10 ? " " : "")\(i / 86_400 + 1) \(10 + i / 3600 % 10):\(10 + i / 60 % 50):\(10 + i % 50)"
        + " web sshd[\(i % 100)]: n=\(i)\n"
    }.joined()
  }

  static func xml(_ count: Int) -> String {
    "<Events>\n"
      + (0..<count).map { i in
        """
        <Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>\
        <Provider Name="Microsoft-Windows-Security-Auditing"/><EventID>\(4624 + i % 5)</EventID><Level>0</Level>\
        <TimeCreated SystemTime="2024-05-01T09:\(10 + i % 50):07.1843221Z"/><EventRecordID>\(i + 1)</EventRecordID>\
        <Channel>Security</Channel><Computer>WS0\(i % 4)</Computer></System><EventData>\
        <Data Name="TargetUserName">u&amp;\(i % 9)</Data><Data Name="LogonType">\(i % 11)</Data></EventData></Event>

        """
      }.joined() + "</Events>\n"
  }

  /// One file of each kind, the lines long enough for several row groups.
  static func write(_ folder: TemporaryFolder) throws -> [String] {
    [
      try folder.write("events.ndjson", ndjson(700)), try folder.write("table.csv", csv(300)),
      try folder.write("messages", lines(40_000)), try folder.write("security.xml", xml(400)),
      try folder.write("bad.ndjson", "{\"a\":1}\n{\"a\":\nnot json at all\n{\"b\":2}\n"),
      try folder.write("empty.log", ""),
    ]
  }
}

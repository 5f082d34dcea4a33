import Foundation

/// What it costs to make a tree of a million processes, from a CSV file to the last row.
extension Bench {
  private static let processes = 1_000_000
  /// Processes of one chain.
  private static let depth = 5_000

  func measureTree() throws -> [Measurement] {
    let shapes = [("a forest", false), ("chains of \(Self.depth)", true)]
    return try shapes.flatMap { name, isDeep -> [Measurement] in
      let path = options.folder + "/tree-\(isDeep ? "deep" : "wide").csv"
      try Self.write(path, isDeep: isDeep)
      defer { try? FileManager.default.removeItem(atPath: path) }
      var memory: [Double] = []
      var work: [Double] = []
      let seconds = try repeated {
        let cost = try Child.run([options.assay, "tree", "--input", path, "--format", "ndjson", "--quiet"])
        memory.append(Double(cost.residentBytes) / 1e6)
        work.append(cost.cpu)
        return cost.wall
      }
      return [
        Measurement(
          name: "tree of 1,000,000 processes, \(name), NDJSON, wall", unit: "s", readings: seconds,
          bound: .atMost(must: 5, aim: 2),
          detail: String(
            format: "%.0f MB of CSV; %.1f s of CPU, %.0f MB of memory", try Double(byteCount(path)) / 1e6,
            Readings(work).median, Readings(memory).median))
      ]
    }
  }

  /// Starts as the Security log tells them. A forest: on 50 hosts each process has a parent among the 200 before it.
  private static func write(_ path: String, isDeep: Bool) throws {
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    guard let file = FileHandle(forWritingAtPath: path) else {
      throw BenchError(reason: "cannot write \(path)")
    }
    defer { try? file.close() }
    var text =
      "TimeGenerated,NewProcessName,NewProcessId,ParentProcessName,ProcessId,CommandLine,SubjectUserName,EventID,Computer\n"
    let hosts = isDeep ? processes / depth : 50
    func image(_ index: Int) -> String { "C:\\Windows\\System32\\p\(index % 300).exe" }
    func pid(_ index: Int) -> Int { 4 + index * 4 }
    for number in 0..<processes {
      let host = isDeep ? number / depth : number % hosts
      let index = isDeep ? number % depth : number / hosts
      let back = isDeep ? 1 : 1 + number * 7919 % 200
      let parent = max(0, index - back)
      let second = index / 10
      let time = String(
        format: "2024-05-%02d %02d:%02d:%02d.%d00", 1 + second / 86_400, second / 3600 % 24, second / 60 % 60,
        second % 60,
        index % 10)
      text += "\(time),\(image(index)),0x\(String(pid(index), radix: 16)),\(index == 0 ? "" : image(parent)),"
      text += "\(index == 0 ? "" : "0x" + String(pid(parent), radix: 16)),"
      text +=
        "\"\(image(index)) -k svc\(number % 977) -p \"\"C:\\Temp\\\(number)\"\"\",u\(number % 90),4688,WS\(host)\n"
      if text.utf8.count > 1 << 20 {
        try file.write(contentsOf: Data(text.utf8))
        text = ""
      }
    }
    try file.write(contentsOf: Data(text.utf8))
  }
}

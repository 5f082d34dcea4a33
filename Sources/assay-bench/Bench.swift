import Foundation

/// Runs the measurements and gathers their rows.
final class Bench {
  /// Names for `--only`, in the order of the table.
  static let names = [
    "add", "threads", "size", "memory", "query", "ask", "grep", "search", "evtx", "tree", "verify", "start",
    "references",
  ]

  let options: Options
  private var cases: [String: String] = [:]
  private var made: Inputs?

  init(_ options: Options) throws {
    self.options = options
    guard FileManager.default.isExecutableFile(atPath: options.assay) else {
      throw BenchError(reason: "\(options.assay) is not there; build it, or see --assay")
    }
    for tool in ["zstd", "openssl", "grep", "python3"] where Child.words("command -v \(tool)").isEmpty {
      throw BenchError(reason: "\(tool) is not installed")
    }
  }

  /// Made when first asked for: not every part needs them.
  var inputs: Inputs {
    get throws {
      if let made { return made }
      let inputs = try Inputs(megabytes: options.megabytes, options: options)
      made = inputs
      return inputs
    }
  }

  func run() throws -> Report {
    var report = Report()
    report.machine = [
      ("cpu", Child.words("sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1")),
      ("cores", "\(ProcessInfo.processInfo.activeProcessorCount)"),
      ("load before", Child.words("cut -d' ' -f1-3 /proc/loadavg")),
      ("inputs", "\(options.megabytes) MB each, \(options.runs) runs"),
      (
        "references",
        Child.words("zstd --version | grep -o 'v[0-9.]*' | head -1") + " zstd, "
          + Child.words("openssl version | cut -d' ' -f1,2")
      ),
    ]
    let parts: [(String, () throws -> [Measurement])] = [
      ("add", measureAdd), ("threads", measureThreads), ("size", measureSize), ("memory", measureMemory),
      ("query", measureQuery), ("ask", measureAsk), ("grep", measureGrep), ("search", measureSearch),
      ("evtx", measureEVTX), ("tree", measureTree), ("verify", measureVerify), ("start", measureStart),
      ("references", measureReferences),
    ]
    for (name, part) in parts where options.only.isEmpty || options.only.contains(name) {
      Note.write("measuring \(name)")
      let others = OtherLoad()
      report.rows += try part()
      report.machine.append(
        (
          "other processes, \(name)", String(format: "%.0f %% of the machine", others.share * 100)
        ))
    }
    report.machine.append(("load after", Child.words("cut -d' ' -f1-3 /proc/loadavg")))
    return report
  }

  /// A case made anew of these files; what it cost.
  func add(_ paths: [String], to path: String, threads: Int? = nil, again: Bool = false) throws -> Cost {
    if !again { remove(path) }
    var command = [options.assay, "add", path] + paths + ["--quiet"]
    if let threads { command += ["--threads", "\(threads)"] }
    if again { command.append("--again") }
    // 1: something could not be parsed, and is listed.
    return try Child.run(command, accepted: [0, 1])
  }

  func casePath(_ name: String) -> String { options.folder + "/\(name).assay" }

  /// The case of one input, made once.
  func caseOf(_ input: Inputs.Input) throws -> String {
    if let path = cases[input.title] { return path }
    let path = casePath("case-" + input.title.lowercased().replacingOccurrences(of: " ", with: "-"))
    _ = try add([input.path], to: path)
    cases[input.title] = path
    return path
  }

  func remove(_ path: String) {
    for suffix in ["", "-journal"] { try? FileManager.default.removeItem(atPath: path + suffix) }
  }

  func byteCount(_ path: String) throws -> Int {
    try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
  }

  /// Readings of several runs.
  func repeated(_ runs: Int? = nil, _ body: () throws -> Double) rethrows -> Readings {
    Readings(try (0..<(runs ?? options.runs)).map { _ in try body() })
  }

  func megabytesPerSecond(_ bytes: Int, _ seconds: Double) -> String {
    String(format: "%.0f", Double(bytes) / 1e6 / max(seconds, 1e-9))
  }
}

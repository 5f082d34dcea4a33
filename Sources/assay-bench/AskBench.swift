import CaseFile
import Foundation
import Query

/// What questions cost.
extension Bench {
  private static let question = "SELECT event_id, count(*) FROM events GROUP BY 1"

  /// A case of a million records or more: the three inputs, several times.
  func makeMillion(_ path: String) throws -> Int {
    remove(path)
    var records = 0
    while records < 1_000_000 {
      _ = try add(inputs.all.map(\.path), to: path, again: records > 0)
      records = try CaseReader(CaseStore.open(path)).recordsConsidered
    }
    return records
  }

  /// A count by event over a million records.
  func measureQuery() throws -> [Measurement] {
    let path = casePath("million")
    let records = try makeMillion(path)
    let whole = try repeated(max(5, options.runs)) {
      try Child.run([options.assay, "query", path, Self.question]).wall
    }
    let clock = ContinuousClock()
    let inside = try repeated(max(5, options.runs)) {
      let session = try QuerySession(CaseStore.open(path))
      var rows = 0
      let start = clock.now
      try session.run(Self.question, onColumns: { _ in }) { _ in
        rows += 1
        return true
      }
      return Child.seconds(clock.now - start)
    }
    remove(path)
    return [
      Measurement(
        name: "count by event_id, whole command", unit: "s", readings: whole,
        bound: .atMost(must: 0.5, aim: 0.1), detail: "wall; \(records) records"),
      Measurement(
        name: "count by event_id, statement alone", unit: "s", readings: inside, bound: nil,
        detail: "wall, in one process; \(records) records"),
    ]
  }

  /// A string that occurs once, against the same bytes in one zstd file.
  func measureGrep() throws -> [Measurement] {
    try inputs.all.flatMap { input in
      let packed = options.folder + "/packed.zst"
      _ = try Child.run(["zstd", "-3", "-q", "-f", input.path, "-o", packed])
      let path = try caseOf(input)
      let pattern = input.rare.replacingOccurrences(of: "'", with: "'\\''")
      var walls: [Double] = []
      let ratios = try repeated {
        // GNU grep stops at the first match where its output goes to /dev/null.
        let reference = try Child.shell("zstd -dc '\(packed)' | grep -F -c '\(pattern)' | cat")
        let grep = try Child.run([options.assay, "grep", path, "-F", "-c", input.rare])
        walls.append(grep.wall / reference.wall)
        return grep.cpu / reference.cpu
      }
      return [
        Measurement(
          name: "grep -F, \(input.title), CPU", unit: "x", readings: ratios,
          bound: .atMost(must: 1.5, aim: 1), detail: "of zstd -dc piped into grep -F"),
        Measurement(
          name: "grep -F, \(input.title), wall", unit: "x", readings: Readings(walls), bound: nil,
          detail: "of zstd -dc piped into grep -F; aim 0.5"),
      ]
    }
  }

  /// All checks against `add` of the same file.
  func measureVerify() throws -> [Measurement] {
    try inputs.all.map { input in
      let path = casePath("verified")
      var cpu: [Double] = []
      let ratios = try repeated {
        let add = try add([input.path], to: path)
        let verify = try Child.run([options.assay, "verify", path, "--quiet"])
        cpu.append(verify.cpu / add.cpu)
        return verify.wall / add.wall
      }
      remove(path)
      return Measurement(
        name: "verify, \(input.title), wall", unit: "x", readings: ratios, bound: .atMost(must: 1, aim: 0.7),
        detail: String(format: "of add; CPU %.2f", Readings(cpu).median))
    }
  }

  /// From the start of the program to the end of a short answer.
  func measureStart() throws -> [Measurement] {
    let path = casePath("small")
    let small = options.corpora + "/evtx-xml/wevtutil_small_4.xml"
    _ = try add([small], to: path)
    let commands: [(String, [String])] = [
      ("info", ["info", path]), ("query", ["query", path, "SELECT count(*) FROM events"]),
      ("--version", ["--version"]),
    ]
    defer { remove(path) }
    return try commands.map { name, arguments in
      Measurement(
        name: "start, \(name)", unit: "ms",
        readings: try repeated(20) { try Child.run([options.assay] + arguments).wall * 1000 },
        bound: name == "--version" ? nil : .atMost(must: 50, aim: 20),
        detail: "wall, to the end; a case of 4 records")
    }
  }
}

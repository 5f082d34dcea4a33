import Foundation

/// What `add` costs.
extension Bench {
  /// CPU time as a multiple of compressing and hashing the same file.
  func measureAdd() throws -> [Measurement] {
    try inputs.all.map { input in
      var adds: [Double] = []
      var references: [Double] = []
      let ratios = try repeated {
        let zstd = try Child.run(["zstd", "-3", "-q", "-c", input.path])
        let sha256 = try Child.run(["openssl", "dgst", "-sha256", input.path])
        let add = try add([input.path], to: casePath("add"))
        adds.append(add.cpu)
        references.append(zstd.cpu + sha256.cpu)
        return add.cpu / (zstd.cpu + sha256.cpu)
      }
      let ours = megabytesPerSecond(input.byteCount, Readings(adds).median)
      let theirs = megabytesPerSecond(input.byteCount, Readings(references).median)
      return Measurement(
        name: "add, \(input.title), CPU", unit: "x", readings: ratios, bound: .atMost(must: 5, aim: 2.5),
        detail: "of zstd -3 + openssl sha256; \(ours) against \(theirs) MB per CPU-second")
    }
  }

  /// What two threads gain over one.
  func measureThreads() throws -> [Measurement] {
    try inputs.all.map { input in
      var both: [Double] = []
      let gains = try repeated {
        let one = try add([input.path], to: casePath("one"), threads: 1)
        let two = try add([input.path], to: casePath("two"), threads: 2)
        both.append(two.wall)
        return one.wall / two.wall
      }
      return Measurement(
        name: "add, \(input.title), two threads over one", unit: "x", readings: gains,
        bound: .atLeast(must: 1.6, aim: 1.8),
        detail: "wall; two threads: \(megabytesPerSecond(input.byteCount, Readings(both).median)) MB/s")
    }
  }

  /// Raw bytes over bytes of the case file.
  func measureSize() throws -> [Measurement] {
    let inputs = try inputs
    return try inputs.all.map { input in
      let size = try byteCount(caseOf(input))
      return Measurement(
        name: "case, \(input.title), raw over case", unit: "x",
        readings: Readings([Double(input.byteCount) / Double(size)]),
        bound: input.title == inputs.csv.title ? nil : .atLeast(must: 16, aim: 25),
        detail: "\(input.byteCount) bytes in a case of \(size)")
    }
  }

  /// Most memory held, whatever the size of the input.
  func measureMemory() throws -> [Measurement] {
    var rows = [try memory(inputs, megabytes: options.megabytes)]
    if options.big {
      rows.append(try memory(try Inputs(megabytes: 1000, options: options), megabytes: 1000))
    }
    return rows.flatMap { $0 }
  }

  private func memory(_ inputs: Inputs, megabytes: Int) throws -> [Measurement] {
    let path = casePath("memory")
    let xml = inputs.xml.path
    _ = try add([xml], to: path)
    let commands: [(String, [String])] = [
      ("verify", [options.assay, "verify", path, "--quiet"]),
      ("grep", [options.assay, "grep", path, "-F", "-c", inputs.xml.rare]),
      (
        "query",
        [options.assay, "query", path, "SELECT event_id, count(*), min(time) FROM events GROUP BY 1"]
      ),
    ]
    var rows = [
      Measurement(
        name: "memory, add of \(megabytes) MB", unit: "MB",
        readings: try repeated { Double(try add([xml], to: path).residentBytes) / 1e6 },
        bound: .atMost(must: 256, aim: 128), detail: "ru_maxrss, Event XML")
    ]
    for (name, command) in commands {
      rows.append(
        Measurement(
          name: "memory, \(name) of \(megabytes) MB", unit: "MB",
          readings: try repeated { Double(try Child.run(command).residentBytes) / 1e6 },
          bound: .atMost(must: 256, aim: 128), detail: "ru_maxrss, Event XML"))
    }
    remove(path)
    return rows
  }
}

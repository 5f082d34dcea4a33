import CaseFile
import Foundation
import Query

/// What binary event logs cost, against PyPI `evtx` (the Rust parser) and `libevtx-python`.
extension Bench {
  private struct Reference {
    var events: Int
    var errors: Int
    var cpu: Double

    var rate: Double { Double(events) / cpu }
  }

  func measureEVTX() throws -> [Measurement] {
    let inputs = try EVTXInputs(megabytes: options.megabytes, options: options)
    // Into the page cache.
    _ = try Child.shell("cat '\(inputs.folder)'/*/*.evtx '\(inputs.single)'")
    var rows = try decode(inputs) + addEVTX(inputs)
    rows += try memory(inputs, megabytes: options.megabytes)
    if options.big { rows += try memory(EVTXInputs(megabytes: 2000, options: options), megabytes: 2000) }
    return rows
  }

  // MARK: text

  private func decode(_ inputs: EVTXInputs) throws -> [Measurement] {
    let tools: [(name: String, module: String, bound: Measurement.Bound)] = [
      ("rust", "evtx", .atLeast(must: 0.5, aim: 1)), ("libevtx", "pyevtx", .atLeast(must: 5, aim: 10)),
    ]
    let script = "tools/bench-evtx.py"
    return try tools.compactMap { tool in
      guard !Child.words("python3 -c 'import \(tool.module); print(1)'").isEmpty else {
        Note.write("not installed: Python module \(tool.module) (pip install evtx libevtx-python)")
        return nil
      }
      var own: [EVTXDecoding] = []
      var references: [Reference] = []
      let ratios = try repeated {
        let reference = try reference("python3 '\(script)' \(tool.name) '\(inputs.folder)'")
        let decoding = try EVTXDecoding(inputs.paths)
        own.append(decoding)
        references.append(reference)
        return Double(decoding.events) / decoding.cpu / reference.rate
      }
      guard let decoding = own.first, let reference = references.first else { return nil }
      return Measurement(
        name: "EVTX to XML text, events per CPU-second, of \(tool.name)", unit: "x", readings: ratios,
        bound: tool.bound,
        detail: String(
          format: "%.0f against %.0f; %d events against %d, with %d errors",
          Readings(own.map { Double($0.events) / $0.cpu }).median, Readings(references.map(\.rate)).median,
          decoding.events, reference.events, reference.errors))
    }
  }

  /// What `tools/bench-evtx.py` prints.
  private func reference(_ line: String) throws -> Reference {
    let words = Child.words(line).split(separator: " ")
    guard words.count == 4, let events = Int(words[0]), let errors = Int(words[2]), let cpu = Double(words[3])
    else { throw BenchError(reason: "no result from \(line)") }
    return Reference(events: events, errors: errors, cpu: cpu)
  }

  // MARK: cases

  private func addEVTX(_ inputs: EVTXInputs) throws -> [Measurement] {
    let kinds = [
      ("\(inputs.paths.count) logs", inputs.folder, inputs.byteCount),
      ("one log", inputs.single, inputs.singleByteCount),
    ]
    // All that were decoded.
    var scope = CaseScope()
    scope.includesRecovered = true
    return try kinds.map { title, path, byteCount in
      let place = casePath("evtx")
      var events = 0
      let rates = try repeated {
        let cost = try addAgain(path, to: place)
        events = try CaseReader(CaseStore.open(place), scope: scope).recordsConsidered
        return Double(events) / cost.cpu
      }
      remove(place)
      return Measurement(
        name: "EVTX to a case, \(title), events per CPU-second", unit: "", readings: rates,
        bound: .atLeast(must: 40_000, aim: 80_000), detail: "add; \(events) events in \(byteCount) bytes")
    }
  }

  private func memory(_ inputs: EVTXInputs, megabytes: Int) throws -> [Measurement] {
    let place = casePath("evtx")
    defer { remove(place) }
    return try [("many logs", inputs.folder), ("one log", inputs.single)].map { title, path in
      Measurement(
        name: "memory, add of \(megabytes) MB of EVTX, \(title)", unit: "MB",
        readings: try repeated { Double(try addAgain(path, to: place).residentBytes) / 1e6 },
        bound: .atMost(must: 256, aim: 64), detail: "ru_maxrss")
    }
  }

  /// A case made anew; the same log counts every time that it comes.
  private func addAgain(_ path: String, to place: String) throws -> Cost {
    remove(place)
    return try add([path], to: place, again: true)
  }
}

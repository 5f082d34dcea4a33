import Evidence

/// Ready-made times: a JSON list of `{"id", "timestamps"}`, seconds since 1970.
struct TimesFile {
  var id: String
  var nanoseconds: [Int64]

  /// - Throws: `file.…`, `input.json`, `interrupted`.
  static func read(_ path: String) throws -> [TimesFile] {
    var series: [TimesFile] = []
    var reader = try JSONPieces(
      path: path, form: #"series are [{"id": …, "timestamps": [seconds, …]}, …]"#)
    try reader.array { reader in
      if Interruption.isRequested { throw AssayError("interrupted", subject: path, reason: "stopped") }
      var one = TimesFile(id: String(series.count), nanoseconds: [])
      var hasTimes = false
      try reader.object { name, reader in
        switch name {
        case "id": one.id = try reader.scalar() ?? one.id
        case "timestamps":
          hasTimes = true
          try reader.array { reader in one.nanoseconds.append(try time(&reader)) }
        default: try reader.skip(depth: 0)
        }
      }
      guard hasTimes else { throw reader.failure("element \(series.count) has no list 'timestamps'") }
      series.append(one)
    }
    return series
  }

  private static func time(_ reader: inout JSONPieces) throws -> Int64 {
    let text = try reader.scalar() ?? "null"
    // Years up to 2255, so that nanoseconds have room.
    if let whole = Int64(text), whole.magnitude < 9_000_000_000 { return whole * 1_000_000_000 }
    guard let seconds = Double(text), seconds.magnitude < 9e9 else {
      throw reader.failure("'\(text)' is no number of seconds")
    }
    return Int64((seconds * 1e9).rounded())
  }
}

import Evidence
import Integrity

/// Ready-made times: a JSON list of `{"id", "timestamps"}`, seconds since 1970.
struct TimesFile {
  var id: String
  var nanoseconds: [Int64]

  /// Most bytes of a file.
  private static let mostBytes = 1 << 30

  /// - Throws: `file.…`, `input.json`.
  static func read(_ path: String) throws -> [TimesFile] {
    var bytes: [UInt8] = []
    let file = try InputTable.open(path)
    while try !file.read(1 << 20, at: UInt64(bytes.count), into: &bytes) {
      guard bytes.count <= mostBytes else { throw failure(path, "is longer than \(mostBytes) bytes") }
    }
    let value: JSONValue
    do {
      value = try CanonicalJSON.parse(bytes)
    } catch {
      throw failure(path, "is no JSON: \(error)")
    }
    guard case .array(let elements) = value else { throw failure(path, "is no list") }
    return try elements.enumerated().map { index, element in
      guard case .array(let times)? = element["timestamps"] else {
        throw failure(path, "element \(index) has no list 'timestamps'")
      }
      let id = element["id"]?.string ?? element["id"]?.int.map { String($0) } ?? String(index)
      return TimesFile(
        id: id,
        nanoseconds: try times.map { time in
          guard let seconds = time.number, seconds.magnitude < 9e9 else {
            throw failure(path, "'\(id)' has a time that is no number of seconds")
          }
          if case .int(let whole) = time { return whole * 1_000_000_000 }
          return Int64((seconds * 1e9).rounded())
        })
    }
  }

  private static func failure(_ path: String, _ reason: String) -> AssayError {
    AssayError(
      "input.json", subject: path, reason: reason,
      hint: #"series are [{"id": …, "timestamps": [seconds, …]}, …]"#)
  }
}

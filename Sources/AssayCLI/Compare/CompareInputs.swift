import Completeness
import Evidence
import Integrity
import Pages
import Query

/// What a comparison is made with beside evidence and export: all that a receipt must tell.
struct CompareInputs {
  /// The search behind the export; nil: not given.
  var scope: String?
  /// Contents of the files of `--map` and `--limits`, in order.
  var maps: [String] = []
  var limits: [String] = []

  init(_ options: CompareOptions) throws(AssayError) {
    scope = options.scope
    for path in options.map { maps.append(try Self.text(path)) }
    for path in options.limits { limits.append(try Self.text(path)) }
  }

  /// What a receipt says.
  init(_ question: Question) {
    func texts(_ name: String) -> [String] {
      guard case .array(let list)? = question[parameter: name] else { return [] }
      return list.compactMap { $0["text"]?.string }
    }
    scope = question[parameter: "scope"]?.string
    maps = texts("maps")
    limits = texts("limits")
  }

  /// The maps of `--map`.
  ///
  /// - Throws: `export.map`.
  func exportMaps() throws(AssayError) -> [ExportMap] {
    try maps.map { text throws(AssayError) in try ExportMap(json: Array(text.utf8), subject: "--map") }
  }

  private static func text(_ path: String) throws(AssayError) -> String {
    let bytes = try FileReader.contents(of: RawArguments.path(path))
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw AssayError("file.encoding", subject: path, reason: "is no UTF-8", hint: "it must be JSON")
    }
    return text
  }

  /// The question, for a receipt.
  ///
  /// - Parameters:
  ///   - exports: names as given.
  ///   - claims: SHA-256 of each.
  func question(_ exports: [String], claims: [String], sources: Set<Int>?) -> Question {
    func list(_ values: [JSONValue]) -> JSONValue? { values.isEmpty ? nil : .array(values) }
    func file(_ text: String) -> JSONValue {
      .members(("sha256", .string(Digest256.of(Array(text.utf8)).description)), ("text", .string(text)))
    }
    var question = Question("compare", exports.joined(separator: " "), isOrdered: true)
    question = question.with("claims", list(claims.map { .string($0) }))
      .with("scope", scope.map { .string($0) })
      .with("maps", list(maps.map(file))).with("limits", list(limits.map(file)))
      .with("own_limits", .string(Digest256.of(LimitCatalog.builtInFile).description))
      .with("sources", sources.map { .array($0.sorted().map { .number($0) }) })
    return question
  }
}

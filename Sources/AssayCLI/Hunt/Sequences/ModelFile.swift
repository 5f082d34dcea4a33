import Evidence
import Hunt
import Integrity
import Pages

/// A model in a file: what was counted, of which case at which checkpoint, and a SHA-256 over all of it. Canonical JSON
/// (RFC 8785), so that the same counts give the same bytes.
struct ModelFile {
  let counts: SequenceCounts
  /// SHA-256 of the canonical JSON of everything but the digest itself.
  let digest: String

  /// Longest file that is read, in bytes.
  private static let limit = 512 << 20

  /// Writes a model; returns its digest.
  /// - Parameters:
  ///   - treeSize: of the case that it was made of; nil for ready-made sessions.
  ///   - root: Merkle root of that tree.
  ///   - question: what chose and cut the sessions.
  /// - Throws: `output.…`.
  static func write(
    _ counts: SequenceCounts, to path: String, overwrites: Bool, treeSize: Int? = nil, root: String? = nil,
    question: [JSONValue.Member]
  ) throws -> String {
    let parts = counts.parts
    var members: [JSONValue.Member] = [
      .init("assay_sequence_model", .int(1)), .init("mode", .string(parts.mode.rawValue)),
      .init("order", .number(parts.order)),
      .init("names", .array(parts.names.map { .array([.string($0.name), .number($0.count)]) })),
      .init("pairs", triples(parts.pairs)),
      .init("parameters", .array(parts.parameters.map { .string($0) })),
      .init("parameter_counts", triples(parts.parameterCounts)),
      .init("values", .array(parts.values.map { values($0) })), .init("chains", triples(parts.chains)),
      .init("question", .object(question)),
    ]
    if let treeSize, let root {
      members.append(
        .init("checkpoint", .members(("root", .string(root)), ("tree_size", .number(treeSize)))))
    }
    let digest = Digest256.of(try CanonicalJSON.bytes(.object(members))).description
    let sink = try OutputSink(path, force: overwrites)
    try sink.write(
      String(
        decoding: try CanonicalJSON.bytes(.object(members + [.init("digest", .string(digest))])),
        as: UTF8.self)
        + "\n")
    try sink.finish()
    return digest
  }

  /// Reads a model.
  /// - Throws: `file.…`, `model.damaged` where it is none, or its digest is another.
  static func read(_ path: String) throws -> ModelFile {
    let bytes = try FileReader.contents(of: FilePath(path), limit: limit)
    guard case .object(let members)? = try? CanonicalJSON.parse(bytes),
      let digest = members.first(where: { $0.name == "digest" })?.value.string,
      let body = try? CanonicalJSON.bytes(.object(members.filter { $0.name != "digest" }))
    else { throw damaged(path, "is no model that 'assay sequences --save-model' wrote") }
    guard Digest256.of(body).description == digest else {
      throw damaged(path, "was changed: its content has another SHA-256 than it says")
    }
    guard let parts = parts(.object(members)), let counts = SequenceCounts(parts) else {
      throw damaged(path, "its counts do not fit together")
    }
    return ModelFile(counts: counts, digest: digest)
  }

  private static func damaged(_ path: String, _ reason: String) -> AssayError {
    AssayError("model.damaged", subject: path, reason: reason, hint: "make it again with --save-model")
  }

  private static func triples(_ values: [(Int, Int, Int)]) -> JSONValue {
    .array(values.map { .array([.number($0.0), .number($0.1), .number($0.2)]) })
  }

  private static func values(_ values: SequenceCounts.ValueCounts) -> JSONValue {
    .members(
      ("occurrences", .number(values.occurrences)), ("over", .bool(values.isOver)),
      (
        "values",
        .array(
          values.values.sorted { $0.key < $1.key }.map { .array([.string($0.key), .number($0.value)]) })
      ))
  }

  private static func parts(_ value: JSONValue) -> SequenceCounts.Parts? {
    guard value["assay_sequence_model"]?.int == 1,
      let mode = value["mode"]?.string.flatMap({ SequenceMode(rawValue: $0) }),
      let order = value["order"]?.int.flatMap({ Int(exactly: $0) }),
      let names = counted(value["names"]), let pairs = triples(value["pairs"]),
      let parameters = value["parameters"]?.strings, let counts = triples(value["parameter_counts"]),
      case .array(let elements)? = value["values"], let chains = triples(value["chains"])
    else { return nil }
    var values: [SequenceCounts.ValueCounts] = []
    for element in elements {
      guard let occurrences = element["occurrences"]?.int, let known = counted(element["values"]),
        case .bool(let isOver)? = element["over"], occurrences >= 0
      else { return nil }
      var count = SequenceCounts.ValueCounts()
      count.occurrences = Int(occurrences)
      count.isOver = isOver
      for (text, number) in known { count.values[text] = max(0, number) }
      values.append(count)
    }
    return SequenceCounts.Parts(
      mode: mode, order: order, names: names, pairs: pairs, parameters: parameters, parameterCounts: counts,
      values: values, chains: chains)
  }

  private static func counted(_ value: JSONValue?) -> [(name: String, count: Int)]? {
    guard case .array(let elements)? = value else { return nil }
    var out: [(name: String, count: Int)] = []
    for element in elements {
      guard case .array(let pair) = element, pair.count == 2, let name = pair[0].string,
        let count = pair[1].int
      else { return nil }
      out.append((name, Int(count)))
    }
    return out
  }

  private static func triples(_ value: JSONValue?) -> [(Int, Int, Int)]? {
    guard case .array(let elements)? = value else { return nil }
    var out: [(Int, Int, Int)] = []
    for element in elements {
      guard case .array(let numbers) = element, numbers.count == 3, let a = numbers[0].int,
        let b = numbers[1].int,
        let c = numbers[2].int
      else { return nil }
      out.append((Int(a), Int(b), Int(c)))
    }
    return out
  }
}

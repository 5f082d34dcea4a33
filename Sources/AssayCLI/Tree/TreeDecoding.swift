import Decode
import Hunt
import Integrity
import Pages

/// What is encoded in command lines.
struct TreeDecoding {
  private let decoder = LayerSearch()
  /// By the command line's number in the pool: many processes share one.
  private var known: [UInt32: LayerTree] = [:]

  /// The layers of a command line.
  mutating func layers(_ command: UInt32, _ pool: TextPool) -> LayerTree {
    if command == 0 { return .empty }
    if let layers = known[command] { return layers }
    let layers = decoder.layers(of: pool.array(command))
    known[command] = layers
    return layers
  }

  /// Each layer as JSON, those above before those below.
  static func json(_ tree: LayerTree) -> [JSONValue] {
    var list: [JSONValue] = []
    tree.forEach { layer, above in
      list.append([
        "decoders": .array((above + [layer]).map { .string($0.decoder) }),
        "type": .string(layer.kind.rawValue),
        "text": .text(layer.text), "sha256": .string(hexText(layer.sha256.bytes)),
        "file_type": .text(layer.fileType),
      ])
    }
    return list
  }

  /// The innermost texts and files, one line each.
  static func lines(_ tree: LayerTree) -> [String] {
    var lines: [String] = []
    tree.forEach { layer, above in
      guard layer.children.isEmpty else { return }
      let way = (above + [layer]).map(\.decoder).joined(separator: " → ")
      let what =
        layer.text ?? "\(layer.fileType ?? layer.kind.rawValue), \(NumberText.bytes(layer.bytes.count))"
      lines.append("decoded (\(way)): \(DisplayText.escaped(what))")
    }
    return lines
  }
}

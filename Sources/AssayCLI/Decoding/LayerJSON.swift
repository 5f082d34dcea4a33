import Decode
import Integrity
import Pages

/// Layers as programs read them (docs/json.md).
enum LayerJSON {
  /// First bytes of a layer that is no text.
  private static let headBytes = 32

  static func array(_ layers: [Layer]) -> JSONValue { .array(layers.map(object)) }

  /// A layer with those below it. Nesting ends at the limit of depth.
  private static func object(_ layer: Layer) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("depth", .number(layer.depth)), .init("decoder", .string(layer.decoder)),
      .init("offset", .number(layer.range.lowerBound)), .init("length", .number(layer.range.count)),
      .init("type", .string(layer.kind.rawValue)), .init("text", layer.text.map { .string($0) } ?? .null),
      .init("size", .number(layer.bytes.count)), .init("sha256", .string("\(layer.sha256)")),
    ]
    if let encoding = layer.encoding { members.append(.init("encoding", .string(encoding))) }
    members.append(.init("file_type", layer.fileType.map { .string($0) } ?? .null))
    if layer.kind != .text {
      var md5 = MD5Hasher()
      var sha1 = SHA1Hasher()
      md5.update(layer.bytes.span)
      sha1.update(layer.bytes.span)
      members.append(.init("md5", .string(hexText(md5.digest))))
      members.append(.init("sha1", .string(hexText(sha1.digest))))
      members.append(.init("head", .string(hexText(layer.bytes.prefix(headBytes)))))
    }
    if let name = layer.name { members.append(.init("name", .string(name))) }
    if let key = layer.key { members.append(.init("key", .string(key))) }
    // Two decimals say all that the estimate knows.
    members.append(.init("confidence", .double((layer.confidence * 100).rounded() / 100)))
    members.append(.init("reason", .string(layer.reason)))
    members.append(.init("children", array(layer.children)))
    return .object(members)
  }
}

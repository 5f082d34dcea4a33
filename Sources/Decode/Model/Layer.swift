package import Integrity

/// What one decoder made of a stretch of a text or of another layer.
package struct Layer: Sendable, Equatable {
  /// What a layer's content is.
  package enum Kind: String, Sendable, Equatable {
    /// Text, in `utf8`.
    case text
    /// A file of a kind that its first bytes tell, in `bytes`.
    case file
    /// Bytes that are neither, kept because a layer below was made from them.
    case binary
  }

  /// 1 for a layer of the text itself, one more for each layer below.
  package var depth: Int
  /// Word for the encoding, as in docs/decode.md.
  package var decoder: String
  /// Bytes of the content of the layer above that it was made from: of its UTF-8 where that is text, else of its bytes.
  package var range: Range<Int>
  package var kind: Kind
  /// The decoded bytes, before any text encoding is undone.
  package var bytes: [UInt8]
  /// The text as UTF-8, without a byte order mark; empty where the layer is no text.
  package var utf8: [UInt8]
  /// How the bytes spell the text, such as `utf-16le`; nil where the layer is no text.
  package var encoding: String?
  /// SHA-256 of `bytes`.
  package var sha256: Digest256
  /// Kind of file by its first bytes, such as `pe`; nil where they tell none.
  package var fileType: String?
  /// Name that an archive gives it.
  package var name: String?
  /// Key that was used, as `0x35` or as the text that it is.
  package var key: String?
  /// How sure it is, from 0 to 1: 1 where a checksum agrees.
  package var confidence: Double
  /// Why it is believed, in words.
  package var reason: String
  /// Layers that were made from this one, by offset.
  package var children: [Layer]

  /// The text; nil where the layer is none.
  package var text: String? { kind == .text ? String(decoding: utf8, as: UTF8.self) : nil }
}

/// What stands encoded in one text.
package struct LayerTree: Sendable, Equatable {
  /// Layers of the text itself, by offset; deeper ones are their children.
  package var layers: [Layer]
  /// Limits that were met, in the order of `DecodeLimit.allCases`.
  package var limitsMet: [DecodeLimit]

  /// Nothing encoded, no limit met.
  package static let empty = LayerTree(layers: [], limitsMet: [])

  /// Calls `body` for each layer with the layers above it, outermost first; a layer before those below it.
  package func forEach(_ body: (_ layer: Layer, _ above: [Layer]) -> Void) {
    // Nesting is limited by DecodeLimits.depth.
    func walk(_ layers: [Layer], _ above: [Layer]) {
      for layer in layers {
        body(layer, above)
        if !layer.children.isEmpty { walk(layer.children, above + [layer]) }
      }
    }
    walk(layers, [])
  }
}

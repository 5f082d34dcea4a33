/// Where an indicator was found: a field, or the text itself, and the layers that were decoded to get there.
package struct IndicatorPlace: Hashable, Sendable {
  /// Name of the field; `text` for the whole record, `gap` for a gap's bytes.
  package var field: String
  /// Decoders, outermost first; empty where it stands in the field itself.
  package var decoders: [String]

  /// A place.
  package init(field: String, decoders: [String] = []) {
    self.field = field
    self.decoders = decoders
  }

  /// `CommandLine > base64 > gzip`.
  package var text: String { ([field] + decoders).joined(separator: " > ") }
}

/// An indicator in a text or in a layer that was decoded from it.
package struct PlacedIndicator: Sendable {
  /// What was found; its range is of the innermost layer.
  package let indicator: Indicator
  /// Decoders, outermost first.
  package let decoders: [String]
  /// Where each layer stands in the content of the one above, the outermost in the text.
  package let offsets: [Int]
}

/// Finds indicators in a text and in everything that stands encoded in it. For one thread.
package struct LayeredExtractor {
  private let extractor = IndicatorExtractor()
  private let search: LayerSearch?

  /// - Parameter search: what finds the layers; nil reads none.
  package init(_ search: LayerSearch?) { self.search = search }

  /// All of a text, then all of its layers, by depth.
  ///
  /// - Returns: what was found, and the limits of decoding that were met.
  package func occurrences(in text: [UInt8]) -> (found: [PlacedIndicator], limits: [DecodeLimit]) {
    var found = extractor.occurrences(in: text).map {
      PlacedIndicator(indicator: $0, decoders: [], offsets: [])
    }
    guard let search else { return (found, []) }
    let tree = search.layers(of: text)
    tree.forEach { layer, above in
      let content = layer.kind == .text ? layer.utf8 : layer.bytes
      let inside = extractor.occurrences(in: content)
      if inside.isEmpty { return }
      let path = above + [layer]
      let (decoders, offsets) = (path.map(\.decoder), path.map(\.range.lowerBound))
      found += inside.map { PlacedIndicator(indicator: $0, decoders: decoders, offsets: offsets) }
    }
    return (found, tree.limitsMet)
  }

  /// All of the text of a record whose fields are read by themselves.
  package func unquoted(in text: [UInt8]) -> [Indicator] { extractor.occurrences(in: text, isUnquoted: true) }
}

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

/// A searched text in a layer.
package struct PlacedText: Sendable {
  /// Number of the text in its `LiteralSet`.
  package let number: Int
  /// Decoders, outermost first.
  package let decoders: [String]
  /// Bytes of the innermost layer.
  package let range: Range<Int>
}

/// What a text has: indicators in it and in its layers, searched texts in its layers.
package struct LayeredFinds: Sendable {
  /// Indicators of the text, then of its layers, by depth.
  package var found: [PlacedIndicator] = []
  /// Searched texts of the layers; the text itself is searched by who has it whole.
  package var texts: [PlacedText] = []
  /// Limits of decoding that were met.
  package var limits: [DecodeLimit] = []
}

/// Finds indicators in a text and in everything that stands encoded in it. For one thread.
package struct LayeredExtractor {
  private let extractor = IndicatorExtractor()
  private let search: LayerSearch?
  private let literals: LiteralSet?

  /// - Parameters:
  ///   - search: what finds the layers; nil reads none.
  ///   - literals: texts to look for in the layers, too.
  package init(_ search: LayerSearch?, literals: LiteralSet? = nil) {
    self.search = search
    self.literals = literals.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// All of a text and of its layers.
  package func finds(in text: [UInt8]) -> LayeredFinds {
    var finds = LayeredFinds()
    finds.found = extractor.occurrences(in: text).map {
      PlacedIndicator(indicator: $0, decoders: [], offsets: [])
    }
    guard let search else { return finds }
    let tree = search.layers(of: text)
    finds.limits = tree.limitsMet
    tree.forEach { layer, above in
      let content = layer.kind == .text ? layer.utf8 : layer.bytes
      let path = above + [layer]
      let (decoders, offsets) = (path.map(\.decoder), path.map(\.range.lowerBound))
      finds.found += extractor.occurrences(in: content).map {
        PlacedIndicator(indicator: $0, decoders: decoders, offsets: offsets)
      }
      literals?.find(in: content) { number, range in
        finds.texts.append(PlacedText(number: number, decoders: decoders, range: range))
      }
    }
    return finds
  }

  /// All of the text of a record whose fields are read by themselves.
  package func unquoted(in text: [UInt8]) -> [Indicator] { extractor.occurrences(in: text, isUnquoted: true) }
}

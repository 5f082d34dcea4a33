/// Finds what stands encoded in a text, in layers below layers.
package struct LayerSearch: Sendable {
  /// Where it ends.
  package var limits: DecodeLimits

  /// - Parameter limits: where it ends.
  package init(limits: DecodeLimits = DecodeLimits()) { self.limits = limits }

  /// What stands encoded in `text`, UTF-8. The answer depends on the text and the limits alone.
  package func layers(of text: [UInt8]) -> LayerTree {
    let traits = TextTraits(text)
    let decoders = DecoderList.text.filter { $0.wants(traits) }
    guard !decoders.isEmpty else { return .empty }
    var list = WorkList(text, limits)
    list.run(decoders, traits)
    return list.tree()
  }
}

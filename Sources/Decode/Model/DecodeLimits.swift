/// Where a search for encoded layers ends. Each limit that is met is reported with the answer; none is silent.
package struct DecodeLimits: Sendable, Equatable {
  /// Layers below a text (`--max-depth`).
  package var depth = 16
  /// Layers of one text (`--max-layers`).
  package var nodes = 1000
  /// Bytes that all layers of one text hold together (`--max-output-bytes`).
  package var outputBytes = 64 << 20
  /// Bytes of a layer for each byte that it was decompressed from (`--max-ratio`).
  package var ratio = 1000

  /// The limits that hold where nothing else is said.
  package init() {}
}

/// A limit of `DecodeLimits`, as answers name it.
package enum DecodeLimit: String, Sendable, CaseIterable {
  case depth, nodes, output, ratio
  /// A text of more than 1 MiB is not rewritten as a script; all other decoders look at it.
  case script
}

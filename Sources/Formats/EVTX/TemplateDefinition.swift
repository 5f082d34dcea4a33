import Evidence

/// A template's definition in a chunk: offset of the next one in its bucket, GUID, length of the body, body
/// (docs/evtx.md, "Template definition").
struct TemplateDefinition {
  static let headerBytes = 24

  /// First four bytes of the GUID: what an instance calls it by.
  var identifier: UInt32
  /// BinXML, from the start of the chunk.
  var body: Range<Int>

  var end: Int { body.upperBound }

  /// Nil where no definition can stand at `offset`. The next one in the bucket is never followed: it may loop,
  /// and an instance names its definition by offset.
  init?(_ chunk: Span<UInt8>, at offset: Int) {
    guard offset >= 0, let identifier = chunk.uint32(at: offset + 4),
      let length = chunk.uint32(at: offset + 20), length >= 4,
      chunk.has(Int(length), at: offset + TemplateDefinition.headerBytes)
    else { return nil }
    self.identifier = identifier
    let start = offset + TemplateDefinition.headerBytes
    body = start..<start + Int(length)
  }
}

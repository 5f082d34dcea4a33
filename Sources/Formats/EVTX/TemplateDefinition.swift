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

  /// The bytes that are looked at to read a definition at `offset`, as far as they are there.
  static func bytes(_ chunk: Span<UInt8>, at offset: Int) -> Range<Int> {
    let start = min(max(0, offset), chunk.count)
    return start..<(TemplateDefinition(chunk, at: offset)?.end ?? min(chunk.count, start + headerBytes))
  }

  /// Nil where no definition can stand at `offset`.
  init?(_ chunk: Span<UInt8>, at offset: Int) {
    guard offset >= 0, let identifier = chunk.uint32(at: offset + 4),
      let length = chunk.uint32(at: offset + 20), length >= 4,
      chunk.has(Int(length), at: offset + TemplateDefinition.headerBytes)
    else { return nil }
    self.identifier = identifier
    let start = offset + TemplateDefinition.headerBytes
    body = start..<start + Int(length)
  }

  /// Where the definitions stand that the chunk header's 32 buckets list, by identifier; the first of each in order
  /// of bucket. A chain may point anywhere, also back at itself: no place is visited twice.
  static func listed(_ chunk: Span<UInt8>) -> [UInt32: Int] {
    var places: [UInt32: Int] = [:]
    var visited: Set<Int> = []
    guard ChunkHeader(chunk) != nil else { return places }
    for bucket in 0..<32 {
      var offset = Int(chunk.uint32(at: 384 + 4 * bucket) ?? 0)
      while offset >= ChunkHeader.byteCount, visited.insert(offset).inserted,
        let definition = TemplateDefinition(chunk, at: offset)
      {
        if places[definition.identifier] == nil { places[definition.identifier] = offset }
        offset = Int(chunk.uint32(at: offset) ?? 0)
      }
    }
    return places
  }
}

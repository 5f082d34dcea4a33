import Evidence
import Formats
import Integrity

/// Reads a source, sniffs it, cuts it, and gives it out in units. Serial: the order of everything is decided
/// here.
struct UnitReader {
  let source: Int
  private var input: any ByteSource
  private let limits: Limits
  private var chunk = Chunk([])
  /// Consumed within `chunk`.
  private var position = 0
  private var atEnd = false
  private var cutter: any RecordCutter
  private var context = RecordContext()
  private(set) var profile: SourceProfile
  /// Bytes given out so far.
  private(set) var offset: UInt64 = 0
  /// Digest of the bytes given out so far.
  private(set) var hasher = SHA256Hasher()
  private var sha1: SHA1Hasher?
  private var md5: MD5Hasher?

  /// - Parameter profile: nil to sniff.
  init(
    source: Int, input: any ByteSource, profile: SourceProfile?, hints: SniffHints, limits: Limits,
    digests: Bool
  ) throws(AssayError) {
    self.source = source
    self.input = input
    self.limits = limits
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Unit.targetBytes)
    atEnd = try self.input.read(Unit.targetBytes, into: &bytes)
    if let profile {
      self.profile = profile
    } else {
      var hints = hints
      let head = bytes.prefix(SourceProfile.sniffLength)
      hints.isWhole = atEnd && head.count == bytes.count
      self.profile = SourceProfile.sniff(head.span, hints: hints)
    }
    cutter = self.profile.makeCutter(limits: limits)
    chunk = Chunk(bytes)
    if digests {
      sha1 = SHA1Hasher()
      md5 = MD5Hasher()
    }
  }

  var insecureDigests: (sha1: [UInt8], md5: [UInt8])? {
    guard let sha1, let md5 else { return nil }
    return (sha1.digest, md5.digest)
  }

  /// The next unit, or nil at the end.
  mutating func next() throws(AssayError) -> Unit? {
    if chunk.bytes.count - position < Unit.targetBytes / 2 { try refill(to: Unit.targetBytes) }
    while true {
      let bytes = chunk.bytes
      let window = bytes.span.extracting(position..<bytes.count)
      if window.isEmpty { return nil }
      var cuts = CutList(capacity: Unit.maxSpans)
      let consumed = cutter.cut(
        window, atEnd: atEnd, mustConsume: window.count >= limits.recordBytes, into: &cuts)
      if consumed > 0 { return unit(cuts, consumed) }
      if atEnd || window.count >= limits.recordBytes {
        // A cutter that keeps its promise never gets here; the bytes are kept all the same.
        cuts.append(gap: window.count, problem: ("cut.stuck", "the cutter gave no span for these bytes"))
        return unit(cuts, window.count)
      }
      try refill(to: min(limits.recordBytes, window.count * 2))
    }
  }

  private mutating func refill(to count: Int) throws(AssayError) {
    let have = chunk.bytes.count - position
    guard !atEnd, have < count else { return }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    bytes.append(contentsOf: chunk.bytes[position...])
    atEnd = try input.read(count - have, into: &bytes)
    chunk = Chunk(bytes)
    position = 0
  }

  private mutating func unit(_ cuts: CutList, _ consumed: Int) -> Unit {
    let range = position..<position + consumed
    let all = chunk.bytes
    let bytes = all.span.extracting(range)
    hasher.update(bytes)
    sha1?.update(bytes)
    md5?.update(bytes)
    var contexts = cuts.contexts
    if contexts.first?.firstSpan != 0 { contexts.insert((0, context), at: 0) }
    let unit = Unit(
      source: source, chunk: chunk, range: range, sourceOffset: offset, spans: cuts.spans, contexts: contexts,
      problems: cuts.problems, profile: profile, limits: limits)
    context = contexts.last?.context ?? context
    position += consumed
    offset += UInt64(consumed)
    return unit
  }
}

import Evidence
import Formats
import Testing

/// A proof of a binary record covers the bytes that its text was made of: no others may matter.
@Suite(
  "EVTX: bytes that a text was made of", .enabled(if: EVTXSupport.hasCorpora, "the corpora are not here"))
struct EVTXUsedBytesTests {
  /// Records of one chunk, as places in it.
  private static func records(_ reading: EVTXReading, chunk: Range<Int>) -> [Range<Int>] {
    var start = 0
    var records: [Range<Int>] = []
    for span in reading.spans {
      if span.kind == .record, chunk.contains(start) {
        records.append(start - chunk.lowerBound..<start + span.properLength - chunk.lowerBound)
      }
      start += span.length
    }
    return records
  }

  @Test(
    "whatever stands in the rest of the chunk, the text is the same; and templates of others are among the bytes",
    arguments: EVTXSupport.files("evtx").map { "evtx/" + $0 }
      + EVTXSupport.files("hostile").map { "hostile/" + $0 })
  func sound(_ name: String) throws {
    let bytes = EVTXSupport.file(name)
    guard bytes.count > 4096 + 512, bytes[4096..<4104].elementsEqual("ElfChnk\0".utf8) else { return }
    let chunk = 4096..<min(bytes.count, 4096 + 65_536)
    let whole = Array(bytes[chunk])
    let records = Self.records(EVTXSupport.read(bytes, renders: false), chunk: chunk)
    var renderer = RecordRenderer()
    var reachesOut = 0
    var random = XMLEventsSupport.Generator(state: 3)
    for record in records {
      var text: [UInt8] = []
      renderer.beginChunk()
      let problem = renderer.render(record, of: whole.span, into: &text)
      let used = renderer.bytesUsed(by: record, of: whole.span)
      reachesOut += used.contains { $0.lowerBound >= 512 && !record.overlaps($0) } ? 1 : 0
      // Everything else becomes noise.
      var noise = (0..<whole.count).map { _ in UInt8.random(in: 0...255, using: &random) }
      for range in used { noise.replaceSubrange(range, with: whole[range]) }
      var again: [UInt8] = []
      var other = RecordRenderer()
      let problemAgain = other.render(record, of: noise.span, into: &again)
      #expect(again == text && problem?.code == problemAgain?.code, "record at \(record)")
    }
    // The first record of a kind holds its template, those that follow do not.
    #expect(reachesOut > 0 || name != "evtx/security_new_user.evtx")
  }
}

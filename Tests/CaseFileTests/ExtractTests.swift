import CaseFile
import Evidence
import Testing

@Suite("Extracting sources")
struct ExtractTests {
  @Test("a source is found by number, by its name as given, and by its file name if that is unique")
  func names() async throws {
    let folder = try TemporaryFolder()
    let casePath = folder.file("case.assay")
    let one = try folder.write("a.log", "one\n")
    let other = try TemporaryFolder()
    let two = try other.write("a.log", "two\n")
    let three = try other.write("b.log", "three\n")
    try await Session.add(casePath, [one, two, three])
    #expect(try Session.extract(casePath, "1") == Array("two\n".utf8))
    #expect(try Session.extract(casePath, two) == Array("two\n".utf8))
    #expect(try Session.extract(casePath, "b.log") == Array("three\n".utf8))
    #expect(throws: AssayError("source.ambiguous", subject: "", reason: "")) {
      try Session.extract(casePath, "a.log")
    }
    #expect(throws: AssayError("source.missing", subject: "", reason: "")) {
      try Session.extract(casePath, "c.log")
    }
    #expect(throws: AssayError("source.missing", subject: "", reason: "")) {
      try Session.extract(casePath, "7")
    }
  }

  @Test("a damaged block stops the extraction with the offset where the bytes end")
  func damaged() async throws {
    let folder = try TemporaryFolder()
    let casePath = folder.file("case.assay")
    let file = try folder.write("messages", Samples.lines(60_000))
    try await Session.add(casePath, [file])
    let block = try Session.read(casePath) { db in try BlockStore.rows(db)[1] }
    try EditableBlock.flipFrame(casePath, block.id)
    var written = 0
    let extractor = SourceExtractor(try CaseStore.open(casePath))
    let source = try extractor.find("0")
    do {
      try extractor.extract(source) { written += $0.count }
      Issue.record("nothing was noticed")
    } catch let error as AssayError {
      #expect(error.code == "extract.damaged")
      #expect(error.offset == block.sourceOffset)
    }
    #expect(UInt64(written) == block.sourceOffset)
  }

  @Test("bytes that are not those that were added are noticed at the end")
  func altered() async throws {
    let folder = try TemporaryFolder()
    let casePath = folder.file("case.assay")
    try await Session.add(casePath, [try folder.write("messages", Samples.lines(200))])
    try EditableBlock.edit(casePath, 0) { $0.bytes[50] ^= 1 }
    #expect(throws: AssayError("extract.digest", subject: "", reason: "")) {
      try Session.extract(casePath, "0")
    }
  }

  @Test("of an interrupted source its beginning is given, and said to be one")
  func interrupted() async throws {
    let folder = try TemporaryFolder()
    let casePath = folder.file("case.assay")
    let file = try folder.write("messages", Samples.lines(60_000))
    try await Session.add(casePath, [file], stopAfter: 2)
    let extractor = SourceExtractor(try CaseStore.open(casePath))
    var bytes: [UInt8] = []
    let result = try extractor.extract(try extractor.find("0")) { bytes += $0 }
    #expect(!result.isWhole)
    #expect(!bytes.isEmpty)
    #expect(try fileBytes(file).starts(with: bytes))
  }
}

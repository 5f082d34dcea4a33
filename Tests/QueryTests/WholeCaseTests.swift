import CaseFile
import Evidence
import Foundation
import Query
import Testing

@Suite("One case of all corpora", .enabled(if: Corpora.areThere, "the corpora are not here"))
struct WholeCaseTests {
  @Test("each source has as many records as its README says")
  func recordCounts() async throws {
    let fixture = try await Corpora.sharedCase.value
    var counts: [String: Int] = [:]
    for row in try fixture.texts("SELECT name, records FROM sources") {
      counts[try #require(row[0])] = Int(try #require(row[1]))
    }
    #expect(counts.count == Corpora.all.count)
    var compared = 0
    for folder in Corpora.folders {
      for (file, records) in try Corpora.recordCounts(of: folder) {
        guard let count = counts[Corpora.root + "/" + file] else { continue }
        #expect(count == records, "\(file)")
        compared += 1
      }
    }
    // csv 21 of 22, json 25 with two of UTF-16 … : the READMEs leave few numbers out.
    #expect(compared > 75)
  }

  @Test("records of `events` and of `sources` are the same, and what is considered is all of them")
  func consistent() async throws {
    let fixture = try await Corpora.sharedCase.value
    let session = try fixture.session()
    #expect(
      try session.texts(
        """
        SELECT s.source_id, s.records, s.unparsed FROM sources s
        EXCEPT SELECT source_id, count(*), count(*) - sum(parsed) FROM events GROUP BY source_id
        """
      ).allSatisfy { $0[1] == "0" })
    let sums = try session.texts("SELECT sum(records), sum(unparsed), sum(gaps), sum(gap_bytes) FROM sources")
    #expect(sums[0][0] == String(session.reader.recordsConsidered))
    #expect(sums[0][1] == String(session.reader.recordsUnparsed))
    #expect(try session.texts("SELECT count(*), sum(length) FROM gaps") == [[sums[0][2], sums[0][3]]])
    #expect(
      try session.texts("SELECT count(*) + (SELECT count(*) FROM gaps) FROM events")
        == [[String(session.reader.treeSize)]])
  }

  @Test("records and gaps tile every source")
  func tiling() async throws {
    let fixture = try await Corpora.sharedCase.value
    let rows = try fixture.session().rows(
      """
      SELECT source_id, span_offset, span_length, record FROM events
      UNION ALL SELECT source_id, offset, length, record FROM gaps ORDER BY 4
      """)
    var source: Int64 = -1
    var end: Int64 = 0
    var sizes: [Int64: Int64] = [:]
    for (number, row) in rows.enumerated() {
      guard case .integer(let id) = row[0], case .integer(let offset) = row[1],
        case .integer(let length) = row[2], case .integer(let record) = row[3]
      else {
        Issue.record("a span has no place")
        return
      }
      if id != source {
        source = id
        end = 0
      }
      #expect(offset == end && length > 0 && record == Int64(number))
      end = offset + length
      sizes[id] = end
    }
    for row in try fixture.session().rows("SELECT source_id, size FROM sources WHERE size > 0") {
      guard case .integer(let id) = row[0], case .integer(let size) = row[1] else { continue }
      #expect(sizes[id] == size)
    }
  }

  @Test("extract gives every source back, byte for byte")
  func extract() async throws {
    let fixture = try await Corpora.sharedCase.value
    let extractor = SourceExtractor(try CaseStore.open(fixture.path))
    for (id, file) in Corpora.all.enumerated() {
      let source = try extractor.find(String(id))
      #expect(source.name == Corpora.root + "/" + file)
      var bytes: [UInt8] = []
      let result = try extractor.extract(source) { bytes += $0 }
      #expect(result.isWhole)
      #expect(try bytes == Corpora.bytes(file), "\(file)")
    }
  }

  @Test("verify finds nothing wrong")
  func verify() async throws {
    let fixture = try await Corpora.sharedCase.value
    let report = try await Verifier(path: fixture.path).run()
    #expect(report.failures == [])
    #expect(report.verdict == "verified, unsigned")
    #expect(report.root == fixture.report.root)
  }

  static let questions = [
    "SELECT source_id, count(*), min(time), max(time), count(time_ns), sum(parsed) FROM events GROUP BY 1",
    "SELECT format, event_id, count(*) FROM events GROUP BY 1, 2 ORDER BY 1, 2",
    "SELECT user, count(*) FROM events GROUP BY user",
    "SELECT record, locator, computer, channel, provider, severity, problem FROM events WHERE record % 7 = 0",
    "SELECT record, fields FROM events WHERE record % 11 = 3",
    "SELECT record, length(raw), length(text), span_offset FROM events WHERE record % 5 = 2",
    "SELECT * FROM fields",
    "SELECT * FROM gaps",
    "SELECT time, locator, Image FROM events WHERE Image LIKE '%powershell%' ORDER BY time, record",
    "SELECT locator FROM events WHERE time BETWEEN '2019' AND '2021' ORDER BY record",
    "SELECT source_name, size, sha256, records, gaps, encoding FROM sources JOIN "
      + "(SELECT source_id i, min(source_name) source_name FROM events GROUP BY 1) ON i = source_id",
  ]

  @Test("1, 2 and 8 threads give the same root and the same answers", arguments: [1, 8])
  func threads(_ threads: Int) async throws {
    let fixture = try await Corpora.sharedCase.value
    let other = try await CaseFixture(paths: Corpora.all.map { Corpora.root + "/" + $0 }, threads: threads)
    #expect(other.report.root == fixture.report.root)
    #expect(other.report.treeSize == fixture.report.treeSize)
    for sql in Self.questions {
      #expect(try other.session().rows(sql) == fixture.session().rows(sql), "\(sql)")
    }
  }
}

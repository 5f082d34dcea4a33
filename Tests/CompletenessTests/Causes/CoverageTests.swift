import Completeness
import Testing

@Suite("Coverage")
struct CoverageTests {
  @Test("counts of cells and channels add up to the records, and to those that are present and intact")
  func counts() {
    var sample = Sample()
    sample.set(.missing, Array(20..<30))
    sample.set(.truncated, [100, 101]) { difference, _ in difference.cutAt = 500 }
    let coverage = Coverage(sample.comparison)
    for list in [coverage.cells.map(\.count), coverage.channels.map(\.count)] {
      #expect(list.reduce(0) { $0 + $1.raw } == 200)
      #expect(list.reduce(0) { $0 + $1.present } == 190)
      #expect(list.reduce(0) { $0 + $1.intact } == 188)
    }
    #expect(coverage.lengths.longestWhole == 800 && coverage.lengths.shortestCut == 500)
  }

  @Test("numbers that the raw lacks too are told apart from those that only the SIEM lacks")
  func gaps() {
    var sample = Sample(60)
    // One host, one channel, numbered from 1000; 1010 … 1019 are in neither.
    for record in sample.comparison.records.indices {
      sample.comparison.records[record].computer = 1
      sample.comparison.records[record].channel = 3
      sample.comparison.records[record].recordID = Int64(record < 10 ? 1000 + record : 1010 + record)
    }
    sample.set(.missing, Array(30..<35))
    let gaps = Coverage(sample.comparison).gaps
    #expect(gaps.map(\.kind) == [.inBoth, .inSIEM])
    #expect(gaps.first.map { [$0.first, $0.last, $0.count] } == [1010, 1019, 10])
    #expect(gaps.last.map { [$0.first, $0.last, $0.count] } == [1040, 1044, 5])
    // From record 29 to record 35, one a second.
    #expect(Coverage(sample.comparison).longestHole?.duration == 6_000_000_000)
  }

  @Test("an hour before 1970 is the hour that it lies in")
  func early() {
    var sample = Sample(1)
    sample.comparison.records[0].time = -1
    #expect(Coverage(sample.comparison).cells.map(\.hour) == [-1])
  }

  @Test("times: the unit of all rows, the lag, and the offsets of each host")
  func times() {
    var sample = Sample(50)
    sample.set(.timeShifted, [0, 5]) { difference, _ in difference.shift = -25_200_000_000_000 }
    let coverage = Coverage(sample.comparison)
    #expect(coverage.arrival.precision == 1_000_000)
    #expect(coverage.arrival.medianLag == 5_000_000_000 && coverage.arrival.withReceipt == 50)
    let shifted = coverage.times.first { sample.word($0.computer) == "WS02" }
    #expect(shifted?.offsets.map(\.seconds) == [-25_200] && shifted?.onTime == 8)
  }

  @Test("fields that cannot be searched, by event type, with the first place where they vanish")
  func fields() {
    var sample = Sample(40)
    sample.set(.fieldsLost, sample.records { sample.word($0.channel) == "Application" }) { difference, _ in
      var field = FieldDifference(.lost, "param1", raw: "x", exported: "")
      field.endBytes = 700 + difference.record
      difference.fields = [field]
    }
    let fields = Coverage(sample.comparison).fields
    let first = sample.records { sample.word($0.channel) == "Application" }
    #expect(fields.map(\.name) == ["param1"] && fields.first?.lost == first.count)
    #expect(fields.first?.records == first.count && fields.first?.firstEndBytes == 700 + (first.first ?? 0))
  }
}

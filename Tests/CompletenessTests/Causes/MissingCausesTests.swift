import Completeness
import Testing

@Suite("Causes of missing records")
struct MissingCausesTests {
  @Test("a whole export has no cause to give")
  func whole() throws {
    #expect(try Sample().explained().list.isEmpty)
  }

  @Test("a channel of which nothing came was not collected, though its event ids are missing as well")
  func channel() throws {
    var sample = Sample()
    sample.set(.missing, sample.records { sample.word($0.channel) == "System" })
    let list = try sample.explained().list
    #expect(list.map(\.why) == ["channel_not_collected"])
    #expect(list.first?.scope == "channel System" && list.first?.violations == 0)
    #expect(list.first?.product == "Splunk" && list.first?.confidence == .likely)
  }

  @Test("an event id of which nothing came, beside others of its channel, is filtered")
  func eventID() throws {
    var sample = Sample()
    sample.set(.missing, sample.records { sample.word($0.eventID) == "4688" })
    let list = try sample.explained().list
    #expect(list.map(\.why) == ["blacklisted_event_id"])
    #expect(list.first?.scope == "Security 4688")
  }

  @Test("a run of one host's records is an outage, of scattered ones nothing is said")
  func outage() throws {
    var sample = Sample()
    let own = sample.records { sample.word($0.computer) == "WS01" }
    sample.set(.missing, Array(own[40..<60]) + [own[3], own[110]])
    #expect(try sample.causes() == ["outage": 20, "dropped": 2])
    let dropped = try sample.explained().list.first { $0.why == "dropped" }
    #expect(dropped?.confidence == .unexplained && dropped?.setting == "")
  }

  @Test("one record, or two, are no group, even if their event id is gone with them", arguments: [1, 2])
  func few(count: Int) throws {
    var sample = Sample()
    let rare = sample.comparison.words.number("1102")
    let places = Array([50, 140].prefix(count))
    for place in places { sample.comparison.records[place].eventID = rare }
    sample.set(.missing, places)
    #expect(try sample.causes() == ["dropped": count])
  }

  @Test(
    "an export of exactly 100 rows that lacks the oldest stopped there; settings of that number are named")
  func rows() throws {
    var sample = Sample()
    sample.set(.missing, Array(0..<100))
    let found = try #require(try sample.explained().list.first)
    #expect(found.why == "result_limit_100" && found.records == 100 && found.isKnownValue)
    #expect(!found.rivals.isEmpty && found.rivals.allSatisfy { $0.why == "result_limit_100" })
  }

  @Test("the oldest are missing, and the rows are no round number: retention")
  func oldest() throws {
    var sample = Sample()
    sample.set(.missing, Array(0..<63))
    #expect(try sample.causes() == ["retention": 63])
  }

  @Test("each host's newest are missing: they are not there yet")
  func newest() throws {
    var sample = Sample()
    let hosts = ["WS01", "WS02"].map { host in sample.records { sample.word($0.computer) == host } }
    sample.set(.missing, Array(hosts[0].suffix(12)) + hosts[1].suffix(6))
    #expect(try sample.causes() == ["ingestion_delay": 18])
  }

  @Test("documents whose value does not fit the type of the others were refused, whatever their event")
  func mapping() throws {
    var sample = Sample(product: .elastic)
    sample.values["ProcessId"] = (0..<200).map { $0 % 3 == 0 ? "0x\(String($0, radix: 16))" : String($0) }
    sample.values["Image"] = (0..<200).map { "C:\\\($0 % 9).exe" }
    sample.set(.missing, (0..<200).filter { $0 % 3 == 0 })
    let found = try #require(try sample.explained().list.first)
    #expect(found.why == "mapping_conflict_ProcessId" && found.records == 67 && found.confidence == .proven)
    #expect(found.check.contains("_mapping"))
  }

  @Test("one of each combination is left: dedup, by the fewest fields that do")
  func dedup() throws {
    var sample = Sample()
    sample.values["EventID"] = sample.comparison.records.map { sample.word($0.eventID) }
    sample.values["Computer"] = sample.comparison.records.map { sample.word($0.computer) }
    sample.values["Image"] = (0..<200).map { "a\($0)" }
    var seen: Set<[String?]> = []
    let kept = (0..<200).reversed().filter { record in
      seen.insert([sample.values["EventID"]?[record], sample.values["Computer"]?[record]]).inserted
    }
    sample.set(.missing, (0..<200).filter { !kept.contains($0) })
    #expect(try sample.causes() == ["dedup_Computer+EventID": 200 - kept.count])
  }

  @Test("rows of 500 values of a field, and no missing record with one of them: a subsearch that stopped")
  func subsearch() throws {
    var sample = Sample(2000)
    sample.values["ActivityId"] = (0..<2000).map { "id\($0 * 7 % 640)" }
    sample.set(.missing, (0..<2000).filter { $0 * 7 % 640 >= 500 })
    #expect(try sample.causes().keys.sorted() == ["subsearch_maxout_500"])
  }

  @Test("rows that count several events stand for those that are missing")
  func counted() throws {
    var sample = Sample(product: .qradar)
    let first = 21
    let same = sample.records { record in
      record.computer == sample.comparison.records[first].computer
        && record.channel == sample.comparison.records[first].channel
        && record.eventID == sample.comparison.records[first].eventID
    }.filter { $0 > first }.prefix(3)
    sample.set(.missing, Array(same))
    let row = Int(sample.comparison.records[first].row)
    sample.comparison.rows[row].count = 4
    #expect(try sample.causes() == ["coalesced": 3])
  }

  @Test("what is outside of the product's event set is missing, and nothing else: the set")
  func eventSet() throws {
    var sample = Sample(product: .sentinel)
    // 4690 and 5158 are not in the Common set, 4624 and 4688 are.
    let outside = ["4690", "5158"].map { sample.comparison.words.number($0) }
    let chosen = sample.records { sample.word($0.channel) == "Security" }.filter { $0 % 4 == 1 }
    for (n, record) in chosen.enumerated() { sample.comparison.records[record].eventID = outside[n % 2] }
    sample.set(.missing, chosen)
    let found = try #require(try sample.explained().list.first)
    #expect(found.why == "event_set_common" && found.records == chosen.count)
  }

  @Test("one in ten is left, everywhere alike: sampling")
  func sampling() throws {
    var sample = Sample(1000)
    // The output function of SplitMix64: what is left must not follow the sample's own rhythms of 2, 5 and 7.
    let lost = (0..<1000).filter { n in
      var z = UInt64(n) &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return (z ^ (z >> 31)) % 10 != 0
    }
    sample.set(.missing, lost)
    #expect(try sample.causes() == ["sampling_1_in_10": lost.count])
  }

  @Test("no second has more than 3 events: a ceiling of the rate")
  func ceiling() throws {
    var sample = Sample(240, product: .qradar)
    for record in 0..<240 {
      let time = (1_600_000_000 + Int64(record / 12)) * 1_000_000_000 + Int64(record % 12) * 10_000_000
      sample.comparison.records[record].time = time
      sample.comparison.rows[record].time = time
    }
    // Three of each even second are left; odd seconds are as busy, but of few events.
    sample.set(.missing, (0..<240).filter { $0 % 12 >= 3 })
    #expect(try sample.causes() == ["eps_limit_3": 180])
  }
}

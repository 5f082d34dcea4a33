import Completeness
import Evidence
import Pages

/// Tables of a report: verdicts with their sums, hosts, channels, event ids, fields, holes. Each says how many of how
/// many lines it has.
struct ReportTables {
  let answer: CompareAnswer

  /// Lines of a table that could have any number.
  private static let most = 25
  private static let mostHoles = 10

  private var balance: Balance { answer.balance }
  private var coverage: Coverage { answer.coverage }

  private func word(_ number: WordID) -> String { CompareDocument.word(number, answer) ?? "(none named)" }
  private func time(_ time: Int64?) -> String {
    time.flatMap { CompareDocument.time($0) }.map { NumberText.time($0) } ?? "–"
  }

  // MARK: sums

  var verdicts: HTML {
    let records = balance.shown.reversed().map { verdict, count -> HTML in
      """
      <tr><td>\(verdict.isIntact ? "✓" : "✗") \(ReportWords.name(verdict))</td><td class="n">\(count)</td>\
      <td class="n">\(VerdictTable.share(count, balance.records))</td><td>\(ReportWords.meaning(verdict))</td></tr>

      """
    }
    let out = balance.outOfScope.records
    let outOfScope: HTML = """
      <tr><td>Out of scope</td><td class="n">\(out)</td><td></td>\
      <td>are not what the search behind the export asks for</td></tr>

      """
    return """
      <table class="wide"><caption>Records as logged. A record with several faults counts under its gravest, which is \
      the upper one here.</caption>
      <thead><tr><th scope="col">verdict</th><th scope="col" class="n">records</th><th scope="col" class="n">share</th>\
      <th scope="col">these records…</th></tr></thead>
      <tbody>
      \(records)\(HTML.when(out > 0, outOfScope))\
      </tbody><tfoot><tr><th scope="row">Sum</th><td class="n">\(balance.rawRecords)</td><td></td>\
      <td>\(balance.isBalanced ? "every record has one verdict" : "the sums do not add up: a fault of Assay")</td></tr></tfoot></table>
      \(rows)
      """
  }

  private var rows: HTML {
    var lines: HTML = ""
    func add(_ name: String, _ count: Int, _ meaning: String) {
      lines += "<tr><td>\(name)</td><td class=\"n\">\(count)</td><td>\(meaning)</td></tr>\n"
    }
    add("Matched", balance.matched, "come from a record of the case")
    if balance.fragments > 0 {
      add("Further pieces", balance.fragments, "hold a further part of a split record")
    }
    if balance.outOfScope.rows > 0 {
      add("Out of scope", balance.outOfScope.rows, "come from records out of scope")
    }
    add("Extra", balance.extra, "come from no record of the case")
    return """
      <table class="wide"><caption>Rows of the export. One row can come from several records, and one record can have \
      several rows.</caption>
      <thead><tr><th scope="col">state</th><th scope="col" class="n">rows</th><th scope="col">these rows…</th></tr></thead>
      <tbody>
      \(lines)</tbody><tfoot><tr><th scope="row">Sum</th><td class="n">\(balance.exportRows)</td><td></td></tr></tfoot></table>

      """
  }

  // MARK: where

  func hosts(_ times: ReportTimes) -> HTML {
    let lines = times.hosts.map { host -> HTML in
      let hours = host.bins.filter { $0.raw > 0 }
      return """
        <tr><td>\(host.name)</td><td class="n">\(host.total.raw)</td><td class="n">\(host.total.missing)</td>\
        <td class="n">\(host.total.notAsLogged)</td>\
        <td class="n">\(hours.count { $0.raw == $0.missing }) of \(hours.count)</td></tr>

        """
    }
    return """
      <table class="wide"><caption>Hosts, those with most missing records first\
      \(HTML.when(times.otherHosts > 0, "; the others are one line. All: <code>--format json</code>, <code>coverage</code>"))</caption>
      <thead><tr><th scope="col">host</th><th scope="col" class="n">records</th><th scope="col" class="n">missing</th>\
      <th scope="col" class="n">not as logged, missing ones too</th>\
      <th scope="col" class="n">blind bins of \(times.histogram.widthName)</th></tr></thead>
      <tbody>
      \(lines)</tbody></table>

      """
  }

  var channels: HTML {
    let affected = coverage.channels.filter { $0.count.intact < $0.count.raw }
      .sorted { a, b in
        let (x, y) = (a.count.raw - a.count.present, b.count.raw - b.count.present)
        return x != y
          ? x > y
          : (a.count.intact - a.count.raw, a.computer, a.channel)
            < (b.count.intact - b.count.raw, b.computer, b.channel)
      }
    if affected.isEmpty { return "" }
    return table(
      "Channels that are not whole\(listed(affected.count, "channels"))",
      [
        "host", "channel", "#records", "#in the export", "#as logged", "first and last logged",
        "first and last in the export",
      ],
      affected.prefix(Self.most).map { channel in
        [
          word(channel.computer), word(channel.channel), NumberText.grouped(channel.count.raw),
          NumberText.grouped(channel.count.present), NumberText.grouped(channel.count.intact),
          "\(time(channel.first)) – \(time(channel.last))",
          channel.count.present == 0
            ? "nothing" : "\(time(channel.firstPresent)) – \(time(channel.lastPresent))",
        ]
      })
  }

  private struct EventType: Hashable {
    var channel: WordID
    var eventID: WordID
  }

  var eventIDs: HTML {
    var counts: [EventType: (raw: Int, present: Int, intact: Int)] = [:]
    for cell in coverage.cells {
      let place = EventType(channel: cell.channel, eventID: cell.eventID)
      let known = counts[place] ?? (0, 0, 0)
      counts[place] = (
        known.raw + cell.count.raw, known.present + cell.count.present, known.intact + cell.count.intact
      )
    }
    let affected = counts.filter { $0.value.intact < $0.value.raw }.sorted { a, b in
      let (x, y) = (a.value, b.value)
      if x.raw - x.present != y.raw - y.present { return x.raw - x.present > y.raw - y.present }
      if x.raw - x.intact != y.raw - y.intact { return x.raw - x.intact > y.raw - y.intact }
      return (a.key.channel, a.key.eventID) < (b.key.channel, b.key.eventID)
    }
    if affected.isEmpty { return "" }
    return table(
      "Event ids that are not whole\(listed(affected.count, "event ids"))",
      ["channel", "event id", "#records", "#in the export", "#as logged", "#share missing"],
      affected.prefix(Self.most).map { type, count in
        [
          word(type.channel), word(type.eventID), NumberText.grouped(count.raw),
          NumberText.grouped(count.present),
          NumberText.grouped(count.intact), VerdictTable.share(count.raw - count.present, count.raw),
        ]
      })
  }

  var fields: HTML {
    let fields = coverage.fields
    if fields.isEmpty { return "" }
    return table(
      "Fields in which a search of the SIEM does not find what was logged\(listed(fields.count, "fields"))",
      ["field", "channel", "event id", "#records in the export", "#lost", "#cut", "#changed"],
      fields.prefix(Self.most).map { field in
        [
          field.name, word(field.channel), word(field.eventID), NumberText.grouped(field.records),
          NumberText.grouped(field.lost), NumberText.grouped(field.cut), NumberText.grouped(field.altered),
        ]
      })
  }

  // MARK: holes

  var holes: HTML {
    let kinds: [(RecordGap.Kind, String)] = [
      (.inSIEM, "Missing in the SIEM: the logs have these records, the export has not"),
      (
        .inBoth,
        "Missing in both: numbers that neither the logs nor the export have (a sample, a filter, a cleared"
          + " log, or lost at the source). No proof that anything was deleted"
      ),
    ]
    return "\(kinds.map { holes($0.0, $0.1) })"
  }

  private func holes(_ kind: RecordGap.Kind, _ name: String) -> HTML {
    let found = coverage.gaps.filter { $0.kind == kind }.sorted { a, b in
      (b.duration, b.count, a.computer, a.channel, a.first) < (
        a.duration, a.count, b.computer, b.channel, b.first
      )
    }
    if found.isEmpty { return "" }
    return table(
      "\(name), the longest in time first\(listed(found.count, "holes", of: Self.mostHoles))",
      ["host", "channel", "EventRecordID", "#records", "there before", "there after"],
      found.prefix(Self.mostHoles).map { gap in
        [
          word(gap.computer), word(gap.channel),
          gap.first == gap.last ? "\(gap.first)" : "\(gap.first)–\(gap.last)",
          NumberText.grouped(gap.count), time(gap.before), time(gap.after),
        ]
      })
  }

  // MARK: form

  private func listed(_ count: Int, _ what: String, of most: Int = Self.most) -> String {
    count > most ? " (\(most) of \(NumberText.grouped(count)) \(what); all: --format json)" : ""
  }

  /// - Parameter heads: of columns; with `#` of numbers.
  private func table(_ caption: String, _ heads: [String], _ rows: [[String]]) -> HTML {
    let isNumber = heads.map { $0.hasPrefix("#") }
    let head = zip(heads, isNumber).map { name, isNumber -> HTML in
      isNumber
        ? "<th scope=\"col\" class=\"n\">\(String(name.dropFirst()))</th>" : "<th scope=\"col\">\(name)</th>"
    }
    let lines = rows.map { row -> HTML in
      let cells = zip(row, isNumber).map { text, isNumber -> HTML in
        isNumber ? "<td class=\"n\">\(text)</td>" : "<td>\(text)</td>"
      }
      return "<tr>\(cells)</tr>\n"
    }
    return """
      <table class="wide"><caption>\(caption)</caption>
      <thead><tr>\(head)</tr></thead>
      <tbody>
      \(lines)</tbody></table>

      """
  }
}

/// Tables of indicators: CSV and its like, with or without names of columns; hash sets of the NSRL.
struct TableReader {
  let separator: UInt8

  /// Names of columns that hold values, as feeds write them.
  private static let known: Set<[UInt8]> = Set(
    [
      "indicator", "ioc", "ioc_value", "value", "observable", "ip", "ip_address", "ipaddress", "dst_ip",
      "src_ip",
      "domain", "hostname", "host", "fqdn", "url", "uri", "email", "md5", "md5_hash", "sha1", "sha1_hash",
      "sha-1",
      "sha256", "sha256_hash", "sha-256", "sha512", "sha-512", "hash", "filename", "file_name", "registry",
      "mutex",
    ].map { Array($0.utf8) })

  static func isKnown(_ cell: [UInt8]) -> Bool { known.contains(name(cell)) }

  private static func name(_ cell: [UInt8]) -> [UInt8] {
    ValueReader.trimmed(cell).folded.map { $0 == 32 ? 95 : $0 }
  }

  func read(
    _ lines: [ArraySlice<UInt8>], column: String?, _ reader: ValueReader,
    into content: inout IntelligenceContent
  ) {
    content.format = "csv"
    guard let head = lines.first.map({ cells($0) }) else { return }
    let names = head.map(Self.name)
    var columns = names.indices.filter { Self.known.contains(names[$0]) }
    var hasHead = !columns.isEmpty
    if let column {
      columns = names.indices.filter { names[$0] == Array(column.utf8).folded }
      if let number = Int(column), columns.isEmpty, (1...head.count).contains(number) {
        columns = [number - 1]
      } else {
        hasHead = true
      }
      guard !columns.isEmpty else {
        content.skip("no column '\(column)'")
        return
      }
    } else if names.contains(Array("sha-1".utf8)), names.contains(Array("md5".utf8)),
      names.contains(Array("filename".utf8))
    {
      // The NSRL's reference data set: names of good files are no indicators.
      content.format = "nsrl"
      columns = columns.filter { names[$0] != Array("filename".utf8) && names[$0] != Array("file_name".utf8) }
    } else if columns.isEmpty {
      columns = columnsOfIndicators(lines, reader)
    }
    let note = names.firstIndex { name in
      ["malware", "malware_family", "threat", "description", "comment", "tags", "family", "filename", "note"]
        .contains { Array($0.utf8) == name }
    }
    for line in lines.dropFirst(hasHead ? 1 : 0) {
      let cells = cells(line)
      let text = note.flatMap { $0 < cells.count && !columns.contains($0) ? cells[$0] : nil }
        .map { String(decoding: ValueReader.trimmed($0), as: UTF8.self) }
      var isUsed = false
      for column in columns where column < cells.count {
        let value = ValueReader.trimmed(cells[column])
        if value.isEmpty || value == Array("-".utf8) { continue }
        isUsed = true
        // `1.2.3.4:443`: the address is what is known.
        if reader.whole(value) == nil, let found = reader.all(value).first, found.range.lowerBound == 0,
          found.type == .ipv4 || found.type == .dns
        {
          content.add(found.type, found.value, note: text)
        } else {
          reader.add(value, note: text, to: &content)
        }
      }
      if !isUsed { content.skip("line without a value") }
    }
  }

  /// Columns in which most of the first hundred lines have an indicator.
  private func columnsOfIndicators(_ lines: [ArraySlice<UInt8>], _ reader: ValueReader) -> [Int] {
    let sample = lines.prefix(100).map { cells($0) }
    return (0..<(sample.map(\.count).max() ?? 0)).filter { column in
      let values = sample.compactMap { $0.indices.contains(column) ? ValueReader.trimmed($0[column]) : nil }
      return values.count { reader.whole($0) != nil } * 2 > values.count
    }
  }

  /// Cells of a line (RFC 4180, but that no cell holds a line end).
  func cells(_ line: ArraySlice<UInt8>) -> [[UInt8]] {
    var cells: [[UInt8]] = []
    var cell: [UInt8] = []
    var isQuoted = false
    var place = line.startIndex
    while place < line.endIndex {
      let byte = line[place]
      if byte == 34, isQuoted || cell.allSatisfy({ $0 == 32 }) {
        if isQuoted, place + 1 < line.endIndex, line[place + 1] == 34 {
          cell.append(34)
          place += 1
        } else {
          if !isQuoted { cell = [] }
          isQuoted.toggle()
        }
      } else if byte == separator, !isQuoted {
        cells.append(cell)
        cell = []
      } else {
        cell.append(byte)
      }
      place += 1
    }
    return cells + [cell]
  }
}

/// Lists of values: a value a line, digests as `sha256sum` writes them, hosts files, tables with separators.
enum ListReader {
  /// - Parameter column: name of the column that holds the values; nil: found by name or by content.
  static func read(_ bytes: [UInt8], column: String?, into content: inout IntelligenceContent) {
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: true).map { line in
      line.last == 13 ? line.dropLast() : line
    }
    let reader = ValueReader()
    let data = lines.filter { line in
      guard let first = line.first(where: { $0 > 32 }) else { return false }
      return first != UInt8(ascii: "#") && first != UInt8(ascii: ";") && !line.starts(with: Array("//".utf8))
    }
    guard let head = data.first else { return }
    if let separator = separator(head, data.dropFirst().first),
      column != nil || isTable(head, data, separator)
    {
      TableReader(separator: separator).read(data, column: column, reader, into: &content)
      return
    }
    content.format = "list"
    var digests = 0
    for line in data {
      let before = content.items.count
      if read(line, reader, into: &content), content.items.count > before { digests += 1 }
    }
    if digests > 0, digests == content.items.count { content.format = "digests" }
  }

  /// One line of a list; true where it was a digest and the name of its file.
  private static func read(
    _ line: ArraySlice<UInt8>, _ reader: ValueReader, into content: inout IntelligenceContent
  ) -> Bool {
    var value = ValueReader.trimmed(Array(line))
    // A comment behind the value.
    if let comment = value.indices.dropFirst().first(where: { value[$0] == 35 && value[$0 - 1] <= 32 }) {
      value = ValueReader.trimmed(Array(value[..<comment]))
    }
    if !value.contains(where: { $0 <= 32 }) || reader.whole(value) != nil {
      reader.add(value, to: &content)
      return false
    }
    let found = reader.all(value)
    if let digest = found.first(where: { isDigest($0.type) }) {
      // `HEX  name`, `SHA256 (name) = HEX`.
      if digest.range.lowerBound == 0 || digest.range.upperBound == value.count {
        let name =
          digest.range.lowerBound == 0 ? value[digest.range.upperBound...] : value[..<digest.range.lowerBound]
        content.add(
          digest.type, digest.value, note: String(decoding: ValueReader.trimmed(Array(name)), as: UTF8.self))
        return true
      }
    }
    // A hosts file sends names to an address that is nobody's.
    let useful = found.filter { $0.type != .fileName && !isNobody($0) }
    if useful.isEmpty {
      reader.add(value, to: &content)
    } else {
      for indicator in useful where !useful.contains(where: { $0 != indicator && encloses($0, indicator) }) {
        content.add(indicator.type, indicator.value)
      }
    }
    return false
  }

  private static func isDigest(_ type: IndicatorType) -> Bool {
    type == .md5 || type == .sha1 || type == .sha256 || type == .sha512
  }

  private static func isNobody(_ indicator: Indicator) -> Bool {
    indicator.type == .ipv4
      && (indicator.value.starts(with: Array("127.".utf8)) || indicator.value == Array("0.0.0.0".utf8))
      || indicator.type == .ipv6 && indicator.value == Array("::1".utf8)
  }

  /// Whether one indicator is a part of another: the host of a URL.
  private static func encloses(_ outer: Indicator, _ inner: Indicator) -> Bool {
    outer.range.lowerBound <= inner.range.lowerBound && outer.range.upperBound >= inner.range.upperBound
      && outer.range != inner.range
  }

  private static func separator(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>?) -> UInt8? {
    [UInt8(ascii: ","), UInt8(ascii: ";"), 9, UInt8(ascii: "|")].first { mark in
      let count = TableReader(separator: mark).cells(first).count
      return count > 1 && (second.map { TableReader(separator: mark).cells($0).count == count } ?? true)
    }
  }

  /// Whether lines with a separator are a table: the first names columns, or all have as many cells.
  private static func isTable(_ head: ArraySlice<UInt8>, _ data: [ArraySlice<UInt8>], _ separator: UInt8)
    -> Bool
  {
    let table = TableReader(separator: separator)
    let cells = table.cells(head)
    if cells.contains(where: { TableReader.isKnown($0) }) { return true }
    return data.prefix(20).allSatisfy { table.cells($0).count == cells.count }
  }
}

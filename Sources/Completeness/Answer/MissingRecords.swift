import CaseFile
import Evidence
import Formats
package import Query

/// Raw records in the form in which they were logged, put together so that a SIEM can load them: Event XML within
/// `<Events>`, JSON a line each, CSV under its header, lines as they are. Text is UTF-8.
package struct MissingRecords {
  /// What can stand in one file.
  package struct Part: Sendable {
    fileprivate var form: Form
    /// Numbers in the case, in order.
    package fileprivate(set) var records: [Int] = []

    /// Usual ending of a file of this form, without point.
    package var fileExtension: String {
      switch form {
      case .xml: "xml"
      case .json: "ndjson"
      case .csv: "csv"
      case .lines: "log"
      }
    }
  }

  fileprivate enum Form: Sendable, Hashable {
    case xml
    case json
    /// With the lines before the first record: the header, or what Zeek and W3C logs have for one.
    case csv(header: [UInt8])
    case lines
  }

  private let reader: CaseReader
  /// In order of their first record.
  package private(set) var parts: [Part] = []

  /// - Parameter records: numbers in the case, ascending.
  /// - Throws: what reading throws.
  package init(_ records: [Int], _ reader: CaseReader) throws {
    self.reader = reader
    var places: [Form: Int] = [:]
    var forms: [Int: Form] = [:]
    for record in records {
      let source = try reader.span(record).block.row.source
      let form = try forms[source] ?? form(of: source)
      forms[source] = form
      if places[form] == nil {
        places[form] = parts.count
        parts.append(Part(form: form))
      }
      if let place = places[form] { parts[place].records.append(record) }
    }
  }

  private func form(of number: Int) throws -> Form {
    guard let source = reader.source(number) else { return .lines }
    switch source.profile.format {
    case .evtx, .eventXML: return .xml
    case .json: return .json
    case .csv: return .csv(header: try header(of: number))
    case .lines: return source.profile.lines == .w3c ? .csv(header: try header(of: number)) : .lines
    case .container: return .lines
    }
  }

  /// The text of a source before its first record.
  private func header(of source: Int) throws -> [UInt8] {
    guard let first = reader.groups.first(where: { $0.source == source })?.firstLeaf else { return [] }
    var header: [UInt8] = []
    for leaf in first..<reader.treeSize {
      let place = try reader.span(leaf)
      guard place.span.kind == .gap, place.block.row.source == source else { break }
      let text = reader.text(place)
      header += text.dropFirst(text.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0)
      if header.last != UInt8(ascii: "\n") { header.append(UInt8(ascii: "\n")) }
    }
    return header
  }

  private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

  /// Writes a part, a record at a time.
  ///
  /// - Throws: what reading and `write` throw.
  package func write(_ part: Part, to write: ([UInt8]) throws -> Void) throws {
    switch part.form {
    case .xml: try write(Array("<Events>\n".utf8))
    case .csv(let header): try write(header)
    case .json, .lines: break
    }
    for record in part.records {
      var text = reader.text(try reader.span(record))
      switch part.form {
      case .xml: text = Self.withoutDeclaration(text)
      case .json:
        // Within JSON strings line ends are escaped: these stand between values, and would end the line.
        for index in text.indices where text[index] == 10 || text[index] == 13 { text[index] = 32 }
      case .csv, .lines: break
      }
      text.append(UInt8(ascii: "\n"))
      try write(text)
    }
    if part.form == .xml { try write(Array("</Events>\n".utf8)) }
  }

  /// `<?xml …?>` may stand only at the very beginning of a file.
  private static func withoutDeclaration(_ text: [UInt8]) -> [UInt8] {
    guard text.starts(with: Array("<?xml".utf8)), let end = text.firstIndex(of: UInt8(ascii: ">")) else {
      return text
    }
    return Array(text[(end + 1)...].drop { $0 == 10 || $0 == 13 || $0 == 32 })
  }
}

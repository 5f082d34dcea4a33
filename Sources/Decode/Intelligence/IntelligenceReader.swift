import Integrity

/// Reads a file of intelligence, of whatever kind it is.
package enum IntelligenceReader {
  /// - Parameters:
  ///   - bytes: of the whole file.
  ///   - column: of a table, by name or by number from 1; nil: found by name or by content.
  /// - Returns: what was read; no items where nothing was understood.
  package static func read(_ bytes: [UInt8], column: String? = nil) -> IntelligenceContent {
    var content = IntelligenceContent()
    var bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    guard let first = bytes.first(where: { $0 > 32 }) else { return content }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
      let document = try? CanonicalJSON.parse(bytes)
    {
      if document["type"]?.string == "bundle" {
        STIXReader.read(document, into: &content)
        return content
      }
      if !MISPReader.events(document).isEmpty {
        MISPReader.read(document, into: &content)
        return content
      }
      content.format = "json"
      content.skip("JSON that is no STIX bundle and no MISP event")
      return content
    }
    ListReader.read(bytes, column: column, into: &content)
    return content
  }
}

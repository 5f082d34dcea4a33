/// XML on lines of its own for each element, for reading: white space between two tags is replaced, everything else
/// stays as it is. No parser: text that is not well-formed comes out in odd lines, and complete.
package enum XMLIndent {
  private enum Tag { case open, close, single }

  /// Deepest indentation; elements below stand as deep.
  private static let deepest = 40

  /// The lines, without their ends.
  package static func lines(_ xml: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var line: [UInt8] = []
    var depth = 0
    var last: Tag?
    var index = 0
    while index < xml.count {
      guard xml[index] == UInt8(ascii: "<") else {
        let next = xml[index...].firstIndex(of: UInt8(ascii: "<")) ?? xml.count
        let text = xml[index..<next]
        // White space between tags is what this replaces; all other text belongs to the line of its tag, and so
        // does a value that is nothing but white space.
        let isValue = last == .open && xml[next...].starts(with: Array("</".utf8))
        if last == nil || isValue || !text.allSatisfy({ $0 == 32 || (9...13).contains($0) }) {
          line += text
          last = nil
        }
        index = next
        continue
      }
      let end = tagEnd(xml, from: index)
      let tag = kind(xml[index..<end])
      if tag == .close { depth = max(0, depth - 1) }
      if let before = last, !(before == .open && tag == .close) {
        lines.append(line)
        line = [UInt8](repeating: 32, count: 2 * min(depth, deepest))
      }
      line += xml[index..<end]
      if tag == .open { depth += 1 }
      last = tag
      index = end
    }
    return lines + [line]
  }

  private static func kind(_ tag: ArraySlice<UInt8>) -> Tag {
    switch tag.dropFirst().first {
    case UInt8(ascii: "/"): .close
    case UInt8(ascii: "!"), UInt8(ascii: "?"): .single
    default: tag.dropLast().last == UInt8(ascii: "/") ? .single : .open
    }
  }

  /// Behind the tag's `>` (not one in quotes), or behind the end of a comment or CDATA section.
  private static func tagEnd(_ xml: [UInt8], from start: Int) -> Int {
    let rest = xml[start...]
    if rest.starts(with: Array("<!--".utf8)) { return end(of: "-->", xml, from: start + 4) }
    if rest.starts(with: Array("<![CDATA[".utf8)) { return end(of: "]]>", xml, from: start + 9) }
    var quote: UInt8?
    for index in rest.indices {
      let byte = xml[index]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        return index + 1
      }
    }
    return xml.count
  }

  private static func end(of mark: String, _ xml: [UInt8], from start: Int) -> Int {
    let mark = Array(mark.utf8)
    var index = start
    while index + mark.count <= xml.count {
      if xml[index..<index + mark.count].elementsEqual(mark) { return index + mark.count }
      index += 1
    }
    return xml.count
  }
}

/// Text in XML and HTML.
package enum XMLText {
  /// Markup is escaped; control characters and turns of the reading direction are made visible, since evidence is
  /// hostile.
  package static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in DisplayText.escaped(text).unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      // No character of XML.
      case "\u{fffe}", "\u{ffff}": out += "\u{fffd}"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}

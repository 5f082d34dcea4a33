extension HexDump {
  /// The same lines as `hexdump -C` shortens them: rows that repeat the one before are one line, `*`. The last line
  /// says where the end is.
  static func shortened(_ lines: [String]) -> [String] {
    var short: [String] = []
    var last: Substring?
    for line in lines {
      let row = line.drop { $0 != " " }
      if row.isEmpty || row != last {
        short.append(line)
        last = row
      } else if short.last != "*" {
        short.append("*")
      }
    }
    return short
  }
}

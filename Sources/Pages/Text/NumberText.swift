/// Numbers as people read them.
package enum NumberText {
  /// `70,085`.
  package static func grouped(_ number: some BinaryInteger) -> String {
    var digits = Array(String(number.magnitude))
    var index = digits.count - 3
    while index > 0 {
      digits.insert(",", at: index)
      index -= 3
    }
    return (number < 0 ? "-" : "") + String(digits)
  }

  /// `40.1 MB`: powers of ten, as disks and `ls --si` count.
  package static func bytes(_ count: some BinaryInteger) -> String {
    let value = Double(count)
    if value.magnitude < 1000 { return "\(count) B" }
    var scaled = value
    for unit in ["kB", "MB", "GB", "TB", "PB"] {
      scaled /= 1000
      if scaled.magnitude < 999.95 { return "\(oneDecimal(scaled)) \(unit)" }
    }
    return "\(oneDecimal(scaled)) PB"
  }

  /// With one digit behind the point.
  package static func oneDecimal(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
  }

  /// With three digits behind the point, `-17.363`; as it is where it is too large for that.
  package static func threeDecimals(_ value: Double) -> String {
    guard value.magnitude < 1e15 else { return "\(value)" }
    let thousandths = Int((value.magnitude * 1000).rounded())
    let digits = String(thousandths % 1000)
    return (value < 0 && thousandths > 0 ? "-" : "") + "\(thousandths / 1000)."
      + String(repeating: "0", count: 3 - digits.count) + digits
  }

  /// `41 ms`, `1.2 s`, `3 min 5 s`.
  package static func duration(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let exact = Double(seconds) + Double(attoseconds) / 1e18
    if exact < 0.9995 { return "\(Int((exact * 1000).rounded())) ms" }
    if exact < 59.95 { return "\(oneDecimal(exact)) s" }
    let whole = Int(exact.rounded())
    return whole < 3600
      ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
  }

  /// `1 record`, `2 records`, with separators.
  package static func counted(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(grouped(count)) \(count == 1 ? singular : plural ?? singular + (singular.hasSuffix("s") ? "es" : "s"))"
  }

  /// A time in fixed width without the trailing zeros of its fraction; anything else as it is.
  package static func time(_ text: String) -> String {
    guard text.hasSuffix("Z"), let point = text.firstIndex(of: ".") else { return text }
    var fraction = text[text.index(after: point)..<text.index(before: text.endIndex)]
    while fraction.last == "0" { fraction.removeLast() }
    return text[..<point] + (fraction.isEmpty ? "" : "." + fraction) + "Z"
  }
}

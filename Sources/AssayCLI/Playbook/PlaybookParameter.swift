import Evidence
import Query

/// A value that a playbook asks for: `--set NAME=VALUE`, else its default.
struct PlaybookParameter: Sendable {
  /// What a value may be. Values go into searches and SQL, so each type says what may stand in it.
  enum Kind: String, CaseIterable, Sendable {
    /// Anything without control characters.
    case text
    /// A decimal integer.
    case integer
    /// A time as `--from` takes it.
    case time
    /// Name or address of a computer, or an account: letters, digits, `.`, `-`, `_`, `$`, `@`, `\`, `:`.
    case name
    /// A file that can be read.
    case file
    /// `true` or `false`: false is no value.
    case flag
    /// One of `values`.
    case choice
  }

  var name: String
  var kind: Kind
  var about: String
  var standard: String
  var values: [String]
  var isRequired: Bool

  /// - Throws: `playbook.malformed`.
  init(_ name: String, _ yaml: PlaybookYAML) throws(AssayError) {
    try yaml.only(["type", "about", "default", "values", "required"])
    guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }) else {
      throw yaml.error("the name of a parameter has letters, digits and _")
    }
    let word = try yaml.text("type") ?? "text"
    guard let kind = Kind(rawValue: word) else {
      throw yaml.error(
        "'\(word)' is no type; there are \(Kind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self.name = name
    self.kind = kind
    about = try yaml.text("about") ?? ""
    standard = try yaml.text("default") ?? ""
    values = []
    for value in try yaml.member("values")?.elements(atMost: 100) ?? [] { values.append(try value.text()) }
    let required = try yaml.text("required") ?? "false"
    guard ["true", "false"].contains(required) else { throw yaml.error("required is true or false") }
    isRequired = required == "true"
    if kind == .choice, values.isEmpty { throw yaml.error("a choice needs values") }
    if !standard.isEmpty, let fault = fault(in: standard) { throw yaml.error("the default \(fault)") }
  }

  /// The value to use.
  ///
  /// - Parameter given: of `--set`.
  /// - Throws: `playbook.parameter`.
  func value(_ given: String?, playbook: String) throws(AssayError) -> String {
    let value = given ?? standard
    if value.isEmpty {
      guard !isRequired else {
        throw AssayError(
          "playbook.parameter", subject: playbook,
          reason: "it needs \(name)\(about.isEmpty ? "" : " (\(about))")",
          hint: "give it with --set \(name)=…")
      }
      return ""
    }
    if let fault = fault(in: value) {
      throw AssayError(
        "playbook.parameter", subject: playbook, reason: "\(name)=\(value) \(fault)",
        hint: "assay run CASE \(playbook) --dry-run shows the parameters")
    }
    return kind == .flag && value == "false" ? "" : value
  }

  /// What is wrong with a value; nil for a good one.
  private func fault(in value: String) -> String? {
    if value.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) {
      return "holds a control character"
    }
    switch kind {
    case .text, .file: return value.hasPrefix("-") ? "begins with a hyphen" : nil
    case .integer: return Int(value) == nil ? "is no integer" : nil
    case .time:
      do {
        _ = try SearchTime.bound(value, option: name, last: Timestamp(seconds: 0))
        return nil
      } catch {
        return "is no time: 2024-05-01, 2024-05-01T09:14:07Z, or -24h"
      }
    case .name:
      let isName = value.unicodeScalars.allSatisfy { scalar in
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
          || ".-_$@\\:".unicodeScalars.contains(scalar)
      }
      return isName && !value.hasPrefix("-") ? nil : "is no name of a computer or account"
    case .flag: return ["true", "false"].contains(value) ? nil : "is neither true nor false"
    case .choice: return values.contains(value) ? nil : "is none of \(values.joined(separator: ", "))"
    }
  }
}

/// An error that stops what was asked: cannot read, cannot write, wrong usage, a broken promise of the case
/// file. Equality is equality of `code`, so that a test says which error it expects.
package struct AssayError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Stable, documented word such as `case.format-too-new`.
  package var code: String
  /// File or case that the error is about, as the user named it.
  package var subject: String
  /// Byte offset in the subject, where there is one.
  package var offset: UInt64?
  /// What failed and why, in the present tense.
  package var reason: String
  /// What to do next.
  package var hint: String?

  package init(_ code: String, subject: String, offset: UInt64? = nil, reason: String, hint: String? = nil) {
    self.code = code
    self.subject = subject
    self.offset = offset
    self.reason = reason
    self.hint = hint
  }

  package static func == (a: AssayError, b: AssayError) -> Bool { a.code == b.code }

  package var description: String {
    var text = subject
    if let offset { text += " @ 0x" + String(offset, radix: 16) }
    text += ": \(reason)"
    if let hint { text += "\n  \(hint)" }
    return text + "  [\(code)]"
  }
}

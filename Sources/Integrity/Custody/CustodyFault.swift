/// What is wrong with an entry of the custody log.
package struct CustodyFault: Sendable, Hashable, CustomStringConvertible {
  /// Position of the entry in the list that was checked, from 0.
  package var index: Int
  /// What is wrong with it.
  package var reason: Reason

  /// Why an entry is no sound link of the chain.
  package enum Reason: Error, Sendable, Hashable, CustomStringConvertible {
    /// The bytes are not canonical JSON: altered, or written by something else.
    case notCanonical(JSONError)
    /// Another encoding: refused, not guessed.
    case version(String)
    /// A member is missing, or its value is not of the type or form that the encoding has.
    case member(String)
    /// A member that the encoding has not.
    case unknownMember(String)
    /// The sequence number is not the position.
    case sequence(found: Int64)
    /// `prev` is not the SHA-256 of the entry before: one of the two was altered, or an entry is missing.
    case previous(found: Digest256, computed: Digest256)
    /// The evidence is smaller than at the entry before: leaves cannot be removed.
    case evidenceShrank(from: UInt64, to: UInt64)
    /// The evidence has the size of the entry before and another root, or is empty with a root.
    case evidenceRoot(Digest256)

    /// The reason in words.
    package var description: String {
      switch self {
      case .notCanonical(let error): "not canonical JSON: \(error)"
      case .version(let version): "unknown encoding '\(version)'"
      case .member(let name): "'\(name)' is missing or not as the encoding has it"
      case .unknownMember(let name): "'\(name)' is not part of the encoding"
      case .sequence(let found): "its sequence number is \(found)"
      case .previous(let found, let computed):
        "it names \(found) as the entry before, whose SHA-256 is \(computed)"
      case .evidenceShrank(let from, let to): "the evidence shrank from \(from) to \(to) leaves"
      case .evidenceRoot(let root): "the root \(root) contradicts the entry before at the same size"
      }
    }
  }

  /// A fault of the entry at `index`.
  package init(index: Int, reason: Reason) {
    self.index = index
    self.reason = reason
  }

  /// Entry and reason in words.
  package var description: String { "custody entry \(index): \(reason)" }
}

import Evidence
import Formats

/// An entry of a container, in the order of its reading.
struct ContainerEntry {
  enum Content {
    /// Bytes of a file; they end early where the container is damaged, and the findings say so.
    case file(any ByteSource)
    case folder
    /// Listed and not read: a link, a device, something encrypted. The findings have the reason.
    case other
  }

  /// Position among all entries of the container, from 0.
  var index: Int
  /// The name as written, and for people.
  var name: [UInt8]
  var shownName: String
  var content: Content
  /// Where it begins in the container.
  var offset: UInt64
  /// As the container states it.
  var byteCount: UInt64?
  /// In UTC.
  var modified: Timestamp?
  /// By a clock in no known zone: good enough to assume a year.
  var localModified: Timestamp?
}

/// Reads the entries of a container one after the other. Content never makes it throw: what is damaged ends
/// early and is told in the findings.
protocol ContainerWalker: AnyObject {
  /// The next entry, or nil at the end; what is left of the one before is skipped.
  func next() throws(AssayError) -> ContainerEntry?
}

/// What was found in a container.
final class ContainerFindings {
  private var found: ContainerProfile
  private var outwardNames = 0
  /// Reasons that concern the entry at hand.
  private(set) var aboutEntry: [String] = []
  private(set) var entryName: String?

  init(_ kind: ContainerKind) { found = ContainerProfile(kind: kind) }

  /// All of it.
  var profile: ContainerProfile {
    var profile = found
    if outwardNames > 0 {
      profile.notes.append(
        "\(outwardNames) names in it lead out of a folder (absolute, drive, ..): names are never used as paths"
      )
    }
    return profile
  }

  /// A problem of the container itself.
  func add(_ code: String, at offset: UInt64, _ reason: String) {
    found.problemCounts[code, default: 0] += 1
    if found.problems.count < ContainerProfile.problemLimit {
      found.problems.append(Problem(code: code, offset: offset, reason: reason))
    }
  }

  /// A problem of the entry at hand.
  func addToEntry(_ code: String, at offset: UInt64, _ reason: String) {
    aboutEntry.append(reason)
    add(code, at: offset, entryName.map { "\($0): \(reason)" } ?? reason)
  }

  func note(_ text: String) { found.notes.append(text) }

  /// The next entry begins. Nil where it has no name of its own: the content of a compressed stream.
  func begin(_ name: String?) {
    entryName = name
    aboutEntry.removeAll()
  }

  /// A name that would lead out of a folder.
  func countName() { outwardNames += 1 }
  func countFolder() { found.folders += 1 }
  func countMember() { found.members += 1 }
  /// A tar within a compressed stream counts as one container.
  func isTar(in compression: ContainerKind) {
    found.kind = .tar
    found.compression = compression
  }
}

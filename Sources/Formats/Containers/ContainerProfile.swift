package import Evidence

/// What is known of a container: stored in its profile, so that custody tells it and `verify` notices a change.
package struct ContainerProfile: Sendable, Codable, Equatable {
  package var kind: ContainerKind
  /// Of a compressed tar: how it is compressed.
  package var compression: ContainerKind?
  /// Files in it, each a source of its own.
  package var members = 0
  /// Folders in it: listed by their number, nothing else is in them.
  package var folders = 0
  /// The first problems, in the order met; at most `problemLimit`.
  package var problems: [Problem] = []
  /// How many problems of each code there are, also those not in `problems`.
  package var problemCounts: [String: Int] = [:]
  /// What is odd without being wrong.
  package var notes: [String] = []

  /// Problems that are listed; all are counted.
  package static let problemLimit = 1000

  package init(kind: ContainerKind, compression: ContainerKind? = nil) {
    self.kind = kind
    self.compression = compression
  }

  /// `zip`, `tar in gzip`.
  package var description: String {
    compression.map { "\(kind.rawValue) in \($0.rawValue)" } ?? kind.rawValue
  }

  /// All problems.
  package var problemCount: Int { problemCounts.values.reduce(0, +) }
  /// Problems but those that only tell what is not followed: links, devices.
  package var faultCount: Int {
    problemCounts.filter { !Self.expected.contains($0.key) }.values.reduce(0, +)
  }

  /// Codes of what any sound archive may hold and nothing is lost by.
  private static let expected: Set<String> = ["container.link", "container.special"]
}

/// Where a source stands that came out of a container.
package struct MemberPlace: Sendable, Codable, Equatable {
  /// Number of the container's source.
  package var container: Int
  /// Position among all entries of the container, from 0.
  package var entry: Int
  /// Where the entry begins: in the container's bytes, of a compressed tar in the tar.
  package var offset: UInt64

  package init(container: Int, entry: Int, offset: UInt64) {
    self.container = container
    self.entry = entry
    self.offset = offset
  }
}

extension SourceProfile {
  /// Of a container.
  package init(container: ContainerProfile) {
    self.init(format: .container)
    self.container = container
  }
}

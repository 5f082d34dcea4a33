import ArgumentParser

/// What `--attach` adds to processes.
struct AttachedKinds: ExpressibleByArgument, Sendable {
  enum Kind: String, CaseIterable, Sendable { case network, files, registry, dns }

  /// In the order of `Kind`.
  var kinds: [Kind] = []

  init() {}

  init?(argument: String) {
    if argument == "all" {
      kinds = Kind.allCases
      return
    }
    var chosen: Set<Kind> = []
    for name in argument.split(separator: ",") {
      guard let kind = Kind(rawValue: String(name)) else { return nil }
      chosen.insert(kind)
    }
    if chosen.isEmpty { return nil }
    kinds = Kind.allCases.filter { chosen.contains($0) }
  }

  static var allValueStrings: [String] { Kind.allCases.map(\.rawValue) + ["all"] }

  /// As the command line has it.
  var text: String { kinds.map(\.rawValue).joined(separator: ",") }
}

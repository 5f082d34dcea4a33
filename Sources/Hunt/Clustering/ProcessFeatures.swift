/// msticpy's numbers of a process creation (`add_process_features`), one row at a time. A missing text counts as empty.
package struct ProcessFeatures: Sendable, Equatable {
  /// Last part of the path.
  package var processName: String
  /// Sum of the path's code points.
  package var pathScore: Int
  /// log10 of `pathScore`, 0 for 0.
  package var pathLogScore: Double
  /// CRC-32 of the path's UTF-8.
  package var pathHash: UInt32
  /// Characters of the command line.
  package var commandlineLen: Int
  /// log10 of `commandlineLen`, 0 for 0.
  package var commandlineLogLen: Double
  /// Delimiters in the command line.
  package var commandlineTokensFull: Int
  /// Sum of the command line's code points.
  package var commandlineScore: Int
  /// CRC-32 of the delimiters in their order.
  package var commandlineTokensHash: UInt32
  /// Whether the logon is the system's: `0x3e7` or `-1`.
  package var isSystemSession: Bool

  /// - Parameters:
  ///   - path: NewProcessName.
  ///   - commandLine: CommandLine.
  ///   - logonID: SubjectLogonId.
  ///   - separator: of the paths in this table, see `separator(of:)`.
  package init(path: String, commandLine: String, logonID: String, separator: Unicode.Scalar) {
    let scalars = path.unicodeScalars
    if let last = scalars.lastIndex(of: separator) {
      processName = String(scalars[scalars.index(after: last)...])
    } else {
      processName = path
    }
    pathScore = FeatureText.characterScore(path)
    pathLogScore = FeatureText.log10(pathScore)
    pathHash = FeatureText.crc32(Array(path.utf8))
    commandlineLen = FeatureText.length(commandLine)
    commandlineLogLen = FeatureText.log10(commandlineLen)
    commandlineTokensFull = FeatureText.delimiterCount(commandLine)
    commandlineScore = FeatureText.characterScore(commandLine)
    commandlineTokensHash = FeatureText.crc32(FeatureText.delimiters(commandLine))
    isSystemSession = logonID == "0x3e7" || logonID == "-1"
  }

  /// The separator of a table's paths: `/` if any of the first ten has one, else `\` (msticpy's rule).
  package static func separator(of firstPaths: some Sequence<String>) -> Unicode.Scalar {
    firstPaths.prefix(10).contains { $0.utf8.contains(UInt8(ascii: "/")) } ? "/" : "\\"
  }

  /// Names of the numbers, as msticpy has its columns.
  package static let names = [
    "pathScore", "pathLogScore", "pathHash", "commandlineLen", "commandlineLogLen", "commandlineTokensFull",
    "commandlineScore", "commandlineTokensHash", "isSystemSession",
  ]

  /// The number of that name, nil if there is none.
  package subscript(name: String) -> Double? {
    switch name {
    case "pathScore": Double(pathScore)
    case "pathLogScore": pathLogScore
    case "pathHash": Double(pathHash)
    case "commandlineLen": Double(commandlineLen)
    case "commandlineLogLen": commandlineLogLen
    case "commandlineTokensFull": Double(commandlineTokensFull)
    case "commandlineScore": Double(commandlineScore)
    case "commandlineTokensHash": Double(commandlineTokensHash)
    case "isSystemSession": isSystemSession ? 1 : 0
    default: nil
    }
  }
}

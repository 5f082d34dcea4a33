/// Says what the values of a list are, by the same rules by which they are found in texts.
struct ValueReader {
  private let extractor = IndicatorExtractor()

  /// Adds what a value is: an indicator if the whole of it is one, else a text to look for.
  func add(_ value: [UInt8], note: String? = nil, to content: inout IntelligenceContent) {
    let trimmed = Self.trimmed(value)
    if trimmed.isEmpty { return }
    if let found = whole(trimmed) {
      content.add(found.type, found.value, note: note)
    } else {
      content.add(nil, Refanged(trimmed).text, note: note)
    }
  }

  /// The indicator that a whole value is: the one with most weight where it is several, as a URL is before its host.
  func whole(_ value: [UInt8]) -> Indicator? {
    extractor.occurrences(in: value).filter { $0.range == value.indices }
      .min { Self.weight($0.type) < Self.weight($1.type) }
  }

  /// All indicators of a line.
  func all(_ line: [UInt8]) -> [Indicator] { extractor.occurrences(in: line) }

  private static func weight(_ type: IndicatorType) -> Int {
    switch type {
    case .url: 0
    case .email: 1
    case .windowsPath, .linuxPath, .registryKey: 2
    case .fileName: 9
    default: 5
    }
  }

  static func trimmed(_ value: [UInt8]) -> [UInt8] {
    var slice = value[...]
    while let byte = slice.first, byte <= 32 { slice = slice.dropFirst() }
    while let byte = slice.last, byte <= 32 { slice = slice.dropLast() }
    if slice.count > 1, let quote = slice.first, quote == 34 || quote == 39, slice.last == quote {
      slice = slice.dropFirst().dropLast()
    }
    return Array(slice)
  }
}

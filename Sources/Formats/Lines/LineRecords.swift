import Evidence

/// PLACEHOLDER
package enum LineRecords {
  static func sniff(_ text: Span<UInt8>, hints: SniffHints) -> SourceProfile? { nil }
  static func profile(_ text: Span<UInt8>, hints: SniffHints) -> SourceProfile {
    SourceProfile(format: .lines)
  }

  struct Cutter: RecordCutter {
    init(profile: SourceProfile, limits: Limits) {}
    mutating func cut(_ window: Span<UInt8>, atEnd: Bool, mustConsume: Bool, into out: inout CutList) -> Int {
      out.append(gap: window.count)
      return window.count
    }
  }

  final class Extractor: FieldExtractor {
    init(profile: SourceProfile, limits: Limits) {}
    func extract(_ text: Span<UInt8>, context: RecordContext, into fields: inout RecordFields) {}
  }
}

import Evidence

/// The problems of a row group: the cutter's and the extractor's, in order of span.
enum ProblemMerge {
  /// - Parameters:
  ///   - cut: by span, ascending.
  ///   - extracted: by span, ascending; of one span the cutter's stand before the extractor's.
  ///   - offset: of the first span, in the source.
  static func merge(
    _ cut: [(span: Int, code: String, reason: String)], _ extracted: [StoredProblem], spans: [SourceSpan],
    offset: UInt64
  ) -> [StoredProblem] {
    var merged: [StoredProblem] = []
    var offset = offset
    var index = 0
    var rest = extracted[...]
    for problem in cut {
      while let next = rest.first, next.s < problem.span { merged.append(rest.removeFirst()) }
      while index < problem.span, index < spans.count {
        offset += UInt64(spans[index].length)
        index += 1
      }
      merged.append(StoredProblem(s: problem.span, c: problem.code, o: offset, r: problem.reason))
    }
    return merged + rest
  }
}

import CaseFile
import Evidence

/// What a search filter is asked: a block can hold a match only if it has all grams of one of the alternatives.
package struct SearchNeedle: Sendable {
  /// Places of grams (`GramSet.places`), one list an alternative.
  let alternatives: [[Int]]

  /// - Parameters:
  ///   - alternatives: for each, runs of bytes that all must be there, in any order.
  ///   - foldsUnicode: letters are compared without case by Unicode's rules, by which the KELVIN SIGN is a `k` and the
  ///     long s an `s`; without it only ASCII letters are.
  ///   - ignoresCase: letters beyond ASCII may stand there in another case.
  /// - Returns: nil where a filter can rule nothing out, since an alternative has no gram.
  init?(alternatives: [[[UInt8]]], ignoresCase: Bool, foldsUnicode: Bool) {
    var list: [[Int]] = []
    for runs in alternatives {
      var marker = GramMarker()
      for run in runs {
        for piece in ignoresCase && foldsUnicode ? Self.sameInAnyCase(run) : [run[...]] {
          marker.mark(Array(piece).span)
        }
      }
      let places = marker.grams().places
      if places.isEmpty { return nil }
      list.append(places)
    }
    self.alternatives = list
  }

  /// Pieces whose bytes are the same, but for ASCII case, in whatever case a text is written.
  private static func sameInAnyCase(_ run: [UInt8]) -> [ArraySlice<UInt8>] {
    run.split { $0 >= 0x80 || "kKsS".utf8.contains($0) }
  }
}

extension BlockFilter {
  /// For each of its blocks whether it may hold a match.
  func mayMatch(_ needle: SearchNeedle) -> [Bool] {
    var may = [Bool](repeating: false, count: blockCount)
    for places in needle.alternatives {
      for (block, answer) in mayHold(places: places).enumerated() where answer { may[block] = true }
    }
    return may
  }
}

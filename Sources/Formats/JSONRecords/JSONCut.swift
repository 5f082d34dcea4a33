package import Evidence

extension JSONRecords {
  /// Cuts JSON into records.
  ///
  /// Lines (`JSONShape.lines`): see `cutLines`. Stream and wrapped document: brackets are matched
  /// (`JSONValueScan`); the record is the value, its span takes in the comma and the white space behind it.
  /// The bracket of a top-level array, and what a wrapping document says around its array, are gaps. What is
  /// no JSON is a gap with a problem, up to the next line that begins with a bracket.
  package struct Cutter: RecordCutter {
    /// Where in the stream the next byte stands.
    enum Place {
      /// Outside all values.
      case top
      /// In an array of records, inside `closers` brackets of the wrapping document.
      case array(closers: Int)
      /// Behind the wrapped array, before the document's end.
      case tail(closers: Int)
    }

    /// White space behind a record that its span takes in at most; the rest is a gap.
    static let separatorLimit = 64 << 10
    /// A longer gap is cut into gaps of this length.
    static let gapLimit = 1 << 20

    let shape: JSONShape
    let limits: Limits
    var place = Place.top
    /// An array or a wrapping document has ended: what is no JSON behind it is trailing.
    var sawEnd = false
    /// Names of the cells of the rows at hand, where the document names them apart.
    var columns: [String] = []
    /// Blanks that the next record's line begins with.
    var indent = 0
    /// A value that is longer than the limit is being passed over.
    var passing: JSONValueScan?
    /// A line that is longer than the limit is being passed over.
    var passingLine = false

    package init(profile: SourceProfile, limits: Limits) {
      shape = profile.json ?? .lines
      self.limits = limits
    }

    package mutating func cut(
      _ window: Span<UInt8>, atEnd: Bool, mustConsume: Bool, into out: inout CutList
    ) -> Int {
      if shape == .lines { return cutLines(window, atEnd: atEnd, mustConsume: mustConsume, into: &out) }
      var position = 0
      while position < window.count, !out.isFull {
        let bounds = Bounds(atEnd: atEnd, mustConsume: mustConsume && position == 0)
        let length = cutStream(window, position, bounds, into: &out)
        if length == 0 { break }
        position += length
      }
      return position
    }

    /// Bytes of a piece of what is passed over: fixed, so that it does not depend on windows.
    var pieceLength: Int { min(Cutter.gapLimit, max(1, limits.recordBytes / 4)) }
    /// Bytes behind a piece that must be in the window.
    var lookahead: Int { min(4096, max(2, limits.recordBytes / 4)) }
  }

  /// What is behind the window.
  struct Bounds {
    /// Nothing.
    let atEnd: Bool
    /// More, but the caller will not give a longer window.
    let mustConsume: Bool
    /// Nothing that could be waited for.
    var isFinal: Bool { atEnd || mustConsume }
  }
}

/// What a decoder made of a stretch, before it is judged.
struct Candidate {
  /// What has to hold for a candidate to become a layer.
  enum Claim {
    /// A checksum agrees, or a format's own structure: whatever came out is what went in.
    case proven
    /// The content has to be text by at least so much likelihood (units of `PairScore`), or a file by its first bytes.
    case likely(threshold: Int)
    /// As `likely`, but only letter pairs count: any list of small numbers makes printable characters.
    case natural(threshold: Int)
    /// The content is the text that it was made from, written more plainly; the decoder saw to it that this says more.
    case rewritten
    /// Kept only where a layer below is.
    case speculative
  }

  var decoder: String
  /// Bytes of the input that it was made from.
  var range: Range<Int>
  var content: [UInt8]
  var claim: Claim
  /// Why the stretch was taken, in words.
  var reason: String
  var name: String?
  var key: String?

  init(
    _ decoder: String, _ range: Range<Int>, _ content: [UInt8], _ claim: Claim, _ reason: String,
    name: String? = nil,
    key: String? = nil
  ) {
    self.decoder = decoder
    self.range = range
    self.content = content
    self.claim = claim
    self.reason = reason
    self.name = name
    self.key = key
  }
}

/// How sure text has to be, in units of `PairScore`.
enum Threshold {
  /// Nothing but the likeness speaks for it: e^24 to 1.
  static let likeness = 24 * PairScore.scale
  /// The stretch itself is hardly anything else, such as a padded one, or a list of numbers in one spelling.
  static let spelled = 18 * PairScore.scale
}

/// What a decoder of text is given.
struct TextInput {
  /// UTF-8.
  var text: [UInt8]
  var traits: TextTraits
  /// Most bytes that the decoder may make.
  var room: Int
  /// It was turned to become what it is: turning it again only leads back.
  var isTurned = false
}

/// What a decoder of bytes is given.
struct BytesInput {
  var bytes: [UInt8]
  /// The texts above, nearest first: keys may stand in them.
  var textsAbove: [[UInt8]]
  /// Most bytes that the decoder may make.
  var room: Int
  /// Most bytes made of one byte.
  var ratio: Int
}

/// What decoders put their findings into.
struct Findings {
  var candidates: [Candidate] = []
  /// Something was left out for want of room.
  var outputLimitMet = false
  /// Something grew beyond the allowed ratio.
  var ratioLimitMet = false
  /// A text was too long to be read as a script.
  var scriptLimitMet = false
}

/// Finds one encoding in text.
protocol TextDecoder: Sendable {
  /// Whether the text can hold any: no more than a look at counts.
  func wants(_ traits: TextTraits) -> Bool
  func search(_ input: TextInput, _ findings: inout Findings)
}

/// Undoes one encoding of bytes.
protocol BytesDecoder: Sendable {
  func search(_ input: BytesInput, _ findings: inout Findings)
}

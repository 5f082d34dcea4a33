import Evidence

/// Finds the end of a JSON object or array by matching brackets, aware of strings, without recursion; can be
/// stopped and resumed between any two bytes. It does not validate: that is the extractor's.
///
/// A value that is broken (a quote or a bracket is missing) must not swallow the records behind it. So at each
/// line that begins like a record, with the record's own indent and `{`, the state is looked at: where no
/// value can begin (inside a string, whose line ends should be escaped; behind a value without comma; behind
/// a comma in an object), the value is given up, and the line is the next record.
struct JSONValueScan {
  enum Outcome {
    /// Index behind the value's last byte.
    case end(Int)
    /// The value is broken; another begins in the line at this index.
    case resync(Int)
    /// The bytes are used up; go on at this index.
    case more(Int)
  }

  /// Brackets that are open.
  private(set) var depth = 0
  private var inString = false
  /// Kinds of the innermost up to 64 open brackets, 1 for `[`; those further out are in `outer`.
  private var kinds: UInt64 = 0
  private var outer: [UInt64] = []
  /// The last byte that is not blank.
  private var last: UInt8 = 0

  /// At a value's first byte, or, with `openObjects`, inside that many objects behind a value.
  init(openObjects: Int = 0) {
    depth = openObjects
    if openObjects > 0 { last = UInt8(ascii: "]") }
  }

  /// Scans `window[from..<to]`; may look at bytes behind `to`, and end behind it by one.
  ///
  /// - Parameters:
  ///   - indent: blanks that a record's line begins with.
  ///   - isFinal: no byte follows the window.
  mutating func run(_ window: Span<UInt8>, from: Int, to: Int, indent: Int, isFinal: Bool) -> Outcome {
    let bytes = window.extracting(0..<to)
    var i = from
    while i < to {
      if inString {
        i = bytes.firstIndex(of: UInt8(ascii: "\""), or: UInt8(ascii: "\\"), or: 0x0A, from: i)
        guard i < to else { break }
        switch bytes[i] {
        case UInt8(ascii: "\""):
          inString = false
          last = UInt8(ascii: "\"")
          i += 1
          if depth == 0 { return .end(i) }
        case UInt8(ascii: "\\"):
          guard i + 1 < window.count || isFinal else { return .more(i) }
          // A line end is never escaped, and may begin the next record.
          i += i + 1 < window.count && window[i + 1] != 0x0A ? 2 : 1
        default:
          guard let isRecord = recordBegins(window, i + 1, indent, isFinal) else { return .more(i) }
          if isRecord { return .resync(i + 1) }
          i += 1
        }
        continue
      }
      let byte = bytes[i]
      switch byte {
      case UInt8(ascii: "\""):
        inString = true
        i += 1
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        push(byte == UInt8(ascii: "["))
        last = byte
        i += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        pop()
        last = byte
        i += 1
        if depth == 0 { return .end(i) }
      case 0x0A:
        if !canBeginValue {
          guard let isRecord = recordBegins(window, i + 1, indent, isFinal) else { return .more(i) }
          if isRecord { return .resync(i + 1) }
        }
        i += 1
      case 0x20, 0x09, 0x0D: i += 1
      default:
        last = byte
        i += 1
      }
    }
    return .more(i)
  }

  private var canBeginValue: Bool {
    last == UInt8(ascii: ":") || last == UInt8(ascii: "[") || (last == UInt8(ascii: ",") && kinds & 1 == 1)
  }

  /// Whether a record begins in the line at `start`; nil where the window is too short to tell.
  private func recordBegins(_ window: Span<UInt8>, _ start: Int, _ indent: Int, _ isFinal: Bool) -> Bool? {
    var i = start
    while i < start + indent {
      guard i < window.count else { return isFinal ? false : nil }
      guard window[i] == 0x20 || window[i] == 0x09 else { return false }
      i += 1
    }
    guard i < window.count else { return isFinal ? false : nil }
    guard window[i] == UInt8(ascii: "{") else { return false }
    guard i + 1 < window.count else { return isFinal ? true : nil }
    let next = window[i + 1]
    return next == UInt8(ascii: "\"") || next == UInt8(ascii: "}") || JSONRecords.isBlank(next)
  }

  private mutating func push(_ isArray: Bool) {
    if depth & 63 == 63 {
      outer.append(kinds)
      kinds = 0
    }
    kinds = kinds << 1 | (isArray ? 1 : 0)
    depth += 1
  }

  private mutating func pop() {
    guard depth > 0 else { return }
    depth -= 1
    if depth & 63 == 63 {
      kinds = outer.popLast() ?? 0
    } else {
      kinds >>= 1
    }
  }
}

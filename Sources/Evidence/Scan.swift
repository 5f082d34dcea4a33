public import CScan

// Byte searches over a span. Sound because the pointers live only inside `withUnsafeBufferPointer`, and every
// range is checked by `extracting` before a pointer is taken; what is written goes into room of its length.

extension Span<UInt8> {
  /// Index of the first `byte` at or after `from`, or `count`.
  @inline(always)
  package func firstIndex(of byte: UInt8, from: Int) -> Int {
    let rest = extracting(from..<count)
    return unsafe from
      + rest.withUnsafeBufferPointer { p in
        guard let base = p.baseAddress else { return 0 }
        return unsafe assay_find1(base, p.count, byte)
      }
  }

  /// Index of the first `a` or `b` at or after `from`, or `count`.
  @inline(always)
  package func firstIndex(of a: UInt8, or b: UInt8, from: Int) -> Int {
    let rest = extracting(from..<count)
    return unsafe from
      + rest.withUnsafeBufferPointer { p in
        guard let base = p.baseAddress else { return 0 }
        return unsafe assay_find2(base, p.count, a, b)
      }
  }

  /// Index of the first `a`, `b` or `c` at or after `from`, or `count`.
  @inline(always)
  package func firstIndex(of a: UInt8, or b: UInt8, or c: UInt8, from: Int) -> Int {
    let rest = extracting(from..<count)
    return unsafe from
      + rest.withUnsafeBufferPointer { p in
        guard let base = p.baseAddress else { return 0 }
        return unsafe assay_find3(base, p.count, a, b, c)
      }
  }

  /// Index of the first `a`, `b` or control byte (below 0x20) at or after `from`, or `count`.
  @inline(always)
  package func firstIndexOfControl(or a: UInt8, or b: UInt8, from: Int) -> Int {
    let rest = extracting(from..<count)
    return unsafe from
      + rest.withUnsafeBufferPointer { p in
        guard let base = p.baseAddress else { return 0 }
        return unsafe assay_find2_or_control(base, p.count, a, b)
      }
  }

  /// Index of the first occurrence of `needle` at or after `from`, or `count`.
  package func firstIndex(of needle: [UInt8], from: Int) -> Int {
    let rest = extracting(from..<count)
    return unsafe from
      + rest.withUnsafeBufferPointer { p in
        guard let base = p.baseAddress else { return 0 }
        return unsafe needle.withUnsafeBufferPointer { n in
          guard let needleBase = n.baseAddress else { return 0 }
          return unsafe assay_find_bytes(base, p.count, needleBase, n.count)
        }
      }
  }

  /// Whether the bytes at `index` are `bytes`.
  @inline(always)
  package func starts(with bytes: StaticString, at index: Int) -> Bool {
    let n = bytes.utf8CodeUnitCount
    guard index >= 0, n <= count - index else { return false }
    let part = extracting(index..<index + n)
    return unsafe part.withUnsafeBufferPointer { p in
      guard let base = p.baseAddress else { return n == 0 }
      return unsafe assay_equal(base, bytes.utf8Start, n) != 0
    }
  }

  /// Whether the bytes equal those of `other`.
  @inline(always)
  package func equals(_ other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    return unsafe withUnsafeBufferPointer { p in
      unsafe other.withUnsafeBufferPointer { q in
        guard let a = p.baseAddress, let b = q.baseAddress else { return true }
        return unsafe assay_equal(a, b, p.count) != 0
      }
    }
  }

  /// Whether no byte is above 0x7f.
  @inline(always)
  package var isASCII: Bool {
    unsafe withUnsafeBufferPointer { p in
      guard let base = p.baseAddress else { return true }
      return unsafe assay_is_ascii(base, p.count) != 0
    }
  }

  /// Whether all bytes are 0.
  package var isZero: Bool {
    unsafe withUnsafeBufferPointer { p in
      guard let base = p.baseAddress else { return true }
      return unsafe assay_is_zero(base, p.count) != 0
    }
  }

  /// A hash for tables in memory only: never stored, never compared between runs.
  @inline(always)
  package func tableHash(seed: UInt64 = 0) -> UInt64 {
    unsafe withUnsafeBufferPointer { p in
      guard let base = p.baseAddress else { return seed }
      return unsafe assay_hash(base, p.count, seed)
    }
  }

  /// Takes the bytes into a hash with the process's secret key (SipHash), so that no input can be made to collide.
  /// For tables in memory only: never stored, never compared between runs.
  @inline(always)
  package func combine(into hasher: inout Hasher) {
    unsafe withUnsafeBufferPointer { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }

  /// The bytes as text; what is not UTF-8 is shown as U+FFFD.
  package var text: String {
    unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// The bytes in an array of their own.
  package var array: [UInt8] {
    unsafe withUnsafeBufferPointer { unsafe Array($0) }
  }
}

extension [UInt8] {
  /// Appends the bytes of a span.
  @inline(always)
  package mutating func append(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }

  /// Appends the front part of UTF-16LE text whose characters stand for themselves in XML: ASCII from the space on but
  /// `&`, `'`, `<` and `>`.
  ///
  /// - Returns: bytes of `text` taken, two for each character.
  @inline(always)
  package mutating func append(plainUTF16 text: Span<UInt8>) -> Int {
    let units = text.count / 2
    var taken = 0
    append(addingCapacity: units) { out in
      unsafe out.withUnsafeMutableBufferPointer { room, initialized in
        unsafe text.withUnsafeBufferPointer { from in
          guard let base = from.baseAddress, let to = room.baseAddress, room.count - initialized >= units
          else {
            return
          }
          taken = unsafe assay_narrow_plain(base, units, to + initialized)
          initialized += taken
        }
      }
    }
    return 2 * taken
  }
}

internal import CScan

// Grams by C. Sound because the pointers live only inside their closures, each with the length of its own array; the C
// function writes at 16-bit places into 65,536 bytes.

/// Collects the grams of bytes: what a search filter keeps of a block, and what it is asked for.
///
/// A gram is a *word* of five bytes without a digit or a *number* of four bytes with at least one, capital ASCII
/// letters as small ones. Bytes with a NUL among them are no gram: they would be most of what UTF-16 and numbers in a
/// binary log have, and hardly any search asks for them. Each stands at a *place* by a hash of 15 bits, so several grams share a place
/// (docs/decisions/0008 for why these lengths and sizes).
package struct GramMarker: ~Copyable {
  private var flags = [UInt8](repeating: 0, count: GramSet.placeCount)

  package init() {}

  /// Adds the grams of `bytes`.
  package mutating func mark(_ bytes: Span<UInt8>) {
    unsafe flags.withUnsafeMutableBufferPointer { flags in
      unsafe bytes.withUnsafeBufferPointer { bytes in
        guard let to = flags.baseAddress, let from = bytes.baseAddress else { return }
        unsafe assay_mark_grams(from, bytes.count, to)
      }
    }
  }

  /// What was marked so far.
  package func grams() -> GramSet {
    let bits = unsafe [UInt8](unsafeUninitializedCapacity: GramSet.placeCount / 8) { out, count in
      unsafe flags.withUnsafeBufferPointer { flags in
        guard let from = flags.baseAddress, let to = out.baseAddress else { return }
        unsafe assay_pack_flags(from, flags.count, to)
        count = GramSet.placeCount / 8
      }
    }
    return GramSet(bits: bits)
  }
}

/// Which places are taken by the grams of some bytes.
package struct GramSet: Sendable, Equatable {
  /// Places of words, and as many of numbers behind them.
  package static let placesOfKind = 1 << 15
  package static let placeCount = 2 * placesOfKind

  /// Place `p` is bit `p & 7` of byte `p >> 3`. Place 0 means nothing: it is marked for bytes that are no gram.
  package let bits: [UInt8]

  fileprivate init(bits: [UInt8]) { self.bits = bits }

  /// The grams of `bytes` alone.
  package init(of bytes: Span<UInt8>) {
    var marker = GramMarker()
    marker.mark(bytes)
    self = marker.grams()
  }

  /// Grams of both.
  package func union(_ other: GramSet) -> GramSet {
    GramSet(bits: zip(bits, other.bits).map { $0 | $1 })
  }

  /// Places that are taken and mean a gram, ascending.
  package var places: [Int] {
    var places: [Int] = []
    for (index, byte) in bits.enumerated() where byte != 0 {
      for bit in 0..<8 where byte >> UInt8(bit) & 1 == 1 { places.append(index * 8 + bit) }
    }
    return places.first == 0 ? Array(places.dropFirst()) : places
  }
}

import Foundation

/// Numbers that describe texts.
package enum TextMeasure {
  /// Shannon entropy of the bytes, in bits a byte, from 0 to 8.
  package static func entropy(_ text: [UInt8]) -> Double {
    guard !text.isEmpty else { return 0 }
    var counts = [Int](repeating: 0, count: 256)
    for byte in text { counts[Int(byte)] += 1 }
    let total = Double(text.count)
    return counts.reduce(0) { sum, count in
      count == 0 ? sum : sum - Double(count) / total * log2(Double(count) / total)
    }
  }

  /// −log2 of the share of texts that are equal to each.
  package static func rarities(_ texts: [[UInt8]]) -> [Double] {
    var counts: [[UInt8]: Int] = [:]
    for text in texts { counts[text, default: 0] += 1 }
    return texts.map { -log2(Double(counts[$0] ?? 1) / Double(texts.count)) }
  }
}

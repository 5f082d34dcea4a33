/// Takes one value. SQLite's result functions implement it without a detour.
protocol ValueSink {
  func null()
  func integer(_ value: Int64)
  func text(_ bytes: [UInt8], _ range: Range<Int>)
  func blob(_ bytes: [UInt8])
}

extension ValueSink {
  func text(_ string: String) {
    let bytes = Array(string.utf8)
    text(bytes, 0..<bytes.count)
  }

  func text(_ bytes: [UInt8]) { text(bytes, 0..<bytes.count) }
}

import Evidence
import Formats
import Unpacking

/// The content of a zip entry, checked against what the zip says of it when its end is reached.
final class ZipContent: ByteSource {
  private let entry: ZipEntry
  private let input: ByteInput
  private let dataOffset: UInt64
  private let findings: ContainerFindings
  private let sizesKnown: Bool
  private var pump: DecoderPump
  private var crc = CRC32()
  private var byteCount: UInt64 = 0
  private var isChecked = false

  /// Methods that can be unpacked (APPNOTE 4.4.5).
  static func decoder(_ entry: ZipEntry, windowBytes: Int) -> (any StreamDecoder)? {
    switch entry.method {
    case 0: StoredDecoder(byteCount: entry.packedByteCount)
    case 8: InflateDecoder()
    case 12: BZip2Decoder()
    case 93: ZstdDecoder(windowBytes: windowBytes)
    case 95: XZDecoder(windowBytes: windowBytes)
    default: nil
    }
  }

  /// Name of a method that cannot.
  static func methodName(_ method: UInt16) -> String {
    let names: [UInt16: String] = [
      1: "Shrink", 2: "Reduce", 3: "Reduce", 4: "Reduce", 5: "Reduce", 6: "Implode", 9: "Deflate64",
      10: "IMPLODE",
      14: "LZMA", 16: "CMPSC", 18: "TERSE", 19: "LZ77", 94: "MP3", 96: "JPEG", 97: "WavPack", 98: "PPMd",
      99: "AES",
    ]
    return names[method].map { "method \(method) (\($0))" } ?? "method \(method)"
  }

  /// - Parameters:
  ///   - range: bytes that may belong to the data.
  ///   - sizesKnown: false where sizes and CRC follow the data and no directory has them.
  init(
    _ entry: ZipEntry, _ bytes: any RandomAccessBytes, _ range: Range<UInt64>, _ decoder: any StreamDecoder,
    sizesKnown: Bool, _ findings: ContainerFindings
  ) {
    self.entry = entry
    input = ByteInput(SliceSource(bytes, range))
    dataOffset = range.lowerBound
    pump = DecoderPump(decoder)
    self.sizesKnown = sizesKnown
    self.findings = findings
  }

  /// Where the data ended, as far as it was read.
  var end: UInt64 { dataOffset + input.offset }

  func read(_ count: Int, into bytes: inout [UInt8]) throws(AssayError) -> Bool {
    let target = bytes.count + count
    while bytes.count < target, pump.end == .notYet {
      let before = bytes.count
      try pump.read(target - before, from: input, into: &bytes)
      let new = bytes.span.extracting(before..<bytes.count)
      crc.update(new)
      byteCount += UInt64(new.count)
    }
    guard pump.end != .notYet else { return false }
    if !isChecked {
      isChecked = true
      check()
    }
    return true
  }

  /// Reads on to the end, to know where that is.
  func skipRest() throws(AssayError) {
    var bytes: [UInt8] = []
    while try !read(1 << 20, into: &bytes) { bytes.removeAll(keepingCapacity: true) }
  }

  private func check() {
    switch pump.end {
    case .notYet: return
    case .truncated:
      findings.addToEntry(
        "container.truncated", at: end, "its data end early: \(byteCount) bytes came out\(recorded)")
      return
    case .failed(let code, let reason):
      findings.addToEntry(code, at: end, "\(reason): \(byteCount) bytes came out\(recorded)")
      return
    case .ended: break
    }
    guard sizesKnown else { return }
    if byteCount != entry.byteCount {
      findings.addToEntry(
        "container.size", at: dataOffset,
        "\(byteCount) bytes came out, the zip says \(entry.byteCount): all are kept")
    }
    let packed = input.offset
    if packed != entry.packedByteCount {
      findings.addToEntry(
        "container.size", at: dataOffset,
        "its data have \(packed) compressed bytes, the zip says \(entry.packedByteCount)")
    }
    if crc.value != entry.crc {
      findings.addToEntry(
        "container.checksum", at: dataOffset,
        "CRC-32 of the content is \(hex(crc.value)), recorded \(hex(entry.crc)): kept as it came out")
    }
  }

  private var recorded: String { sizesKnown ? " of \(entry.byteCount)" : "" }
}

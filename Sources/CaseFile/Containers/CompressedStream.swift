import Evidence
import Formats
import Unpacking

/// The content of a gzip, bzip2, xz or zstd file: all its streams one after the other, as the tools give it.
final class CompressedStream: ByteSource {
  private let kind: ContainerKind
  private let input: ByteInput
  private let findings: ContainerFindings
  private let windowBytes: Int
  private var pump: DecoderPump?
  private var begun = 0
  private var ended = false
  private var crc = CRC32()
  private var memberByteCount: UInt64 = 0
  private var byteCount: UInt64 = 0

  init(_ kind: ContainerKind, _ input: ByteInput, _ findings: ContainerFindings, windowBytes: Int) {
    self.kind = kind
    self.input = input
    self.findings = findings
    self.windowBytes = windowBytes
  }

  func read(_ count: Int, into bytes: inout [UInt8]) throws(AssayError) -> Bool {
    let target = bytes.count + count
    while bytes.count < target, !ended {
      if pump == nil {
        guard try begin() else {
          ended = true
          break
        }
      }
      guard var running = pump else { break }
      let before = bytes.count
      try running.read(target - before, from: input, into: &bytes)
      let new = bytes.span.extracting(before..<bytes.count)
      if kind == .gzip { crc.update(new) }
      memberByteCount += UInt64(new.count)
      byteCount += UInt64(new.count)
      pump = running
      switch running.end {
      case .notYet: break
      case .ended:
        pump = nil
        if kind == .gzip { try checkTrailer() }
      case .truncated: truncated()
      case .failed(let code, let reason): fail(code, reason)
      }
    }
    return ended
  }

  private func truncated() {
    fail(
      "container.truncated", "the \(kind.rawValue) stream ends early: \(byteText(byteCount)) came out of it")
  }

  private func fail(_ code: String, _ reason: String) {
    ended = true
    findings.addToEntry(code, at: input.offset, reason)
  }

  /// Begins the next stream. False at the end; what stands there and is none is told.
  private func begin() throws(AssayError) -> Bool {
    let offset = input.offset
    let zeros = begun > 0 ? try input.skipZeros() : 0
    if try input.isAtEnd() {
      // xz has padding of its own (The .xz File Format 2.2): zeros, a multiple of four.
      if zeros > 0, kind != .xz || zeros % 4 != 0 {
        findings.add(
          "container.trailing", at: offset,
          "behind the \(kind.rawValue) stream: \(byteText(zeros)), all zero, not part of it")
      }
      if begun == 0 { truncated() }
      return false
    }
    let head = try input.peek(ContainerKind.sniffLength)
    guard begun == 0 || isNext(head) else {
      let rest = try input.skip() + zeros
      findings.add(
        "container.trailing", at: offset,
        "behind the \(kind.rawValue) stream: \(byteText(rest)), not part of it and not read")
      return false
    }
    if zeros > 0, kind != .xz {
      findings.add(
        "container.trailing", at: offset, "between two \(kind.rawValue) streams: \(byteText(zeros)), all zero"
      )
    }
    begun += 1
    memberByteCount = 0
    switch kind {
    case .gzip:
      crc = CRC32()
      guard try skipHeader() else {
        truncated()
        return false
      }
      pump = DecoderPump(InflateDecoder())
    case .bzip2: pump = DecoderPump(BZip2Decoder())
    case .xz: pump = DecoderPump(XZDecoder(windowBytes: windowBytes))
    case .zstd: pump = DecoderPump(ZstdDecoder(windowBytes: windowBytes))
    case .zip, .tar, .appleDouble: return false
    }
    return true
  }

  /// Whether another stream of the same kind begins here. The end of a file may hold less than a whole head.
  private func isNext(_ head: [UInt8]) -> Bool {
    switch kind {
    case .gzip: head.starts(with: [0x1F, 0x8B])
    case .bzip2: head.starts(with: [0x42, 0x5A, 0x68])
    case .xz: head.starts(with: [0xFD, 0x37, 0x7A])
    case .zstd:
      head.starts(with: [0x28, 0xB5, 0x2F])
        || head.count > 3 && (0x50...0x5F).contains(head[0])
          && head[1...3].elementsEqual([0x2A, 0x4D, 0x18])
    case .zip, .tar, .appleDouble: false
    }
  }

  /// RFC 1952 §2.3. False where the file ends within it.
  private func skipHeader() throws(AssayError) -> Bool {
    let fixed = try input.take(10)
    guard fixed.count == 10 else { return false }
    let flags = fixed[3]
    if flags & 4 != 0 {
      let length = try input.take(2)
      guard length.count == 2,
        try input.skip(UInt64(LittleEndian.u16(length, 0))) == LittleEndian.u16(length, 0)
      else { return false }
    }
    var name: [UInt8]?
    if flags & 8 != 0 {
      name = try takeText()
      if name == nil { return false }
    }
    if flags & 16 != 0, try takeText() == nil { return false }
    if flags & 2 != 0, try input.take(2).count < 2 { return false }
    if begun == 1 {
      // Both are claims of whoever compressed it.
      if let name {
        findings.note("its gzip header names it '\(String(decoding: name.prefix(255), as: UTF8.self))'")
      }
      let time = LittleEndian.u32(fixed, 4)
      if time != 0 { findings.note("its gzip header says \(Timestamp(seconds: Int64(time)).text)") }
    }
    return true
  }

  /// Bytes up to a zero, which is taken too. Nil where the file ends first.
  private func takeText() throws(AssayError) -> [UInt8]? {
    var text: [UInt8] = []
    while true {
      let byte = try input.take(1)
      guard let first = byte.first else { return nil }
      if first == 0 { return text }
      if text.count < 4096 { text.append(first) }
    }
  }

  /// RFC 1952 §2.3.1: CRC-32 and length of what was compressed.
  private func checkTrailer() throws(AssayError) {
    let offset = input.offset
    let trailer = try input.take(8)
    guard trailer.count == 8 else {
      findings.addToEntry(
        "container.truncated", at: offset,
        "the gzip stream ends within its checksum: all \(memberByteCount) bytes came out, unchecked")
      ended = true
      return
    }
    let recorded = LittleEndian.u32(trailer, 0)
    if recorded != crc.value {
      findings.addToEntry(
        "container.checksum", at: offset,
        "CRC-32 of the content is \(hex(crc.value)), recorded \(hex(recorded)): kept as it came out")
    }
    let length = LittleEndian.u32(trailer, 4)
    if length != UInt32(truncatingIfNeeded: memberByteCount) {
      findings.addToEntry(
        "container.size", at: offset + 4,
        "\(memberByteCount) bytes came out, \(length) are recorded (modulo 2^32)")
    }
  }
}

/// `1 byte`, `23 bytes`.
func byteText(_ count: UInt64) -> String { count == 1 ? "1 byte" : "\(count) bytes" }

/// Eight hexadecimal digits.
func hex(_ value: UInt32) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 8 - digits.count) + digits
}

/// A compressed stream as a container of one file without a name of its own.
final class StreamWalker: ContainerWalker {
  private let content: ByteInput
  private let name: [UInt8]
  private let findings: ContainerFindings
  private var isDone = false

  /// - Parameter containerName: the file's, for naming what is in it.
  init(_ content: ByteInput, containerName: [UInt8], _ findings: ContainerFindings) {
    self.content = content
    name = ContainerKind.nameInside(containerName)
    self.findings = findings
  }

  func next() throws(AssayError) -> ContainerEntry? {
    if isDone {
      return nil
    }
    isDone = true
    findings.begin(nil)
    return ContainerEntry(
      index: 0, name: name, shownName: String(decoding: name, as: UTF8.self), content: .file(content),
      offset: 0)
  }
}

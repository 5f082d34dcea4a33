import Evidence
import Formats

/// A container that is being read: its walker, and what was found so far.
struct ContainerOpening {
  let walker: any ContainerWalker
  let findings: ContainerFindings

  /// What the first bytes of a stream begin: a container that is unpacked, or nil.
  static func kind(_ head: [UInt8]) -> ContainerKind? {
    let kind = ContainerKind.sniff(head)
    return kind == .appleDouble ? nil : kind
  }

  /// What a file is by its head; a zip may have bytes of another kind before it (a program that unpacks itself).
  /// Text stays text: a log to which a zip was appended is a log.
  static func kind(_ bytes: any RandomAccessBytes) throws(AssayError) -> ContainerKind? {
    let head = try bytes.bytes(at: 0, count: 4096)
    if let kind = ContainerKind.sniff(Array(head.prefix(ContainerKind.sniffLength))) {
      return kind == .appleDouble ? nil : kind
    }
    guard
      head.starts(with: [0x4D, 0x5A]) || head.starts(with: [0x7F, 0x45, 0x4C, 0x46])
        || head.starts(with: [0x50, 0x4B])
    else { return nil }
    return try ZipDirectory(bytes) == nil ? nil : .zip
  }

  /// - Parameters:
  ///   - name: of the container, for naming what a compressed stream holds.
  ///   - stream: its bytes in order.
  ///   - bytes: in any order; a zip cannot be read without.
  init(
    _ kind: ContainerKind, name: [UInt8], stream: any ByteSource, bytes: (any RandomAccessBytes)?,
    limits: ContainerLimits
  ) throws(AssayError) {
    findings = ContainerFindings(kind)
    switch kind {
    case .zip:
      guard let bytes else {
        throw AssayError("container.seek", subject: "zip", reason: "cannot be read as a stream")
      }
      walker = try ZipWalker(bytes, findings, windowBytes: limits.windowBytes)
    case .tar: walker = TarWalker(ByteInput(stream), findings)
    case .gzip, .bzip2, .xz, .zstd, .appleDouble:
      let content = ByteInput(
        CompressedStream(kind, ByteInput(stream), findings, windowBytes: limits.windowBytes))
      if ContainerKind.sniff(try content.peek(ContainerKind.sniffLength)) == .tar {
        findings.isTar(in: kind)
        walker = TarWalker(content, findings)
      } else {
        walker = StreamWalker(content, containerName: name, findings)
      }
    }
  }
}

extension ContainerKind {
  /// `NAME!/ENTRY`: what a member is called. Never a path of the file system.
  static func memberName(_ container: [UInt8], _ entry: [UInt8]) -> [UInt8] {
    container + [UInt8(ascii: "!"), UInt8(ascii: "/")] + entry
  }

  /// Whether a name would lead out of a folder if anyone used it as a path: Assay never does.
  static func leadsOut(_ name: [UInt8]) -> Bool {
    let parts = name.split(omittingEmptySubsequences: false) {
      $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\")
    }
    guard let first = parts.first else { return false }
    return first.isEmpty || first.count == 2 && first.last == UInt8(ascii: ":")
      || parts.contains { $0.elementsEqual("..".utf8) }
  }
}

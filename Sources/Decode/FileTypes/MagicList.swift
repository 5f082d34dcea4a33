internal import Evidence
internal import Formats

/// Kinds of files and what they begin with, the more exact before the less. Source: the formats' own specifications, as
/// collected in the magic database of file(1) and in Wikipedia's list of file signatures.
enum MagicList {
  static let rules: [MagicRule] = [
    // Programs.
    MagicRule("pe", [0x4D, 0x5A], checkBits: 24, isPortableExecutable),
    MagicRule("elf", [0x7F, 0x45, 0x4C, 0x46]) {
      $0.count > 5 && (1...2).contains($0[4]) && (1...2).contains($0[5])
    },
    MagicRule("mach-o", [0xCF, 0xFA, 0xED, 0xFE]), MagicRule("mach-o", [0xCE, 0xFA, 0xED, 0xFE]),
    MagicRule("mach-o", [0xFE, 0xED, 0xFA, 0xCF]), MagicRule("mach-o", [0xFE, 0xED, 0xFA, 0xCE]),
    MagicRule("java-class", [0xCA, 0xFE, 0xBA, 0xBE]) {
      $0.count > 7 && $0[4] == 0 && $0[6] == 0 && $0[7] >= 45
    },
    MagicRule("wasm", [0x00, 0x61, 0x73, 0x6D]), MagicRule("dex", text: "dex\n03"),
    // What code injected into a process begins with (Metasploit's and Cobalt Strike's loaders).
    MagicRule("shellcode-x64", [0xFC, 0x48, 0x83, 0xE4, 0xF0]),
    MagicRule("shellcode-x86", [0xFC, 0xE8], checkBits: 16) {
      $0.count > 64 && $0[3] == 0 && $0[4] == 0 && $0[5] == 0
    },
    // Archives and compressed data.
    MagicRule("zip", [0x50, 0x4B, 3, 4]), MagicRule("zip", [0x50, 0x4B, 5, 6]),
    MagicRule("gzip", [0x1F, 0x8B, 8]) { $0.count > 10 && $0[3] & 0xE0 == 0 },
    MagicRule("bzip2", [0x42, 0x5A, 0x68]) {
      $0.count > 9 && (0x31...0x39).contains($0[3])
        && ($0[4..<10].elementsEqual([0x31, 0x41, 0x59, 0x26, 0x53, 0x59])
          || $0[4..<10].elementsEqual([0x17, 0x72, 0x45, 0x38, 0x50, 0x90]))
    },
    MagicRule("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]), MagicRule("zstd", [0x28, 0xB5, 0x2F, 0xFD]),
    MagicRule("lz4", [0x04, 0x22, 0x4D, 0x18]), MagicRule("7z", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
    MagicRule("rar", [0x52, 0x61, 0x72, 0x21, 0x1A, 7]), MagicRule("cab", text: "MSCF\0\0\0\0"),
    MagicRule("wim", text: "MSWIM\0\0\0"), MagicRule("chm", text: "ITSF"),
    // Documents.
    MagicRule("pdf", text: "%PDF-"), MagicRule("ole", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
    MagicRule("rtf", text: "{\\rtf"), MagicRule("onenote", [0xE4, 0x52, 0x5C, 0x7B, 0x8C, 0xD8, 0xA7, 0x4D]),
    MagicRule("postscript", text: "%!PS-"),
    // Windows.
    MagicRule("lnk", [0x4C, 0, 0, 0, 1, 0x14, 2, 0, 0, 0, 0, 0, 0xC0]), MagicRule("evtx", text: "ElfFile\0"),
    MagicRule("registry-hive", text: "regf"), MagicRule("minidump", text: "MDMP"),
    MagicRule("memory-dump", text: "PAGEDU"), MagicRule("prefetch", text: "MAM\u{4}"),
    MagicRule("dotnet-serialized", [0, 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]),
    MagicRule("java-serialized", [0xAC, 0xED, 0, 5]),
    // DER in a sequence that is as long as the data, or cut: certificates (and keys), Kerberos credentials.
    MagicRule("kerberos-credential", [0x76, 0x82], checkBits: 16, isDER),
    MagicRule("der", [0x30, 0x82], checkBits: 16, isDER),
    // Data and pictures.
    MagicRule("sqlite", text: "SQLite format 3\0"), MagicRule("pcap", [0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0]),
    MagicRule("pcap", [0xA1, 0xB2, 0xC3, 0xD4, 0, 2, 0, 4]),
    MagicRule("pcapng", [0x0A, 0x0D, 0x0D, 0x0A]) { $0.count > 11 && ($0[8] == 0x4D || $0[8] == 0x1A) },
    MagicRule("png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
    MagicRule("jpeg", [0xFF, 0xD8, 0xFF], checkBits: 4) { $0[3] >= 0xDB }, MagicRule("gif", text: "GIF87a"),
    MagicRule("gif", text: "GIF89a"),
    MagicRule("webp", text: "RIFF") { $0.count > 11 && $0[8..<12].elementsEqual("WEBP".utf8) },
    MagicRule("bmp", [0x42, 0x4D], checkBits: 32) {
      $0.count > 26 && LittleEndian.u32($0, 6) == 0 && LittleEndian.u32($0, 14) == 40
    },
    // Text.
    MagicRule("script", text: "#!/", isText: true), MagicRule("php", text: "<?php", isText: true),
    MagicRule("xml", text: "<?xml", isText: true), MagicRule("html", text: "<html", isText: true),
    MagicRule("html", text: "<!DOCTYPE html", isText: true), MagicRule("html", text: "<script", isText: true),
    MagicRule("pem", text: "-----BEGIN ", isText: true),
  ]

  /// PE format, "MS-DOS Stub": the offset of the signature stands at 0x3C.
  private static func isPortableExecutable(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 64 else { return false }
    let at = Int(LittleEndian.u32(bytes, 0x3C))
    guard at >= 4, at <= 0x1000 else { return false }
    guard at + 4 <= bytes.count else { return true }
    // Of a file that was made up, or cut and mended, the stub may tell.
    return bytes[at..<at + 2].elementsEqual([0x50, 0x45])
      || bytes.count < 4096
        && bytes.span.firstIndex(of: Array("This program".utf8), from: 0) < bytes.count
  }

  /// X.690 8.1.3.5, a length of two bytes, that leads to an element within it.
  private static func isDER(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 16 else { return false }
    let length = Int(bytes[2]) << 8 | Int(bytes[3])
    return length >= 64 && length + 4 >= bytes.count && length + 4 <= bytes.count + bytes.count / 2 + 3
      && (bytes[4] == 0x30 || bytes[4] == 0x02)
  }
}

extension MagicRule {
  init(_ name: String, text magic: String, _ check: @escaping @Sendable ([UInt8]) -> Bool) {
    self.init(name, Array(magic.utf8), check)
  }
}

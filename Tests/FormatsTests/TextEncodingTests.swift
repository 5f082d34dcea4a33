import Evidence
import Formats
import Testing

@Suite("Text encodings")
struct TextEncodingTests {
  private func decode(_ bytes: [UInt8], _ encoding: TextEncoding) -> [UInt8] {
    var out: [UInt8] = []
    encoding.decode(bytes.span, into: &out)
    return out
  }

  @Test("every byte of every code page is what Python's codec says", .enabled(if: LinesSupport.hasPython))
  func codePages() throws {
    let pages = TextEncoding.allCases.filter { !$0.isUTF16 && !$0.isIdentity }
    let program = """
      import sys
      for page in sys.argv[1:]:
          for b in range(256):
              try: print(bytes([b]).decode(page).encode().hex())
              except UnicodeDecodeError: print("open")
      """
    let names = pages.map { $0 == .macRoman ? "mac_roman" : $0.rawValue }
    let lines = try LinesSupport.python(program, names).split(separator: "\n")
    #expect(lines.count == pages.count * 256)
    for (p, page) in pages.enumerated() {
      var seen: Set<[UInt8]> = []
      for byte in UInt8.min...UInt8.max {
        let text = decode([byte], page)
        let expected = lines[p * 256 + Int(byte)]
        if expected != "open" { #expect(hex(text) == expected, "\(page.rawValue) \(byte)") }
        #expect(seen.insert(text).inserted, "two bytes of \(page.rawValue) have the text of \(byte)")
        let length = page.sourceLength(ofText: text.span)
        #expect(length == 1)
      }
    }
  }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test(
    "UTF-16 of every code unit, alone: WTF-8 that Python reads as surrogatepass",
    .enabled(if: LinesSupport.hasPython))
  func codeUnits() throws {
    let program = """
      import hashlib
      text = b"".join((u.to_bytes(2, "little") + b"A\\0").decode("utf-16le", "surrogatepass").encode("utf-8", "surrogatepass") for u in range(65536))
      print(len(text), sum((i + 1) * b for i, b in enumerate(text)))
      """
    var bytes: [UInt8] = []
    for unit in 0..<65_536 { bytes += [UInt8(unit & 255), UInt8(unit >> 8), 0x41, 0] }
    let text = decode(bytes, .utf16LE)
    let sum = text.enumerated().reduce(0) { $0 + ($1.offset + 1) * Int($1.element) }
    let expected = try LinesSupport.python(program)
    #expect(expected == "\(text.count) \(sum)\n")
    let length = TextEncoding.utf16LE.sourceLength(ofText: text.span)
    #expect(length == bytes.count)
    var swapped = bytes
    for i in stride(from: 0, to: bytes.count, by: 2) { swapped.swapAt(i, i + 1) }
    #expect(decode(swapped, .utf16BE) == text)
  }

  @Test("surrogate pairs are one character, alone they keep their code unit")
  func surrogates() {
    // U+1F600 is D83D DE00.
    #expect(decode([0x3D, 0xD8, 0x00, 0xDE], .utf16LE) == [0xF0, 0x9F, 0x98, 0x80])
    #expect(decode([0x3D, 0xD8, 0x41, 0x00], .utf16LE) == [0xED, 0xA0, 0xBD, 0x41])
    #expect(decode([0xDE, 0x00], .utf16BE) == [0xED, 0xB8, 0x80])
    #expect(decode([0x41, 0x00, 0x42], .utf16LE) == [0x41])
  }

  @Test(
    "names of encodings as people write them",
    arguments: [
      ("UTF-8", .utf8), ("utf8", .utf8), ("US-ASCII", .utf8), ("utf-16", .utf16LE), ("UTF-16BE", .utf16BE),
      ("Latin1", .latin1), ("ISO_8859-15", .latin9), ("cp1252", .windows1252), ("Windows-1251", .windows1251),
      ("IBM850", .cp850), ("OEM852", .cp852), ("koi8-r", .koi8R), ("macintosh", .macRoman), ("850", .cp850),
      ("1252", .windows1252), ("IBM00858", .cp858),
    ] as [(String, TextEncoding)])
  func labels(label: String, encoding: TextEncoding) {
    #expect(TextEncoding(label: label) == encoding)
  }

  @Test(
    "names without a table are nil",
    arguments: ["shift_jis", "gbk", "big5", "euc-kr", "utf-7", "x-nonsense", ""])
  func unknownLabels(label: String) {
    #expect(TextEncoding(label: label) == nil)
  }

  @Test("each encoding is found under its own name", arguments: TextEncoding.allCases)
  func ownName(encoding: TextEncoding) {
    #expect(TextEncoding(label: encoding.rawValue) == encoding)
  }

  @Test(
    "the encoding of corpus files", .enabled(if: LinesSupport.hasCorpora),
    arguments: [
      ("hostile/utf16le_no_bom.xml", .utf16LE), ("hostile/utf16be_bom.xml", .utf16BE),
      ("hostile/utf16le_odd_length.xml", .utf16LE), ("hostile/declared_utf16_is_utf8.xml", .utf8),
      ("hostile/mixed_encodings.xml", .utf8), ("hostile/utf16le_tab.csv", .utf16LE),
      ("hostile/bom_mid_file.xml", .utf8), ("evtx-xml/powershell_toxml_utf16le.xml", .utf16LE),
      ("evtx-xml/viewer_capi2_utf16le.xml", .utf16LE), ("evtx-xml/wevtutil_cmd_redirect_cp850.xml", .cp850),
      ("json/powershell_convertto_json_utf16le.json", .utf16LE), ("hostile/invalid_utf8.xml", .utf8),
      ("hostile/invalid_utf8.ndjson", .utf8), ("hostile/nul_bytes.csv", .utf8), ("hostile/random.bin", .utf8),
      ("hostile/only_bom.csv", .utf8), ("text/syslog.log", .utf8), ("hostile/nul_padded_tail.ndjson", .utf8),
    ] as [(String, TextEncoding)])
  func corpus(name: String, encoding: TextEncoding) {
    let bytes = LinesSupport.file(name)
    let format: LogFormat =
      name.hasSuffix("xml")
      ? .eventXML : name.hasSuffix("csv") ? .csv : name.contains("json") ? .json : .lines
    var text: [UInt8] = []
    let sniffed = TextEncoding.sniff(bytes.span)
    sniffed.decode(bytes.span, into: &text)
    #expect(sniffed.refined(by: text.span, declaredIn: format, fixed: false).encoding == encoding)
  }

  @Test("the console's French is readable", .enabled(if: LinesSupport.hasCorpora))
  func french() {
    let text = decode(LinesSupport.file("evtx-xml/wevtutil_cmd_redirect_cp850.xml"), .cp850)
    #expect(String(decoding: text, as: UTF8.self).contains("Contrôleurs de domaine préférés"))
  }

  private func refined(_ bytes: [UInt8], _ format: LogFormat = .lines) -> (TextEncoding, String?) {
    let result = TextEncoding.utf8.refined(by: bytes.span, declaredIn: format, fixed: false)
    return (result.encoding, result.note)
  }

  @Test("letters tell windows-1252 from cp850; other alphabets are not guessed")
  func guesses() {
    // "déjà vérifié, Größe übermäßig" in both, by Python's codecs.
    let windows: [UInt8] = Array("d\0j\0 v\0rifi\0, Gr\0\0e \0berm\0\0ig\n".utf8)
    func fill(_ high: [UInt8]) -> [UInt8] {
      var rest = high[...]
      return windows.map { $0 == 0 ? rest.removeFirst() : $0 }
    }
    #expect(refined(fill([0xE9, 0xE0, 0xE9, 0xE9, 0xF6, 0xDF, 0xFC, 0xE4, 0xDF])).0 == .windows1252)
    #expect(refined(fill([0x82, 0x85, 0x82, 0x82, 0x94, 0xE1, 0x81, 0x84, 0xE1])).0 == .cp850)
    // "Привет, мир" in windows-1251.
    let russian: [UInt8] = [0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2, 0x2C, 0x20, 0xEC, 0xE8, 0xF0, 0x0A]
    #expect(refined(russian).0 == .utf8)
    #expect(refined(russian).1 != nil)
    #expect(refined(Array("Größe".utf8)).0 == .utf8)
    #expect(refined(Array("Größe Größe ".utf8) + [0xE9]).0 == .utf8)
  }

  @Test("an XML declaration is believed, unless the bytes say otherwise")
  func declarations() {
    func declared(_ name: String, _ rest: [UInt8]) -> (TextEncoding, String?) {
      refined(Array("<?xml version=\"1.0\" encoding='\(name)'?><Event>".utf8) + rest, .eventXML)
    }
    #expect(declared("windows-1251", [0xCF, 0xF0]).0 == .windows1251)
    #expect(declared("ISO-8859-1", [0xE9]).0 == .latin1)
    #expect(declared("UTF-8", []).0 == .utf8)
    #expect(declared("UTF-16", []).0 == .utf8 && declared("UTF-16", []).1 != nil)
    #expect(declared("windows-1252", Array("äöü".utf8)).0 == .utf8)
    for name in ["shift_jis", "utf-7", "x-nonsense"] {
      #expect(declared(name, [0x83, 0x41]).0 == .utf8)
      #expect(declared(name, []).1?.contains(name) == true)
    }
    #expect(refined(Array("<?xml version=\"1.0\" encoding=".utf8), .eventXML).0 == .utf8)
    #expect(refined(Array("<?xml encoding=\"".utf8), .eventXML).0 == .utf8)
  }
}

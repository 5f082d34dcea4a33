import Decode
import Foundation
import Testing

@Suite("Search for layers")
struct LayerSearchTests {
  private func texts(_ text: String, _ limits: DecodeLimits = DecodeLimits()) -> [String] {
    var texts: [String] = []
    LayerSearch(limits: limits).layers(of: Array(text.utf8)).forEach { layer, _ in
      if let text = layer.text { texts.append(text) }
    }
    return texts
  }

  @Test(
    "ordinary texts of logs hold nothing encoded",
    arguments: [
      "C:\\Windows\\System32\\svchost.exe -k netsvcs -p -s Schedule",
      "\\Registry\\Machine\\Software\\Classes\\CLSID\\{4590F811-1D3A-11D0-891F-00AA004B2E24}\\InprocServer32",
      "S-1-5-21-3623811015-3361044348-30300820-1013", "747F3D96-D94E-5D31-0000-00108C943600",
      "SHA1=2F4D5B3D0C9C52D9C6E5B7F8A1B2C3D4E5F60718,IMPHASH=00000000000000000000000000000000",
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
      "SeAssignPrimaryTokenPrivilege SeSystemEnvironmentPrivilege SeTakeOwnershipPrivilege",
      "10.0.0.1, 10.0.0.2, 192.168.1.41, 172.16.254.1, 8.8.8.8, 1.1.1.1, 10.20.30.40",
      "1.2.3, 10.0.19041.1, 4.8.4084.0, 2.0.50727, 3.5.30729.4926", "72,71,70,73,74,72,71,69,68,70,71,72",
      "/usr/share/doc/libpython3.11-stdlib/examples/interpreters/configuration/default",
      "2024-05-01T09:14:07.184322100Z 2024-05-01T09:14:08.000000000Z",
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
      "-------------------------------------------------------------------------------",
      "%%1537 %%1538 %%4432 %%4433 %%4434 %%4435 %%4436", "set PATH=C:\\tools;%PATH%",
      "for ($i=0;$i -lt 10;$i++){ $x = 'C:\\temp\\' + $i }",
    ])
  func negatives(text: String) { #expect(texts(text).isEmpty) }

  @Test("encodings nest in any order: reversed hex of base64 of UTF-16")
  func nested() throws {
    let inner = "Write-Host 'nested in four layers'"
    let wide = try #require(inner.data(using: .utf16LittleEndian)).base64EncodedString()
    let hex = wide.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    #expect(texts("x='\(hex)'").contains(inner))
  }

  @Test("a script's strings are put together")
  func script() {
    #expect(
      texts("$a='pow';$b='ershell';&($a+$b) -c (\"{1}{0}\" -f 'ami','who')").contains {
        $0.contains("'whoami'")
      })
    #expect(texts("x.Run StrReverse(\"exe.clac\") & \"cal\" & \"c2\"").contains { $0.contains("calc.exe") })
  }

  @Test("limits end the search and are told")
  func limits() throws {
    var text = "powershell.exe -NoProfile Get-ChildItem"
    for _ in 0..<6 { text = Data(text.utf8).base64EncodedString() }
    var limits = DecodeLimits()
    limits.depth = 3
    let tree = LayerSearch(limits: limits).layers(of: Array(text.utf8))
    var deepest = 0
    tree.forEach { layer, _ in deepest = max(deepest, layer.depth) }
    #expect(deepest == 3)
    #expect(tree.limitsMet == [.depth])
  }

  @Test(
    "long runs of one kind of character end",
    arguments: [
      "%", "\\", "+", "'", "\"", "A", "1,", "^", "`", "&#", "=", "$a", "(", "[char]1+", "%u", "0x4",
    ])
  func runs(piece: String) {
    let text = Array(repeatElement(piece, count: 20_000).joined().utf8)
    let tree = LayerSearch().layers(of: text)
    #expect(tree.layers.count <= 1000)
  }
}

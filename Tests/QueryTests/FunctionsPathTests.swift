import Query
import Testing

@Suite struct FunctionsPathTests {
  /// Expected: python3 -c 'import ntpath as p (or posixpath); print(p.split(PATH), p.splitext(PATH)[1][1:].lower())'.
  @Test(
    "path_base, path_dir, ext",
    arguments: [
      (#"C:\Windows\System32\CMD.EXE"#, #"C:\Windows\System32"#, "CMD.EXE", "exe"),
      (#"C:\a.txt"#, #"C:\"#, "a.txt", "txt"), (#"C:a.txt"#, "C:", "a.txt", "txt"),
      (#"\\srv\share\d\f.ps1"#, #"\\srv\share\d"#, "f.ps1", "ps1"),
      (#"\\srv\share"#, #"\\srv\share"#, "", ""),
      (#"\\?\UNC\srv\share\f"#, #"\\?\UNC\srv\share\"#, "f", ""), (#"C:/x/y.z"#, "C:/x", "y.z", "z"),
      (#"C:\x\"#, #"C:\x"#, "", ""), (#"dir\file"#, "dir", "file", ""),
      ("/usr/bin/bash", "/usr/bin", "bash", ""),
      ("/", "/", "", ""), ("//", "//", "", ""), ("a/b.tar.gz", "a", "b.tar.gz", "gz"), ("x", "", "x", ""),
      ("/home/.bashrc", "/home", ".bashrc", ""), ("/a/..x.y", "/a", "..x.y", "y"),
      (#"/a/b\c.d"#, "/a", #"b\c.d"#, "d"),
      ("", "", "", ""), ("a.", "", "a.", ""), (#"a.b\c"#, "a.b", "c", ""),
    ])
  func paths(path: String, dir: String, base: String, ext: String) async throws {
    let functions = try await FunctionSession()
    let p = FunctionSession.text(path)
    let row = try functions.rows("SELECT path_dir(\(p)), path_base(\(p)), ext(\(p))")[0]
    #expect(row == [SQLValue(dir), SQLValue(base), SQLValue(ext)])
  }

  @Test("3000 made-up paths are parted as Python parts them", .enabled(if: FunctionsPython.exists))
  func python() async throws {
    let functions = try await FunctionSession()
    var random = FunctionsRandom(13)
    let pieces = [
      #"\"#, #"\"#, "/", "C:", "a", ".b", ".", "..", "é", #"\\?\UNC\"#, #"\\.\"#, ":x", " ", ".EXE",
      #"\\srv"#,
    ]
    let input = (0..<3000).map { _ in random.text(pieces, 7) }
    let expected = try FunctionsPython.lines(
      #"""
      import ntpath, posixpath, sys
      for line in sys.stdin:
        p = bytes.fromhex(line.strip()).decode()
        drive = len(p) > 1 and p[1] == ':' and p[0].isascii() and p[0].isalpha()
        m = ntpath if not p.startswith('/') and ('\\' in p or drive) else posixpath
        d, b = m.split(p)
        print(d.encode().hex() + '.', b.encode().hex() + '.', m.splitext(b)[1][1:].lower().encode().hex() + '.')
      """#, input)
    #expect(expected.count == input.count)
    for (text, line) in zip(input, expected) {
      let p = FunctionSession.text(text)
      let row = try functions.rows("SELECT path_dir(\(p)), path_base(\(p)), ext(\(p))")[0]
      let shown = row.map { value -> String in
        guard case .text(let bytes) = value else { return "?" }
        return FunctionSession.hex(bytes) + "."
      }.joined(separator: " ")
      #expect(shown == line, "\(String(decoding: text, as: UTF8.self))")
    }
  }
}

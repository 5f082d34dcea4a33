extension FileReader {
  /// All bytes of a file that is small by its nature: a receipt, a table of settings.
  ///
  /// - Parameter limit: most bytes that are read.
  /// - Throws: `file.too-large`, and what reading throws.
  package static func contents(of path: FilePath, limit: Int = 16 << 20) throws(AssayError) -> [UInt8] {
    let file = try FileReader(path)
    var bytes: [UInt8] = []
    while bytes.count <= limit {
      let offset = UInt64(bytes.count)
      if try file.read(min(1 << 20, limit + 1 - bytes.count), at: offset, into: &bytes) { return bytes }
    }
    throw AssayError(
      "file.too-large", subject: path.description, reason: "is longer than \(limit) bytes",
      hint: "is it the right file?")
  }
}

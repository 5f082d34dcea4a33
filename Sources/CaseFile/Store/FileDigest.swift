package import Evidence
package import Integrity

extension FilePath {
  /// SHA-256 of the file.
  ///
  /// - Throws: what reading throws.
  package func sha256() throws(AssayError) -> Digest256 {
    let input = FileSource(try FileReader(self))
    var hasher = SHA256Hasher()
    var bytes: [UInt8] = []
    var atEnd = false
    while !atEnd {
      bytes.removeAll(keepingCapacity: true)
      atEnd = try input.read(1 << 20, into: &bytes)
      hasher.update(bytes)
    }
    return hasher.digest
  }
}

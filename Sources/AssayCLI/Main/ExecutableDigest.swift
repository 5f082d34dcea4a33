import CaseFile
import Evidence
import Integrity

/// The running program, as custody entries name it.
package enum ExecutableDigest {
  /// SHA-256 of the executable; empty where it cannot be read. Costs some 40 ms: only for commands that write
  /// into a case.
  package static func sha256() -> String {
    do throws(AssayError) {
      let file = FileSource(try FileReader(FilePath("/proc/self/exe")))
      var hasher = SHA256Hasher()
      var bytes: [UInt8] = []
      var atEnd = false
      while !atEnd {
        bytes.removeAll(keepingCapacity: true)
        atEnd = try file.read(1 << 20, into: &bytes)
        hasher.update(bytes)
      }
      return hasher.digest.description
    } catch {
      return ""
    }
  }
}

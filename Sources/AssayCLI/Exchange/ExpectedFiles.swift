import CaseFile
import Evidence
import Integrity
import Pages

/// The lists that `add --expect` names, read before anything is added.
struct ExpectedFiles {
  /// A list, and the file that it stood in.
  struct List {
    var name: String
    var sha256: Digest256
    var manifest: Manifest
  }

  let lists: [List]

  /// - Throws: `manifest.malformed`, `manifest.fetch`, `file.too-large`, and what reading throws.
  init(_ arguments: [String]) throws(AssayError) {
    var lists: [List] = []
    for argument in arguments {
      let path = RawArguments.path(argument)
      let bytes = try FileReader.contents(of: path, limit: ManifestReader.maximumByteCount)
      let manifest: Manifest
      do throws(ManifestError) {
        manifest = try ManifestReader.manifest(bytes, fileName: path.description)
      } catch {
        throw AssayError(
          "manifest.malformed", subject: argument, reason: "is no list of digests: \(error)",
          hint:
            "read are lists of sha256sum, sha512sum, sha1sum, md5sum, hashdeep, and manifest-*.txt of a bag")
      }
      if manifest.form == .bagit { try Self.refuseFetch(beside: path, argument) }
      lists.append(List(name: argument, sha256: Digest256.of(bytes), manifest: manifest))
    }
    self.lists = lists
  }

  /// A bag whose files are to be fetched from elsewhere is not what was handed over (RFC 8493 §2.2.3).
  private static func refuseFetch(beside path: FilePath, _ argument: String) throws(AssayError) {
    let slash = path.bytes.lastIndex(of: UInt8(ascii: "/"))
    let fetch = FilePath(bytes: path.bytes[..<(slash.map { $0 + 1 } ?? 0)] + Array("fetch.txt".utf8))
    guard (try? fetch.ownStatus()) != nil else { return }
    throw AssayError(
      "manifest.fetch", subject: argument,
      reason: "is of a bag with a fetch.txt: files of it lie elsewhere and were not handed over",
      hint: "nothing was added; ask for a bag that is complete")
  }

  /// Digests that decide: one of them for each listed file.
  var kinds: Set<DigestKind> {
    lists.reduce(into: []) { $0.formUnion($1.manifest.decidingKinds) }
  }

  /// Whether MD5 or SHA-1 must be made while adding.
  var needsInsecure: Bool { kinds.contains { !$0.isStrong } }

  var unreadableLines: Int { lists.reduce(0) { $0 + $1.manifest.unreadableLines } }
}

import Evidence
import Integrity

/// The tag files of a bag (RFC 8493 §2.1, §2.2): what it is, digests of its payload, digests of the tag files.
struct BagManifests {
  /// SHA-256 and SHA-512 always; others for tools that want them.
  let kinds: Set<DigestKind>

  /// What was sealed.
  struct Sealed {
    var files: Int
    var bytes: UInt64
    /// Name and content of the tag manifest that is signed: it covers all of the bag.
    var tagManifest: String
    var tagManifestBytes: [UInt8]
    var tagManifestSHA256: Digest256 { Digest256.of(tagManifestBytes) }
  }

  private static let declaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

  /// Reads the payload back and writes all tag files.
  ///
  /// - Parameter info: lines of `bag-info.txt`; those that count the payload are added.
  func seal(_ folder: BagFolder, info: [(label: String, value: String)]) throws(AssayError) -> Sealed {
    let payload = try folder.listed(below: "data", kinds)
    let bytes = payload.reduce(UInt64(0)) { $0 + $1.byteCount }
    try folder.write(Self.declaration.utf8, to: "bagit.txt")
    let lines = info + [("Payload-Oxum", "\(bytes).\(payload.count)")]
    try folder.write(lines.map(Self.line).joined().utf8, to: "bag-info.txt")
    for kind in kinds.sorted() {
      try folder.write(Self.text(payload, kind), to: "manifest-\(kind.rawValue).txt")
    }
    let tags = try (["bag-info.txt", "bagit.txt"] + kinds.sorted().map { "manifest-\($0.rawValue).txt" })
      .map { name throws(AssayError) in try folder.listed(name, kinds) }
    for kind in kinds.sorted() {
      try folder.write(Self.text(tags, kind), to: "tagmanifest-\(kind.rawValue).txt")
    }
    return Sealed(
      files: payload.count, bytes: bytes, tagManifest: "tagmanifest-sha256.txt",
      tagManifestBytes: Self.text(tags, .sha256))
  }

  private static func text(_ files: [BagFolder.Listed], _ kind: DigestKind) -> [UInt8] {
    files.flatMap { file in
      file.digests.first { $0.kind == kind }.map { ManifestText.bagit($0, Array(file.name.utf8)) } ?? []
    }
  }

  /// A value stays on its line: a line end in it would begin another label.
  private static func line(_ label: String, _ value: String) -> String {
    let flat = value.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : String($0) }
    return "\(label): \(flat.joined())\n"
  }
}

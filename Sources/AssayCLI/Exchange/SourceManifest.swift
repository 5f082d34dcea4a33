import ArgumentParser
import CaseFile
import Evidence
import Formats
import Integrity
import Pages

/// `--manifest`: which tool the list is for.
enum ManifestForm: String, CaseIterable, ExpressibleByArgument {
  case sha256sum
  case hashdeep
}

/// `--names`: what the files of a list are called.
enum ManifestNames: String, CaseIterable, ExpressibleByArgument {
  /// As they were given to `add`: for checking the originals where they lie.
  case given
  /// As `extract --all` writes them.
  case extracted
}

/// The sources of a case as a list of digests that `sha256sum -c` and `hashdeep -a` read.
struct SourceManifest {
  let form: ManifestForm
  let names: ManifestNames

  /// Writes the list; returns what must be said of sources that do not stand in it.
  func write(_ sources: [SourceRow], _ sink: OutputSink) throws -> [String] {
    var notes: [String] = []
    let listed = sources.filter { row in
      switch names {
      case .given: row.profile.member == nil
      case .extracted: row.holdsBytes
      }
    }
    let complete = listed.filter { $0.sha256 != nil }
    if complete.count < listed.count {
      notes.append(
        "not listed: \(NumberText.counted(listed.count - complete.count, "source")), whose import was interrupted"
          + " and whose digest is not known")
    }
    if listed.count < sources.count {
      let others = NumberText.counted(sources.count - listed.count, "source")
      notes.append(
        names == .given
          ? "not listed: \(others) that came out of containers; --names extracted lists what 'extract --all' writes"
          : "not listed: \(others), containers whose own bytes are not in the case; --names given lists them")
    }
    switch form {
    case .sha256sum:
      for row in complete {
        guard let sha256 = row.sha256 else { continue }
        try sink.write(ManifestText.coreutils(FileDigest(.sha256, sha256.bytes), name(row)))
      }
    case .hashdeep: notes += try writeHashdeep(complete, sink)
    }
    return notes
  }

  /// MD5 and SHA-1 have columns where all sources have them: hashdeep knows no empty cell.
  private func writeHashdeep(_ rows: [SourceRow], _ sink: OutputSink) throws -> [String] {
    let digests = rows.map(SourceDigests.recorded)
    let kinds = DigestKind.allCases.filter { kind in
      kind == .sha256 || !rows.isEmpty && digests.allSatisfy { $0.contains { $0.kind == kind } }
    }
    try sink.write(ManifestText.hashdeepHeader(kinds))
    var left = 0
    for (row, all) in zip(rows, digests) {
      let line = ManifestText.hashdeep(
        byteCount: UInt64(row.size ?? row.committed), all.filter { kinds.contains($0.kind) }, name(row))
      if let line { try sink.write(line) } else { left += 1 }
    }
    return left == 0
      ? []
      : [
        "not listed: \(NumberText.counted(left, "name")) with a line end, which hashdeep's format cannot hold;"
          + " --manifest sha256sum can"
      ]
  }

  private func name(_ row: SourceRow) -> [UInt8] {
    switch names {
    case .given: row.nameBytes
    case .extracted: Array(ExtractAll.fileName(row).utf8)
    }
  }
}

import CaseFile
import Evidence
import Integrity
import Pages
import Query

/// Proofs of records with the records' bytes: of those that findings point at, and of those that are named.
struct BagProofs {
  let reader: CaseReader
  let folder: BagFolder
  let note: SignedNote
  let terminal: Terminal

  /// What was written.
  struct Written {
    /// Records that are proven.
    var records = 0
    /// Records that are not, because there are more than `--max-proofs`.
    var leftOut = 0
  }

  /// - Parameter limit: most records.
  /// - Throws: `record.missing`, `proof.not-covered`, `proof.damaged`, `interrupted`.
  func write(_ findings: [Finding], _ locators: [Locator], limit: Int) throws -> Written {
    // Named ones first: they must not fall behind the limit of what was not named.
    var seen: Set<Int> = []
    var numbers = try locators.map { try reader.leaf($0) }.filter { seen.insert($0).inserted }
    var written = Written()
    for finding in findings {
      for number in finding.records.numbers {
        guard !seen.contains(number) else { continue }
        guard numbers.count < limit else {
          written.leftOut += 1
          continue
        }
        seen.insert(number)
        numbers.append(number)
      }
    }
    let progress = ProgressLine(terminal)
    defer { progress.erase() }
    for number in numbers {
      if Interruption.isRequested { throw AssayError("interrupted", subject: folder.path, reason: "stopped") }
      let spans = try reader.proofs(
        .number(RecordNumber(number)), of: note, named: "the checkpoint of the bag")
      let files = ProofFiles(try folder.place("data/proofs/\(number)"))
      for index in spans.indices { try files.write(spans, index, force: false, syncs: false) }
      written.records += 1
      progress.update {
        "proofs  \(NumberText.grouped(written.records)) of \(NumberText.grouped(numbers.count))"
      }
    }
    return written
  }
}

package import CaseFile
package import Evidence
import Formats
package import Integrity

/// A span with the proof that its bytes are those that a checkpoint covers.
package struct ProvenSpan: Sendable {
  /// Record number: index of the leaf.
  package var leaf: Int
  package var locator: Locator
  package var source: SourceRow
  package var sourceOffset: UInt64
  /// The whole span: what the leaf hash is over.
  package var bytes: [UInt8]
  package var proof: TransparencyProof
}

/// Proofs of records.
extension CaseReader {
  /// The span that a locator names, then, in order, all spans that its text was made of: for a record of a binary log
  /// the chunk header, and records whose bytes hold its template or names. Each proof is verified before it is given.
  ///
  /// - Parameter note: of which checkpoint; nil: the case as it is, unsigned.
  /// - Throws: `record.missing`, `proof.not-covered`, `checkpoint.other-case`, `checkpoint.rolled-back`,
  ///   `checkpoint.forked`, `proof.damaged`.
  package func proofs(_ locator: Locator, of note: SignedNote?, named name: String) throws -> [ProvenSpan] {
    let first = try leaf(locator)
    let now = try store.checkpoint(.evidence)
    let note = note ?? SignedNote(text: now.text)
    let checkpoint = try Checkpoint(text: note.text)
    _ = try store.growth(.evidence, from: checkpoint, named: name, to: now)
    guard UInt64(first) < checkpoint.size else {
      throw AssayError(
        "proof.not-covered", subject: name,
        reason: "covers \(checkpoint.size) leaves; \(locator) is number \(first), added later",
        hint: "sign the case as it is: assay checkpoint \(store.path) --sign KEY")
    }
    let place = try span(first)
    let leaves = [first] + (try leavesUsed(by: place)).filter { $0 != first }
    guard leaves.allSatisfy({ UInt64($0) < checkpoint.size }) else {
      throw AssayError(
        "proof.not-covered", subject: name,
        reason:
          "covers \(checkpoint.size) leaves, and the text of \(locator) was made of bytes that were added later"
      )
    }
    return try read { db, _ in
      var tree = try EvidenceTree.reader(db)
      return try leaves.map { leaf in
        let place = SpanPlace(block: place.block, index: leaf - place.block.row.firstLeaf)
        guard let source = source(place.block.row.source) else {
          throw AssayError("case.damaged", subject: store.path, reason: "record \(leaf) has no source")
        }
        let path = try tree.inclusionProof(of: UInt64(leaf), treeSize: checkpoint.size).path
        let proven = ProvenSpan(
          leaf: leaf, locator: place.locator, source: source, sourceOffset: place.sourceOffset,
          bytes: place.bytes, proof: try TransparencyProof(index: UInt64(leaf), path: path, note: note))
        do { try proven.proof.verify(leafHash: leafHash(proven.bytes)) } catch {
          throw AssayError(
            "proof.damaged", subject: store.path,
            reason:
              "the bytes of \(place.locator), or of leaves beside it, are not those that were hashed: \(error)",
            hint: "assay verify \(store.path) says what is damaged")
        }
        return proven
      }
    }
  }

  /// Record numbers of the spans that a span's text was made of, ascending; all are in its block.
  private func leavesUsed(by place: SpanPlace) throws -> [Int] {
    guard let source = source(place.block.row.source) else { return [place.leaf] }
    let block = place.block
    let content = block.bytes
    let bytes = content.span
    var texts = SpanTexts(source.profile)
    for index in 0...place.index {
      texts.enter(block.table.spans[index], at: block.starts[index], of: bytes)
    }
    let used = texts.bytesUsed(of: bytes)
    return block.starts.indices.filter { index in
      let start = block.starts[index]
      let end = start + block.table.spans[index].length
      return used.contains { $0.lowerBound < end && start < $0.upperBound }
    }.map { block.row.firstLeaf + $0 }
  }
}

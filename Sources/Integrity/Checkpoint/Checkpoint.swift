/// Fingerprint of a case at a moment: which case, how many leaves, which root (C2SP tlog-checkpoint).
package struct Checkpoint: Sendable, Hashable {
  /// Says which case: one line (`isOrigin`). Compared byte for byte.
  package var origin: String
  /// Leaves of the tree, 0...2^63 - 1.
  package var size: UInt64
  /// Root of the tree.
  package var root: Digest256
  /// Further lines of the text, signed with it. Assay writes none.
  package var extensions: [String] = []

  /// A checkpoint without extension lines.
  package init(origin: String, size: UInt64, root: Digest256) {
    self.origin = origin
    self.size = size
    self.root = root
  }

  /// Reads the text of a note as a checkpoint, strictly: origin, size in plain decimal digits, root of 32
  /// bytes in strict base64, extension lines that are not empty, a line feed behind each line. A tree of size
  /// 0 has one root only.
  package init(text: String) throws(NoteError) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.popLast()?.isEmpty == true else { throw .checkpoint("the last line has no line feed") }
    guard lines.count >= 3 else { throw .checkpoint("it has less than three lines") }
    guard lines.allSatisfy({ !$0.utf8.contains { $0 < 0x20 } }) else {
      throw .checkpoint("it has a control character")
    }
    guard !lines[0].isEmpty else { throw .checkpoint("the origin is empty") }
    guard let size = plainDecimal(lines[1]) else {
      throw .checkpoint("the size is no plain decimal number up to 2^63 - 1")
    }
    guard let bytes = Base64.bytes(lines[2]), let root = Digest256(bytes) else {
      throw .checkpoint("the root is not 32 bytes in base64")
    }
    guard size > 0 || root == .ofNothing else {
      throw .checkpoint("the root of an empty tree is the hash of nothing")
    }
    let extensions = lines.dropFirst(3)
    guard extensions.allSatisfy({ !$0.isEmpty }) else { throw .checkpoint("an extension line is empty") }
    self.origin = String(lines[0])
    self.size = size
    self.root = root
    self.extensions = extensions.map { String($0) }
  }

  /// Whether `origin` can be a checkpoint's first line: not empty, no control character.
  package static func isOrigin(_ origin: String) -> Bool {
    !origin.isEmpty && !origin.utf8.contains { $0 < 0x20 }
  }

  /// The text that is signed, with its last line feed. Without a signature it is a checkpoint's whole file.
  package var text: String {
    ([origin, "\(size)", Base64.text(root.bytes)] + extensions).map { $0 + "\n" }.joined()
  }

  /// Refuses a `newer` checkpoint that is of another case or does not extend this one. `proof` is not needed
  /// where this one is of the empty tree: any tree extends that.
  package func checkExtended(by newer: Checkpoint, proof: [Digest256]) throws(CheckpointConflict) {
    guard origin.utf8.elementsEqual(newer.origin.utf8) else {
      throw .otherOrigin(expected: origin, found: newer.origin)
    }
    guard newer.size >= size else { throw .olderThan(size: size, found: newer.size) }
    if size == 0 && root == .ofNothing && (newer.size > 0 || newer.root == .ofNothing) { return }
    do {
      try ConsistencyProof(oldSize: size, newSize: newer.size, path: proof)
        .verify(oldRoot: root, newRoot: newer.root)
    } catch { throw .inconsistent(error) }
  }

  /// Whether the texts are the same bytes.
  package static func == (a: Self, b: Self) -> Bool {
    // `String` equality joins canonically equivalent texts; a checkpoint is bytes.
    a.size == b.size && a.root == b.root && a.text.utf8.elementsEqual(b.text.utf8)
  }

  /// Feeds size and root: equal checkpoints agree in them.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(size)
    hasher.combine(root)
  }
}

extension Checkpoint: CustomStringConvertible {
  /// The text of the checkpoint.
  package var description: String { text }
}

/// How two checkpoints of what should be one case contradict each other.
package enum CheckpointConflict: Error, Hashable, Sendable, CustomStringConvertible {
  /// They name different cases.
  case otherOrigin(expected: String, found: String)
  /// The case is at an older state than the checkpoint: rolled back.
  case olderThan(size: UInt64, found: UInt64)
  /// The newer tree is not shown to extend the older one.
  case inconsistent(ProofFailure)

  /// The contradiction in words.
  package var description: String {
    switch self {
    case .otherOrigin(let expected, let found): "the checkpoint is of '\(found)', not of '\(expected)'"
    case .olderThan(let size, let found): "size \(found) is older than the checkpoint of size \(size)"
    case .inconsistent(let failure): "the newer tree does not extend the older: \(failure)"
    }
  }
}

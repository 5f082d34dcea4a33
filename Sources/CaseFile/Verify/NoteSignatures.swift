import Evidence
import Integrity

/// Decides the signatures of a checkpoint by keys that were given from outside.
///
/// A witness's cosignature says who saw the checkpoint, not whose it is: by itself it does not make a case verified.
struct NoteSignatures {
  private let note: SignedNote
  /// Where the note is from, for messages.
  private let name: String
  private let keys: [NoteKey]

  init(_ note: SignedNote, _ name: String, _ keys: [NoteKey]) {
    self.note = note
    self.name = name
    self.keys = keys
  }

  func check(_ log: inout FailureLog, _ notes: inout [String]) -> VerifyReport.Signature {
    let good: [NoteKey]
    do throws(NoteError) { good = try note.verified(by: keys) } catch { return refused(error, &log) }
    for key in good {
      notes.append(
        key.kind == .note
          ? "\(name) is signed by \(key.name), key id \(key.keyIDText)"
          : "\(name) was witnessed by \(key.name), key id \(key.keyIDText)\(times(of: key))")
    }
    for key in keys where key.kind == .cosignature && !good.contains(key) {
      notes.append("\(name) was NOT witnessed by \(key.name), key id \(key.keyIDText), whose key was given")
    }
    if good.contains(where: { $0.kind == .note }) { return .good }
    return onlyWitnessed(&log)
  }

  /// `, at 2026-01-01T10:00:00Z by its clock`
  private func times(of witness: NoteKey) -> String {
    let times = note.signatures.filter { witness.names($0) }.compactMap { Cosignature($0.bytes)?.seconds }
    return times.max().map { ", at \(Timestamp(seconds: Int64(clamping: $0)).text) by its clock" } ?? ""
  }

  private func onlyWitnessed(_ log: inout FailureLog) -> VerifyReport.Signature {
    let others = note.signatures.filter { signature in !keys.contains { $0.names(signature) } }
    let reason =
      "\(name) is signed by no key that was given but a witness's: a witness alone does not say whose case it is"
    guard !others.isEmpty else {
      log.add(VerifyReport.Failure("signature.missing", reason: reason))
      return .none
    }
    let found = Self.list(others)
    log.add(
      VerifyReport.Failure(
        "signature.unknown-key", expected: Self.list(keys), found: found,
        reason: "\(reason); it is signed by unknown key id \(found)"))
    return .unknownKey
  }

  private func refused(_ error: NoteError, _ log: inout FailureLog) -> VerifyReport.Signature {
    if case .badSignature = error {
      log.add(VerifyReport.Failure("signature.bad", reason: "\(name): \(error)"))
      return .none
    }
    guard !note.signatures.isEmpty else {
      log.add(VerifyReport.Failure("signature.missing", reason: "\(name) is unsigned"))
      return .none
    }
    let found = Self.list(note.signatures)
    let expected = Self.list(keys)
    log.add(
      VerifyReport.Failure(
        "signature.unknown-key", expected: expected, found: found,
        reason: "\(name) is signed by unknown key id \(found); expected \(expected)"))
    return .unknownKey
  }

  private static func list(_ keys: [NoteKey]) -> String {
    keys.map { "\($0.keyIDText) (\($0.name))" }.joined(separator: ", ")
  }

  private static func list(_ signatures: [NoteSignature]) -> String {
    signatures.map { "\($0.keyIDText) (\($0.name))" }.joined(separator: ", ")
  }
}

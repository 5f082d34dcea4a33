package import Evidence
import Integrity

/// A tag, a note or both, as one act put them on records or sources: what is left of it after removals.
package struct Annotation: Sendable, Equatable {
  /// Number of the custody entry of the act.
  package var sequence: Int
  /// Nil of a note alone.
  package var tag: String?
  /// What was written with it.
  package var note: String?
  /// Where it stands.
  package var records: RecordSet
  /// Numbers of the sources on which a note stands as a whole, ascending.
  package var sources: [Int]

  /// What a person puts on records and sources.
  package init(sequence: Int, tag: String?, note: String?, records: RecordSet, sources: [Int] = []) {
    self.sequence = sequence
    self.tag = tag
    self.note = note
    self.records = records
    self.sources = sources
  }

  /// Whether a removal of this tag, or of this note without a tag, is about it.
  func isNamed(tag: String?, note: String?) -> Bool {
    tag.map { $0.isSame(as: self.tag) } ?? (self.tag == nil && (note?.isSame(as: self.note) ?? false))
  }
}

/// All tags and notes of a case, as they follow from custody entries.
package struct AnnotationList: Sendable, Equatable {
  /// In the order in which they were made.
  package internal(set) var annotations: [Annotation] = []

  /// None.
  package init() {}

  /// Records that have a tag.
  package func records(taggedAs tag: String) -> RecordSet {
    annotations.filter { tag.isSame(as: $0.tag) }.reduce(RecordSet()) { $0.union($1.records) }
  }

  /// Takes the next act of the custody log.
  mutating func take(_ act: AnnotationAct, sequence: Int) {
    guard act.isRemoval else {
      annotations.append(
        Annotation(
          sequence: sequence, tag: act.tag, note: act.note, records: act.records, sources: act.sources))
      return
    }
    annotations = annotations.compactMap { annotation in
      guard annotation.isNamed(tag: act.tag, note: act.note) else { return annotation }
      var left = annotation
      left.records = annotation.records.subtracting(act.records)
      left.sources = annotation.sources.filter { !act.sources.contains($0) }
      return left.records.isEmpty && left.sources.isEmpty ? nil : left
    }
  }
}

/// A tag or note that is put on records, or taken off: what its custody entry says.
package struct AnnotationAct: Sendable {
  /// `action` of an entry that puts.
  package static let action = "annotated"
  /// `action` of an entry that takes off.
  package static let removal = "annotation-removed"

  /// Whether it takes off.
  package var isRemoval: Bool
  /// Nil where the act is about a note alone.
  package var tag: String?
  /// What is written with it.
  package var note: String?
  /// On which records.
  package var records: RecordSet
  /// On which sources as a whole.
  package var sources: [Int]

  /// An act of a person.
  package init(isRemoval: Bool, tag: String?, note: String?, records: RecordSet, sources: [Int] = []) {
    self.isRemoval = isRemoval
    self.tag = tag
    self.note = note
    self.records = records
    self.sources = sources
  }

  /// Reads the act of a custody entry; nil where the entry is about something else.
  ///
  /// - Throws: `case.damaged` where `details` is not as docs/custody.md has it.
  init?(_ entry: CustodyEntry) throws(AssayError) {
    guard [Self.action, Self.removal].contains(entry.action) else { return nil }
    let details = ActDetails(entry)
    self.init(
      isRemoval: entry.action == Self.removal, tag: try details.optionalText("tag"),
      note: try details.optionalText("note"), records: try details.records("records"),
      sources: try details.numbers("sources"))
    guard tag != nil || note != nil else { throw details.damaged("tag") }
  }

  /// `action` of its entry.
  var name: String { isRemoval ? Self.removal : Self.action }

  /// `details` of its entry: all of it.
  var details: JSONValue {
    var members: [JSONValue.Member] = []
    if let tag { members.append(.init("tag", .string(tag))) }
    if let note { members.append(.init("note", .string(note))) }
    members.append(.init("records", .string(records.description)))
    members.append(.init("record_count", .int(Int64(records.count))))
    members.append(.init("sources", .array(sources.map { .int(Int64($0)) })))
    return .object(members)
  }
}

extension String {
  /// Whether it is the same text byte for byte: Swift's `==` takes composed and decomposed letters for the same, SQL
  /// and canonical JSON do not.
  package func isSame(as other: String?) -> Bool { other.map { utf8.elementsEqual($0.utf8) } ?? false }
}

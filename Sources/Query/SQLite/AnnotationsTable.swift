import CaseFile
import Evidence
import GRDB
import Integrity

/// The table `annotations`: a row for each record that a tag or note stands on, and for each source.
enum AnnotationsTable {
  static func table(_ reader: CaseReader) -> RowsTable {
    RowsTable(
      "annotations",
      [
        ("record", "INTEGER"), ("locator", "TEXT"), ("source_id", "INTEGER"), ("tag", "TEXT"),
        ("note", "TEXT"), ("time", "TEXT"), ("actor", "TEXT"), ("custody_seq", "INTEGER"),
      ]
    ) {
      let list = try reader.annotations()
      let said = try reader.store.saidBy(list.annotations.map(\.sequence))
      let resolver = LocatorResolver(reader)
      var annotations = list.annotations.makeIterator()
      var current: Annotation?
      var records = (0..<0).makeIterator()
      var stretches: IndexingIterator<[Range<Int>]> = [].makeIterator()
      var sources: IndexingIterator<[Int]> = [].makeIterator()
      func tail(_ annotation: Annotation) -> [SQLValue] {
        let by = said[annotation.sequence]
        return [
          annotation.tag.map { SQLValue($0) } ?? .null, annotation.note.map { SQLValue($0) } ?? .null,
          by.map { SQLValue($0.time) } ?? .null, by.map { SQLValue($0.actor) } ?? .null,
          SQLValue(annotation.sequence),
        ]
      }
      return {
        while true {
          if let annotation = current {
            if let record = records.next() {
              let locator = try resolver.locator(ofLeaf: record)
              return [SQLValue(record), SQLValue(locator.description), .null] + tail(annotation)
            }
            if let stretch = stretches.next() {
              records = stretch.clamped(to: 0..<reader.treeSize).makeIterator()
              continue
            }
            if let source = sources.next() {
              return [.null, .null, SQLValue(source)] + tail(annotation)
            }
          }
          guard let next = annotations.next() else { return nil }
          current = next
          stretches = next.records.stretches.makeIterator()
          sources = next.sources.makeIterator()
        }
      }
    }
  }
}

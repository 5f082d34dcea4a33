import GRDB

/// Compares the catalogue of fields with the sums over all row groups, extracted again.
struct CatalogueCheck {
  private var sums = FieldCatalog()

  mutating func add(_ view: FreshView) {
    for column in view.columns { _ = sums.add(column, isClaim: view.isClaim) }
  }

  func compare(_ fields: [FieldCatalog.Field], _ log: inout FailureLog) {
    var left: [FieldCatalog.Key: FieldCatalog.Field] = [:]
    for field in fields { left[field.key] = field }
    for fresh in sums.fields {
      guard let stored = left.removeValue(forKey: fresh.key) else {
        log.add(
          VerifyReport.Failure(
            "views.catalogue", expected: fresh.name, found: "none",
            reason: "field \(fresh.name) is not in the catalogue"))
        continue
      }
      func differs(_ what: String, _ recorded: String, _ computed: String) {
        guard recorded != computed else { return }
        log.add(
          VerifyReport.Failure(
            "views.catalogue", expected: computed, found: recorded,
            reason: "\(what) of field \(fresh.name) is \(recorded), extracted again \(computed)"))
      }
      differs("the number of records", "\(stored.records)", "\(fresh.records)")
      differs("the number of nulls", "\(stored.nulls)", "\(fresh.nulls)")
      differs("whether all values are integers", "\(stored.integersOnly)", "\(fresh.integersOnly)")
      differs("the examples", "\(stored.examples)", "\(fresh.examples)")
    }
    // A name that a later reindex no longer finds keeps its place, with no records.
    for field in left.values.sorted(by: { $0.id < $1.id }) where field.records != 0 {
      log.add(
        VerifyReport.Failure(
          "views.catalogue", expected: "none", found: field.name,
          reason: "field \(field.name) is in the catalogue, extracted again no record has it"))
    }
    log.count("fields", sums.fields.count)
  }
}

import Formats

/// Field ids by name and names by id, as the case's catalogue has them.
struct CatalogueNames: Sendable {
  private var ids: [FieldCatalog.Key: Int] = [:]
  private var names: [Int: String] = [:]
  private let isFull: Bool

  init(_ fields: [FieldCatalog.Field]) {
    isFull = fields.count >= FieldCatalog.limit
    for field in fields {
      ids[field.key] = field.id
      names[field.id] = field.name
    }
  }

  /// The id that a row group lists for a column: 0 where the catalogue was full, nil where it has no such name.
  func id(_ name: EncodedGroup.ColumnName, isClaim: Bool) -> Int? {
    ids[FieldCatalog.Key(name: name, isClaim: isClaim)] ?? (isFull ? 0 : nil)
  }

  func name(_ id: Int) -> String { names[id] ?? "number \(id)" }
}

extension EncodedGroup.ColumnName {
  /// As people know it.
  var text: String {
    switch self {
    case .field(let name): name
    case .common(let common): common.column
    }
  }

  var isCommon: Bool {
    switch self {
    case .field: false
    case .common: true
    }
  }
}

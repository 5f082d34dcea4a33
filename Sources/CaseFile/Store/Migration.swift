import GRDB
import Integrity

/// Brings a case of an older format up to date, in the transaction of the first write that a newer program makes.
/// Reading and verifying change nothing.
enum Migration {
  /// `action` of the custody entry.
  static let action = "schema-migrated"

  /// Makes the tables that a case of an older format lacks.
  ///
  /// - Returns: `details` of the custody entry that must be appended in the same transaction; nil where the case has
  ///   the format of today.
  static func run(_ db: Database) throws -> JSONValue? {
    let version = try Schema.version(db)
    guard version < Schema.version else { return nil }
    let before = try Schema.digest(db)
    let known = Set(Schema.objects(of: version).map(\.name))
    let added = Schema.objects(of: Schema.version).filter { !known.contains($0.name) }
    for object in added { try db.execute(sql: object.sql) }
    try db.execute(sql: "PRAGMA user_version = \(Schema.version)")
    // A lone file must describe itself as it is now.
    for (key, value) in [("format", String(Schema.version)), ("readme", Schema.readme)] {
      try db.execute(sql: "INSERT OR REPLACE INTO meta VALUES (?, ?)", arguments: [key, value])
    }
    return [
      "from": .int(Int64(version)), "to": .int(Int64(Schema.version)),
      "added": .array(added.map { .string($0.name) }),
      "schema_before_sha256": .string(before.description),
      "schema_after_sha256": .string(try Schema.digest(db).description),
      "format": .string(String(Schema.version)),
      "readme_sha256": .string(Digest256.of(Array(Schema.readme.utf8)).description),
    ]
  }
}

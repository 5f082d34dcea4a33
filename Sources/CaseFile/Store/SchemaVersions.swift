package import GRDB
import Integrity

/// What each format of the case file holds.
extension Schema {
  /// Objects that came with format 2: what people say of records. Custody entries hold all of it; these tables repeat
  /// the state that follows from them, for reading (docs/findings.md).
  private static let secondFormat: [(name: String, sql: String)] = [
    (
      "annotation",
      """
      CREATE TABLE annotation (
        seq INTEGER PRIMARY KEY,
        tag TEXT,
        note TEXT,
        records TEXT NOT NULL,
        sources TEXT NOT NULL
      ) STRICT
      """
    ),
    (
      "finding",
      """
      CREATE TABLE finding (
        finding INTEGER PRIMARY KEY,
        seq INTEGER NOT NULL,
        name TEXT NOT NULL,
        statement TEXT NOT NULL,
        interpretation TEXT NOT NULL,
        alternatives TEXT NOT NULL,
        included INTEGER NOT NULL,
        place INTEGER NOT NULL,
        receipt TEXT NOT NULL,
        receipt_sha256 TEXT NOT NULL,
        prints BLOB NOT NULL,
        records TEXT NOT NULL
      ) STRICT
      """
    ),
  ]

  /// Objects of a format by name, in order of creation.
  ///
  /// - Parameter version: of the format; what is no format has the objects of the first.
  package static func objects(of version: Int) -> [(name: String, sql: String)] {
    version < 2 ? firstFormat : firstFormat + secondFormat
  }

  /// The format of an open file.
  package static func version(_ db: Database) throws -> Int {
    try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
  }

  /// SHA-256 over the text of each table and index as it stands in the file, in order of name, each ended by LF: what
  /// `schema-migrated` says of before and after.
  static func digest(_ db: Database) throws -> Digest256 {
    let texts = try String.fetchAll(
      db, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY name"
    )
    return Digest256.of(texts.flatMap { Array($0.utf8) + [10] })
  }

  /// Kept inside the file, since a finder in twenty years has only the file.
  package static let readme = """
    This is an Assay case file (format 2): a SQLite database that holds log files byte for byte. \
    Each row of 'block' is a zstd frame (RFC 8878; codec 0: plain bytes) of a stretch of one source's bytes; \
    the frames of a source, in order of source_offset, are the source, whose SHA-256 stands in 'source'. \
    'spans' cuts a block into records and gaps; each span is one leaf, SHA-256(0x00 || bytes), of an RFC 6962 \
    Merkle tree over all spans in order of first_leaf. 'custody' tells who did what, in hash-chained RFC 8785 \
    JSON; 'annotation' and 'finding' repeat what its entries say of tags, notes and findings. \
    All other tables are views that can be made again from the bytes. \
    The whole description: docs/case-file.md of the Assay project, with a reader in Python.
    """
}

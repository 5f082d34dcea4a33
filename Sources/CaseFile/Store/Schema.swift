/// The case file's tables, as text: `verify` compares a file's schema with this, object by object.
package enum Schema {
  /// `PRAGMA application_id`: "ASAY" in ASCII.
  package static let applicationID = 0x4153_4159
  /// `PRAGMA user_version` of a new case. Bumped by any change that an older Assay could misread.
  package static let version = 2
  /// The oldest format that is read; the first write brings a case of an older one up to `version`.
  package static let oldestVersion = 1
  /// Version of the extractors: views made by another one are stale until `reindex`.
  package static let extractorVersion = 1

  /// Objects of format 1 by name, in order of creation. What came later: `objects(of:)`.
  static let firstFormat: [(name: String, sql: String)] = [
    (
      "meta",
      """
      CREATE TABLE meta (
        key TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT, WITHOUT ROWID
      """
    ),
    (
      "source",
      """
      CREATE TABLE source (
        source_id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        name_bytes BLOB NOT NULL,
        profile TEXT NOT NULL,
        size INTEGER,
        committed INTEGER NOT NULL,
        prefix_sha256 BLOB NOT NULL,
        sha256 BLOB,
        sha1 BLOB,
        md5 BLOB,
        modified_ns INTEGER,
        state TEXT NOT NULL,
        excluded INTEGER NOT NULL,
        spans INTEGER NOT NULL,
        records INTEGER NOT NULL,
        unparsed INTEGER NOT NULL,
        gaps INTEGER NOT NULL,
        gap_bytes INTEGER NOT NULL
      ) STRICT
      """
    ),
    (
      "context",
      """
      CREATE TABLE context (
        context_id INTEGER PRIMARY KEY,
        source_id INTEGER NOT NULL REFERENCES source,
        data TEXT NOT NULL
      ) STRICT
      """
    ),
    (
      "block",
      """
      CREATE TABLE block (
        block_id INTEGER PRIMARY KEY,
        source_id INTEGER NOT NULL REFERENCES source,
        source_offset INTEGER NOT NULL,
        length INTEGER NOT NULL,
        first_leaf INTEGER NOT NULL,
        span_count INTEGER NOT NULL,
        first_record INTEGER NOT NULL,
        first_gap INTEGER NOT NULL,
        codec INTEGER NOT NULL,
        frame BLOB NOT NULL,
        frame_sha256 BLOB NOT NULL,
        spans BLOB NOT NULL
      ) STRICT
      """
    ),
    ("block_leaf", "CREATE UNIQUE INDEX block_leaf ON block (first_leaf)"),
    ("block_source", "CREATE INDEX block_source ON block (source_id, source_offset)"),
    (
      "node",
      """
      CREATE TABLE node (
        level INTEGER NOT NULL,
        position INTEGER NOT NULL,
        hash BLOB NOT NULL,
        PRIMARY KEY (level, position)
      ) STRICT, WITHOUT ROWID
      """
    ),
    (
      "row_group",
      """
      CREATE TABLE row_group (
        row_group_id INTEGER PRIMARY KEY,
        source_id INTEGER NOT NULL REFERENCES source,
        first_leaf INTEGER NOT NULL,
        span_count INTEGER NOT NULL,
        first_record INTEGER NOT NULL,
        record_count INTEGER NOT NULL,
        unparsed_count INTEGER NOT NULL,
        extractor INTEGER NOT NULL,
        min_time_ns INTEGER,
        max_time_ns INTEGER,
        fields BLOB NOT NULL,
        layout BLOB NOT NULL,
        times BLOB NOT NULL,
        contexts TEXT NOT NULL,
        problems BLOB
      ) STRICT
      """
    ),
    ("row_group_leaf", "CREATE UNIQUE INDEX row_group_leaf ON row_group (first_leaf)"),
    (
      "field",
      """
      CREATE TABLE field (
        field_id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        common INTEGER NOT NULL,
        records INTEGER NOT NULL,
        records_null INTEGER NOT NULL,
        integers_only INTEGER NOT NULL,
        examples TEXT NOT NULL,
        UNIQUE (common, name)
      ) STRICT
      """
    ),
    (
      "column_chunk",
      """
      CREATE TABLE column_chunk (
        row_group_id INTEGER NOT NULL REFERENCES row_group,
        field_id INTEGER NOT NULL,
        record_count INTEGER NOT NULL,
        null_count INTEGER NOT NULL,
        value_count INTEGER NOT NULL,
        distinct_count INTEGER NOT NULL,
        integers INTEGER NOT NULL,
        min ANY,
        max ANY,
        data BLOB NOT NULL,
        PRIMARY KEY (row_group_id, field_id)
      ) STRICT
      """
    ),
    (
      "search_filter",
      """
      CREATE TABLE search_filter (
        first_block INTEGER PRIMARY KEY,
        block_count INTEGER NOT NULL,
        version INTEGER NOT NULL,
        data BLOB NOT NULL
      ) STRICT
      """
    ),
    (
      "custody",
      """
      CREATE TABLE custody (
        seq INTEGER PRIMARY KEY,
        time TEXT NOT NULL,
        action TEXT NOT NULL,
        actor TEXT NOT NULL,
        evidence_size INTEGER NOT NULL,
        evidence_root TEXT NOT NULL,
        entry_sha256 TEXT NOT NULL,
        entry BLOB NOT NULL
      ) STRICT
      """
    ),
  ]
}

package import Formats

/// What `assay reindex` was asked to change. Nil leaves a thing as it is.
package struct ReindexOptions: Sendable {
  /// `+02:00`, a name that `TimeZoneTable` knows, or `UTC`.
  package var timezone: String?
  /// Seconds added to every time of the source.
  package var clockOffsetSeconds: Int64?
  /// Reads the records as another format. The spans stay as they are: they are leaves of the tree.
  package var format: LogFormat?
  /// Row groups processed at the same time.
  package var threads = 2

  package init() {}

  /// Whether anything but the extractors' version is to change.
  package var changesProfile: Bool { timezone != nil || clockOffsetSeconds != nil || format != nil }
}

/// How far `reindex` is.
package struct ReindexProgress: Sendable {
  package var source: String
  package var bytesDone: UInt64
  /// Of all sources of this command.
  package var bytesTotal: UInt64
}

/// What `reindex` did.
package struct ReindexReport: Sendable {
  /// One source.
  package struct Source: Sendable {
    package var row: SourceRow
    package var before: SourceProfile
    package var unparsedBefore: Int
  }

  package var sources: [Source] = []
  package var records = 0
  package var treeSize = 0
  package var root = ""
}

package import Evidence
package import Formats
package import Integrity

/// What `assay add` was asked to do.
package struct AddOptions: Sendable {
  /// What the sources are: `SourceRow.evidenceKind` or `claimKind`. Of an archive, what its files are.
  package var kind = SourceRow.evidenceKind
  /// Units processed at the same time; 1 does everything on the calling thread.
  package var threads = 2
  package var format: LogFormat?
  package var encoding: TextEncoding?
  package var timezone: String?
  /// Add a source whose bytes are in the case already.
  package var again = false
  /// Also SHA-1 and MD5, for matching with other tools' records only.
  package var digests = false
  /// Digests that `IngestPreview` makes of each file; empty: it makes none.
  package var previewDigests: Set<DigestKind> = []
  /// Name of standard input.
  package var standardInputName = "stdin"
  package var limits = Limits()
  /// Bounds on what containers may unpack to.
  package var containerLimits = ContainerLimits()
  /// Keep the bytes of containers too, as gaps, so that they can be given back.
  package var keepsContainers = false
  /// Where a container goes that came as a stream and must be read in any order.
  package var temporaryFolder = FilePath("/tmp")
  /// Raw bytes after which a transaction is committed. A commit costs a few syncs of the disk (about 10 ms);
  /// what is lost by a kill is read again. Tests set it low, to have many commits.
  package var commitBytes = 64 << 20

  package init() {}
}

/// How far `add` is.
package struct AddProgress: Sendable {
  package var source: String
  package var bytesDone: UInt64
  /// Nil for standard input.
  package var bytesTotal: UInt64?
  /// Over all sources of this command.
  package var allBytesDone: UInt64
}

/// What `add` did.
package struct AddReport: Sendable {
  /// A source in the order given.
  package struct Source: Sendable {
    package var row: SourceRow
    package var problems: [StoredProblem]
    /// All of the source's problems, also those not in `problems`.
    package var problemCount: Int
    /// Those that say that something was not understood or not read; a link that was not followed is no fault.
    package var faultCount: Int
    /// Went on after an interruption.
    package var resumed: Bool
  }

  /// A file that was not added, because its bytes are in the case as source `source`.
  package struct Duplicate: Sendable {
    package var name: String
    package var source: Int
    package var sha256: String
  }

  package var sources: [Source] = []
  package var duplicates: [Duplicate] = []
  package var treeSize = 0
  package var root = ""
  package var bytes: UInt64 = 0
  /// Stopped by the user; what is committed is safe.
  package var interrupted = false
}

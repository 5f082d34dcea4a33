import Evidence
import GRDB
import Integrity

/// Walks the custody chain, compares its derived columns with the entries, and the sources with what the
/// entries say of them.
struct CustodyCheck {
  /// What the last entries say of a source.
  struct Account {
    /// `details` of the last `source-imported`, `import-interrupted` or `import-resumed`.
    var imported: (sequence: Int, action: String, details: JSONValue)?
    /// Text of the profile that holds now.
    var profile: String?
    var unparsed: Int64?
    var excluded = false
    var limits = Limits()
    /// A later extractor made do with the spans that are there: its cutter cuts elsewhere.
    var keepsCut = false
  }

  private(set) var heads: [CustodyHead] = []
  private(set) var accounts: [Int: Account] = [:]
  /// `details` of `case-created`.
  private(set) var created: JSONValue?
  /// `details` of the last `schema-migrated`: `meta` says since what it says.
  private(set) var migrated: JSONValue?
  /// Tags, notes and findings as the entries tell of them.
  private(set) var annotations = AnnotationList()
  private(set) var findings = FindingList()
  /// Entries of such acts that cannot be what an Assay wrote: code and reason.
  private(set) var actFaults: [(code: String, reason: String)] = []
  private(set) var lastSize = 0
  private(set) var count = 0
  /// The tree over the entries, with its roots at the sizes that checkpoints name.
  private(set) var watched = WatchedTree()
  /// What entries state of checkpoints and time stamps.
  private(set) var statements = CustodyStatements()
  /// Leaf hashes of the entries, for roots at sizes that later entries name.
  private var leaves: [Digest256] = []

  private static let columns =
    "seq, time, action, actor, evidence_size, evidence_root, entry_sha256, entry"

  /// Origin of the case's checkpoints, as its first entry says.
  var origin: String { CaseIdentity.origin(uuid: created?["uuid"]?.string ?? "unknown") }

  /// - Parameter sizes: of the custody tree, at which its root is wanted.
  init(_ db: Database, sizes: Set<Int>, _ log: inout FailureLog, _ notes: inout [String]) {
    var chain = CustodyChain()
    var told = 0
    do {
      let cursor = try Row.fetchCursor(
        db, sql: "SELECT \(Self.columns) FROM custody NOT INDEXED ORDER BY seq")
      while let row = try cursor.next() {
        let cells = RowCells(row, table: "custody")
        let bytes: [UInt8]
        do throws(AssayError) { bytes = try cells.blob(7, "entry") } catch {
          log.add(VerifyReport.Failure("custody.entry", reason: "\(error.subject): \(error.reason)"))
          continue
        }
        let index = chain.count
        let entry = chain.append(bytes)
        for fault in chain.faults[told...] { log.add(Self.failure(fault)) }
        told = chain.faults.count
        compareColumns(cells, index: index, bytes, entry, &log)
        if sizes.contains(chain.count) { watched.roots[chain.count] = chain.root }
        leaves.append(leafHash(bytes))
        if let entry {
          take(entry, index)
          // Without its first entry the log is broken as it is, and names no case.
          if created?["uuid"]?.string != nil { statements.take(entry, index, origin: origin, &log) }
        }
      }
    } catch {
      log.add(
        VerifyReport.Failure(
          "custody.entry", reason: "the log cannot be read further: \(StructureCheck.words(error))"))
    }
    for index in chain.backward {
      notes.append(
        "custody entry \(index) has a time before that of an earlier entry: the clock was set back")
    }
    count = chain.count
    watched.size = chain.count
    log.count("entries", chain.count)
    if !statements.signed.isEmpty { log.count("checkpoints_signed", statements.signed.count) }
    if statements.stamps > 0 { log.count("stamps_kept", statements.stamps) }
  }

  /// Sizes of the evidence at which stamped checkpoints name a root.
  var stampedSizes: Set<Int> {
    Set(
      statements.stamped.filter { CaseTree(ofOrigin: $0.checkpoint.origin) == .evidence }
        .compactMap { Int(exactly: $0.checkpoint.size) })
  }

  /// Holds the checkpoints that were stamped against the trees.
  func compareStamped(_ evidence: WatchedTree, _ log: inout FailureLog) {
    statements.compareStamped(
      origin: origin, sizes: [.evidence: evidence.size, .custody: leaves.count],
      root: { tree, size in
        tree == .evidence ? evidence.roots[size] : merkleRoot(leaves[..<size])
      }, &log)
  }

  private static func failure(_ fault: CustodyFault) -> VerifyReport.Failure {
    let (code, expected, found): (String, String?, String?) =
      switch fault.reason {
      case .notCanonical, .version, .member, .unknownMember: ("custody.entry", nil, nil)
      case .sequence(let number): ("custody.sequence", "\(fault.index)", "\(number)")
      case .previous(let number, let computed): ("custody.chain", "\(computed)", "\(number)")
      case .evidenceShrank(let from, let to): ("custody.evidence", "\(from)", "\(to)")
      case .evidenceRoot(let root): ("custody.evidence", nil, "\(root)")
      }
    return VerifyReport.Failure(code, expected: expected, found: found, reason: fault.description)
  }

  /// The columns beside an entry are for reading with any SQLite tool; the entry is what counts.
  private func compareColumns(
    _ cells: RowCells, index: Int, _ bytes: [UInt8], _ entry: CustodyEntry?, _ log: inout FailureLog
  ) {
    func compare(_ column: String, _ recorded: String?, _ computed: String) {
      guard recorded != computed else { return }
      log.add(
        VerifyReport.Failure(
          "custody.column", expected: computed, found: recorded,
          reason: "custody entry \(index): column \(column) is not what the entry says"))
    }
    compare("seq", (try? cells.natural(0, "seq")).map { "\($0)" }, "\(index)")
    compare("entry_sha256", try? cells.text(6, "entry_sha256"), Digest256.of(bytes).description)
    guard let entry else { return }
    compare("time", try? cells.text(1, "time"), entry.time)
    compare("action", try? cells.text(2, "action"), entry.action)
    if let actor = try? CustodyLog.text(entry.actor) {
      compare("actor", try? cells.text(3, "actor"), actor)
    }
    compare(
      "evidence_size", (try? cells.natural(4, "evidence_size")).map { "\($0)" }, "\(entry.evidence.size)")
    compare("evidence_root", try? cells.text(5, "evidence_root"), entry.evidence.root.description)
  }

  private mutating func take(_ entry: CustodyEntry, _ index: Int) {
    let size = Int(clamping: entry.evidence.size)
    lastSize = size
    let head = CustodyHead(size: size, root: entry.evidence.root, sequence: index)
    if heads.last.map({ $0.size != head.size || $0.root != head.root }) ?? true { heads.append(head) }
    guard let details = entry.details else { return }
    if entry.action == "case-created" { created = details }
    if entry.action == Migration.action { migrated = details }
    takeAct(entry, index)
    guard let id = details["source_id"]?.int.flatMap({ Int(exactly: $0) }) else { return }
    var account = accounts[id] ?? Account()
    switch entry.action {
    case "source-imported", "import-interrupted", "import-resumed":
      account.imported = (index, entry.action, details)
      account.profile = details["profile"]?.string ?? account.profile
      account.unparsed = details["unparsed"]?.int
      account.limits = Limits(custody: details["limits"])
    case "reindexed":
      account.profile = details["profile"]?.string ?? account.profile
      account.unparsed = details["unparsed"]?.int ?? account.unparsed
      account.keepsCut = details["cut"]?.string == "kept"
    case "source-excluded": account.excluded = true
    case "source-included": account.excluded = false
    default: break
    }
    accounts[id] = account
  }

  private mutating func takeAct(_ entry: CustodyEntry, _ index: Int) {
    do throws(AssayError) {
      if let act = try AnnotationAct(entry) { annotations.take(act, sequence: index) }
    } catch {
      actFaults.append(("custody.annotation", "\(error.subject): \(error.reason)"))
    }
    do throws(AssayError) {
      if let act = try FindingAct(entry) { try findings.take(act, entry) }
    } catch {
      actFaults.append(("custody.finding", "\(error.subject): \(error.reason)"))
    }
  }
}

/// One record about a process: that it started, or that it ended. Texts are numbers of `ProcessEvents`' pool.
package struct ProcessEvent: Sendable {
  /// What the record says.
  package enum Kind: UInt8, Sendable {
    /// The process started (Sysmon 1, Security 4688), or took another image (auditd execve).
    case start
    /// The process ended (Sysmon 5, Security 4689).
    case end
    /// A 4689 that names the process as a 4688 does, which Windows never writes: it is believed only where another
    /// start has taken the number since.
    case supposedEnd
  }

  /// Which log it comes from: two logs may tell of one process.
  package enum Log: UInt8, Sendable { case sysmon, security, audit, other }

  /// No time.
  package static let noTime = Int64.min

  /// Number of the record in the case, or of the row in the input.
  package var record: Int
  package var kind: Kind
  package var log: Log
  /// Nanoseconds since 1970, UTC; `noTime` where the record has none.
  package var time: Int64
  /// The computer, as logged.
  package var host: UInt32
  /// The process's number; `ProcessNumber.none` where there is none.
  package var pid: Int64
  /// Its parent's number.
  package var parentPID: Int64
  /// Path of its program, as logged.
  package var image: UInt32
  /// Path of its parent's program.
  package var parentImage: UInt32
  package var guid: ProcessGUID
  package var parentGUID: ProcessGUID
  /// Sysmon wrote zeros for the parent's GUID: it did not know the parent.
  package var parentIsUnknown: Bool
  /// Its command line.
  package var command: UInt32
  /// The account that it runs as.
  package var user: UInt32
  /// The logon session that it belongs to.
  package var logon: UInt32
  /// Its integrity level.
  package var integrity: UInt32
  /// Digests of its program.
  package var hashes: UInt32
  /// Its parent's command line.
  package var parentCommand: UInt32

  package init(record: Int, kind: Kind, log: Log) {
    self.record = record
    self.kind = kind
    self.log = log
    time = Self.noTime
    host = 0
    pid = ProcessNumber.none
    parentPID = ProcessNumber.none
    image = 0
    parentImage = 0
    guid = .none
    parentGUID = .none
    parentIsUnknown = false
    command = 0
    user = 0
    logon = 0
    integrity = 0
    hashes = 0
    parentCommand = 0
  }
}

/// Records about processes, and the texts that they name.
package struct ProcessEvents: Sendable {
  package var pool = TextPool()
  package private(set) var list: [ProcessEvent] = []

  package init() {}

  package mutating func append(_ event: ProcessEvent) { list.append(event) }

  /// Gives a record the command line that another record tells.
  package mutating func setCommand(_ command: UInt32, at index: Int) { list[index].command = command }
}

/// One entry of the custody log (`assay/custody/v1`): who did what when, with which program, to which state of
/// the evidence. Stored and hashed as canonical JSON (RFC 8785).
package struct CustodyEntry: Sendable {
  /// Name of the encoding, in each entry.
  package static let version = "assay/custody/v1"

  /// Position in the log, from 0.
  package var sequence: Int64
  /// SHA-256 of the canonical bytes of the entry before; zero for the first.
  package var previous: Digest256
  /// When, in UTC by the machine's clock: `2026-01-01T10:00:00Z`, with a fraction where there is one.
  package var time: String
  /// What is known of that clock.
  package var clock: Clock
  /// Who.
  package var actor: Actor
  /// With which program.
  package var tool: Tool
  /// What: `case-created`, `source-imported`, `query`, …
  package var action: String
  /// What was asked: the arguments of the command. Left out if nil.
  package var arguments: JSONValue?
  /// Size and root of the evidence tree after the action.
  package var evidence: TreeHead
  /// What came of it: for an import the source's name, size, digests and leaves. Left out if nil.
  package var details: JSONValue?

  /// The clock that `time` comes from.
  package struct Clock: Sendable, Hashable {
    /// `system`, or what the examiner says.
    package var source: String
    /// Seconds that the clock is known to be ahead of UTC. Left out if nil.
    package var offsetSeconds: Int64?
    /// Seconds by which it may be wrong. Left out if nil.
    package var uncertaintySeconds: Int64?

    /// A clock, and what is known of its error.
    package init(source: String = "system", offsetSeconds: Int64? = nil, uncertaintySeconds: Int64? = nil) {
      self.source = source
      self.offsetSeconds = offsetSeconds
      self.uncertaintySeconds = uncertaintySeconds
    }
  }

  /// The person, by own statement, and the account.
  package struct Actor: Sendable, Hashable {
    /// The name that the person gives.
    package var name: String
    /// The account of the operating system.
    package var login: String
    /// Name of the machine.
    package var host: String

    /// A person with account and machine.
    package init(name: String, login: String, host: String) {
      self.name = name
      self.login = login
      self.host = host
    }
  }

  /// The program.
  package struct Tool: Sendable, Hashable {
    /// Name of the program.
    package var name: String
    /// Its version.
    package var version: String
    /// Source commit or build number. Left out if nil.
    package var build: String?
    /// SHA-256 of the executable. Left out if nil.
    package var executable: Digest256?

    /// A program.
    package init(
      name: String = "assay", version: String, build: String? = nil, executable: Digest256? = nil
    ) {
      self.name = name
      self.version = version
      self.build = build
      self.executable = executable
    }
  }

  /// Size and root of a tree.
  package struct TreeHead: Sendable, Hashable {
    /// Leaves of the tree.
    package var size: UInt64
    /// Root of the tree.
    package var root: Digest256

    /// A tree at a moment.
    package init(size: UInt64, root: Digest256) {
      self.size = size
      self.root = root
    }
  }

  /// An entry by its parts.
  package init(
    sequence: Int64, previous: Digest256, time: String, clock: Clock, actor: Actor, tool: Tool,
    action: String, arguments: JSONValue? = nil, evidence: TreeHead, details: JSONValue? = nil
  ) {
    self.sequence = sequence
    self.previous = previous
    self.time = time
    self.clock = clock
    self.actor = actor
    self.tool = tool
    self.action = action
    self.arguments = arguments
    self.evidence = evidence
    self.details = details
  }

  /// The bytes to store: they are leaf `sequence` of the custody tree, and their SHA-256 is the next entry's
  /// `previous`. Throws for a number outside ±(2^53 - 1) and for a name that stands twice in `arguments` or
  /// `details`.
  package func canonicalBytes() throws(JSONError) -> [UInt8] {
    try CanonicalJSON.bytes(json)
  }

  private var json: JSONValue {
    var clock = MemberList(("source", .string(clock.source)))
    clock.add("offset_s", self.clock.offsetSeconds.map(JSONValue.int))
    clock.add("uncertainty_s", self.clock.uncertaintySeconds.map(JSONValue.int))
    var tool = MemberList(("name", .string(tool.name)), ("version", .string(tool.version)))
    tool.add("build", self.tool.build.map(JSONValue.string))
    tool.add("executable", self.tool.executable.map { .string("\($0)") })
    var entry = MemberList(
      ("v", .string(Self.version)),
      ("seq", .int(sequence)),
      ("prev", .string("\(previous)")),
      ("time", .string(time)),
      ("clock", clock.object),
      (
        "actor",
        ["name": .string(actor.name), "login": .string(actor.login), "host": .string(actor.host)]
      ),
      ("tool", tool.object),
      ("action", .string(action)),
      // A size above 2^63 - 1 is no tree's; it becomes a number that canonical JSON refuses.
      (
        "evidence",
        ["size": .int(Int64(clamping: evidence.size)), "root": .string("\(evidence.root)")]
      ))
    entry.add("args", arguments)
    entry.add("details", details)
    return entry.object
  }
}

/// Members of an object in the making; those that are nil stay out.
private struct MemberList {
  private var members: [JSONValue.Member]

  init(_ members: (String, JSONValue)...) {
    self.members = members.map { JSONValue.Member($0.0, $0.1) }
  }

  mutating func add(_ name: String, _ value: JSONValue?) {
    if let value { members.append(JSONValue.Member(name, value)) }
  }

  var object: JSONValue { .object(members) }
}

/// Sessions: commands one after the other, cut into pieces.
package struct SessionList: Sendable {
  /// The different commands.
  package var table: CommandTable
  /// Commands of all sessions, as numbers of `table`.
  package private(set) var commands: [Int32] = []
  /// Where each session ends in `commands`.
  private var ends: [Int] = []

  /// - Parameter mode: what of a command is kept.
  package init(mode: SequenceMode) { table = CommandTable(mode: mode) }

  /// Sessions that were cut out of events: `commands` are numbers of `table`.
  package init(table: CommandTable, _ result: Sessionizer.Result) {
    self.table = table
    commands = result.commands
    ends = result.sessions.map(\.events.upperBound)
  }

  /// Number of sessions, those without commands too.
  package var count: Int { ends.count }

  /// Adds a command to the session that is open.
  package mutating func append(_ command: Int32) { commands.append(command) }

  /// Ends the open session; the next command begins another.
  package mutating func endSession() { ends.append(commands.count) }

  /// The positions of a session's commands in `commands`.
  package func range(of session: Int) -> Range<Int> {
    (session == 0 ? 0 : ends[session - 1])..<ends[session]
  }
}

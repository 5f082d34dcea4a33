import Synchronization

/// The way in which lines are read now: the editor asks it, the session changes it.
final class SyntaxBox: Sendable {
  private let syntax = Mutex(ShellSyntax())

  var value: ShellSyntax {
    get { syntax.withLock { $0 } }
    set { syntax.withLock { $0 = newValue } }
  }
}

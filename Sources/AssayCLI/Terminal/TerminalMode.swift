internal import Glibc
import Synchronization

// Sound because the saved settings are written once, before `isSaved` says so, and from then on only read, also by
// signal handlers; `tcsetattr` and `write` are safe there (POSIX.1-2017 §2.4.3).

/// The settings of the terminal at standard input: key by key while a line is edited, as they were otherwise.
package enum TerminalMode {
  private nonisolated(unsafe) static var saved = termios()
  private static let isSaved = Atomic<Bool>(false)
  private static let isRaw = Atomic<Bool>(false)

  /// Signals that end the process; the terminal gets its settings back before.
  private static let deadly = [SIGHUP, SIGQUIT, SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE]

  /// Gives each key as it comes, unseen. False where standard input is no terminal.
  package static func enterRaw() -> Bool {
    if !isSaved.load(ordering: .acquiring) {
      guard unsafe tcgetattr(0, &saved) == 0 else { return false }
      isSaved.store(true, ordering: .releasing)
      for number in deadly {
        signal(number) { number in
          TerminalMode.restore()
          signal(number, SIG_DFL)
          raise(number)
        }
      }
    }
    var raw = unsafe saved
    // No echo, no lines, no signals by keys (Ctrl-C is a key), no flow control by Ctrl-S; output as ever.
    raw.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG | IEXTEN)
    raw.c_iflag &= ~tcflag_t(IXON | ICRNL | INLCR | BRKINT | ISTRIP)
    unsafe withUnsafeMutableBytes(of: &raw.c_cc) { bytes in
      unsafe bytes[Int(VMIN)] = 1
      unsafe bytes[Int(VTIME)] = 0
    }
    guard unsafe tcsetattr(0, TCSADRAIN, &raw) == 0 else { return false }
    isRaw.store(true, ordering: .releasing)
    // A paste comes in brackets, so that its line ends do not submit.
    say("\u{1b}[?2004h")
    return true
  }

  /// The settings as they were found. May be called at any time, also by a signal handler.
  package static func restore() {
    guard isRaw.exchange(false, ordering: .acquiringAndReleasing) else { return }
    say("\u{1b}[?2004l")
    _ = unsafe tcsetattr(0, TCSADRAIN, &saved)
  }

  private static func say(_ text: StaticString) {
    _ = unsafe write(1, text.utf8Start, text.utf8CodeUnitCount)
  }
}

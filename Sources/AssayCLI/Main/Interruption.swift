package import Evidence
internal import Glibc
import Synchronization

// Sound because the handlers touch nothing but atomics, a string that is never freed, and calls that POSIX.1-2017
// §2.4.3 lists as safe in a signal handler (`write`, `unlink`, `_exit`, `tcsetattr` through `restoreTerminal`), and
// `setitimer`, which is a bare system call on Linux.

/// Ctrl-C, SIGTERM and `--timeout`: what ends a command before its time.
package enum Interruption {
  /// What the first Ctrl-C does; the second always ends the process.
  private enum Mode {
    /// The process ends at once: nothing is lost by it.
    static let immediate = 0
    /// The command stops after what it has in hand, however long that takes (`add`).
    static let graceful = 1
    /// A question stops at its next look at `isRequested`. Where that takes longer than `patience`, the process ends:
    /// a question writes nothing that could be left half done.
    static let asking = 2
    /// As `asking`, in a session that goes on: only a second Ctrl-C ends the process.
    static let session = 3
  }

  /// Microseconds that a question has to stop by itself after Ctrl-C, so that it is over within 100 ms.
  private static let patience = 85_000
  /// Seconds that it has after `--timeout` to write what it found: nobody is waiting at the keyboard.
  private static let timeoutPatience = 2

  private static let count = Atomic<Int>(0)
  private static let mode = Atomic<Int>(Mode.immediate)
  private static let hasTimedOut = Atomic<Bool>(false)
  private static let isPaging = Atomic<Bool>(false)
  /// A path that must not be left behind, as the address of a C string.
  private static let unfinishedFile = Atomic<UInt>(0)

  /// Whether the user asked to stop, or the time is over.
  package static var isRequested: Bool {
    count.load(ordering: .relaxed) > 0 || hasTimedOut.load(ordering: .relaxed)
  }

  /// Takes over the signals, and makes a closed pipe an error of `write`.
  package static func install() {
    // The handlers must find the atomics initialised.
    _ = (isRequested, mode.load(ordering: .relaxed), isPaging.load(ordering: .relaxed))
    _ = unfinishedFile.load(ordering: .relaxed)
    signal(SIGPIPE, SIG_IGN)
    for number in [SIGINT, SIGTERM] {
      signal(number) { Interruption.received($0) }
    }
    signal(SIGALRM) { _ in Interruption.alarmed() }
    // Who starts the program may have blocked them (a worker thread of Dispatch does), and a child inherits that.
    var handled = sigset_t()
    _ = unsafe sigemptyset(&handled)
    for number in [SIGINT, SIGTERM, SIGALRM] { _ = unsafe sigaddset(&handled, number) }
    _ = unsafe pthread_sigmask(SIG_UNBLOCK, &handled, nil)
  }

  /// From here on the command asks `isRequested` and stops by itself, after what it has in hand.
  package static func stopGracefully() { mode.store(Mode.graceful, ordering: .relaxed) }

  /// From here on the command is a question, which asks `isRequested`.
  package static func stopAsking() {
    if mode.load(ordering: .relaxed) != Mode.session { mode.store(Mode.asking, ordering: .relaxed) }
  }

  /// From here on questions are asked in a session.
  package static func stopInSession() { mode.store(Mode.session, ordering: .relaxed) }

  /// A pager shows the answer: Ctrl-C is for it too, and it must not be left alone on the terminal.
  package static func setPaging(_ isOn: Bool) { isPaging.store(isOn, ordering: .relaxed) }

  /// The file that is removed if the process ends before its time; nil for none.
  package static func setUnfinishedFile(_ path: String?) {
    // Not freed: the handler may be reading it. There are few.
    let copy = path.map { unsafe UInt(bitPattern: strdup($0)) } ?? 0
    unfinishedFile.store(copy, ordering: .relaxed)
  }

  /// Starts the time that a question has.
  package static func startTimer(seconds: Double) {
    hasTimedOut.store(false, ordering: .relaxed)
    setTimer(microseconds: Int(min(seconds, 1e9) * 1e6))
  }

  /// The question is answered: what was asked to stop does not concern the next one.
  package static func reset() {
    setTimer(microseconds: 0)
    hasTimedOut.store(false, ordering: .relaxed)
    count.store(0, ordering: .relaxed)
  }

  /// Runs a question. The result is what ended it before its time, if that was Ctrl-C or `--timeout`: the rows so
  /// far are then written and said to be incomplete, and the error thrown.
  package static func stopped(_ question: () throws -> Void) throws -> AssayError? {
    do {
      try question()
      return nil
    } catch let error as AssayError where error.code == "interrupted" {
      return reason(error)
    }
  }

  /// Why `isRequested`; nil where it is not.
  package static var reason: AssayError? {
    isRequested ? reason(AssayError("interrupted", subject: "", reason: "stopped")) : nil
  }

  private static func reason(_ error: AssayError) -> AssayError {
    guard hasTimedOut.load(ordering: .relaxed), count.load(ordering: .relaxed) == 0 else { return error }
    return AssayError(
      "timeout", subject: error.subject, reason: "not answered within the time of --timeout",
      hint: "what is shown is not all; a longer --timeout, or a narrower question, gives the whole answer")
  }

  private static func setTimer(microseconds: Int) {
    var timer = itimerval()
    timer.it_value = timeval(tv_sec: microseconds / 1_000_000, tv_usec: microseconds % 1_000_000)
    _ = unsafe setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
  }

  private static func received(_ number: Int32) {
    let before = count.add(1, ordering: .relaxed).oldValue
    if isPaging.load(ordering: .relaxed) { return }
    guard before == 0 else { return end(130, "") }
    switch mode.load(ordering: .relaxed) {
    case Mode.asking: setTimer(microseconds: patience)
    // At the prompt Ctrl-C is a key and no signal; who sends SIGTERM means the program.
    case Mode.session: if number == SIGTERM { end(143, "") }
    case Mode.graceful: say("\nstopping after this block… (Ctrl-C again: stop now)\n")
    default: end(130, "")
    }
  }

  private static func alarmed() {
    // A pager that shows what there is must not be left alone on the terminal.
    if isPaging.load(ordering: .relaxed) { return hasTimedOut.store(true, ordering: .relaxed) }
    // The patience with a question that was asked to stop is over.
    if count.load(ordering: .relaxed) > 0 { return end(130, "stopped\n") }
    if hasTimedOut.load(ordering: .relaxed) {
      return end(2, "assay: not answered within the time of --timeout; the answer ends here  [timeout]\n")
    }
    hasTimedOut.store(true, ordering: .relaxed)
    if mode.load(ordering: .relaxed) != Mode.session { setTimer(microseconds: timeoutPatience * 1_000_000) }
  }

  private static func say(_ text: StaticString) {
    _ = unsafe write(2, text.utf8Start, text.utf8CodeUnitCount)
  }

  private static func end(_ status: Int32, _ text: StaticString) {
    TerminalMode.restore()
    say(text)
    if let path = unsafe UnsafePointer<CChar>(bitPattern: unfinishedFile.load(ordering: .relaxed)) {
      _ = unsafe unlink(path)
    }
    _exit(status)
  }
}

internal import Glibc
import Synchronization

// Sound because the handler touches nothing but atomics and calls `write` and `_exit`, which are safe in a
// signal handler (POSIX.1-2017 §2.4.3).

/// Ctrl-C and SIGTERM: the first asks the command to stop after what it has in hand, the second ends the
/// process at once. Where a command cannot stop in the middle, the first one does.
package enum Interruption {
  private static let count = Atomic<Int>(0)
  private static let isGraceful = Atomic<Bool>(false)

  /// Whether the user asked to stop.
  package static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

  /// Takes over both signals, and makes a closed pipe an error of `write`.
  package static func install() {
    // The handler must find the atomics initialised.
    _ = (isRequested, isGraceful.load(ordering: .relaxed))
    signal(SIGPIPE, SIG_IGN)
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in Interruption.received() }
    }
  }

  /// From here on the command asks `isRequested` and stops by itself.
  package static func stopGracefully() { isGraceful.store(true, ordering: .relaxed) }

  private static func received() {
    let before = count.add(1, ordering: .relaxed).oldValue
    guard before == 0, isGraceful.load(ordering: .relaxed) else { _exit(130) }
    let message: StaticString = "\nstopping after this block… (Ctrl-C again: stop now)\n"
    _ = unsafe write(2, message.utf8Start, message.utf8CodeUnitCount)
  }
}

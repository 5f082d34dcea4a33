import Dispatch
import Evidence
import Foundation
import Synchronization

/// Pieces of work, done on background threads and given out in their order. A fixed number of results at most waits
/// to be taken, so memory is bounded. Ends with its last reference: threads finish the piece they are at.
package final class OrderedWork<Result: Sendable>: Sendable {
  /// Does one piece; made on the thread that uses it.
  package typealias Worker = (Int) throws -> Result

  private struct State {
    /// The piece to be begun next.
    var next = 0
    /// The piece to be given out next.
    var taken = 0
    var isStopped = false
    var done: [Int: Swift.Result<Result, any Error>] = [:]
  }

  /// What threads share: not the work itself, whose end must end them.
  private final class Shared: Sendable {
    let state = Mutex(State())
    /// One signal for each result that may be made.
    let room = DispatchSemaphore(value: 0)
    /// One signal for each result that was made.
    let made = DispatchSemaphore(value: 0)
  }

  private let shared = Shared()
  private let count: Int
  private let threads: Int

  /// - Parameters:
  ///   - count: how many pieces there are.
  ///   - threads: how many work at the same time.
  ///   - ahead: most results that wait.
  ///   - worker: makes what does the pieces of one thread; it is told whether to stop.
  package init(
    count: Int, threads: Int, ahead: Int,
    worker: @escaping @Sendable (_ isStopped: @escaping @Sendable () -> Bool) throws -> Worker
  ) {
    self.count = count
    self.threads = max(1, min(threads, count))
    for _ in 0..<max(1, ahead) { shared.room.signal() }
    for _ in 0..<self.threads {
      Thread { [shared, count] in Self.run(shared, count, worker) }.start()
    }
  }

  deinit {
    shared.state.withLock { $0.isStopped = true }
    for _ in 0..<threads { shared.room.signal() }
  }

  private static func run(
    _ shared: Shared, _ count: Int,
    _ makeWorker: @Sendable (_ isStopped: @escaping @Sendable () -> Bool) throws -> Worker
  ) {
    let worker = Swift.Result { try makeWorker { shared.state.withLock { $0.isStopped } } }
    while true {
      shared.room.wait()
      let piece = shared.state.withLock { state -> Int? in
        guard !state.isStopped, state.next < count else { return nil }
        state.next += 1
        return state.next - 1
      }
      guard let piece else {
        shared.room.signal()
        return
      }
      let result = worker.flatMap { work in Swift.Result { try work(piece) } }
      shared.state.withLock { $0.done[piece] = result }
      shared.made.signal()
    }
  }

  /// The next result; nil after the last.
  ///
  /// - Parameter isCancelled: asked now and then while nothing is there.
  /// - Throws: what the piece threw, and `interrupted`.
  package func next(isCancelled: () -> Bool) throws -> Result? {
    while true {
      let found = shared.state.withLock { state -> Swift.Result<Result, any Error>? in
        guard let found = state.done.removeValue(forKey: state.taken) else { return nil }
        state.taken += 1
        return found
      }
      if let found {
        shared.room.signal()
        return try found.get()
      }
      if shared.state.withLock({ $0.taken >= count }) { return nil }
      if shared.made.wait(timeout: .now() + .milliseconds(20)) == .timedOut, isCancelled() {
        throw AssayError("interrupted", subject: "events", reason: "stopped")
      }
    }
  }
}

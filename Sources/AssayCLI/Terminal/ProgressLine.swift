import Pages

/// One line on standard error that says how far a command is: on a terminal at most 10 times a second, erased
/// at the end; elsewhere a line a minute; with `--quiet` none.
package final class ProgressLine {
  private let terminal: Terminal
  private let start = ContinuousClock.now
  private var last: ContinuousClock.Instant
  private var isDrawn = false

  package init(_ terminal: Terminal) {
    self.terminal = terminal
    last = terminal.errorIsTerminal ? start.advanced(by: .milliseconds(-100)) : start
  }

  /// Time since the command began.
  package var elapsed: Duration { start.duration(to: .now) }

  /// Bytes a second over the whole time.
  package func rate(_ bytes: UInt64) -> Double {
    let (seconds, attoseconds) = elapsed.components
    return Double(bytes) / max(0.001, Double(seconds) + Double(attoseconds) / 1e18)
  }

  /// Shows `text()`, if it is time to.
  package func update(_ text: () -> String) {
    guard !terminal.isQuiet else { return }
    let now = ContinuousClock.now
    let interval: Duration = terminal.errorIsTerminal ? .milliseconds(100) : .seconds(60)
    guard last.duration(to: now) >= interval else { return }
    last = now
    let line = DisplayText.escaped(text())
    if terminal.errorIsTerminal {
      Terminal.writeError("\r\u{1b}[K" + DisplayText.fitted(line, to: terminal.progressWidth - 1))
      isDrawn = true
    } else {
      Terminal.writeError(line + "\n")
    }
  }

  /// Takes the line away.
  package func erase() {
    if isDrawn { Terminal.writeError("\r\u{1b}[K") }
    isDrawn = false
  }

  /// `61 %  24.4 of 40.1 MB  55 MB/s  <1 s left`.
  package func amount(_ done: UInt64, of total: UInt64?) -> String {
    let speed = rate(done)
    let perSecond = NumberText.bytes(UInt64(speed)) + "/s"
    guard let total, total > 0 else { return "\(NumberText.bytes(done))  \(perSecond)" }
    let percent = Int(min(100, Double(done) * 100 / Double(total)))
    let left = Double(total - min(done, total)) / max(1, speed)
    let leftText = left < 1 ? "<1 s" : NumberText.duration(.seconds(Int(left.rounded(.up))))
    return
      "\(percent) %  \(NumberText.bytes(done)) of \(NumberText.bytes(total))  \(perSecond)  \(leftText) left"
  }
}

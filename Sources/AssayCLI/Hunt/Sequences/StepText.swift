import Hunt
import Pages

/// Why a window is rare, in words.
enum StepText {
  static func why(_ reason: StepReason) -> String {
    var text = step(reason)
    if !reason.isKnown { text = "\(reason.name) is not in the training set; " + text }
    if let parameter = reason.parameter, reason.logParameters < 0 {
      if reason.logParameters < reason.log10 || reason.logParameters < -1 {
        text += "; of its parameters " + term(parameter)
      }
    }
    return text
  }

  private static func step(_ reason: StepReason) -> String {
    let times = reason.count == 0 ? "never" : "\(NumberText.grouped(reason.count)) of"
    switch reason.kind {
    case .command:
      return reason.count == 0
        ? "\(reason.name): no such command among \(NumberText.grouped(reason.total))"
        : "\(reason.name): \(times) \(NumberText.counted(reason.total, "command"))"
    case .transition:
      guard let before = reason.before else {
        return reason.count == 0
          ? "begins with \(reason.name), as none of \(NumberText.counted(reason.total, "session")) does"
          : "begins with \(reason.name): \(times) \(NumberText.counted(reason.total, "session"))"
      }
      return reason.count == 0
        ? "\(before) → \(reason.name): never in \(NumberText.counted(reason.total, "step")) after \(before)"
        : "\(before) → \(reason.name): \(times) \(NumberText.counted(reason.total, "step")) after \(before)"
    case .end:
      let before = reason.before ?? ""
      return reason.count == 0
        ? "ends after \(before), as never in \(NumberText.counted(reason.total, "step")) after it"
        : "ends after \(before): \(times) \(NumberText.counted(reason.total, "step")) after it"
    }
  }

  private static func term(_ term: ParameterModel.Term) -> String {
    let percent = NumberText.oneDecimal(term.probability * 100)
    switch term.kind {
    case .present: return "\(term.parameter) is unusual (\(percent) % have it)"
    case .absent: return "\(term.parameter) is missing (\(percent) % lack it)"
    case .value:
      return "\(term.parameter)=\(term.value.isEmpty ? "nothing" : term.value) is unusual (\(percent) %)"
    }
  }
}

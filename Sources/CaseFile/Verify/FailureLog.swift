/// Collects what a check finds. Bounded: a case that is wrong in every record must not fill the memory.
struct FailureLog {
  private(set) var check: VerifyReport.Check
  private var listed: [String: Int] = [:]

  init(_ check: String) { self.check = VerifyReport.Check(check) }

  mutating func add(_ failure: VerifyReport.Failure) {
    count("failures")
    let number = listed[failure.code, default: 0] + 1
    listed[failure.code] = number
    if number <= VerifyReport.failureLimit { check.failures.append(failure) }
  }

  mutating func add(_ failures: [VerifyReport.Failure]) {
    for failure in failures { add(failure) }
  }

  mutating func count(_ what: String, _ number: Int = 1) {
    check.counts[what, default: 0] &+= number
  }

  mutating func skip() { check.done = false }
}

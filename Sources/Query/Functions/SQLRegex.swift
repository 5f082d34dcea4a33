internal import CPCRE2
import Evidence

// PCRE2 for SQL functions. Sound because code, match data, context and JIT stack belong to one object, are used by
// one thread and are freed once, in `deinit`; a subject is passed with its length for the time of one call, is always
// UTF-8 (`RegexSubject`), searched from between two characters, and PCRE2's answers are compared with its length
// before they become ranges.

/// A compiled regular expression of one statement, and its last match.
@safe final class SQLRegex {
  /// Steps of backtracking from one place of a value. Meeting it is an error: a wrong "no" would be a lie.
  static let stepLimit: UInt32 = 5_000_000
  /// For one call on one value: what takes so long is quadratic in a value of megabytes.
  static let timeLimit = Duration.seconds(10)
  /// Bytes of a pattern.
  static let patternLimit = 65_536

  let pattern: [UInt8]
  /// Groups in the pattern; group 0, the whole match, not counted.
  let groupCount: Int
  private let code: OpaquePointer
  private let data: OpaquePointer
  private let context: OpaquePointer
  private let stack: OpaquePointer?
  /// `\G` asks where the search began, so that the search must not be cut into windows.
  private let isOnePiece: Bool
  private let isCancelled: () -> Bool
  private var pairs = 0

  /// - Throws: what is wrong with the pattern, and where.
  init(_ pattern: [UInt8], isCancelled: @escaping () -> Bool) throws(FunctionError) {
    guard pattern.count <= Self.patternLimit else {
      throw FunctionError("a pattern of \(pattern.count) bytes; the limit is \(Self.patternLimit)")
    }
    guard String(validating: pattern, as: UTF8.self) != nil else {
      throw FunctionError("the pattern \(SQLValue.text(pattern).shown) is not UTF-8")
    }
    var errorNumber: Int32 = 0
    var errorOffset = 0
    let flags = UInt32(PCRE2_UTF) | UInt32(PCRE2_NEVER_BACKSLASH_C) | UInt32(PCRE2_USE_OFFSET_LIMIT)
    let compiled = unsafe pattern.withUnsafeBufferPointer {
      unsafe pcre2_compile_8($0.baseAddress, $0.count, flags, &errorNumber, &errorOffset, nil)
    }
    guard let code = unsafe compiled else {
      var message = [UInt8](repeating: 0, count: 256)
      _ = unsafe message.withUnsafeMutableBufferPointer {
        unsafe pcre2_get_error_message_8(errorNumber, $0.baseAddress, $0.count)
      }
      throw FunctionError(
        "the pattern \(SQLValue.text(pattern).shown) is wrong at byte \(errorOffset): "
          + String(decoding: message.prefix { $0 != 0 }, as: UTF8.self))
    }
    let data = unsafe pcre2_match_data_create_from_pattern_8(code, nil)
    let context = unsafe pcre2_match_context_create_8(nil)
    guard let data = unsafe data, let context = unsafe context else {
      unsafe pcre2_match_data_free_8(data)
      unsafe pcre2_match_context_free_8(context)
      unsafe pcre2_code_free_8(code)
      throw FunctionError("out of memory")
    }
    unsafe self.code = code
    unsafe self.data = data
    unsafe self.context = context
    self.pattern = pattern
    self.isCancelled = isCancelled
    var groups: UInt32 = 0
    _ = unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &groups)
    groupCount = Int(groups)
    isOnePiece = zip(pattern, pattern.dropFirst()).contains {
      $0 == UInt8(ascii: "\\") && $1 == UInt8(ascii: "G")
    }
    _ = unsafe pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
    unsafe stack = pcre2_jit_stack_create_8(32 << 10, 4 << 20, nil)
    unsafe pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack))
    unsafe pcre2_set_match_limit_8(context, Self.stepLimit)
    // Without JIT (a pattern that it cannot take): memory for backtracking, in KiB.
    unsafe pcre2_set_heap_limit_8(context, 64 << 10)
  }

  deinit {
    unsafe pcre2_match_data_free_8(data)
    unsafe pcre2_match_context_free_8(context)
    unsafe pcre2_jit_stack_free_8(stack)
    unsafe pcre2_code_free_8(code)
  }

  /// Looks for the first match at or after `start`, which begins a character of `subject.searched`, and with `notEmptyAtStart` for none that is empty and at `start`.
  ///
  /// - Throws: an error that names the step limit or the time limit, where one was met; `interrupted`.
  func findMatch(
    in subject: RegexSubject, from start: Int, notEmptyAtStart: Bool = false
  ) throws(FunctionError) -> Bool {
    var options = notEmptyAtStart ? UInt32(PCRE2_NOTEMPTY_ATSTART) : 0
    guard let begin = subject.begin else { return try match(subject, start, limit: nil, options) }
    try checkTime(since: begin, subject)
    // In windows of places where a match may begin, so that the clock and Ctrl-C are looked at between them.
    var window = RegexSubject.shortCount
    let bytes = subject.searched
    guard !isOnePiece, bytes.count - start > window else {
      return try match(subject, start, limit: nil, options)
    }
    let clock = ContinuousClock()
    var place = start
    while true {
      let windowBegin = clock.now
      var last = place + window
      while last < bytes.count, last - place < window + 4, bytes[last] & 0xC0 == 0x80 { last += 1 }
      // `last` begins a character; the limit is the last place tried.
      if try match(subject, place, limit: last >= bytes.count ? nil : last - 1, options) { return true }
      guard last < bytes.count else { return false }
      options = 0
      place = last
      try checkTime(since: begin, subject)
      let time = clock.now - windowBegin
      if time < .milliseconds(5) { window = min(window * 2, 1 << 30) }
      if time > .milliseconds(20) { window = max(window / 2, 16) }
    }
  }

  private func checkTime(since begin: ContinuousClock.Instant, _ subject: RegexSubject) throws(FunctionError)
  {
    if isCancelled() { throw .interrupted }
    guard ContinuousClock().now - begin > Self.timeLimit else { return }
    throw FunctionError(
      "the pattern \(SQLValue.text(pattern).shown) was not decided on a value of \(subject.original.count) bytes "
        + "within \(Self.timeLimit.components.seconds) seconds, the time limit")
  }

  private func match(
    _ subject: RegexSubject, _ start: Int, limit: Int?, _ options: UInt32
  ) throws(FunctionError) -> Bool {
    precondition(start >= 0 && start <= subject.searched.count)
    unsafe pcre2_set_offset_limit_8(context, limit ?? Int(bitPattern: ~0))
    let result = unsafe subject.searched.withUnsafeBufferPointer { bytes -> Int32 in
      // PCRE2 wants an address also for no bytes.
      var none: UInt8 = 0
      guard let base = bytes.baseAddress else {
        return unsafe pcre2_match_8(code, &none, 0, 0, options, data, context)
      }
      return unsafe pcre2_match_8(
        code, base, bytes.count, start, options | UInt32(PCRE2_NO_UTF_CHECK), data, context)
    }
    if result >= 0 {
      pairs = min(Int(result == 0 ? Int32(groupCount + 1) : result), groupCount + 1)
      subjectCount = subject.searched.count
      return true
    }
    pairs = 0
    switch result {
    case PCRE2_ERROR_NOMATCH: return false
    case PCRE2_ERROR_MATCHLIMIT, PCRE2_ERROR_DEPTHLIMIT, PCRE2_ERROR_JIT_STACKLIMIT, PCRE2_ERROR_HEAPLIMIT:
      throw FunctionError(
        "the pattern \(SQLValue.text(pattern).shown) met the step limit of \(Self.stepLimit) on the value "
          + "\(SQLValue.text(subject.original).shown) before it was decided; write it without nested repeats")
    default:
      throw FunctionError(
        "the pattern \(SQLValue.text(pattern).shown) failed with PCRE2's error \(result) on a value of "
          + "\(subject.original.count) bytes")
    }
  }

  private var subjectCount = 0

  /// Where a group matched last in `searched`; nil for a group that took no part.
  func range(ofGroup group: Int) -> Range<Int>? {
    guard group >= 0, group < pairs, let vector = unsafe pcre2_get_ovector_pointer_8(data) else { return nil }
    let start = unsafe vector[2 * group]
    let end = unsafe vector[2 * group + 1]
    // `\K` in a lookaround can put the start behind the end.
    guard start >= 0, start <= subjectCount, end >= 0, end <= subjectCount else { return nil }
    return min(start, end)..<end
  }

  /// Number of the group with a name.
  func group(named name: [UInt8]) -> Int? {
    guard !name.isEmpty, !name.contains(0) else { return nil }
    let number = unsafe (name + [0]).withUnsafeBufferPointer { bytes -> Int32 in
      guard let base = bytes.baseAddress else { return -1 }
      return unsafe pcre2_substring_number_from_name_8(code, base)
    }
    return number > 0 ? Int(number) : nil
  }
}

internal import CSQLiteShim
import Evidence

// `value_match` and `text_match`, which a search calls for every record: without copies of the pattern and the
// text. Sound because a matcher is retained by SQLite's auxiliary data and released once by its destructor
// (sqlite3_set_auxdata); a text is looked at only within the call that it was passed to; the box of a registration
// is retained by SQLite and released by its destructor; all calls come on the thread that runs the statement.

/// What the matching functions of one session have to say when a statement is done.
final class MatchingReport {
  /// Values and texts on which a regular expression met the step limit: whether they match is not known.
  var undecided = 0
  /// Asked before each call.
  var isCancelled: () -> Bool = { false }
}

/// Registers the functions that translated searches call.
enum SearchMatching {
  static func register(_ db: OpaquePointer, _ report: MatchingReport) throws {
    let registrar = unsafe FunctionRegistrar(db, isCancelled: report.isCancelled)
    for function in SearchFunctions.scalars { try registrar.add(function) }
    for function in SearchFunctions.aggregates { try registrar.add(function) }
    let flags = SQLITE_UTF8 | SQLITE_INNOCUOUS | SQLITE_DETERMINISTIC
    var code = unsafe sqlite3_create_function_v2(
      db, "value_match", 2, flags, Unmanaged.passRetained(report).toOpaque(), callValueMatch, nil, nil,
      releaseReport)
    if code == SQLITE_OK {
      code = unsafe sqlite3_create_function_v2(
        db, "text_match", 2, flags, Unmanaged.passRetained(report).toOpaque(), callTextMatch, nil, nil,
        releaseReport)
    }
    guard code == SQLITE_OK else {
      throw AssayError("sql.failed", subject: "sqlite", reason: "the matching functions cannot be registered")
    }
  }
}

extension SearchMatching {
  /// What SQLite calls the two constraints: numbers of ours from `SQLITE_INDEX_CONSTRAINT_FUNCTION` on.
  static let valueMatchCode = SQLITE_INDEX_CONSTRAINT_FUNCTION
  static let textMatchCode = SQLITE_INDEX_CONSTRAINT_FUNCTION + 1

  /// `value_match` as a constraint that `events` sees. The table holds the report.
  static func valueMatchOverload(_ report: MatchingReport) -> FunctionOverload {
    unsafe FunctionOverload(
      operation: valueMatchCode, function: callValueMatch, data: Unmanaged.passUnretained(report).toOpaque())
  }

  /// `text_match`, likewise.
  static func textMatchOverload(_ report: MatchingReport) -> FunctionOverload {
    unsafe FunctionOverload(
      operation: textMatchCode, function: callTextMatch, data: Unmanaged.passUnretained(report).toOpaque())
  }
}

private func releaseReport(_ pointer: UnsafeMutableRawPointer?) {
  if let pointer = unsafe pointer { unsafe Unmanaged<MatchingReport>.fromOpaque(pointer).release() }
}

private func releaseObject(_ pointer: UnsafeMutableRawPointer?) {
  if let pointer = unsafe pointer { unsafe Unmanaged<AnyObject>.fromOpaque(pointer).release() }
}

/// The matcher for the second argument: made once for a constant.
private func matcher<T: AnyObject>(
  _ context: OpaquePointer, _ source: OpaquePointer?, _ make: ([UInt8]) throws -> T
) throws -> T? {
  if let known = unsafe sqlite3_get_auxdata(context, 1),
    let typed = unsafe Unmanaged<AnyObject>.fromOpaque(known).takeUnretainedValue() as? T
  {
    return typed
  }
  guard case .text(let bytes) = unsafe sqlValue(source) else { return nil }
  let made = try make(bytes)
  // SQLite may release it at once, if the pattern is no constant.
  unsafe sqlite3_set_auxdata(context, 1, Unmanaged.passRetained(made as AnyObject).toOpaque(), releaseObject)
  return made
}

private func report(_ context: OpaquePointer) -> MatchingReport? {
  unsafe sqlite3_user_data(context).map {
    unsafe Unmanaged<MatchingReport>.fromOpaque($0).takeUnretainedValue()
  }
}

/// Whether the statement is to stop; then the call ends as interrupted.
private func isStopped(_ context: OpaquePointer) -> Bool {
  guard unsafe report(context)?.isCancelled() == true else { return false }
  unsafe sqlite3_result_error_code(context, SQLITE_INTERRUPT)
  return true
}

/// `value_match(value, test)`: 1 where the value passes what could stand behind `field:` in a search, else 0, also
/// for NULL.
private func callValueMatch(
  _ context: OpaquePointer?, _ count: Int32, _ values: UnsafeMutablePointer<OpaquePointer?>?
) {
  guard let context = unsafe context, count == 2 else { return }
  if unsafe isStopped(context) { return }
  do {
    if unsafe sqlite3_value_type(values?[0]) == SQLITE_NULL { return unsafe sqlite3_result_int(context, 0) }
    guard let matcher = try unsafe matcher(context, values?[1], { try ValueMatcher($0) }) else {
      return unsafe sqlite3_result_null(context)
    }
    let found = matcher.matches(unsafe sqlValue(values?[0]))
    if !found, matcher.takeLimit() { unsafe report(context)?.undecided += 1 }
    unsafe sqlite3_result_int(context, found ? 1 : 0)
  } catch {
    unsafe ResultContext(context).error(error)
  }
}

/// `text_match(text, term)`: 1 where the text holds what could stand as a word or phrase in a search, else 0.
private func callTextMatch(
  _ context: OpaquePointer?, _ count: Int32, _ values: UnsafeMutablePointer<OpaquePointer?>?
) {
  guard let context = unsafe context, count == 2 else { return }
  if unsafe isStopped(context) { return }
  do {
    guard let matcher = try unsafe matcher(context, values?[1], { try TextMatcher($0) }) else {
      return unsafe sqlite3_result_null(context)
    }
    if unsafe sqlite3_value_type(values?[0]) == SQLITE_NULL { return unsafe sqlite3_result_int(context, 0) }
    let bytes = unsafe sqlite3_value_blob(values?[0])
    let length = unsafe Int(sqlite3_value_bytes(values?[0]))
    let found = unsafe UnsafeRawBufferPointer(start: bytes, count: length).withMemoryRebound(to: UInt8.self) {
      unsafe matcher.firstMatch(in: $0.span) != nil
    }
    if !found, matcher.takeLimit() { unsafe report(context)?.undecided += 1 }
    unsafe sqlite3_result_int(context, found ? 1 : 0)
  } catch {
    unsafe ResultContext(context).error(error)
  }
}

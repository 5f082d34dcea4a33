internal import CSQLiteShim
import Evidence

// Makes Swift functions known to SQLite. Sound because: each registration retains one box, which SQLite gives back
// through the destructor exactly once, also where registering fails (sqlite3_create_function_v2, "xDestroy");
// arguments are copied before Swift code sees them; the state of an aggregate is retained in the first step and
// released once in the final call, which SQLite makes for every group that had a step, also after an error
// (sqlite3_aggregate_context); no Swift error crosses into C; all calls come on the thread that runs the statement.

private final class ScalarBox {
  let function: ScalarFunction
  let isCancelled: () -> Bool

  init(_ function: ScalarFunction, isCancelled: @escaping () -> Bool) {
    self.function = function
    self.isCancelled = isCancelled
  }
}

private final class AggregateBox {
  let function: AggregateFunction
  init(_ function: AggregateFunction) { self.function = function }
}

private final class StateBox {
  let state: any AggregateState
  init(_ state: any AggregateState) { self.state = state }
}

/// Registers functions with one connection, which must be open.
@safe struct FunctionRegistrar {
  private let db: OpaquePointer
  private let isCancelled: () -> Bool

  /// - Parameter isCancelled: asked before each call of a function.
  init(_ db: OpaquePointer, isCancelled: @escaping () -> Bool) {
    unsafe self.db = db
    self.isCancelled = isCancelled
  }

  /// - Throws: `sql.failed` where SQLite refuses the name.
  func add(_ function: ScalarFunction) throws {
    let flags = SQLITE_UTF8 | SQLITE_INNOCUOUS | SQLITE_DETERMINISTIC
    let counts: [Int] =
      switch function.arguments {
      case .exactly(let range): Array(range)
      case .atLeast: [-1]
      }
    for count in counts {
      let box = unsafe Unmanaged.passRetained(ScalarBox(function, isCancelled: isCancelled))
      let code = unsafe sqlite3_create_function_v2(
        db, function.name, Int32(count), flags, box.toOpaque(), callScalar, nil, nil,
        { unsafe release($0, ScalarBox.self) })
      try check(code, function.name)
    }
  }

  /// - Throws: `sql.failed` where SQLite refuses the name.
  func add(_ function: AggregateFunction) throws {
    for count in function.arguments {
      let box = unsafe Unmanaged.passRetained(AggregateBox(function))
      let code = unsafe sqlite3_create_function_v2(
        db, function.name, Int32(count), SQLITE_UTF8 | SQLITE_INNOCUOUS, box.toOpaque(), nil, stepAggregate,
        finishAggregate, { unsafe release($0, AggregateBox.self) })
      try check(code, function.name)
    }
  }

  private func check(_ code: Int32, _ name: String) throws {
    guard code == SQLITE_OK else {
      throw AssayError("sql.failed", subject: "sqlite", reason: "the function \(name) cannot be registered")
    }
  }
}

private func release<T: AnyObject>(_ pointer: UnsafeMutableRawPointer?, _ type: T.Type) {
  if let pointer = unsafe pointer { unsafe Unmanaged<T>.fromOpaque(pointer).release() }
}

/// The arguments of a call; nil where one is NULL and `nullable` is false.
private func arguments(
  _ count: Int32, _ values: UnsafeMutablePointer<OpaquePointer?>?, takesReals: Bool, nullable: Bool
) -> [SQLValue]? {
  var result: [SQLValue] = []
  result.reserveCapacity(Int(count))
  for i in 0..<Int(count) {
    guard let value = unsafe values?[i] else { return nil }
    var argument = unsafe sqlValue(value)
    if argument == .null, !nullable { return nil }
    if case .real = argument, !takesReals, let text = unsafe sqlite3_value_text(value) {
      argument = unsafe .text(
        Array(UnsafeBufferPointer(start: text, count: Int(sqlite3_value_bytes(value)))))
    }
    result.append(argument)
  }
  return result
}

private func fail(_ context: OpaquePointer, _ name: String, _ error: any Error) {
  guard let error = error as? FunctionError else { return unsafe ResultContext(context).error(error) }
  switch error.kind {
  case .interrupted: unsafe sqlite3_result_error_code(context, SQLITE_INTERRUPT)
  case .failed:
    unsafe "\(name): \(error.reason)".withCString { unsafe sqlite3_result_error(context, $0, -1) }
  }
}

private func callScalar(
  _ context: OpaquePointer?, _ count: Int32, _ values: UnsafeMutablePointer<OpaquePointer?>?
) {
  guard let context = unsafe context, let data = unsafe sqlite3_user_data(context) else { return }
  let box = unsafe Unmanaged<ScalarBox>.fromOpaque(data).takeUnretainedValue()
  let function = box.function
  do {
    if box.isCancelled() { throw FunctionError.interrupted }
    if case .atLeast(let least) = function.arguments, count < least {
      throw FunctionError("got \(count) arguments, and takes at least \(least)")
    }
    guard
      let arguments = unsafe arguments(count, values, takesReals: function.takesReals, nullable: false)
    else { return unsafe ResultContext(context).null() }
    unsafe ResultContext(context).value(try function.body(arguments))
  } catch {
    unsafe fail(context, function.name, error)
  }
}

private func stepAggregate(
  _ context: OpaquePointer?, _ count: Int32, _ values: UnsafeMutablePointer<OpaquePointer?>?
) {
  guard let context = unsafe context, let data = unsafe sqlite3_user_data(context) else { return }
  let function = unsafe Unmanaged<AggregateBox>.fromOpaque(data).takeUnretainedValue().function
  // Zeros at the first step of a group.
  guard let memory = unsafe sqlite3_aggregate_context(context, Int32(MemoryLayout<UnsafeRawPointer?>.size))
  else { return unsafe sqlite3_result_error_nomem(context) }
  let slot = unsafe memory.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
  let box: StateBox
  if let known = unsafe slot.pointee {
    box = unsafe Unmanaged<StateBox>.fromOpaque(known).takeUnretainedValue()
  } else {
    box = StateBox(function.makeState())
    unsafe slot.pointee = Unmanaged.passRetained(box).toOpaque()
  }
  do {
    guard let arguments = unsafe arguments(count, values, takesReals: function.takesReals, nullable: true)
    else { return }
    try box.state.step(arguments)
  } catch {
    unsafe fail(context, function.name, error)
  }
}

private func finishAggregate(_ context: OpaquePointer?) {
  guard let context = unsafe context, let data = unsafe sqlite3_user_data(context) else { return }
  let function = unsafe Unmanaged<AggregateBox>.fromOpaque(data).takeUnretainedValue().function
  var state: (any AggregateState)?
  // No memory where there was no step.
  if let memory = unsafe sqlite3_aggregate_context(context, 0) {
    let slot = unsafe memory.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
    if let known = unsafe slot.pointee {
      state = unsafe Unmanaged<StateBox>.fromOpaque(known).takeRetainedValue().state
      unsafe slot.pointee = nil
    }
  }
  do {
    unsafe ResultContext(context).value(try (state ?? function.makeState()).result())
  } catch {
    unsafe fail(context, function.name, error)
  }
}

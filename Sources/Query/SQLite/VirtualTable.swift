internal import CSQLiteShim
import Evidence

// SQLite virtual tables in Swift. Sound because: each `assay_vtab` and `assay_cursor` is allocated in the
// connect/open callback, holds one retained Swift object, and is released and freed exactly once in the
// disconnect/close callback; SQLite calls all of them on the thread that runs the statement; no Swift error
// crosses into C.

/// A table that SQL can read.
protocol VirtualTable: AnyObject {
  /// `CREATE TABLE` text.
  var declaration: String { get }
  /// Chooses how to scan.
  func plan(_ request: ScanRequest) -> ScanChoice
  func open() -> any VirtualCursor
  /// A function of two arguments that the table wants to see in a scan's constraints when it is called on one of
  /// its columns.
  func overload(_ function: String) -> FunctionOverload?
}

extension VirtualTable {
  func overload(_ function: String) -> FunctionOverload? { nil }
}

/// How SQLite calls an overloaded function, and by which number it stands in constraints. What `data` points to
/// must live as long as the table.
@unsafe struct FunctionOverload {
  /// From `SQLITE_INDEX_CONSTRAINT_FUNCTION` on.
  var operation: Int32
  var function: @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void
  var data: UnsafeMutableRawPointer?
}

/// What SQLite asks of a scan (`sqlite3_index_info`).
struct ScanRequest {
  struct Constraint {
    /// Position among all constraints.
    var position: Int
    var column: Int
    /// `SQLITE_INDEX_CONSTRAINT_…`.
    var operation: Int32
    var isUsable: Bool
    /// `column IN (…)`, whose values a table can have all at once.
    var isList: Bool
    /// The value compared with, where it is a constant.
    var value: SQLValue?
  }

  var constraints: [Constraint] = []
  /// Columns of `ORDER BY`, `GROUP BY` or `DISTINCT`.
  var order: [(column: Int, isDescending: Bool)] = []
  /// `sqlite3_vtab_distinct`.
  var distinct: Int32 = 0
  /// One bit for each column read; the last stands for all from 63 on.
  var columnsUsed: UInt64 = 0
}

/// How a table will scan.
struct ScanChoice {
  /// Positions of the constraints whose values `filter` wants, in order.
  var arguments: [Int] = []
  /// Of these, positions whose values are wanted all at once; for the others SQLite scans once per value.
  var lists: Set<Int> = []
  /// At most 255.
  var number: Int32 = 0
  var text = ""
  var cost: Double
  /// Rows come in the order asked for (or grouped as asked).
  var isOrdered = false
}

/// What a constraint compares with.
enum ScanArgument {
  case value(SQLValue)
  case list([SQLValue])
}

/// A scan over a virtual table.
protocol VirtualCursor: AnyObject {
  func filter(number: Int32, text: String, arguments: [ScanArgument]) throws
  func next() throws
  var atEnd: Bool { get }
  func value(_ column: Int, _ result: ResultContext) throws
  var rowID: Int64 { get }
}

/// Where a column's value goes.
@safe struct ResultContext: ValueSink {
  private let context: OpaquePointer

  init(_ context: OpaquePointer) { unsafe self.context = context }

  func null() { unsafe sqlite3_result_null(context) }

  func integer(_ value: Int64) { unsafe sqlite3_result_int64(context, value) }

  func real(_ value: Double) { unsafe sqlite3_result_double(context, value) }

  func text(_ bytes: [UInt8], _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
    unsafe bytes.withUnsafeBytes {
      unsafe assay_result_text(
        context, $0.baseAddress.map { unsafe $0 + range.lowerBound }, Int64(range.count))
    }
  }

  func blob(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe assay_result_blob(context, $0.baseAddress, Int64($0.count)) }
  }

  func value(_ value: SQLValue) {
    switch value {
    case .null: null()
    case .integer(let number): integer(number)
    case .real(let number): real(number)
    case .text(let bytes): text(bytes)
    case .blob(let bytes): blob(bytes)
    }
  }

  func error(_ error: any Error) {
    if isInterruption(error) { return unsafe sqlite3_result_error_code(context, SQLITE_INTERRUPT) }
    let message = "\(error)"
    unsafe message.withCString { unsafe sqlite3_result_error(context, $0, -1) }
  }
}

/// Whether the statement was stopped, and did not fail.
private func isInterruption(_ error: any Error) -> Bool { (error as? AssayError)?.code == "interrupted" }

/// Holds a table for the life of its connection.
final class TableBox {
  let table: any VirtualTable
  init(_ table: any VirtualTable) { self.table = table }
}

private final class CursorBox {
  let cursor: any VirtualCursor
  init(_ cursor: any VirtualCursor) { self.cursor = cursor }
}

/// SQLite's value as ours.
func sqlValue(_ value: OpaquePointer?) -> SQLValue {
  switch unsafe sqlite3_value_type(value) {
  case SQLITE_INTEGER: return unsafe .integer(sqlite3_value_int64(value))
  case SQLITE_FLOAT: return unsafe .real(sqlite3_value_double(value))
  case SQLITE_TEXT:
    let bytes = unsafe sqlite3_value_text(value)
    return unsafe .text(Array(UnsafeBufferPointer(start: bytes, count: Int(sqlite3_value_bytes(value)))))
  case SQLITE_BLOB:
    let bytes = unsafe sqlite3_value_blob(value)
    return unsafe .blob(Array(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_value_bytes(value)))))
  default: return .null
  }
}

/// A copy of a string that SQLite frees.
private func sqliteString(_ text: String) -> UnsafeMutablePointer<CChar>? {
  let bytes = text.utf8CString
  guard let copy = unsafe sqlite3_malloc64(UInt64(bytes.count)) else { return nil }
  unsafe bytes.withUnsafeBytes { source in
    if let base = source.baseAddress { unsafe copy.copyMemory(from: base, byteCount: source.count) }
  }
  return unsafe copy.assumingMemoryBound(to: CChar.self)
}

/// Arguments that can be lists: as many as `idxNum` has bits for behind the number.
private let listLimit = 23

/// All values of `column IN (…)`.
private func sqlValues(_ list: OpaquePointer?) -> [SQLValue] {
  var values: [SQLValue] = []
  var value: OpaquePointer?
  var code = unsafe sqlite3_vtab_in_first(list, &value)
  while code == SQLITE_OK {
    unsafe values.append(sqlValue(value))
    code = unsafe sqlite3_vtab_in_next(list, &value)
  }
  return values
}

/// Translates between SQLite's index info and ours.
private func bestIndex(_ table: any VirtualTable, _ info: UnsafeMutablePointer<sqlite3_index_info>) {
  var request = ScanRequest()
  for i in 0..<Int(unsafe info.pointee.nConstraint) {
    guard let constraint = unsafe info.pointee.aConstraint?[i], constraint.iColumn >= 0 else { continue }
    var value: OpaquePointer?
    let known = unsafe sqlite3_vtab_rhs_value(info, Int32(i), &value) == SQLITE_OK
    // A table compares bytes: `= 'X' COLLATE NOCASE` is left to SQLite.
    let collation = unsafe sqlite3_vtab_collation(info, Int32(i)).map { unsafe String(cString: $0) }
    let isBinary = collation.map { $0.uppercased() == "BINARY" } ?? true
    request.constraints.append(
      ScanRequest.Constraint(
        position: i, column: Int(constraint.iColumn), operation: Int32(constraint.op),
        isUsable: constraint.usable != 0 && isBinary,
        isList: unsafe sqlite3_vtab_in(info, Int32(i), -1) != 0, value: known ? unsafe sqlValue(value) : nil))
  }
  for i in 0..<Int(unsafe info.pointee.nOrderBy) {
    if let order = unsafe info.pointee.aOrderBy?[i] {
      request.order.append((Int(order.iColumn), order.desc != 0))
    }
  }
  unsafe request.distinct = sqlite3_vtab_distinct(info)
  unsafe request.columnsUsed = info.pointee.colUsed
  let choice = table.plan(request)
  var lists: Int32 = 0
  for (index, position) in choice.arguments.enumerated() {
    unsafe info.pointee.aConstraintUsage?[position].argvIndex = Int32(index + 1)
    if choice.lists.contains(position), index < listLimit {
      _ = unsafe sqlite3_vtab_in(info, Int32(position), 1)
      lists |= 1 << Int32(index)
    }
  }
  unsafe info.pointee.idxNum = choice.number | lists << 8
  unsafe info.pointee.idxStr = sqliteString(choice.text)
  unsafe info.pointee.needToFreeIdxStr = 1
  unsafe info.pointee.estimatedCost = choice.cost
  unsafe info.pointee.estimatedRows = Int64(choice.cost)
  unsafe info.pointee.orderByConsumed = choice.isOrdered ? 1 : 0
}

private func table(_ pointer: UnsafeMutablePointer<sqlite3_vtab>?) -> TableBox? {
  guard let pointer = unsafe pointer else { return nil }
  return unsafe UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: assay_vtab.self).pointee.object.map {
    unsafe Unmanaged<TableBox>.fromOpaque($0).takeUnretainedValue()
  }
}

@inline(__always)
private func cursor(_ pointer: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> CursorBox? {
  guard let pointer = unsafe pointer else { return nil }
  return unsafe UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: assay_cursor.self).pointee.object.map
  {
    unsafe Unmanaged<CursorBox>.fromOpaque($0).takeUnretainedValue()
  }
}

/// Gives SQLite the words of an error, or says that the statement was interrupted.
private func report(_ error: any Error, _ pointer: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> Int32 {
  if isInterruption(error) { return SQLITE_INTERRUPT }
  if let table = unsafe pointer?.pointee.pVtab {
    unsafe sqlite3_free(table.pointee.zErrMsg)
    unsafe table.pointee.zErrMsg = sqliteString("\(error)")
  }
  return SQLITE_ERROR
}

/// The module that serves every `VirtualTable`. No `xCreate`: tables are eponymous, there is nothing to create.
/// It must outlive the connections, hence global; SQLite only reads it.
nonisolated(unsafe) let virtualTableModule: UnsafeMutablePointer<sqlite3_module> = {
  let module = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
  var m = sqlite3_module()
  m.iVersion = 2
  unsafe m.xConnect = { db, aux, _, _, result, message in
    guard let aux = unsafe aux,
      let memory = unsafe sqlite3_malloc64(UInt64(MemoryLayout<assay_vtab>.size))
    else { return SQLITE_NOMEM }
    let box = unsafe Unmanaged<TableBox>.fromOpaque(aux).takeUnretainedValue()
    let code = unsafe box.table.declaration.withCString { unsafe sqlite3_declare_vtab(db, $0) }
    guard code == SQLITE_OK else {
      unsafe sqlite3_free(memory)
      unsafe message?.pointee = sqliteString("the table cannot be declared")
      return code
    }
    let table = unsafe memory.bindMemory(to: assay_vtab.self, capacity: 1)
    unsafe table.initialize(
      to: assay_vtab(base: sqlite3_vtab(), object: Unmanaged.passRetained(box).toOpaque()))
    unsafe result?.pointee = UnsafeMutableRawPointer(table).assumingMemoryBound(to: sqlite3_vtab.self)
    return SQLITE_OK
  }
  unsafe m.xDisconnect = { pointer in
    guard let pointer = unsafe pointer else { return SQLITE_OK }
    let table = unsafe UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: assay_vtab.self)
    if let object = unsafe table.pointee.object { unsafe Unmanaged<TableBox>.fromOpaque(object).release() }
    unsafe sqlite3_free(table)
    return SQLITE_OK
  }
  unsafe m.xBestIndex = { pointer, info in
    guard let info = unsafe info, let box = unsafe table(pointer) else { return SQLITE_ERROR }
    unsafe bestIndex(box.table, info)
    return SQLITE_OK
  }
  unsafe m.xOpen = { pointer, result in
    guard let box = unsafe table(pointer),
      let memory = unsafe sqlite3_malloc64(UInt64(MemoryLayout<assay_cursor>.size))
    else { return SQLITE_NOMEM }
    let cursor = unsafe memory.bindMemory(to: assay_cursor.self, capacity: 1)
    let object = unsafe Unmanaged.passRetained(CursorBox(box.table.open())).toOpaque()
    unsafe cursor.initialize(to: assay_cursor(base: sqlite3_vtab_cursor(), object: object))
    unsafe result?.pointee = UnsafeMutableRawPointer(cursor).assumingMemoryBound(to: sqlite3_vtab_cursor.self)
    return SQLITE_OK
  }
  unsafe m.xClose = { pointer in
    guard let pointer = unsafe pointer else { return SQLITE_OK }
    let cursor = unsafe UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: assay_cursor.self)
    if let object = unsafe cursor.pointee.object { unsafe Unmanaged<CursorBox>.fromOpaque(object).release() }
    unsafe sqlite3_free(cursor)
    return SQLITE_OK
  }
  unsafe m.xFilter = { pointer, number, text, count, values in
    guard let box = unsafe cursor(pointer) else { return SQLITE_ERROR }
    var arguments: [ScanArgument] = []
    for i in 0..<Int(count) {
      let isList = i < listLimit && number >> 8 & (1 << Int32(i)) != 0
      unsafe arguments.append(isList ? .list(sqlValues(values?[i])) : .value(sqlValue(values?[i])))
    }
    do {
      let plan = unsafe text.map { unsafe String(cString: $0) } ?? ""
      try box.cursor.filter(number: number & 255, text: plan, arguments: arguments)
      return SQLITE_OK
    } catch { return unsafe report(error, pointer) }
  }
  unsafe m.xNext = { pointer in
    guard let box = unsafe cursor(pointer) else { return SQLITE_ERROR }
    do {
      try box.cursor.next()
      return SQLITE_OK
    } catch { return unsafe report(error, pointer) }
  }
  unsafe m.xEof = { pointer in unsafe cursor(pointer)?.cursor.atEnd ?? true ? 1 : 0 }
  unsafe m.xColumn = { pointer, context, column in
    guard let box = unsafe cursor(pointer), let context = unsafe context else { return SQLITE_ERROR }
    do {
      try box.cursor.value(Int(column), unsafe ResultContext(context))
      return SQLITE_OK
    } catch { return unsafe report(error, pointer) }
  }
  unsafe m.xRowid = { pointer, result in
    guard let box = unsafe cursor(pointer) else { return SQLITE_ERROR }
    unsafe result?.pointee = box.cursor.rowID
    return SQLITE_OK
  }
  unsafe m.xFindFunction = { pointer, count, name, function, data in
    guard count == 2, let box = unsafe table(pointer), let name = unsafe name,
      let overload = unsafe box.table.overload(String(cString: name))
    else { return 0 }
    unsafe function?.pointee = overload.function
    unsafe data?.pointee = overload.data
    return unsafe overload.operation
  }
  unsafe module.initialize(to: m)
  return unsafe module
}()

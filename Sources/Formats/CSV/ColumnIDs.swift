import Evidence

/// Numbers for the columns that names belong to, worked out once per name: several names of one column
/// (`EventID`, `Event.System.EventID`) have one number.
struct ColumnIDs {
  /// By name id: the number of its column, -1 where it is not known yet.
  private var columnOfName: [Int32] = []
  /// By name id: the id of `splunk.NAME`, 0 where it is not known yet.
  private var splunkOfName: [NameID] = []
  private var numbers: [String: Int32] = [:]
  private var namesSeen = 0

  /// To be called before use with the table at hand: a table that has shrunk is another one.
  mutating func follow(_ names: inout NameTable) {
    if names.count < namesSeen {
      columnOfName.removeAll(keepingCapacity: true)
      splunkOfName.removeAll(keepingCapacity: true)
      numbers.removeAll(keepingCapacity: true)
    }
    namesSeen = names.count
  }

  @inline(__always)
  mutating func column(of name: NameID, in names: NameTable) -> Int {
    let i = Int(name)
    if i < columnOfName.count, columnOfName[i] >= 0 { return Int(columnOfName[i]) }
    return find(i, names)
  }

  private mutating func find(_ i: Int, _ names: NameTable) -> Int {
    while columnOfName.count <= i { columnOfName.append(-1) }
    let column = ColumnNames.column(for: names.name(NameID(i)))
    let number = numbers[column] ?? Int32(numbers.count)
    numbers[column] = number
    columnOfName[i] = number
    return Int(number)
  }

  /// The id of `splunk.NAME`; nil if the table is full.
  mutating func splunkName(of name: NameID, in names: inout NameTable) -> NameID? {
    let i = Int(name)
    while splunkOfName.count <= i { splunkOfName.append(0) }
    if splunkOfName[i] > 0 { return splunkOfName[i] }
    guard let parent = names.id("splunk" as StaticString), let id = names.id(names.name(name), below: parent)
    else { return nil }
    splunkOfName[i] = id
    return id
  }
}

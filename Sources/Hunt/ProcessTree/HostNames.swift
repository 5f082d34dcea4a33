/// Which names of computers mean one computer: letter case does not count, and a short name is the full name that
/// begins with it, where there is but one.
struct HostNames {
  /// For each number of the pool that names a host: the number of the host.
  private var hosts: [UInt32: UInt32] = [:]

  init(_ events: ProcessEvents) {
    var names: [String: UInt32] = [:]
    for number in Set(events.list.map(\.host)).sorted() {
      let name = events.pool.text(number).lowercased()
      hosts[number] = names[name] ?? number
      if names[name] == nil { names[name] = number }
    }
    var full: [Substring: Set<UInt32>] = [:]
    for (name, number) in names {
      guard let dot = name.firstIndex(of: "."), !name.allSatisfy({ $0.isNumber || $0 == "." }) else {
        continue
      }
      full[name[..<dot], default: []].insert(number)
    }
    for (name, number) in names where !name.contains(".") {
      guard let one = full[name[...]], one.count == 1, let other = one.first else { continue }
      for (key, value) in hosts where value == number { hosts[key] = other }
    }
  }

  /// The computer of a record.
  func host(_ event: ProcessEvent) -> UInt32 { hosts[event.host] ?? event.host }
}

/// Something about a process that is worth a look, with the reason in words. It is no verdict.
package struct ProcessAnomaly: Sendable, Equatable {
  /// What is odd.
  package enum Kind: String, Sendable, CaseIterable {
    /// A program with the name of one of Windows' own, outside the folder where that one lies.
    case masqueradingPath = "masquerading-path"
    /// A parent that hardly ever starts this program, while another nearly always does.
    case unusualParent = "unusual-parent"
    /// A command line of a shape that no other start of this program has, while most share theirs.
    case rareCommandLine = "rare-command-line"
  }

  package var kind: Kind
  /// Why, with the numbers that it rests on.
  package var reason: String

  package init(kind: Kind, reason: String) {
    self.kind = kind
    self.reason = reason
  }

  /// What is odd about the processes of a forest, by node. Copies of a record, further images and ghosts are passed
  /// over. Each rule is a function of its own.
  package static func all(_ forest: ProcessForest, _ events: ProcessEvents) -> [Int: [ProcessAnomaly]] {
    let starts = StartedPrograms(forest, events)
    var found: [Int: [ProcessAnomaly]] = [:]
    for rule in [MasqueradingPath.find, UnusualParent.find, RareCommandLine.find] {
      for (node, anomaly) in rule(starts) { found[node, default: []].append(anomaly) }
    }
    return found
  }
}

/// What the rules look at: the starts of programs. Each path is read once, names are numbers.
struct StartedPrograms {
  struct Start {
    var node: Int
    /// Number of the path in the pool.
    var image: UInt32
    /// Number of the parent's file name; -1: not known.
    var parentName: Int
    var command: UInt32
  }

  /// In the order of the nodes.
  private(set) var list: [Start] = []
  /// File names in lower case, in the order in which they came.
  private(set) var names: [String] = []
  /// Indices of `list` by the number of the program's file name.
  private(set) var starts: [[Int]] = []
  private(set) var paths: [UInt32: ImagePath] = [:]
  let events: ProcessEvents

  init(_ forest: ProcessForest, _ events: ProcessEvents) {
    self.events = events
    // Of each number of the pool the number of the file name; -1: none; -2: not looked at.
    var nameOf = [Int](repeating: -2, count: events.pool.count)
    var places: [[UInt8]: Int] = [:]
    for (index, node) in forest.nodes.enumerated() where !node.isGhost && node.relation == .process {
      let event = events.list[node.event]
      let name = self.name(event.image, &nameOf, &places)
      guard name >= 0 else { continue }
      var parent = self.name(event.parentImage, &nameOf, &places)
      if parent < 0, node.parent >= 0, !forest.nodes[node.parent].isGhost {
        parent = self.name(events.list[forest.nodes[node.parent].event].image, &nameOf, &places)
      }
      starts[name].append(list.count)
      list.append(Start(node: index, image: event.image, parentName: parent, command: event.command))
    }
  }

  private mutating func name(_ number: UInt32, _ nameOf: inout [Int], _ places: inout [[UInt8]: Int]) -> Int {
    let known = nameOf[Int(number)]
    if known > -2 { return known }
    guard let path = ImagePath(events.pool.array(number)) else {
      nameOf[Int(number)] = -1
      return -1
    }
    paths[number] = path
    let place = places[path.name] ?? names.count
    if place == names.count {
      places[path.name] = place
      names.append(String(decoding: path.name, as: UTF8.self))
      starts.append([])
    }
    nameOf[Int(number)] = place
    return place
  }
}

/// A file name of Windows' own in another folder than Windows has it in (ATT&CK T1036.005).
enum MasqueradingPath {
  static func find(_ programs: StartedPrograms) -> [(Int, ProcessAnomaly)] {
    var found: [(Int, ProcessAnomaly)] = []
    for (name, starts) in zip(programs.names, programs.starts) {
      guard let folders = SystemPrograms.folders(of: name) else { continue }
      var reasons: [UInt32: String?] = [:]
      for start in starts.map({ programs.list[$0] }) {
        let reason = reasons[start.image] ?? fault(programs.paths[start.image], name, folders)
        reasons[start.image] = .some(reason)
        if let reason { found.append((start.node, ProcessAnomaly(kind: .masqueradingPath, reason: reason))) }
      }
    }
    return found
  }

  private static func fault(_ image: ImagePath?, _ name: String, _ folders: [String]) -> String? {
    guard let image, !image.isBare, image.tail.first == UInt8(ascii: "\\") else { return nil }
    let folder = String(decoding: image.tail[..<image.nameStart], as: UTF8.self)
    if folders.contains(folder) || SystemPrograms.stores.contains(where: { folder.hasPrefix($0) }) {
      return nil
    }
    return "\(name) lies in \(folder), Windows has it in \(folders.joined(separator: " or "))"
  }
}

/// Parent and program as this case knows them: one parent started the program nearly always, this one hardly ever.
enum UnusualParent {
  /// A program must have started so often,
  static let leastStarts = 5
  /// one parent must have so great a share,
  static let usualShare = 0.8
  /// and the odd one no more than this share, or one start.
  static let oddShare = 0.05

  static func find(_ programs: StartedPrograms) -> [(Int, ProcessAnomaly)] {
    var found: [(Int, ProcessAnomaly)] = []
    for (name, starts) in zip(programs.names, programs.starts) {
      let known = starts.map { programs.list[$0] }.filter { $0.parentName >= 0 }
      guard known.count >= leastStarts else { continue }
      var counts: [Int: Int] = [:]
      for start in known { counts[start.parentName, default: 0] += 1 }
      // Of equal counts the parent that came first.
      guard let usual = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
        Double(usual.value) >= usualShare * Double(known.count), counts.count > 1
      else { continue }
      for start in known where start.parentName != usual.key {
        let count = counts[start.parentName] ?? 0
        guard count == 1 || Double(count) <= oddShare * Double(known.count) else { continue }
        let reason =
          "\(programs.names[start.parentName]) started \(count) of \(known.count) \(name), "
          + "\(programs.names[usual.key]) \(usual.value)"
        found.append((start.node, ProcessAnomaly(kind: .unusualParent, reason: reason)))
      }
    }
    return found
  }
}

/// Command lines by their shape (`CommandShape`): this one's is alone.
enum RareCommandLine {
  /// A program must have started with a command line so often,
  static let leastStarts = 10
  /// and no more than this share of them may be alone with their shape, or being alone says nothing.
  static let loneShare = 0.1

  static func find(_ programs: StartedPrograms) -> [(Int, ProcessAnomaly)] {
    var found: [(Int, ProcessAnomaly)] = []
    for (name, starts) in zip(programs.names, programs.starts) {
      let known = starts.map { programs.list[$0] }.filter { $0.command != 0 }
      guard known.count >= leastStarts else { continue }
      let shapes = known.map { programs.events.pool.shape($0.command) }
      var counts: [UInt64: Int] = [:]
      for shape in shapes { counts[shape, default: 0] += 1 }
      let lone = counts.values.count { $0 == 1 }
      guard lone > 0, Double(lone) <= loneShare * Double(known.count) else { continue }
      let usual = counts.values.max() ?? 0
      for (start, shape) in zip(known, shapes) where counts[shape] == 1 {
        let reason =
          "the only one of \(known.count) command lines of \(name) with this shape; \(usual) share the commonest"
        found.append((start.node, ProcessAnomaly(kind: .rareCommandLine, reason: reason)))
      }
    }
    return found
  }
}

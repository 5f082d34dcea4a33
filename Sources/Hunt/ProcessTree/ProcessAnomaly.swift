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

/// What the rules look at: the starts of programs, with their paths read.
struct StartedPrograms {
  struct Start {
    var node: Int
    var image: ImagePath
    var parentName: [UInt8]?
    var command: UInt32
  }

  /// In the order of the nodes.
  private(set) var list: [Start] = []
  /// Indices of `list` by file name, names in the order in which they came.
  private(set) var byName: [(name: String, starts: [Int])] = []
  let events: ProcessEvents

  init(_ forest: ProcessForest, _ events: ProcessEvents) {
    self.events = events
    var paths: [UInt32: ImagePath?] = [:]
    func path(_ number: UInt32) -> ImagePath? {
      if let known = paths[number] { return known }
      let path = ImagePath(events.pool.array(number))
      paths[number] = .some(path)
      return path
    }
    var places: [[UInt8]: Int] = [:]
    for (index, node) in forest.nodes.enumerated() where !node.isGhost && node.relation == .process {
      let event = events.list[node.event]
      guard let image = path(event.image) else { continue }
      var parent = path(event.parentImage)
      if parent == nil, node.parent >= 0, !forest.nodes[node.parent].isGhost {
        parent = path(events.list[forest.nodes[node.parent].event].image)
      }
      let name = image.name
      let place = places[name] ?? byName.count
      if place == byName.count {
        places[name] = place
        byName.append((String(decoding: name, as: UTF8.self), []))
      }
      byName[place].starts.append(list.count)
      list.append(Start(node: index, image: image, parentName: parent?.name, command: event.command))
    }
  }
}

/// A file name of Windows' own in another folder than Windows has it in (ATT&CK T1036.005).
enum MasqueradingPath {
  static func find(_ starts: StartedPrograms) -> [(Int, ProcessAnomaly)] {
    starts.byName.flatMap { name, indices -> [(Int, ProcessAnomaly)] in
      guard let folders = SystemPrograms.folders(of: name) else { return [] }
      return indices.compactMap { index in
        let start = starts.list[index]
        guard !start.image.isBare, start.image.tail.first == UInt8(ascii: "\\") else { return nil }
        let folder = String(decoding: start.image.tail[..<start.image.nameStart], as: UTF8.self)
        if folders.contains(folder) || SystemPrograms.stores.contains(where: { folder.hasPrefix($0) }) {
          return nil
        }
        let reason = "\(name) lies in \(folder), Windows has it in \(folders.joined(separator: " or "))"
        return (start.node, ProcessAnomaly(kind: .masqueradingPath, reason: reason))
      }
    }
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

  static func find(_ starts: StartedPrograms) -> [(Int, ProcessAnomaly)] {
    starts.byName.flatMap { name, indices -> [(Int, ProcessAnomaly)] in
      let known = indices.filter { starts.list[$0].parentName != nil }
      guard known.count >= leastStarts else { return [] }
      var counts: [[UInt8]: Int] = [:]
      for index in known { counts[starts.list[index].parentName ?? [], default: 0] += 1 }
      guard let usual = counts.max(by: { ($0.value, $1.key.description) < ($1.value, $0.key.description) }),
        Double(usual.value) >= usualShare * Double(known.count)
      else { return [] }
      return known.compactMap { index in
        let parent = starts.list[index].parentName ?? []
        let count = counts[parent] ?? 0
        guard parent != usual.key, count == 1 || Double(count) <= oddShare * Double(known.count) else {
          return nil
        }
        let reason =
          "\(String(decoding: parent, as: UTF8.self)) started \(count) of \(known.count) \(name), "
          + "\(String(decoding: usual.key, as: UTF8.self)) \(usual.value)"
        return (starts.list[index].node, ProcessAnomaly(kind: .unusualParent, reason: reason))
      }
    }
  }
}

/// Command lines by their shape (`CommandShape`): this one's is alone.
enum RareCommandLine {
  /// A program must have started with a command line so often,
  static let leastStarts = 10
  /// and no more than this share of them may be alone with their shape, or being alone says nothing.
  static let loneShare = 0.1

  static func find(_ starts: StartedPrograms) -> [(Int, ProcessAnomaly)] {
    starts.byName.flatMap { name, indices -> [(Int, ProcessAnomaly)] in
      let known = indices.filter { starts.list[$0].command != 0 }
      guard known.count >= leastStarts else { return [] }
      let shapes = known.map { index in
        let command = starts.events.pool.array(starts.list[index].command)
        return CommandShape.hash(command, 0..<command.count)
      }
      var counts: [UInt64: Int] = [:]
      for shape in shapes { counts[shape, default: 0] += 1 }
      let lone = counts.values.count { $0 == 1 }
      guard lone > 0, Double(lone) <= loneShare * Double(known.count) else { return [] }
      let usual = counts.values.max() ?? 0
      return zip(known, shapes).compactMap { index, shape in
        guard counts[shape] == 1 else { return nil }
        let reason =
          "the only one of \(known.count) command lines of \(name) with this shape; \(usual) share the commonest"
        return (starts.list[index].node, ProcessAnomaly(kind: .rareCommandLine, reason: reason))
      }
    }
  }
}

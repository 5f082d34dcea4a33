/// Items of several lists, ready to be looked up.
package struct IntelligenceIndex: Sendable {
  /// How an indicator and an item belong together.
  package enum Relation: String, Sendable {
    /// The same value.
    case same
    /// A name below a listed domain.
    case below
    /// The listed text stands in it.
    case text
  }

  /// An item and its list.
  package struct Entry: Sendable {
    /// Position of the list.
    package let list: Int
    /// What the list names.
    package let item: IntelligenceItem
  }

  /// All items.
  package private(set) var entries: [Entry] = []
  private var indexes: [IndicatorKey: [Int32]] = [:]
  /// Items that are looked for as texts: their numbers, and what finds them.
  private var textEntries: [[UInt8]: [Int32]] = [:]
  /// What finds the texts.
  package let literals: LiteralSet

  /// - Parameter literally: also looks for every indicator of the lists as a text, whatever stands around it.
  package init(_ lists: [IntelligenceList], literally: Bool = false) {
    var texts: [[UInt8]] = []
    for (list, content) in lists.map(\.content).enumerated() {
      for item in content.items {
        let number = Int32(truncatingIfNeeded: entries.count)
        entries.append(Entry(list: list, item: item))
        if let type = item.type {
          indexes[IndicatorKey(type: type, value: item.value), default: []].append(number)
        }
        if item.type == nil || literally, item.value.count >= IntelligenceContent.shortestText {
          let folded = item.value.folded
          if textEntries[folded] == nil { texts.append(folded) }
          textEntries[folded, default: []].append(number)
        }
      }
    }
    literals = LiteralSet(texts)
  }

  /// Items that name an indicator, or the domain or host that it belongs to.
  package func matches(_ key: IndicatorKey) -> [(entry: Int, relation: Relation)] {
    let value = IntelligenceItem.compared(key.type, key.value)
    var found = (indexes[IndicatorKey(type: key.type, value: value)] ?? []).map { (Int($0), Relation.same) }
    if key.type == .dns {
      var rest = value[...]
      while let dot = rest.firstIndex(of: 46) {
        rest = rest[(dot + 1)...]
        let parent = IndicatorKey(type: .dns, value: Array(rest))
        found += (indexes[parent] ?? []).map { (Int($0), Relation.below) }
      }
    }
    return found
  }

  /// Whether any item names an indicator.
  package func holds(_ key: IndicatorKey) -> Bool { !matches(key).isEmpty }

  /// Numbers of the entries that have a text of `literals`.
  package func entries(ofText number: Int) -> [Int] {
    (textEntries[literals.texts[number]] ?? []).map { Int($0) }
  }
}

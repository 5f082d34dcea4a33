/// Puts shapes together that differ in a few free words, in the manner of Drain (He, Zhu, Zheng, Lyu: Drain: an online
/// log parsing approach with fixed depth tree, 2017).
///
/// A tree of fixed depth leads to few candidates: program, then *skeleton* (the shape with each free word as a blank, so
/// number of tokens, switches, marks and telling classes are equal), then the first two free words (the program and its verb). In a leaf a shape joins
/// the template with the largest share of equal free words, if that is at least the threshold; words that differ become
/// `<*>`. Where a leaf has more than `leafSize` templates the next free word must be equal too, so that a leaf with a
/// million different texts costs no million comparisons each.
///
/// Unlike Drain shapes come in an order of their own (most rows first, then by their words), so that templates do not
/// depend on the order of the records.
struct TemplateMiner {
  /// Templates that a leaf may have before it is parted by one more word.
  static let leafSize = 64
  /// Leading free words that must be equal in any case.
  static let fixedWords = 2

  /// Least share of equal free words.
  let threshold: Double
  private let table: ShapeTable
  /// Whether a word is free, by its number.
  private let isFree: [Bool]
  /// Template of each shape.
  private(set) var templateOfShape: [Int]
  /// Free words of each template, -1 where they differ.
  private var freeWords: [[Int32]] = []
  /// A shape of each template, for the words that are not free.
  private var models: [Int] = []
  private var leaves: [Key: [Int]] = [:]

  /// Where in the tree a leaf is.
  private struct Key: Hashable {
    var program: Int32
    var skeleton: [Int32]
    /// Leading free words that are equal.
    var words: ArraySlice<Int32>
  }

  init(table: ShapeTable, threshold: Double) {
    self.table = table
    self.threshold = threshold
    isFree = table.words.texts.map { Self.isFree($0) }
    templateOfShape = Array(repeating: -1, count: table.count)
    for shape in Self.order(of: table) { place(shape) }
    leaves = [:]
  }

  /// Number of templates.
  var count: Int { models.count }

  /// Most rows first, then by program and words as texts.
  private static func order(of table: ShapeTable) -> [Int] {
    (0..<table.count).sorted { a, b in
      let (first, second) = (table.facts[a], table.facts[b])
      if first.count != second.count { return first.count > second.count }
      if first.program != second.program {
        return table.programs[first.program] < table.programs[second.program]
      }
      let (left, right) = (table.tokens(of: a), table.tokens(of: b))
      return left.lexicographicallyPrecedes(right) { $0 != $1 && table.words[$0] < table.words[$1] }
    }
  }

  /// Names of switches, marks and telling classes are never free; other words and classes are.
  private static func isFree(_ word: String) -> Bool {
    guard let first = word.utf8.first else { return true }
    if first == UInt8(ascii: "<") {
      return !TokenClass.allCases.contains { $0.isTelling && word.hasPrefix($0.rawValue) }
        && word != ShapeTokenizer.more && word.utf8.count > 1
    }
    let isName =
      (0x30...0x39).contains(first) || (0x61...0x7a).contains(first) || first >= 0x80
      || first.isOne(of: #"#_.%$@*\"#)
    return isName && word.utf8.last != UInt8(ascii: "=")
  }

  private mutating func place(_ shape: Int) {
    let tokens = table.tokens(of: shape)
    let free = tokens.filter { isFree[Int($0)] }
    var key = Key(
      program: table.facts[shape].program, skeleton: tokens.map { isFree[Int($0)] ? -1 : $0 },
      words: free.prefix(Self.fixedWords))
    // A leaf that was full is passed: the next one is a word deeper.
    while let leaf = leaves[key], leaf.count >= Self.leafSize, key.words.count < free.count {
      if let near = nearest(to: free, in: leaf) { return join(shape, free, near) }
      key.words = free.prefix(key.words.count + 1)
    }
    if let near = nearest(to: free, in: leaves[key] ?? []) { return join(shape, free, near) }
    leaves[key, default: []].append(models.count)
    templateOfShape[shape] = models.count
    models.append(shape)
    freeWords.append(free)
  }

  private mutating func join(_ shape: Int, _ free: [Int32], _ template: Int) {
    templateOfShape[shape] = template
    for position in free.indices where freeWords[template][position] != free[position] {
      freeWords[template][position] = -1
    }
  }

  /// The template with the most equal words, of at least the threshold's share; the first of several.
  private func nearest(to free: [Int32], in leaf: [Int]) -> Int? {
    guard !free.isEmpty else { return leaf.first }
    var best: (template: Int, equal: Int)?
    for template in leaf {
      var equal = 0
      for position in free.indices where freeWords[template][position] == free[position] { equal += 1 }
      if equal > best?.equal ?? -1 { best = (template, equal) }
    }
    guard let best, Double(best.equal) >= threshold * Double(free.count) else { return nil }
    return best.template
  }

  /// The words of a template, -1 where they differ.
  func words(of template: Int) -> [Int32] {
    var free = freeWords[template].makeIterator()
    return table.tokens(of: models[template]).map { isFree[Int($0)] ? free.next() ?? -1 : $0 }
  }
}

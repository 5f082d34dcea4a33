import Integrity

/// The states of one search, in the order in which they were found: breadth first, so that what stands nearest to the
/// text is found there. Each content is looked at once, which ends cycles.
struct WorkList {
  private let text: [UInt8]
  private let limits: DecodeLimits
  private var nodes: [SearchNode] = []
  private var visited: Set<Digest256>
  private var outputBytes = 0
  private var acceptedCount = 0
  private var limitsMet: Set<DecodeLimit> = []

  /// States that are only tried, for each layer that is allowed.
  private static let triedForEachNode = 8

  init(_ text: [UInt8], _ limits: DecodeLimits) {
    self.text = text
    self.limits = limits
    visited = []
  }

  /// Runs decoders over the text, then over each state in its turn.
  mutating func run(_ decoders: [any TextDecoder], _ traits: TextTraits) {
    search(TextInput(text: text, traits: traits, room: room), decoders, parent: -1, depth: 0)
    guard !nodes.isEmpty else { return }
    visited.insert(Digest256.of(text))
    var next = 0
    while next < nodes.count {
      let node = nodes[next]
      if node.kind == .text {
        let traits = TextTraits(node.utf8)
        let isTurned = node.candidate.decoder == "reverse" || node.candidate.decoder == "rot13"
        search(
          TextInput(text: node.utf8, traits: traits, room: room, isTurned: isTurned),
          DecoderList.text.filter { $0.wants(traits) },
          parent: next, depth: node.depth)
      } else {
        search(node, at: next)
      }
      next += 1
    }
  }

  private var room: Int { max(0, limits.outputBytes - outputBytes) }

  private mutating func search(_ input: TextInput, _ decoders: [any TextDecoder], parent: Int, depth: Int) {
    var findings = Findings()
    for decoder in decoders { decoder.search(input, &findings) }
    add(findings, below: parent, depth: depth)
  }

  private mutating func search(_ node: SearchNode, at place: Int) {
    var texts: [[UInt8]] = []
    var above = node.parent
    while above >= 0 {
      if nodes[above].kind == .text { texts.append(nodes[above].utf8) }
      above = nodes[above].parent
    }
    texts.append(text)
    let input = BytesInput(bytes: node.candidate.content, textsAbove: texts, room: room, ratio: limits.ratio)
    var findings = Findings()
    for decoder in DecoderList.bytes { decoder.search(input, &findings) }
    add(findings, below: place, depth: node.depth)
  }

  /// Judges candidates and takes in what is not known yet.
  private mutating func add(_ findings: Findings, below parent: Int, depth: Int) {
    if findings.outputLimitMet { limitsMet.insert(.output) }
    if findings.ratioLimitMet { limitsMet.insert(.ratio) }
    if findings.scriptLimitMet { limitsMet.insert(.script) }
    guard !findings.candidates.isEmpty else { return }
    var found = findings.candidates.compactMap { SearchNode($0, parent: parent, depth: depth + 1) }
    found = SiblingChoice.choose(found)
    for node in found where !visited.contains(node.sha256) {
      // Content that is only told apart by how it was judged is the same content.
      guard depth < limits.depth else {
        limitsMet.insert(.depth)
        return
      }
      guard acceptedCount < limits.nodes || !node.isAccepted,
        nodes.count < Self.triedForEachNode * limits.nodes
      else {
        limitsMet.insert(.nodes)
        return
      }
      let bytes =
        node.candidate.content.count + (node.utf8.count == node.candidate.content.count ? 0 : node.utf8.count)
      guard bytes <= room else {
        limitsMet.insert(.output)
        continue
      }
      outputBytes += bytes
      if node.isAccepted { acceptedCount += 1 }
      visited.insert(node.sha256)
      nodes.append(node)
    }
  }

  /// The layers that stand, each below the one that it was made from.
  func tree() -> LayerTree {
    var isKept = nodes.map(\.isAccepted)
    for i in nodes.indices.reversed() where isKept[i] && nodes[i].parent >= 0 {
      isKept[nodes[i].parent] = true
    }
    var children = [[Layer]](repeating: [], count: nodes.count)
    var top: [Layer] = []
    for i in nodes.indices.reversed() where isKept[i] {
      let layer = nodes[i].layer(Self.inOrder(children[i]))
      children[i] = []
      if nodes[i].parent >= 0 { children[nodes[i].parent].append(layer) } else { top.append(layer) }
    }
    return LayerTree(layers: Self.inOrder(top), limitsMet: DecodeLimit.allCases.filter(limitsMet.contains))
  }

  private static func inOrder(_ layers: [Layer]) -> [Layer] {
    layers.sorted {
      ($0.range.lowerBound, $0.range.upperBound, $0.decoder, $0.sha256)
        < ($1.range.lowerBound, $1.range.upperBound, $1.decoder, $1.sha256)
    }
  }
}

/// Makes chunks by hand, from the format as docs/evtx.md tells it: names and templates stand where they are used
/// first, as in real logs.
struct EVTXBuilder {
  /// A piece of a template's body.
  indirect enum Node {
    case element(String, attributes: [(String, Node)] = [], dependency: UInt16 = 0xFFFF, [Node])
    case empty(String, attributes: [(String, Node)] = [])
    case text(String)
    case value(UInt16, UInt8)
    case optional(UInt16, UInt8)
    case character(UInt16)
    case entity(String)
    case cdata([UInt16])
    /// Bytes as they are.
    case raw([UInt8])
  }

  typealias Value = (type: UInt8, bytes: [UInt8])

  private(set) var chunk = [UInt8](repeating: 0, count: 512)
  private var names: [String: Int] = [:]
  private var id: UInt64 = 1
  private var lastRecord = 512

  // MARK: numbers

  static func bytes<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  static func utf16(_ text: String) -> [UInt8] { text.utf16.flatMap { bytes($0) } }

  private mutating func put(_ value: some FixedWidthInteger) { chunk.append(contentsOf: Self.bytes(value)) }

  private mutating func patch(_ value: UInt32, at offset: Int) {
    chunk.replaceSubrange(offset..<offset + 4, with: Self.bytes(value))
  }

  // MARK: BinXML

  private mutating func name(_ text: String) {
    if let known = names[text] {
      put(UInt32(known))
      return
    }
    let place = chunk.count + 4
    names[text] = place
    put(UInt32(place))
    put(UInt32(0))
    put(UInt16(truncatingIfNeeded: text.utf16.reduce(UInt32(0)) { $0 &* 65_599 &+ UInt32($1) }))
    put(UInt16(text.utf16.count))
    chunk.append(contentsOf: Self.utf16(text))
    put(UInt16(0))
  }

  private mutating func open(
    _ text: String, _ attributes: [(String, Node)], _ dependency: UInt16?
  ) {
    chunk.append(attributes.isEmpty ? 0x01 : 0x41)
    if let dependency { put(dependency) }
    put(UInt32(0))
    name(text)
    if !attributes.isEmpty { put(UInt32(0)) }
    for (index, attribute) in attributes.enumerated() {
      chunk.append(index + 1 < attributes.count ? 0x46 : 0x06)
      name(attribute.0)
      node(attribute.1, inTemplate: dependency != nil)
    }
  }

  mutating func node(_ node: Node, inTemplate: Bool = true) {
    switch node {
    case .element(let text, let attributes, let dependency, let content):
      open(text, attributes, inTemplate ? dependency : nil)
      chunk.append(0x02)
      for child in content { self.node(child, inTemplate: inTemplate) }
      chunk.append(0x04)
    case .empty(let text, let attributes):
      open(text, attributes, inTemplate ? 0xFFFF : nil)
      chunk.append(0x03)
    case .text(let text):
      chunk.append(contentsOf: [0x05, 0x01])
      put(UInt16(text.utf16.count))
      chunk.append(contentsOf: Self.utf16(text))
    case .value(let id, let type):
      chunk.append(0x0D)
      put(id)
      chunk.append(type)
    case .optional(let id, let type):
      chunk.append(0x0E)
      put(id)
      chunk.append(type)
    case .character(let unit):
      chunk.append(0x08)
      put(unit)
    case .entity(let text):
      chunk.append(0x09)
      name(text)
    case .cdata(let units):
      chunk.append(0x07)
      put(UInt16(units.count))
      for unit in units { put(unit) }
    case .raw(let bytes): chunk.append(contentsOf: bytes)
    }
  }

  /// A template instance whose definition stands in it; where the definition begins.
  @discardableResult
  mutating func template(_ body: [Node], identifier: UInt32 = 0x1234_5678, values: [Value]) -> Int {
    chunk.append(contentsOf: [0x0C, 0x01])
    put(identifier)
    let definition = chunk.count + 4
    put(UInt32(definition))
    put(UInt32(0))
    put(identifier)
    chunk.append(contentsOf: [UInt8](repeating: 0xAB, count: 12))
    let length = chunk.count
    put(UInt32(0))
    chunk.append(contentsOf: [0x0F, 0x01, 0x01, 0x00])
    for node in body { self.node(node) }
    chunk.append(0x00)
    patch(UInt32(chunk.count - length - 4), at: length)
    self.values(values)
    return definition
  }

  /// A template instance whose definition stands elsewhere.
  mutating func instance(of definition: Int, identifier: UInt32 = 0x1234_5678, values: [Value]) {
    chunk.append(contentsOf: [0x0C, 0x01])
    put(identifier)
    put(UInt32(definition))
    self.values(values)
  }

  private mutating func values(_ values: [Value]) {
    put(UInt32(values.count))
    for value in values {
      put(UInt16(value.bytes.count))
      chunk.append(contentsOf: [value.type, 0])
    }
    for value in values { chunk.append(contentsOf: value.bytes) }
  }

  /// The bytes that `write` would append here, for a value of type BinXML: with the names' offsets as they are if
  /// the value stands `ahead` bytes further on.
  func fragment(ahead: Int, _ write: (inout EVTXBuilder) -> Void) -> [UInt8] {
    var copy = self
    copy.chunk.append(contentsOf: [UInt8](repeating: 0, count: ahead))
    let start = copy.chunk.count
    copy.chunk.append(contentsOf: [0x0F, 0x01, 0x01, 0x00])
    write(&copy)
    copy.chunk.append(0x00)
    return Array(copy.chunk[start...])
  }

  // MARK: records

  mutating func record(id: UInt64? = nil, _ write: (inout EVTXBuilder) -> Void) {
    let start = chunk.count
    lastRecord = start
    self.id = id ?? self.id
    chunk.append(contentsOf: [0x2A, 0x2A, 0, 0, 0, 0, 0, 0])
    put(self.id)
    put(UInt64(132_000_000_000_000_000))
    chunk.append(contentsOf: [0x0F, 0x01, 0x01, 0x00])
    write(&self)
    chunk.append(0x00)
    while (chunk.count + 4 - start) % 8 != 0 { chunk.append(0) }
    let length = UInt32(chunk.count + 4 - start)
    put(length)
    patch(length, at: start + 4)
    self.id += 1
  }

  /// The chunk with its header, filled up with zeros. Checksums are those of zip (Python's zlib.crc32).
  func finished(free: Int? = nil) -> [UInt8] {
    var bytes = chunk
    func set(_ value: some FixedWidthInteger, _ offset: Int) {
      let new = Self.bytes(value)
      bytes.replaceSubrange(offset..<offset + new.count, with: new)
    }
    bytes.replaceSubrange(0..<8, with: Array("ElfChnk\0".utf8))
    set(UInt64(1), 8)
    set(id - 1, 16)
    set(UInt64(1), 24)
    set(id - 1, 32)
    set(UInt32(128), 40)
    set(UInt32(lastRecord), 44)
    let end = free ?? bytes.count
    set(UInt32(end), 48)
    set(Self.checksum(bytes[512..<end]), 52)
    set(UInt32(1), 120)
    set(Self.checksum(bytes[0..<120] + bytes[128..<512]), 124)
    return bytes + [UInt8](repeating: 0, count: 65_536 - bytes.count)
  }

  /// CRC-32, bit by bit.
  static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }
}

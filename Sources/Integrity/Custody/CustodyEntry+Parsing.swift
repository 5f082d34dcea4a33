extension CustodyEntry {
  /// Reads stored bytes strictly: canonical JSON, this version, the members of `assay/custody/v1` with their
  /// types and no others. What may grow stands in `args` and `details`.
  package init(canonical bytes: [UInt8]) throws(CustodyFault.Reason) {
    let value: JSONValue
    do { value = try CanonicalJSON.parseCanonical(bytes) } catch { throw .notCanonical(error) }
    guard let version = value["v"]?.string else { throw .version("none") }
    guard version.utf8.elementsEqual(Self.version.utf8) else { throw .version(version) }
    var entry = try MemberReader(value, at: "")
    _ = try entry.string("v")
    var clock = try MemberReader(try entry.value("clock"), at: "clock.")
    var actor = try MemberReader(try entry.value("actor"), at: "actor.")
    var tool = try MemberReader(try entry.value("tool"), at: "tool.")
    var evidence = try MemberReader(try entry.value("evidence"), at: "evidence.")
    self.init(
      sequence: try entry.natural("seq"),
      previous: try entry.digest("prev"),
      time: try entry.string("time"),
      clock: Clock(
        source: try clock.string("source"),
        offsetSeconds: try clock.optionalInteger("offset_s"),
        uncertaintySeconds: try clock.optionalInteger("uncertainty_s")),
      actor: Actor(
        name: try actor.string("name"), login: try actor.string("login"), host: try actor.string("host")),
      tool: Tool(
        name: try tool.string("name"), version: try tool.string("version"),
        build: try tool.optionalString("build"), executable: try tool.optionalDigest("executable")),
      action: try entry.string("action"),
      arguments: entry.optionalValue("args"),
      evidence: TreeHead(
        size: UInt64(try evidence.natural("size")), root: try evidence.digest("root")),
      details: entry.optionalValue("details"))
    for reader in [entry, clock, actor, tool, evidence] { try reader.finish() }
    guard isUTCTime(time) else { throw .member("time") }
  }
}

/// Takes the members of an object one by one, and then tells those that nobody took.
private struct MemberReader {
  private let path: String
  private var members: [JSONValue.Member]

  init(_ value: JSONValue, at path: String) throws(CustodyFault.Reason) {
    guard case .object(let members) = value else { throw .member(path + "*") }
    self.path = path
    self.members = members
  }

  mutating func optionalValue(_ name: String) -> JSONValue? {
    guard let i = members.firstIndex(where: { $0.name.utf8.elementsEqual(name.utf8) }) else { return nil }
    return members.remove(at: i).value
  }

  mutating func value(_ name: String) throws(CustodyFault.Reason) -> JSONValue {
    guard let value = optionalValue(name) else { throw .member(path + name) }
    return value
  }

  mutating func optionalString(_ name: String) throws(CustodyFault.Reason) -> String? {
    guard let value = optionalValue(name) else { return nil }
    guard case .string(let text) = value else { throw .member(path + name) }
    return text
  }

  mutating func string(_ name: String) throws(CustodyFault.Reason) -> String {
    guard let text = try optionalString(name) else { throw .member(path + name) }
    return text
  }

  mutating func optionalInteger(_ name: String) throws(CustodyFault.Reason) -> Int64? {
    guard let value = optionalValue(name) else { return nil }
    guard case .int(let number) = value else { throw .member(path + name) }
    return number
  }

  mutating func natural(_ name: String) throws(CustodyFault.Reason) -> Int64 {
    guard let number = try optionalInteger(name), number >= 0 else { throw .member(path + name) }
    return number
  }

  /// 64 lower-case digits: one digest has one text.
  mutating func optionalDigest(_ name: String) throws(CustodyFault.Reason) -> Digest256? {
    guard let text = try optionalString(name) else { return nil }
    guard let digest = Digest256(hex: text), digest.description == text else { throw .member(path + name) }
    return digest
  }

  mutating func digest(_ name: String) throws(CustodyFault.Reason) -> Digest256 {
    guard let digest = try optionalDigest(name) else { throw .member(path + name) }
    return digest
  }

  func finish() throws(CustodyFault.Reason) {
    if let left = members.first { throw .unknownMember(path + left.name) }
  }
}

/// Whether `text` has the shape `2026-01-01T10:00:00Z`, with or without a fraction.
func isUTCTime(_ text: String) -> Bool {
  let shape = Array("0000-00-00T00:00:00".utf8)
  let bytes = Array(text.utf8)
  guard bytes.count > shape.count, bytes.last == UInt8(ascii: "Z") else { return false }
  func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
  for (byte, model) in zip(bytes, shape) {
    guard isDigit(model) ? isDigit(byte) : byte == model else { return false }
  }
  let fraction = bytes[shape.count..<bytes.count - 1]
  return fraction.isEmpty
    || (fraction.first == UInt8(ascii: ".") && fraction.count > 1 && fraction.dropFirst().allSatisfy(isDigit))
}

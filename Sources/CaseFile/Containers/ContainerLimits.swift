import Evidence
import Formats
import Integrity

/// Bounds on what a container may make of its bytes. Meeting one is a problem that names the option; what was
/// unpacked before is kept.
package struct ContainerLimits: Sendable, Equatable {
  /// Containers within containers (`--max-depth`); a compressed tar is one.
  package var depth = 4
  /// Files from one file that was named (`--max-members`).
  package var members = 100_000
  /// Bytes of one member (`--max-member-bytes`): 256 GiB.
  package var memberBytes: UInt64 = 256 << 30
  /// Bytes of all members of a file that was named (`--max-unpacked-bytes`): 1 TiB.
  package var unpackedBytes: UInt64 = 1 << 40
  /// How many times its compressed size something may unpack to (`--max-ratio`), once it is longer than
  /// `ratioFloor`. Logs reach some hundreds.
  package var ratio = 1000
  /// Bytes up to which no ratio is asked for.
  package var ratioFloor: UInt64 = 64 << 20
  /// Window or dictionary of zstd and xz (`--max-window-bytes`): memory that a few bytes can ask for.
  package var windowBytes = 128 << 20

  package init() {}

  /// As they stand in the custody entry of a container.
  var custody: JSONValue {
    [
      "depth": .int(Int64(depth)), "members": .int(Int64(members)),
      "member_bytes": .int(Int64(clamping: memberBytes)),
      "unpacked_bytes": .int(Int64(clamping: unpackedBytes)), "ratio": .int(Int64(ratio)),
      "ratio_floor_bytes": .int(Int64(clamping: ratioFloor)), "window_bytes": .int(Int64(windowBytes)),
    ]
  }
}

/// What is used of the limits by one file that was named, and all containers within it.
final class UnpackBudget {
  let limits: ContainerLimits
  /// Bytes of the outermost container that were read; of a file at most its size.
  private(set) var consumed: UInt64 = 0
  private let size: UInt64
  private(set) var unpacked: UInt64 = 0
  private(set) var members = 0
  /// The limit that ended all reading.
  var stop: (code: String, reason: String)?

  /// - Parameter size: of the outermost container; nil for a stream.
  init(_ limits: ContainerLimits, size: UInt64?) {
    self.limits = limits
    self.size = size ?? .max
  }

  func consume(_ count: Int) { consumed = min(size, consumed + UInt64(count)) }
  func unpack(_ count: Int) { unpacked += UInt64(count) }

  /// Counts a member; false where it is one too many.
  func takeMember() -> Bool {
    guard members < limits.members else { return false }
    members += 1
    return true
  }
}

/// The outermost container's bytes, counted.
final class CountingSource: ByteSource {
  private var source: any ByteSource
  private let budget: UnpackBudget

  init(_ source: any ByteSource, _ budget: UnpackBudget) {
    self.source = source
    self.budget = budget
  }

  func read(_ count: Int, into bytes: inout [UInt8]) throws(AssayError) -> Bool {
    let before = bytes.count
    let atEnd = try source.read(count, into: &bytes)
    budget.consume(bytes.count - before)
    return atEnd
  }
}

/// The same for bytes in any order.
final class CountingBytes: RandomAccessBytes {
  private let source: any RandomAccessBytes
  private let budget: UnpackBudget
  var byteCount: UInt64 { source.byteCount }

  init(_ source: any RandomAccessBytes, _ budget: UnpackBudget) {
    self.source = source
    self.budget = budget
  }

  func bytes(at offset: UInt64, count: Int) throws(AssayError) -> [UInt8] {
    let bytes = try source.bytes(at: offset, count: count)
    budget.consume(bytes.count)
    return bytes
  }
}

/// A member's bytes as far as the limits go.
final class LimitedSource: ByteSource {
  /// Why it ends before its end.
  enum Stop {
    /// This member is too long; others may follow.
    case member(code: String, reason: String)
    /// Nothing more is unpacked of the file that was named.
    case all(code: String, reason: String)
  }

  private var source: any ByteSource
  private let budget: UnpackBudget
  private let consumedBefore: UInt64
  private(set) var byteCount: UInt64 = 0
  private(set) var stop: Stop?

  init(_ source: any ByteSource, _ budget: UnpackBudget) {
    self.source = source
    self.budget = budget
    consumedBefore = budget.consumed
  }

  func read(_ count: Int, into bytes: inout [UInt8]) throws(AssayError) -> Bool {
    if stop != nil { return true }
    let limits = budget.limits
    // One more than the limit, to see that there is more.
    let memberRoom = limits.memberBytes - byteCount
    let totalRoom = limits.unpackedBytes - min(limits.unpackedBytes, budget.unpacked)
    let room = min(memberRoom, totalRoom)
    let before = bytes.count
    let atEnd = try source.read(Int(min(UInt64(count), room < .max ? room + 1 : room)), into: &bytes)
    let got = UInt64(bytes.count - before)
    if got > room {
      bytes.removeLast()
      note(Int(room))
      stop =
        memberRoom <= totalRoom
        ? .member(
          code: "container.limit-member",
          reason: "is longer than \(limits.memberBytes) bytes (--max-member-bytes): kept up to there")
        : .all(
          code: "container.limit-unpacked",
          reason:
            "more than \(limits.unpackedBytes) bytes come out of one file (--max-unpacked-bytes): kept up to"
            + " there, nothing behind it was read")
      return true
    }
    note(Int(got))
    if !atEnd, isTooDense {
      stop = .all(
        code: "container.limit-ratio",
        reason:
          "unpacks to more than \(limits.ratio) times its size (--max-ratio): kept up to \(byteCount) bytes,"
          + " nothing behind them was read")
      return true
    }
    return atEnd
  }

  private func note(_ count: Int) {
    byteCount += UInt64(count)
    budget.unpack(count)
  }

  /// Whether this member, or all of them, are too long for what they were made from. Bytes are read ahead, so
  /// a member is measured against at least a read.
  private var isTooDense: Bool {
    let limits = budget.limits
    func exceeds(_ unpacked: UInt64, _ packed: UInt64) -> Bool {
      unpacked > limits.ratioFloor && unpacked / UInt64(max(1, limits.ratio)) > max(1, packed)
    }
    let own = max(budget.consumed - consumedBefore, min(budget.consumed, UInt64(ByteInput.readBytes)))
    return exceeds(byteCount, own) || exceeds(budget.unpacked, budget.consumed)
  }
}

extension ContainerFindings {
  /// What a limit cut of the entry at hand; what ends all reading is told by each container around it.
  func tellStop(_ limited: LimitedSource, at offset: UInt64, _ budget: UnpackBudget) {
    switch limited.stop {
    case .member(let code, let reason): addToEntry(code, at: offset, reason)
    case .all(let code, let reason): budget.stop = budget.stop ?? (code, reason)
    case nil: break
    }
    if let stop = budget.stop { addToEntry(stop.code, at: offset, stop.reason) }
  }
}

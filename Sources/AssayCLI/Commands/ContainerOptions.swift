import ArgumentParser
import CaseFile

/// How archives and compressed files are unpacked.
struct ContainerOptions: ParsableArguments {
  @Flag(help: "Keep the bytes of archives and compressed files too, so that 'extract' gives them back.")
  var keepContainers = false

  @Option(help: ArgumentHelp("Containers within containers.", valueName: "n"))
  var maxDepth: Int = ContainerLimits().depth

  @Option(help: ArgumentHelp("Files out of one file.", valueName: "n"))
  var maxMembers: Int = ContainerLimits().members

  @Option(help: ArgumentHelp("Bytes of one member.", valueName: "n"))
  var maxMemberBytes: Int = Int(clamping: ContainerLimits().memberBytes)

  @Option(help: ArgumentHelp("Bytes of all members of one file.", valueName: "n"))
  var maxUnpackedBytes: Int = Int(clamping: ContainerLimits().unpackedBytes)

  @Option(
    help: ArgumentHelp(
      "How many times its size something may unpack to, once it is over 64 MiB.", valueName: "n")
  )
  var maxRatio: Int = ContainerLimits().ratio

  @Option(help: ArgumentHelp("Window of zstd and dictionary of xz: memory.", valueName: "n"))
  var maxWindowBytes: Int = ContainerLimits().windowBytes

  func validate() throws {
    guard (1...16).contains(maxDepth) else {
      throw ValidationError("--max-depth takes a number from 1 to 16")
    }
    guard (1024...1 << 31).contains(maxWindowBytes) else {
      throw ValidationError("--max-window-bytes takes a number from 1024 to 2147483648")
    }
    let others = [
      ("--max-members", maxMembers), ("--max-member-bytes", maxMemberBytes),
      ("--max-unpacked-bytes", maxUnpackedBytes), ("--max-ratio", maxRatio),
    ]
    if let wrong = others.first(where: { $0.1 < 1 || $0.1 > 1 << 60 }) {
      throw ValidationError("\(wrong.0) takes a number from 1 to 1152921504606846976")
    }
  }

  var limits: ContainerLimits {
    var limits = ContainerLimits()
    limits.depth = maxDepth
    limits.members = maxMembers
    limits.memberBytes = UInt64(clamping: maxMemberBytes)
    limits.unpackedBytes = UInt64(clamping: maxUnpackedBytes)
    limits.ratio = maxRatio
    limits.windowBytes = maxWindowBytes
    return limits
  }
}

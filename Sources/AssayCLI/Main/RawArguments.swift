package import Evidence

/// Arguments as the bytes that they were given in: a file name need not be UTF-8.
package enum RawArguments {
  private static let bytesOfText: [String: [UInt8]] = {
    var known: [String: [UInt8]] = [:]
    for index in 0..<Int(CommandLine.argc) {
      guard let pointer = unsafe CommandLine.unsafeArgv[index] else { continue }
      let bytes = unsafe Array(String(cString: pointer).utf8)
      let raw = unsafe readBytes(pointer)
      if raw != bytes { known[String(decoding: raw, as: UTF8.self)] = raw }
    }
    return known
  }()

  private static func readBytes(_ pointer: UnsafePointer<CChar>) -> [UInt8] {
    var bytes: [UInt8] = []
    var index = 0
    while unsafe pointer[index] != 0 {
      bytes.append(unsafe UInt8(bitPattern: pointer[index]))
      index += 1
    }
    return bytes
  }

  /// The path that an argument names.
  package static func path(_ argument: String) -> FilePath {
    bytesOfText[argument].map { FilePath(bytes: $0) } ?? FilePath(argument)
  }
}

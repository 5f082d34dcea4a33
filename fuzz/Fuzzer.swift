/// One program for all targets: FUZZ_TARGET names the one to run.
import Glibc

nonisolated(unsafe) private let target: FuzzTarget = {
  let name = unsafe getenv("FUZZ_TARGET").map { unsafe String(cString: $0) } ?? ""
  guard let target = FuzzTarget(rawValue: name) else {
    print("FUZZ_TARGET is one of", FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))
    exit(2)
  }
  return target
}()

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
  if let fault = target.check(input) {
    let message = Array("broken promise of \(target.rawValue): \(fault)\n".utf8)
    _ = unsafe write(2, message, message.count)
    abort()
  }
  return 0
}

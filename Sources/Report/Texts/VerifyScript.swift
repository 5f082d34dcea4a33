import Integrity
import Pages

/// docs/verify.py, the second verifier, as it was when this program was built.
package enum VerifyScript {
  /// Name of the file.
  package static let name = "verify.py"
  /// The file.
  package static var bytes: [UInt8] { PackageResources.verify_py }

  static var json: JSONValue {
    let bytes = bytes
    return .members(
      ("name", .string(name)), ("bytes", .number(bytes.count)),
      ("sha256", .string(Digest256.of(bytes).description)))
  }
}

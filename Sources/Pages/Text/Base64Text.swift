import Foundation

/// BLOBs in text (RFC 4648 §4, with padding).
package enum Base64Text {
  package static func of(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}

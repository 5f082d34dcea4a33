/// Tokens of BinXML (MS-EVEN6 §2.2.12). Bit 0x40 says of some that more of the same follows.
enum BinXMLToken {
  static let end: UInt8 = 0x00
  static let openElement: UInt8 = 0x01
  static let closeStartTag: UInt8 = 0x02
  static let closeEmptyTag: UInt8 = 0x03
  static let endElement: UInt8 = 0x04
  static let value: UInt8 = 0x05
  static let attribute: UInt8 = 0x06
  static let cdata: UInt8 = 0x07
  static let characterReference: UInt8 = 0x08
  static let entityReference: UInt8 = 0x09
  static let instructionTarget: UInt8 = 0x0A
  static let instructionData: UInt8 = 0x0B
  static let templateInstance: UInt8 = 0x0C
  static let substitution: UInt8 = 0x0D
  static let optionalSubstitution: UInt8 = 0x0E
  static let fragmentHeader: UInt8 = 0x0F
  static let more: UInt8 = 0x40
}

/// Types of values (MS-EVEN6 §2.2.12, §3.1.4.7.3). Bit 0x80 makes an array of one.
enum BinXMLType {
  static let null: UInt8 = 0x00
  static let string: UInt8 = 0x01
  static let ansiString: UInt8 = 0x02
  static let int8: UInt8 = 0x03
  static let uint8: UInt8 = 0x04
  static let int16: UInt8 = 0x05
  static let uint16: UInt8 = 0x06
  static let int32: UInt8 = 0x07
  static let uint32: UInt8 = 0x08
  static let int64: UInt8 = 0x09
  static let uint64: UInt8 = 0x0A
  static let real32: UInt8 = 0x0B
  static let real64: UInt8 = 0x0C
  static let bool: UInt8 = 0x0D
  static let binary: UInt8 = 0x0E
  static let guid: UInt8 = 0x0F
  static let sizeT: UInt8 = 0x10
  static let fileTime: UInt8 = 0x11
  static let systemTime: UInt8 = 0x12
  static let sid: UInt8 = 0x13
  static let hexInt32: UInt8 = 0x14
  static let hexInt64: UInt8 = 0x15
  static let eventHandle: UInt8 = 0x20
  static let binXML: UInt8 = 0x21
  static let eventXML: UInt8 = 0x23
  static let array: UInt8 = 0x80

  /// Bytes of one value; nil for those whose length is their own.
  static func byteCount(_ type: UInt8) -> Int? {
    switch type & ~array {
    case int8, uint8: 1
    case int16, uint16: 2
    case int32, uint32, real32, bool, hexInt32: 4
    case int64, uint64, real64, fileTime, hexInt64: 8
    case guid, systemTime: 16
    default: nil
    }
  }

  /// For people.
  static func name(_ type: UInt8) -> String {
    let names = [
      "Null", "UnicodeString", "AnsiString", "Int8", "UInt8", "Int16", "UInt16", "Int32", "UInt32", "Int64",
      "UInt64", "Real32", "Real64", "Bool", "Binary", "Guid", "SizeT", "FileTime", "SystemTime", "Sid",
      "HexInt32", "HexInt64",
    ]
    let plain = Int(type & ~array)
    let name =
      plain < names.count ? names[plain] : type & ~array == binXML ? "BinXml" : "Type" + hexText(UInt8(plain))
    return type & array == 0 ? name : name + "Array"
  }
}

/// Why a piece of a record cannot be rendered, or not exactly.
struct EVTXFault: Error {
  var code: String
  var reason: String

  init(_ code: String, _ reason: String) {
    self.code = code
    self.reason = reason
  }
}

import CaseFile
import Evidence
import Formats

/// A record's fields as a JSON object, in order of appearance; several values of one name are an array at the
/// first one's place. Numbers keep the log's digits.
enum FieldsJSON {
  static func text(_ group: GroupAccess, record: Int, catalog: [FieldCatalog.Field]) throws -> [UInt8] {
    var order: [Int] = []
    var values: [Int: [(type: ValueType, value: [UInt8])]] = [:]
    for (field, type, value) in try group.allValues(record: record) {
      if values[field] == nil { order.append(field) }
      values[field, default: []].append((type, value))
    }
    var out: [UInt8] = [UInt8(ascii: "{")]
    for (index, field) in order.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      // Field ids count from 1 in catalogue order.
      let name =
        catalog.indices.contains(field - 1) && catalog[field - 1].id == field ? catalog[field - 1].name : "?"
      JSONScalars.append(string: Array(name.utf8).span, to: &out)
      out.append(UInt8(ascii: ":"))
      let list = values[field] ?? []
      if list.count == 1 { append(list[0], to: &out) } else { out += array(list) }
    }
    out.append(UInt8(ascii: "}"))
    return out
  }

  static func array(_ values: [(type: ValueType, value: [UInt8])]) -> [UInt8] {
    var out: [UInt8] = [UInt8(ascii: "[")]
    for (index, value) in values.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      append(value, to: &out)
    }
    out.append(UInt8(ascii: "]"))
    return out
  }

  private static func append(_ value: (type: ValueType, value: [UInt8]), to out: inout [UInt8]) {
    switch value.type {
    case .null: out += Array("null".utf8)
    case .number, .bool: out += value.value
    case .string: JSONScalars.append(string: value.value.span, to: &out)
    }
  }
}

/// Writes JSON strings (RFC 8259 §7).
package enum JSONScalars {
  /// Appends bytes as a JSON string; what is not UTF-8 becomes U+FFFD, since JSON must be UTF-8.
  package static func append(string bytes: Span<UInt8>, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    if bytes.isASCII {
      appendASCII(bytes, to: &out)
    } else {
      let valid = Array(bytes.text.utf8)
      appendASCII(valid.span, to: &out)
    }
    out.append(UInt8(ascii: "\""))
  }

  private static func appendASCII(_ bytes: Span<UInt8>, to out: inout [UInt8]) {
    var i = 0
    while i < bytes.count {
      let next = bytes.firstIndexOfControl(or: UInt8(ascii: "\""), or: UInt8(ascii: "\\"), from: i)
      out.append(bytes.extracting(i..<next))
      if next == bytes.count { return }
      switch bytes[next] {
      case UInt8(ascii: "\""): out += [92, 34]
      case UInt8(ascii: "\\"): out += [92, 92]
      case 10: out += [92, 110]
      case 13: out += [92, 114]
      case 9: out += [92, 116]
      default:
        let digits = Array("0123456789abcdef".utf8)
        out += Array("\\u00".utf8) + [digits[Int(bytes[next] >> 4)], digits[Int(bytes[next] & 15)]]
      }
      i = next + 1
    }
  }
}

/// Sysmon's `Hashes`: `SHA1=…,MD5=…,SHA256=…,IMPHASH=…`, in any order.
enum HashList {
  static func digest(_ algorithm: String, in value: [UInt8]) -> [UInt8]? {
    let key = Array(algorithm.utf8)
    for part in value.split(separator: UInt8(ascii: ",")) {
      guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else { continue }
      let name = part[..<equals].filter { $0 != UInt8(ascii: " ") }.map {
        (97...122).contains($0) ? $0 - 32 : $0
      }
      if name == key { return Array(part[(equals + 1)...]) }
    }
    return nil
  }
}

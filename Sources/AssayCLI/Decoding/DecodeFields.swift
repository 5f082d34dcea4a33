/// Fields that hold commands and scripts, by their names: what `decode` looks at where none are named.
enum DecodeFields {
  /// Parts of such names, in small letters.
  private static let parts = [
    "command", "cmdline", "script", "payload", "hostapplication", "contextinfo", "proctitle", "imagepath",
    "servicefilename", "taskcontent", "arguments", "querystring", "uri", "url", "request", "pipeline",
  ]
  /// Whole names.
  private static let names: Set<String> = [
    "cmd", "exe", "args", "argv", "details", "param1", "param2", "param3", "data", "content", "query",
    "message", "msg",
  ]

  /// Those of `fields` that are such, in their order.
  static func chosen(from fields: [String]) -> [String] {
    fields.filter { field in
      let name = field.lowercased()
      let last = name.split(separator: ".").last.map(String.init) ?? name
      return names.contains(last) || parts.contains { last.contains($0) }
    }
  }
}

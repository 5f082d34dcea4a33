/// Dotted names that programs and logs write and that end like a domain.
enum CodeNames {
  /// First labels of names of types, objects and fields.
  private static let first: Set<[UInt8]> = Set(
    [
      "system", "io", "net", "wscript", "scripting", "adodb", "msxml2", "winhttp", "wbemscripting", "self",
      "this",
      "window", "document", "console", "object", "obj", "java", "javax", "python", "os", "sys", "math",
      "json",
      "string", "array", "std", "microsoft.powershell", "psobject", "myinvocation", "module", "exports",
      "req", "res",
      "args", "ctx",
    ].map { Array($0.utf8) })

  /// First labels of names of fields as logs have them, before `name`, `id` and `is`.
  private static let fields: Set<[UInt8]> = Set(
    [
      "host", "user", "process", "file", "event", "agent", "rule", "service", "source", "destination",
      "client",
      "server", "group", "registry", "dll", "url", "log", "observer", "organization", "threat", "item",
      "node", "app",
      "element", "form", "input", "class", "method", "function", "property", "target", "data", "message",
      "record",
      "thread", "parent", "device", "package", "cloud", "container", "image", "kubernetes", "winlog", "error",
    ].map { Array($0.utf8) })

  /// - Parameters:
  ///   - name: as written.
  ///   - ending: its last label as written.
  static func isCode(_ name: ArraySlice<UInt8>, ending: ArraySlice<UInt8>) -> Bool {
    // `Value.Name`: a registry writes endings small, people in capitals.
    if ending.count > 1, let initial = ending.first, initial.isUpper,
      ending.dropFirst().allSatisfy({ !$0.isUpper })
    {
      return true
    }
    let folded = ending.folded
    let label = name.prefix { $0 != 46 }
    // `ASP.NET`, `Microsoft.NET`: but `EVIL.NET`, `evil.net`.
    if folded == Array("net".utf8), ending.allSatisfy(\.isUpper) {
      let rest = name.prefix(name.count - 4)
      if rest.contains(where: \.isLower) || Self.frameworks.contains(rest.folded) { return true }
    }
    let firstLabel = label.folded
    if first.contains(firstLabel) { return true }
    if folded == Array("name".utf8) || folded == Array("id".utf8) || folded == Array("is".utf8) {
      return fields.contains(firstLabel)
    }
    return false
  }

  private static let frameworks: Set<[UInt8]> = Set(["asp", "ado", "vb"].map { Array($0.utf8) })
}

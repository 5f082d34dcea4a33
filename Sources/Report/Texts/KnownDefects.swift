/// What this version is known not to do, or to do wrong: told in each report.
enum KnownDefects {
  /// One sentence each.
  static var list: [String] {
    String(decoding: PackageResources.known_defects_txt, as: UTF8.self).split(separator: "\n").map(
      String.init)
  }
}

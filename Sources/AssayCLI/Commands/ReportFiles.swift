import Evidence

/// The names of a report's two files.
struct ReportFiles {
  let page: String
  let document: String
  var all: [String] { [page, document] }

  /// - Parameter output: name of one of them, or of both without ending.
  init(_ output: String) {
    let endings = [".html", ".htm", ".json"]
    let ending = endings.first { output.lowercased().hasSuffix($0) }
    let stem = String(output.dropLast(ending?.count ?? 0))
    let isPage = ending != nil && ending != ".json"
    page = isPage ? output : stem + ".html"
    document = ending == ".json" ? output : stem + ".json"
  }

  /// Opens both before any work, so that a wrong name costs no waiting.
  ///
  /// - Throws: `output.exists`, `output.unwritable`.
  func open(force: Bool) throws(AssayError) -> [OutputSink] {
    [try OutputSink(page, force: force), try OutputSink(document, force: force)]
  }
}

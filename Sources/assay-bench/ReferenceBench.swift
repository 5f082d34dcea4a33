import Foundation

/// Other tools on the same files, so that figures of other machines can be compared. Nothing is asked of them.
extension Bench {
  func measureReferences() throws -> [Measurement] {
    let inputs = try inputs
    let database = options.folder + "/reference.db"
    defer { remove(database) }
    let tools: [(name: String, needs: String, command: [String], input: Inputs.Input)] = [
      ("zstd -3", "command -v zstd", ["zstd", "-3", "-q", "-c", inputs.xml.path], inputs.xml),
      (
        "openssl dgst -sha256", "command -v openssl", ["openssl", "dgst", "-sha256", inputs.xml.path],
        inputs.xml
      ),
      ("grep -c", "command -v grep", ["sh", "-c", "grep -c 4688 '\(inputs.xml.path)' | cat"], inputs.xml),
      (
        "sqlite3 .import", "command -v sqlite3",
        ["sqlite3", database, "-cmd", ".mode csv", ".import '\(inputs.csv.path)' t"], inputs.csv
      ),
      (
        "Python orjson", "python3 -c 'import orjson; print(1)'",
        ["python3", "-c", Self.orjson, inputs.ndjson.path], inputs.ndjson
      ),
      (
        "Python lxml", "python3 -c 'import lxml; print(1)'", ["python3", "-c", Self.lxml, inputs.xml.path],
        inputs.xml
      ),
    ]
    return try tools.compactMap { tool in
      if Child.words(tool.needs).isEmpty {
        Note.write("not installed: \(tool.name)")
        return nil
      }
      let readings = try repeated {
        remove(database)
        return Double(tool.input.byteCount) / 1e6 / (try Child.run(tool.command)).cpu
      }
      return Measurement(
        name: "\(tool.name), \(tool.input.title)", unit: "MB/CPU-s", readings: readings, bound: nil,
        detail: "raw bytes per second of CPU time")
    }
  }

  /// Parses each line, and touches its keys.
  private static let orjson = """
    import orjson, sys
    n = 0
    for line in open(sys.argv[1], 'rb'):
        n += len(orjson.loads(line))
    print(n)
    """

  /// Parses the events one by one, and touches the fields.
  private static let lxml = """
    import sys
    from lxml import etree
    n = 0
    for _, event in etree.iterparse(sys.argv[1], tag='{*}Event', huge_tree=True, recover=True):
        n += sum(1 for e in event.iter() if e.text)
        event.clear()
        while event.getprevious() is not None:
            del event.getparent()[0]
    print(n)
    """
}

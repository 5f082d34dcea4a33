import Foundation

/// The logs that are measured on, made by ../shared/corpora/make_big.py: same arguments, same bytes.
struct Inputs {
  struct Input {
    let title: String
    let path: String
    let byteCount: Int
    /// A text that occurs in one record.
    let rare: String
  }

  let ndjson: Input
  let xml: Input
  let csv: Input

  var all: [Input] { [ndjson, xml, csv] }

  /// Makes them below `folder`, or takes those that are there.
  init(megabytes: Int, options: Options) throws {
    let folder = options.folder + "/in-\(megabytes)"
    let maker = options.corpora + "/make_big.py"
    guard FileManager.default.fileExists(atPath: maker) else {
      throw BenchError(reason: "\(maker) is not there; see --corpora")
    }
    if !FileManager.default.fileExists(atPath: folder + "/big.json") {
      Note.write("making inputs of \(megabytes) MB below \(folder)")
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      _ = try Child.run(
        ["python3", maker, folder, "--mb", "\(megabytes)", "--corpora", options.corpora])
    }
    func input(_ title: String, _ name: String, rare: String) throws -> Input {
      let path = folder + "/" + name
      let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
      // Into the page cache: disks are not what is measured.
      _ = try Child.run(["cat", path])
      return Input(title: title, path: path, byteCount: size ?? 0, rare: rare)
    }
    // make_big.py counts its records up from 100,001.
    ndjson = try input("NDJSON", "big_otrf.ndjson", rare: "\"RecordNumber\":101000,")
    xml = try input("Event XML", "big_sysmon.xml", rare: "<EventRecordID>101000</EventRecordID>")
    csv = try input("Splunk CSV", "big_splunk.csv", rare: "RecordNumber=89998377")
  }
}

import Foundation

/// Why a measurement could not be made.
struct BenchError: Error {
  var reason: String
}

/// Progress for people, on standard error.
enum Note {
  static func write(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}

/// The command line. Read by hand: only AssayCLI knows ArgumentParser.
struct Options {
  enum Format: String { case table, json }

  var megabytes = 200
  var runs = 3
  var folder = ".build/bench"
  var corpora = "/work/shared/corpora"
  var assay: String
  var only: Set<String> = []
  var format = Format.table
  /// Also measures memory with an input of 1 GB.
  var big = false
  var wantsHelp = false

  static let help = """
    assay-bench: speed, size and memory of assay against references timed in the same run

      --mb N         size of each input (200)
      --runs N       repetitions of each measurement (3); the median counts
      --only NAME    one of \(Bench.names.joined(separator: ", ")); can be repeated
      --big          memory also with an input of 1 GB
      --dir DIR      where inputs and cases are made (.build/bench); inputs are used again
      --corpora DIR  folder of make_big.py (/work/shared/corpora)
      --assay FILE   the program (beside this one)
      --format F     table or json

    Exit status: 0 every must is reached, 1 one is missed, 2 something could not be measured.
    """

  init(_ arguments: [String]) throws {
    let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    assay = own.deletingLastPathComponent().appendingPathComponent("assay").path
    var rest = arguments[...]
    func value(_ name: String) throws -> String {
      guard let value = rest.popFirst() else { throw BenchError(reason: "\(name) needs a value") }
      return value
    }
    func number(_ name: String) throws -> Int {
      let text = try value(name)
      guard let number = Int(text), number > 0 else {
        throw BenchError(reason: "\(name) takes a number from 1, not \(text)")
      }
      return number
    }
    while let name = rest.popFirst() {
      switch name {
      case "--mb": megabytes = try number(name)
      case "--runs": runs = try number(name)
      case "--dir": folder = try value(name)
      case "--corpora": corpora = try value(name)
      case "--assay": assay = try value(name)
      case "--big": big = true
      case "--help", "-h": wantsHelp = true
      case "--only":
        let chosen = try value(name)
        guard Bench.names.contains(chosen) else {
          throw BenchError(reason: "\(chosen) is none of \(Bench.names.joined(separator: ", "))")
        }
        only.insert(chosen)
      case "--format":
        let chosen = try value(name)
        guard let format = Format(rawValue: chosen) else {
          throw BenchError(reason: "--format takes table or json, not \(chosen)")
        }
        self.format = format
      default: throw BenchError(reason: "\(name) is no option; see --help")
      }
    }
  }
}

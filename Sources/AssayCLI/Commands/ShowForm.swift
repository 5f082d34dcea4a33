import ArgumentParser
import CaseFile
import Evidence
import Formats
import Pages
import Query

/// `--hex`, `--xml`, `--json`: the record alone, in one of its own forms.
enum ShowForm: String, EnumerableFlag {
  case hex, xml, json

  static func help(for value: ShowForm) -> ArgumentHelp? {
    switch value {
    case .hex: "Only its bytes, as hexdump -C prints them; offsets count in the source."
    case .xml: "Only its Event XML, as it is; indented where it goes to a terminal."
    case .json: "Only its fields and common fields, as one JSON object."
    }
  }

  /// Writes the record so.
  ///
  /// - Throws: `record.not-xml`, `record.no-fields`.
  func write(_ view: RecordView, to sink: OutputSink, _ terminal: Terminal) throws {
    switch self {
    case .hex: for line in HexDump.lines(view.raw, at: view.offset) { try sink.write(line + "\n") }
    case .xml: try writeXML(view, sink, terminal)
    case .json: try sink.write(try RecordJSON.text(view))
    }
    try sink.finish()
  }

  private func writeXML(_ view: RecordView, _ sink: OutputSink, _ terminal: Terminal) throws {
    guard !view.isGap, view.text.starts(with: Array("<Event".utf8)) else {
      throw AssayError(
        "record.not-xml", subject: view.source.name,
        reason: view.isGap
          ? "\(view.locator) is a gap and no event"
          : "\(view.locator) is no Event XML; its source was read as \(view.source.profile.format.rawValue)",
        hint: "--hex shows the bytes" + (view.parsed ? ", --json the fields" : ""))
    }
    guard terminal.outputIsTerminal else { return try sink.write(view.text + [10]) }
    for line in XMLIndent.lines(view.text) { try sink.write(DisplayText.escaped(line) + "\n") }
  }
}

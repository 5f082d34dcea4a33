import Evidence
import Formats
import Glibc

/// Binary logs to XML text, in this process: what a record's text costs without a case.
struct EVTXDecoding {
  private(set) var events = 0
  private(set) var recovered = 0
  private(set) var textBytes = 0
  /// Seconds of CPU time, with reading the files.
  private(set) var cpu = 0.0

  init(_ paths: [String]) throws {
    let start = Self.now()
    var log: [UInt8] = []
    for path in paths {
      let file = try FileReader(FilePath(path))
      log.removeAll(keepingCapacity: true)
      _ = try file.read(Int(file.status?.size ?? 0), at: 0, into: &log)
      decode(log)
    }
    cpu = Self.now() - start
  }

  private mutating func decode(_ log: [UInt8]) {
    let profile = SourceProfile(format: .evtx)
    var cutter = EVTXRecords.Cutter()
    var text: [UInt8] = []
    var position = 0
    while position < log.count {
      var cuts = CutList(capacity: 8192)
      let window = log.span.extracting(position..<log.count)
      let length = cutter.cut(window, atEnd: true, mustConsume: false, into: &cuts)
      guard length > 0 else { return }
      var texts = SpanTexts(profile)
      var start = 0
      for span in cuts.spans {
        texts.enter(span, at: start, of: window)
        start += span.length
        guard span.kind == .record else { continue }
        text.removeAll(keepingCapacity: true)
        _ = texts.append(from: window, to: &text)
        events += 1
        textBytes += text.count
      }
      position += length
    }
  }

  private static func now() -> Double {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

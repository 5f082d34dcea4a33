import Foundation
import Testing

/// What the fuzzers found once (fuzz/run), replayed for good; and the promises on the logs that we have.
@Suite("Crashers")
struct CrasherTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/crashers")

  @Test("what broke a parser once breaks none", arguments: FuzzTarget.allCases)
  func replay(_ target: FuzzTarget) throws {
    let folder = Self.folder.appendingPathComponent(target.rawValue).path
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()) ?? [] {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
      #expect(target.check(bytes) == nil, "\(target.rawValue)/\(name)")
    }
  }

  @Test("arbitrary bytes break no parser", arguments: FuzzTarget.allCases)
  func random(_ target: FuzzTarget) {
    var random = Seeded(state: 5)
    for round in 0..<400 {
      // Of few letters, so that the bytes mean something now and then.
      let letters = round % 2 == 0 ? Array("<>{}[]\",:\\/=&;#\n\r\t 0a'Evnt".utf8) : Array(0...255)
      let bytes = (0..<Int.random(in: 0...120, using: &random)).map { _ in
        letters.randomElement(using: &random) ?? 0
      }
      #expect(target.check(bytes) == nil, "\(target.rawValue): \(bytes)")
    }
  }
}

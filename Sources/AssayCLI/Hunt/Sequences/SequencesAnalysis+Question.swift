import Hunt
import Integrity
import Pages
import Query

/// The options of `sequences` in a receipt.
extension SequencesAnalysis {
  init(_ question: Question) throws {
    func lists(_ name: String) -> [[String]] {
      question[parameter: name]?.strings?.map { $0.split(separator: "|").map { String($0) } } ?? []
    }
    func number(_ name: String) -> Int? { question[parameter: name]?.int.flatMap { Int(exactly: $0) } }
    let least = number("window") ?? SequencesCommand.defaultWindow
    self.init(
      intake: SessionIntake(
        by: lists("by"), command: lists("command"), parameters: question[parameter: "params"]?.strings ?? [],
        naming: question[parameter: "naming"]?.string.flatMap { SequencePreset.Naming(rawValue: $0) }
          ?? .plain,
        mode: question[parameter: "mode"]?.string.flatMap { SequenceMode(rawValue: $0) } ?? .names,
        maximumGap: Self.nanoseconds(question[parameter: "max_gap_seconds"]),
        maximumLength: Self.nanoseconds(question[parameter: "max_length_seconds"])),
      scoring: Scoring(
        windows: least...max(least, number("window_to") ?? least),
        usesTokens: question[parameter: "no_tokens"] == nil,
        isGeometric: question[parameter: "geometric"] != nil, order: number("order") ?? 1))
    train = question[parameter: "train"]?.string
    modelFile = question[parameter: "model"]?.string
  }

  var parameters: [JSONValue.Member] {
    func joined(_ lists: [[String]]) -> JSONValue {
      .array(lists.map { .string($0.joined(separator: "|")) })
    }
    var members: [JSONValue.Member] = [
      .init("by", joined(intake.by)), .init("command", joined(intake.command)),
      .init("naming", .string(intake.naming.rawValue)), .init("mode", .string(intake.mode.rawValue)),
      .init("max_gap_seconds", .double(Double(intake.maximumGap) / 1e9)),
      .init("max_length_seconds", .double(Double(intake.maximumLength) / 1e9)),
      .init("window", .number(scoring.windows.lowerBound)), .init("order", .number(scoring.order)),
    ]
    if scoring.windows.count > 1 { members.append(.init("window_to", .number(scoring.windows.upperBound))) }
    if !intake.parameters.isEmpty {
      members.append(.init("params", .array(intake.parameters.map { .string($0) })))
    }
    if !scoring.usesTokens { members.append(.init("no_tokens", .bool(true))) }
    if scoring.isGeometric { members.append(.init("geometric", .bool(true))) }
    if let train { members.append(.init("train", .string(train))) }
    if let modelFile { members.append(.init("model", .string(modelFile))) }
    return members
  }

  private static func nanoseconds(_ seconds: JSONValue?) -> Int64 {
    Int64(exactly: ((seconds?.number ?? 0) * 1e9).rounded()) ?? .max
  }
}

import Evidence
import Integrity
import Query

/// What a command works out of chosen rows (`Selection`): `rare`, `decode`, `cluster` and their like.
///
/// It holds the command's options as plain values, not the command line, so that a receipt can name them and
/// `check-receipt` can make it again. What it computes is a pure function of another module; here rows are read,
/// handed over, and written. A new one is a line in `AnalysisRegistry`.
protocol Analysis: Sendable {
  /// Name of the command, and language of its questions in receipts.
  static var name: String { get }
  /// Rows come in a total order, so that a receipt binds the order too.
  static var isOrdered: Bool { get }
  /// What is asked, in words, beside the options: the fields of `rare`.
  var words: String { get }
  /// Options that change the answer, in normal form; what was not given is left out.
  var parameters: [JSONValue.Member] { get }

  /// The same options, as a receipt has them.
  init(_ question: Question) throws

  /// Works the answer out and writes it.
  func answer(_ selection: Selection, _ output: AnalysisOutput) throws
}

extension Analysis {
  static var isOrdered: Bool { true }
  var words: String { "" }

  /// The question, for a receipt.
  func question(_ selection: Selection) -> Question {
    Question(
      Self.name, words, parameters: selection.parameters + parameters, isOrdered: Self.isOrdered)
  }
}

/// Commands whose answers `check-receipt` and `verify` can give again.
enum AnalysisRegistry {
  private static let all: [any Analysis.Type] = [
    RareAnalysis.self, TreeAnalysis.self,
    DecodeAnalysis.self, IocsAnalysis.self, IntelMatchAnalysis.self,
    ClusterAnalysis.self, SequencesAnalysis.self,
    SeriesAnalysis.self, OutliersAnalysis.self, BeaconsAnalysis.self,
  ]

  /// - Parameter threads: how many pieces of work are done at the same time.
  static func questions(threads: Int) -> [OtherQuestion] {
    all.map { question($0, threads: threads) }
  }

  private static func question(_ type: any Analysis.Type, threads: Int) -> OtherQuestion {
    OtherQuestion(type.name) { question, store, scope, recorder, isCancelled in
      let session = try QuerySession(store, scope: scope, threads: threads, isCancelled: isCancelled)
      let selection = try Selection(question, session, threads: threads)
      let limit = question[parameter: "limit"]?.int.flatMap { Int(exactly: $0) }
      let output = AnalysisOutput(recorder: recorder, limit: limit)
      if let stopped = try output.run({ try type.init(question).answer(selection, output) }) { throw stopped }
      return OtherQuestion.Answer(
        reader: session.reader, details: output.details, limits: output.receiptLimits,
        notEvaluated: output.leftOut)
    }
  }
}

package import CaseFile
package import Integrity

/// A kind of question that is answered outside of this module, so that `check-receipt` can ask it again.
package struct OtherQuestion {
  /// What was answered.
  package struct Answer {
    /// Of the evidence that was asked.
    package var reader: CaseReader
    /// Members of the receipt's body beside those that all have.
    package var details: [JSONValue.Member]
    /// Limits that were met, as in `ReceiptDraft`.
    package var limits: [JSONValue]
    /// What could not be evaluated, as in `ReceiptDraft`.
    package var notEvaluated: [JSONValue]

    package init(
      reader: CaseReader, details: [JSONValue.Member], limits: [JSONValue] = [],
      notEvaluated: [JSONValue] = []
    ) {
      self.reader = reader
      self.details = details
      self.limits = limits
      self.notEvaluated = notEvaluated
    }
  }

  /// `Question.language` of its questions.
  let language: String
  /// Gives the answer again: its rows go to the recorder.
  let answer: Answering

  /// Gives an answer again. It asks the closure now and then whether to stop, and throws `interrupted` if so: part of
  /// an answer is none.
  package typealias Answering = (
    Question, CaseStore, CaseScope, ResultRecorder, _ isCancelled: @escaping @Sendable () -> Bool
  ) async throws -> Answer

  /// - Parameters:
  ///   - language: of the questions that it can answer.
  ///   - answer: gives the answer of a question again, from the part of a case that was asked then.
  package init(
    _ language: String,
    answer: @escaping Answering
  ) {
    self.language = language
    self.answer = answer
  }
}

package import Integrity

/// What was asked, as a receipt tells it and as it can be asked again.
package struct Question: Sendable {
  /// `sql`, `search`, `grep`, or the name of the command whose answer is SQL of its own.
  package var language: String
  /// As the person wrote it; for a command, its words.
  package var text: String
  /// What ran where `text` is not SQL itself; nil for raw search.
  package var sql: String?
  /// Options that change the answer, in normal form: times are absolute, lists sorted. What was not given is left
  /// out.
  package var parameters: [JSONValue.Member]
  /// Rows come in a total order that is part of the answer. Without it they are a multiset.
  package var isOrdered: Bool

  /// - Parameters:
  ///   - isOrdered: only where the order is known to be total: then a receipt also binds the order.
  package init(
    _ language: String, _ text: String, sql: String? = nil, parameters: [JSONValue.Member] = [],
    isOrdered: Bool = false
  ) {
    self.language = language
    self.text = text
    self.sql = sql
    self.parameters = parameters
    self.isOrdered = isOrdered
  }

  /// A statement that a person wrote. Its rows are a multiset: whether an `ORDER BY` is total, SQL does not say.
  package static func sql(_ text: String) -> Question { Question("sql", text) }

  /// With an option more; a nil value is left out.
  package func with(_ name: String, _ value: JSONValue?) -> Question {
    var question = self
    if let value { question.parameters.append(.init(name, value)) }
    return question
  }

  /// An option's value.
  package subscript(parameter name: String) -> JSONValue? { JSONValue.object(parameters)[name] }

  /// As it stands in a receipt.
  var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("language", .string(language)), .init("text", .string(text)),
      .init("parameters", .object(parameters)),
    ]
    if let sql { members.append(.init("sql", .string(sql))) }
    return .object(members)
  }
}

import Evidence

/// A template's body (or an element that stands alone), read once and rendered many times: steps over literal
/// text. Elements are flat here, so that nesting costs no recursion.
final class BinXMLProgram {
  enum Step {
    /// Literal text: `literals[start..<end]`.
    case text(start: Int32, end: Int32)
    /// An element: the steps up to `end`. Left out where one of `conditions` names a value that is NULL; rendered
    /// once for each item where `repeats` (-1: none) names an array.
    case element(end: Int32, conditions: Range<Int32>, repeats: Int32)
    /// An attribute: as an element, but never repeated.
    case attribute(end: Int32, conditions: Range<Int32>)
    case value(id: UInt16, inAttribute: Bool)
  }

  /// A program in the making.
  struct Draft {
    var steps: [Step] = []
    var literals: [UInt8] = []
    /// Numbers of values.
    var conditions: [UInt16] = []
    /// What was wrong: the steps end there, with all elements closed.
    var fault: EVTXFault?
    /// Where the names stand that were read: not always among the elements that have them.
    var names: [Range<Int>] = []
  }

  let steps: [Step]
  let literals: [UInt8]
  let conditions: [UInt16]
  let fault: EVTXFault?
  let names: [Range<Int>]

  init(_ draft: Draft) {
    steps = draft.steps
    literals = draft.literals
    conditions = draft.conditions
    fault = draft.fault
    names = draft.names
  }

  /// What it takes from the budget of each record that uses it: it may have been read for that record.
  var cost: Int { literals.count + RecordBudget.stepCost * (steps.count + conditions.count / 8) }

  /// Memory that it takes, about.
  var byteCount: Int {
    literals.count + steps.count * MemoryLayout<Step>.stride + conditions.count * 2 + names.count * 16 + 64
  }
}

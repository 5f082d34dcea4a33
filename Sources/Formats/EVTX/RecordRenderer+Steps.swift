import Evidence

/// Running of programs: literal text, substitution of values, what is left out and what is repeated.
extension RecordRenderer {
  /// Runs steps of a program whose values begin at `values[first]`; `item` is the item of the array that the
  /// element around is repeated for, with the number of the array.
  mutating func run(
    _ program: BinXMLProgram, _ range: Range<Int>, first: Int, item: (id: Int, value: BinXMLValue)?,
    _ chunk: Span<UInt8>, into out: inout [UInt8]
  ) {
    let steps = program.steps
    let literals = program.literals
    var i = range.lowerBound
    while i < range.upperBound, !budget.isSpent {
      switch steps[i] {
      case .text(let start, let end):
        guard spend(RecordBudget.stepCost + Int(end - start)) else { return }
        out.append(literals.span.extracting(Int(start)..<Int(end)))
        i += 1
      case .attribute(let end, let conditions):
        guard spend(RecordBudget.stepCost + conditions.count) else { return }
        i = isOmitted(program, conditions, first) ? Int(end) : i + 1
      case .element(let end, let conditions, let repeats):
        guard spend(RecordBudget.stepCost + conditions.count) else { return }
        // The event itself depends on its EventData: without that, System still says something.
        if !(i == 0 && depth == 1), isOmitted(program, conditions, first) {
          i = Int(end)
        } else if repeats >= 0, Int(repeats) != item?.id ?? -1, let array = value(Int(repeats), first),
          array.isArray
        {
          let id = Int(repeats)
          BinXMLArray.forEach(of: array, in: chunk) { element in
            run(program, i + 1..<Int(end), first: first, item: (id, element), chunk, into: &out)
            return !budget.isSpent
          }
          i = Int(end)
        } else {
          i += 1
        }
      case .value(let id, let inAttribute):
        substitute(Int(id), inAttribute ? .attribute : .content, first: first, item: item, chunk, into: &out)
        i += 1
      }
    }
  }

  /// Value `id` of the instance whose values begin at `values[first]`.
  private func value(_ id: Int, _ first: Int) -> BinXMLValue? {
    first + id < values.count ? values[first + id] : nil
  }

  /// MS-EVEN6 §3.1.4.7.2: an element or attribute with an optional substitution whose value is NULL is left out,
  /// whatever else it holds; so is an element that depends on a NULL value.
  private func isOmitted(_ program: BinXMLProgram, _ conditions: Range<Int32>, _ first: Int) -> Bool {
    for k in conditions where value(Int(program.conditions[Int(k)]), first)?.isNull ?? true { return true }
    return false
  }

  private mutating func substitute(
    _ id: Int, _ place: EventText.Place, first: Int, item: (id: Int, value: BinXMLValue)?,
    _ chunk: Span<UInt8>, into out: inout [UInt8]
  ) {
    guard let value = item?.id == id ? item?.value : value(id, first) else {
      return note("evtx.values", "the template asks for value \(id), and there is none")
    }
    self.value(value, first: first, place, chunk, into: &out)
  }

  mutating func value(
    _ value: BinXMLValue, first: Int, _ place: EventText.Place, _ chunk: Span<UInt8>, into out: inout [UInt8]
  ) {
    if value.isArray {
      // Only in an attribute or beside another array: elsewhere the element is repeated.
      var isFirst = true
      BinXMLArray.forEach(of: value, in: chunk) { element in
        if !isFirst { EventText.append(", ", to: &out) }
        isFirst = false
        self.value(element, first: first, place, chunk, into: &out)
        return !budget.isSpent
      }
      return
    }
    if value.type == BinXMLType.binXML, place == .content {
      guard spend(RecordBudget.stepCost + Int(value.length) / 8) else { return }
      return fragment(chunk, value.range, isValue: true, into: &out)
    }
    let before = out.count
    let fits = BinXMLValueText.append(chunk.extracting(value.range), type: value.type, place, to: &out)
    if !fits {
      note(
        "evtx.value",
        "\(value.length) bytes at \(hexText(UInt32(value.start))) of the chunk are no value of type"
          + " \(BinXMLType.name(value.type)): written as they are")
    }
    _ = spend(RecordBudget.stepCost + Int(value.length) / 8 + out.count - before)
  }
}

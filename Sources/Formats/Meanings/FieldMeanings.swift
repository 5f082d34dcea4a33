/// What the value of a field means, where documentation says so: `LogonType` 3 is a logon over the network. Shown
/// beside the value, never in its place. What is not known, or would be a guess, has no meaning.
package enum FieldMeanings {
  /// What else a record says that a meaning may depend on.
  package struct Context: Sendable {
    /// Nil: not known.
    package var eventID: Int?
    /// The provider's name in any of its usual spellings; nil or empty: not known.
    package var provider: String?
    /// Security's `ObjectType` (`File`, `Key`, `Process`), on which the lower bits of an access mask depend.
    package var objectType: String?

    package init(eventID: Int? = nil, provider: String? = nil, objectType: String? = nil) {
      self.eventID = eventID
      self.provider = provider
      self.objectType = objectType
    }
  }

  /// What `value` means in `field` (also within a wrapper: `winlog.event_data.LogonType`); nil where that is not
  /// known.
  package static func meaning(of value: [UInt8], field: String, _ context: Context = Context()) -> String? {
    if let sid = SecurityIdentifiers.meaning(value) { return sid }
    let rules = rulesOfField[field] ?? rulesOfField[ColumnNames.column(for: field)] ?? []
    // Most fields of most records are out already.
    guard !rules.isEmpty || isMessage(value) else { return nil }
    let provider = context.provider.map(ProviderName.normalized).flatMap { $0.isEmpty ? nil : $0 }
    for rule in rules where rule.applies(eventID: context.eventID, provider: provider, context.objectType) {
      if let meaning = rule.table.meaning(value) { return meaning }
    }
    // Security writes %%codes in many more fields than have a rule.
    guard isMessage(value), ProviderName.auditing.contains(provider ?? "") else { return nil }
    return MeaningTable.messages.meaning(value)
  }

  /// Whether the first thing in a value is `%%`.
  private static func isMessage(_ value: [UInt8]) -> Bool {
    let percent = UInt8(ascii: "%")
    guard let start = value.firstIndex(where: { $0 > 0x20 }), start + 1 < value.count else { return false }
    return value[start] == percent && value[start + 1] == percent
  }

  private static let rulesOfField: [String: [MeaningRule]] = {
    var rules: [String: [MeaningRule]] = [:]
    for rule in MeaningRule.all { for field in rule.fields { rules[field, default: []].append(rule) } }
    return rules
  }()
}

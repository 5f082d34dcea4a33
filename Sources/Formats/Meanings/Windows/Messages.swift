/// Messages that Security's events name by number, `%%1537`: the message table of msobjs.dll.
extension MeaningTable {
  static let messages = MeaningTable(
    "%%codes of Security",
    source: "Microsoft, pages of the events (4624, 4656, 4663, 4720, 4719, 5156 …); msobjs.dll",
    kind: .messages,
    [
      messagesOfAccess, messagesOfKernelObjects, messagesOfAccounts, messagesOfLogons, messagesOfPolicy,
      messagesOfFiltering, accountChangeLines,
    ].joined(separator: "\n"))
}

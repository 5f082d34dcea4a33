import Evidence

/// The common field `user` of Windows events: who did it, as far as one field says so. The first of these that
/// the record has, and that is neither empty nor `-`:
///
/// | events | order |
/// | --- | --- |
/// | Sysmon and others with `User` | `User`, `SourceUser` (process access) |
/// | about an account that logs on, off or asks for a ticket (`isAboutTarget`) | `TargetUserName`, `SubjectUserName` |
/// | all others | `SubjectUserName`, `TargetUserName` |
/// | then | `AccountName` (4778, 4779; NXLog), `UserID` (the SID in System) |
///
/// 4648 (explicit credentials) and 4672 (special privileges) name the one who acts as Subject. Field meanings:
/// Microsoft, "Appendix L: Events to Monitor" and the pages of the events themselves.
package enum WindowsUser {
  /// Events of Security whose Target is the one who acts: the Subject of a logon is the computer itself.
  package static func isAboutTarget(_ eventID: Int) -> Bool {
    switch eventID {
    case 4624, 4625, 4626, 4627, 4634, 4647: true  // logon, failed logon, claims, groups, logoff
    case 4675, 4964: true  // SIDs filtered, special groups assigned
    case 4768, 4769, 4770, 4771, 4772, 4773, 4774, 4775, 4776, 4777: true  // Kerberos, NTLM
    case 4778, 4779, 4800, 4801, 4802, 4803: true  // session reconnected … screen saver dismissed
    default: false
    }
  }

  /// The user of a record whose fields are those of Event XML, whatever wrapped them: a name counts by its last
  /// part, if what stands before it is one of the known wrappers (`winlog.event_data.User`).
  ///
  /// - Parameters:
  ///   - first: entries before this one are not looked at.
  ///   - eventID: nil where it is no number.
  ///   - content: what entries stand in that are not in scratch (the record's text).
  package static func user(
    of fields: borrowing RecordFields, from first: Int = 0, eventID: Int?, content: Span<UInt8>
  ) -> RecordFields.CommonValue {
    var user = -1
    var sourceUser = -1
    var subject = -1
    var target = -1
    var account = -1
    var userID = -1
    for i in first..<max(first, fields.entries.count) {
      let id = fields.entries[i].name
      switch fields.names.keyLength(id) {
      case 4 where user < 0 && isNamed("User", id, i, fields, content): user = i
      case 6 where userID < 0 && isNamed("UserID", id, i, fields, content): userID = i
      case 10 where sourceUser < 0 && isNamed("SourceUser", id, i, fields, content): sourceUser = i
      case 10 where userID < 0 && isIdentifier(id, i, fields, content): userID = i
      case 11 where account < 0 && isNamed("AccountName", id, i, fields, content): account = i
      case 14 where target < 0 && isNamed("TargetUserName", id, i, fields, content): target = i
      case 15 where subject < 0 && isNamed("SubjectUserName", id, i, fields, content): subject = i
      default: break
      }
    }
    if user >= 0 { return .entry(user) }
    if sourceUser >= 0 { return .entry(sourceUser) }
    if target >= 0, subject < 0 || isAboutTarget(eventID ?? 0) { return .entry(target) }
    if subject >= 0 { return .entry(subject) }
    if account >= 0 { return .entry(account) }
    return userID >= 0 ? .entry(userID) : .none
  }

  /// Whether entry `i`, of name `id`, is named `key`, stands where Event XML's fields stand, and says something.
  private static func isNamed(
    _ key: StaticString, _ id: NameID, _ i: Int, _ fields: borrowing RecordFields, _ content: Span<UInt8>
  ) -> Bool {
    guard fields.names.hasKey(id, key) else { return false }
    let parent = fields.names.parent(id)
    guard parent == 0 || wrappers.contains(where: { fields.names.hasKey(parent, $0) }) else { return false }
    return saysSomething(i, fields, content)
  }

  /// winlogbeat's `winlog.user.identifier`, `user.identifier`: the SID in System.
  private static func isIdentifier(
    _ id: NameID, _ i: Int, _ fields: borrowing RecordFields, _ content: Span<UInt8>
  ) -> Bool {
    fields.names.hasKey(id, "identifier") && fields.names.hasKey(fields.names.parent(id), "user")
      && saysSomething(i, fields, content)
  }

  private static let wrappers: [StaticString] = ["event_data", "user_data", "EventData", "UserData", "Data"]

  private static func saysSomething(
    _ i: Int, _ fields: borrowing RecordFields, _ content: Span<UInt8>
  ) -> Bool {
    let entry = fields.entries[i]
    guard entry.type != .null else { return false }
    return withBytes(of: entry, in: fields, content: content) { bytes in
      !bytes.isEmpty && !(bytes.count == 1 && bytes[0] == UInt8(ascii: "-"))
    }
  }

  /// The number that entry `index` spells; nil where it is none, or has more than nine digits.
  package static func number(
    ofEntry index: Int, in fields: borrowing RecordFields, content: Span<UInt8>
  ) -> Int? {
    guard index >= 0, index < fields.entries.count else { return nil }
    return withBytes(of: fields.entries[index], in: fields, content: content) { bytes in
      guard !bytes.isEmpty, bytes.count < 10 else { return nil }
      var number = 0
      for i in 0..<bytes.count {
        let digit = Int(bytes[i]) - 48
        guard digit >= 0, digit < 10 else { return nil }
        number = number * 10 + digit
      }
      return number
    }
  }

  /// The bytes of an entry as they stand, where its buffer may have been taken out of `fields`.
  @inline(__always)
  static func withBytes<R>(
    of entry: RecordFields.Entry, in fields: borrowing RecordFields, content: Span<UInt8>,
    _ body: (Span<UInt8>) -> R
  ) -> R {
    let start = Int(entry.start)
    let end = start + Int(entry.length)
    if entry.buffer == .scratch {
      return end <= fields.scratch.count
        ? body(fields.scratch.span.extracting(start..<end)) : body(content.extracting(0..<0))
    }
    return end <= content.count ? body(content.extracting(start..<end)) : body(content.extracting(0..<0))
  }
}

import Evidence
import Formats
import Testing

@Suite("Windows: users, severities, columns") struct WindowsFieldsTests {
  static let users: [(id: Int, data: [(String, String)], user: String?)] = [
    (1, [("User", "D\\u"), ("SubjectUserName", "s")], "D\\u"),
    (10, [("SourceUser", "a"), ("TargetUser", "b")], "a"),
    (4624, [("SubjectUserName", "HOST$"), ("TargetUserName", "ann")], "ann"),
    (4625, [("SubjectUserName", "-"), ("TargetUserName", "ann")], "ann"),
    (4648, [("SubjectUserName", "bob"), ("TargetUserName", "admin")], "bob"),
    (4672, [("SubjectUserName", "bob")], "bob"),
    (4720, [("TargetUserName", "new"), ("SubjectUserName", "bob")], "bob"),
    (4769, [("TargetUserName", "ann@D")], "ann@D"),
    (4778, [("AccountName", "rdp")], "rdp"),
    (4624, [("TargetUserName", ""), ("SubjectUserName", "-")], nil),
  ]

  @Test("the user is whom the table names", arguments: users)
  func user(id: Int, data: [(String, String)], user: String?) {
    let values = data.map { "<Data Name='\($0)'>\($1)</Data>" }.joined()
    let text = XMLEventsSupport.make("<EventData>\(values)</EventData>", id: id)
    #expect(XMLEventsSupport.extract([UInt8](text.utf8)).common[.user] == user)
  }

  @Test("the user is found below the wrappers of JSON, and nowhere else")
  func wrapped() {
    var fields = RecordFields(names: NameTable())
    let text = Array("xyz".utf8)
    func id(_ path: String) -> NameID? {
      path.split(separator: ".").reduce(0) { parent, key in
        parent.flatMap { fields.names.id(String(key), below: $0) }
      }
    }
    fields.add(id("process.parent.User"), 0..<1)
    func user(_ eventID: Int?) -> RecordFields.CommonValue {
      WindowsUser.user(of: fields, eventID: eventID, content: text.span)
    }
    #expect(user(nil) == .none)
    fields.add(id("winlog.user.identifier"), 1..<2)
    #expect(user(nil) == .entry(1))
    fields.add(id("winlog.event_data.SubjectUserName"), 2..<3)
    #expect(user(1) == .entry(2))
  }

  @Test("levels have words, other levels are themselves")
  func severity() {
    let words = ["information", "critical", "error", "warning", "information", "verbose", "6", "16"]
    for (level, word) in zip([0, 1, 2, 3, 4, 5, 6, 16], words) {
      let text = XMLEventsSupport.make("", system: "<Level>\(level)</Level>")
      #expect(XMLEventsSupport.extract([UInt8](text.utf8)).common[.severity] == word)
    }
    #expect(XMLEventsSupport.extract([UInt8](XMLEventsSupport.make("").utf8)).common[.severity] == nil)
  }

  static let columns: [(name: String, column: String)] = [
    ("winlog.event_data.Image", "Image"), ("event_data.Image", "Image"), ("winlog.user_data.X", "X"),
    ("Event.EventData.Image", "Image"), ("Event.EventData.Data.Image", "Image"),
    ("EventData.Image", "EventData.Image"), ("Event.System.EventID", "EventID"),
    ("Event.System.EventID.#text", "EventID"), ("Event.System.EventID.#attributes.Qualifiers", "Qualifiers"),
    ("Event.System.Provider.#attributes.Name", "Provider"),
    ("Event.System.Provider_attributes.Guid", "ProviderGuid"),
    ("Event.System.Execution.@ProcessID", "ExecutionProcessID"),
    ("Event.UserData.RuleAdded.RuleName", "RuleName"),
    ("Event.EventData.Version", "EventData.Version"), ("winlog.event_data.version", "EventData.version"),
    ("Event.UserData.E.Channel", "UserData.Channel"), ("winlog.event_id", "EventID"), ("event_id", "EventID"),
    ("winlog.record_id", "EventRecordID"), ("record_number", "EventRecordID"),
    ("RecordNumber", "EventRecordID"),
    ("winlog.computer_name", "Computer"), ("computer_name", "Computer"), ("winlog.channel", "Channel"),
    ("log_name", "Channel"), ("winlog.provider_name", "Provider"), ("source_name", "Provider"),
    ("winlog.provider_guid", "ProviderGuid"), ("winlog.process.pid", "ExecutionProcessID"),
    ("winlog.process.thread.id", "ExecutionThreadID"), ("winlog.version", "Version"),
    ("winlog.activity_id", "ActivityID"), ("winlog.related_activity_id", "RelatedActivityID"),
    ("winlog.user.identifier", "UserID"), ("SourceName", "Provider"), ("Hostname", "Hostname"),
    ("EventCode", "EventID"), ("ComputerName", "Computer"), ("LogName", "Channel"),
    ("ProcessID", "ProcessID"),
    ("Image", "Image"), ("winlog.api", "winlog.api"), ("winlog.user.name", "winlog.user.name"),
    ("System.Provider.Name", "Provider"), ("System.Foo", "System.Foo"), ("Event.System.", "Event.System."),
    ("winlog.event_data.", "winlog.event_data."), ("", ""),
  ]

  @Test(
    "a wrapped Windows field has the column of its Event XML name, anything else its own", arguments: columns)
  func column(name: String, column: String) {
    #expect(ColumnNames.column(for: name) == column)
  }

  @Test("names of System fields are told from all others, in any case")
  func systemFields() {
    func contains(_ name: String) -> Bool {
      let bytes = Array(name.utf8)
      return SystemFields.contains(bytes.span)
    }
    for name in SystemFields.names {
      let text = name.description
      #expect(contains(text))
      #expect(contains(text.uppercased()))
      #expect(!contains(text + "s"))
      #expect(!contains(String(text.dropLast())))
    }
    #expect(!contains(""))
  }
}

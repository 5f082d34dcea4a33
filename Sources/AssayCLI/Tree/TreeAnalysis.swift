import CaseFile
import Evidence
import Hunt
import Integrity
import Query

/// The processes of a case as a tree.
struct TreeAnalysis: Analysis {
  static let name = "tree"

  /// A locator or record number.
  let around: String?
  let attached: AttachedKinds
  /// What is encoded in command lines is shown, too.
  let decodes: Bool
  /// The file of `--html`.
  var page: PageFile?
  var width: Int?

  init(around: String?, attached: AttachedKinds, decodes: Bool, page: PageFile?, width: Int?) {
    self.around = around
    self.attached = attached
    self.decodes = decodes
    self.page = page
    self.width = width
  }

  init(_ question: Question) throws {
    around = question[parameter: "around"]?.string
    attached =
      question[parameter: "attach"]?.string.flatMap { AttachedKinds(argument: $0) } ?? AttachedKinds()
    if case .bool(true) = question[parameter: "decode"] { decodes = true } else { decodes = false }
  }

  var words: String { around ?? "" }

  var parameters: [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    if let around { members.append(.init("around", .string(around))) }
    if !attached.kinds.isEmpty { members.append(.init("attach", .string(attached.text))) }
    if decodes { members.append(.init("decode", .bool(true))) }
    return members
  }

  func answer(_ selection: Selection, _ output: AnalysisOutput) throws {
    let sink = try page?.open()
    let events = try TreeRecords(selection).events()
    var answer = TreeAnswer(events: events, keys: .records, width: width)
    let isChosen = around != nil || !selection.parameters.isEmpty
    if isChosen {
      let chosen = try TreeChosen(answer.forest, events, selection)
      if let around {
        try chosen.addAround(around)
      } else {
        try chosen.addSelected()
      }
      answer.choose(chosen.nodes)
      if chosen.others > 0 {
        output.remark("\(chosen.others) of the chosen records are about no process that the case saw start")
      }
    }
    if !attached.kinds.isEmpty {
      answer.attached = try TreeAttachments(selection, attached.kinds).all(answer)
    }
    if decodes { answer.decode() }
    try answer.write(output, sink, title: selection.session.reader.store.path)
    try sink?.finish()
  }
}

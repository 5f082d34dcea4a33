import CLibXML2
import Formats

/// The fields of an event by another way: libxml2's tree, and a walk over it that follows the naming rules as
/// `XMLEvents.Extractor` documents them.
enum XMLEventsReference {
  private static let ready: Bool = {
    xmlInitParser()
    return true
  }()

  /// Nil where libxml2 finds the text not well-formed.
  static func fields(_ event: [UInt8]) -> [XMLEventsSupport.Field]? {
    guard ready, event.count < Int32.max else { return nil }
    let options = Int32(
      XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        | XML_PARSE_HUGE.rawValue)
    let document = unsafe event.withUnsafeBytes { bytes in
      unsafe xmlReadMemory(
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), nil, "UTF-8", options)
    }
    guard let document = unsafe document else { return nil }
    defer { unsafe xmlFreeDoc(document) }
    guard let root = unsafe xmlDocGetRootElement(document) else { return nil }
    let tree = unsafe Node(root)
    guard tree.name == "Event" else { return nil }
    var walk = Walk()
    walk.root(tree)
    return walk.out
  }

  /// A tree of our own, so that no pointer is looked at below.
  private final class Node {
    var name = ""
    var attributes: [(name: String, value: [UInt8])] = []
    var children: [Child] = []

    enum Child {
      case text([UInt8])
      case element(Node)
    }

    init(_ node: UnsafeMutablePointer<xmlNode>) {
      name = unsafe Node.local(node.pointee.name)
      var attribute = unsafe node.pointee.properties
      while let current = unsafe attribute {
        var value: [UInt8] = []
        var part = unsafe current.pointee.children
        while let text = unsafe part {
          unsafe value += Node.bytes(text.pointee.content)
          unsafe part = text.pointee.next
        }
        unsafe attributes.append((Node.local(current.pointee.name), value))
        unsafe attribute = current.pointee.next
      }
      var child = unsafe node.pointee.children
      while let current = unsafe child {
        switch unsafe current.pointee.type {
        case XML_ELEMENT_NODE: unsafe children.append(.element(Node(current)))
        case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
          unsafe children.append(.text(Node.bytes(current.pointee.content)))
        default: break
        }
        unsafe child = current.pointee.next
      }
    }

    private static func bytes(_ text: UnsafePointer<xmlChar>?) -> [UInt8] {
      guard let text = unsafe text else { return [] }
      var out: [UInt8] = []
      var i = 0
      while unsafe text[i] != 0 {
        unsafe out.append(text[i])
        i += 1
      }
      return out
    }

    /// libxml2 leaves a prefix on the name where it is not declared.
    private static func local(_ text: UnsafePointer<xmlChar>?) -> String {
      let name = unsafe String(decoding: bytes(text), as: UTF8.self)
      guard let colon = name.firstIndex(of: ":"), colon != name.startIndex,
        name.index(after: colon) != name.endIndex
      else { return name }
      return String(name[name.index(after: colon)...])
    }

    var isLeaf: Bool {
      children.allSatisfy { if case .text = $0 { true } else { false } }
    }
  }

  private static let systemNames: Set<String> = [
    "provider", "providerguid", "eventsourcename", "eventid", "qualifiers", "version", "level", "task",
    "opcode",
    "keywords", "eventrecordid", "activityid", "relatedactivityid", "executionprocessid", "executionthreadid",
    "channel", "computer", "userid", "systemtime",
  ]

  private struct Walk {
    var out: [XMLEventsSupport.Field] = []
    var pretty = false

    mutating func root(_ event: Node) {
      for attribute in event.attributes { add("Event." + attribute.name, attribute.value) }
      if case .text(let text) = event.children.first {
        pretty = text.contains(10) || text.contains(13)
      }
      content(event, emptyValue: false, firstName: "Event", laterName: "Event") { walk, part in
        switch part.name {
        case "System": walk.system(part)
        case "EventData": walk.data(part)
        default: walk.other(part)
        }
      }
    }

    mutating func system(_ part: Node) {
      for attribute in part.attributes { add("System." + attribute.name, attribute.value) }
      content(part, emptyValue: false, firstName: "System", laterName: "System") { walk, element in
        let bare = ["Provider", "TimeCreated", "Correlation", "Execution", "Security"].contains(element.name)
        var hasAttributes = false
        for (name, value) in element.attributes {
          switch (element.name, name) {
          case ("Provider", "Name"): walk.add("Provider", value)
          case ("Provider", "Guid"): walk.add("ProviderGuid", value)
          case ("TimeCreated", "SystemTime"): continue
          case ("Execution", _): walk.add("Execution" + name, value)
          default: walk.add(name, value)
          }
          hasAttributes = true
        }
        walk.content(
          element, emptyValue: !bare && !hasAttributes, firstName: element.name, laterName: element.name
        ) { walk, inner in
          walk.inner(inner, in: "System")
        }
      }
    }

    mutating func data(_ part: Node) {
      for (name, value) in part.attributes {
        add(name == "Name" ? "EventDataName" : "EventData." + name, value)
      }
      content(part, emptyValue: false, firstName: "EventData", laterName: "EventData") { walk, element in
        guard element.name == "Data" || element.name == "ComplexData" else {
          walk.inner(element, in: "EventData")
          return
        }
        var name = ""
        var hasAttributes = false
        for attribute in element.attributes {
          if attribute.name == "Name" {
            name = String(decoding: attribute.value, as: UTF8.self)
          } else {
            walk.add(element.name + "." + attribute.name, attribute.value)
            hasAttributes = true
          }
        }
        walk.content(
          element, emptyValue: !hasAttributes,
          firstName: walk.guarded(name.isEmpty ? element.name : name, "EventData"), laterName: element.name
        ) { walk, inner in walk.inner(inner, in: "EventData") }
      }
    }

    mutating func other(_ part: Node) {
      for (name, value) in part.attributes { add(part.name + "." + name, value) }
      let known = part.name == "UserData" || part.name == "RenderingInfo"
      let name = known ? part.name : guarded(part.name, part.name)
      content(part, emptyValue: !known && part.attributes.isEmpty, firstName: name, laterName: name) {
        $0.inner($1, in: part.name)
      }
    }

    mutating func inner(_ element: Node, in part: String) {
      for (name, value) in element.attributes { add(element.name + "." + name, value) }
      let name: String =
        switch part {
        case "System": element.name
        case "RenderingInfo": element.name == "Message" ? "Message" : "RenderingInfo." + element.name
        default: guarded(element.name, part)
        }
      content(element, emptyValue: element.attributes.isEmpty, firstName: name, laterName: name) {
        $0.inner($1, in: part)
      }
    }

    func guarded(_ name: String, _ part: String) -> String {
      systemNames.contains(name.lowercased()) ? part + "." + name : name
    }

    mutating func content(
      _ element: Node, emptyValue: Bool, firstName: String, laterName: String,
      _ child: (inout Walk, Node) -> Void
    ) {
      var text: [UInt8] = []
      var name = firstName
      for part in element.children {
        switch part {
        case .text(let piece): text += piece
        case .element(let node):
          if !blank(text) { add(name, text) }
          text = []
          name = laterName
          child(&self, node)
        }
      }
      if element.isLeaf {
        if blank(text), !emptyValue || pretty && (text.contains(10) || text.contains(13)) { text = [] }
        if !text.isEmpty || emptyValue { add(name, text) }
      } else if !blank(text) {
        add(name, text)
      }
    }

    private func blank(_ text: [UInt8]) -> Bool { text.allSatisfy { [9, 10, 13, 32].contains($0) } }

    mutating func add(_ name: String, _ value: [UInt8]) { out.append(.init(name, value)) }
  }
}

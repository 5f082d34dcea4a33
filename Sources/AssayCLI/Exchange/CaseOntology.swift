import CaseFile
import Evidence
import Formats
import Integrity
import Pages

/// Sources, custody log and tools of a case as a graph of CASE/UCO 1.4 in JSON-LD: files with their hashes, an
/// investigative action for each custody entry, and a provenance record for what it brought in
/// (https://ontology.caseontology.org, https://ontology.unifiedcyberontology.org).
struct CaseOntology {
  let identity: CaseIdentity
  let sources: [SourceRow]
  let entries: [CustodyEntry]
  let entryDigests: [String]

  /// The whole document.
  var document: JSONValue {
    var graph = [investigation]
    graph += sources.map(file)
    graph += sources.compactMap(containment)
    graph += distinct(entries.map(tool))
    graph += distinct(entries.map(person))
    for (index, entry) in entries.enumerated() { graph += action(entry, index) }
    return ["@context": Self.context, "@graph": .array(graph)]
  }

  private static let context: JSONValue = [
    "kb": "urn:assay:kb:",
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "uco-action": "https://ontology.unifiedcyberontology.org/uco/action/",
    "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "uco-identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
    "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "uco-tool": "https://ontology.unifiedcyberontology.org/uco/tool/",
    "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
  ]

  // MARK: names

  /// A name that ends with a UUID, as UCO wants it: of version 5 (RFC 9562 §5.5), in the namespace that the case's own
  /// UUID is, so that the same case gives the same graph.
  private func id(_ kind: String, _ what: String) -> String {
    var hasher = SHA1Hasher()
    let namespace = hexBytes(identity.uuid.utf8.filter { $0 != UInt8(ascii: "-") }) ?? []
    let name = Array("\(kind)\n\(what)".utf8)
    hasher.update(namespace.span)
    hasher.update(name.span)
    var bytes = Array(hasher.digest.prefix(16))
    bytes[6] = bytes[6] & 0x0f | 0x50
    bytes[8] = bytes[8] & 0x3f | 0x80
    let hex = Array(hexText(bytes))
    let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(hex[$0]) }
    return "kb:\(kind)-" + parts.joined(separator: "-")
  }

  private func node(_ id: String, _ type: String, _ members: [(String, JSONValue)]) -> JSONValue {
    .object([.init("@id", .string(id)), .init("@type", .string(type))] + members.map { .init($0.0, $0.1) })
  }

  private func reference(_ id: String) -> JSONValue { ["@id": .string(id)] }

  private func typed(_ type: String, _ value: String) -> JSONValue {
    ["@type": .string(type), "@value": .string(value)]
  }

  private func distinct(_ nodes: [JSONValue]) -> [JSONValue] {
    var seen: Set<String> = []
    return nodes.filter { seen.insert($0["@id"]?.string ?? "").inserted }
  }

  private func fileID(_ source: Int) -> String { id("file", "\(source)") }
  private func actionID(_ entry: CustodyEntry) -> String { id("action", "\(entry.sequence)") }
  private func toolID(_ entry: CustodyEntry) -> String {
    id("tool", "\(entry.tool.version) \(entry.tool.executable?.description ?? "")")
  }
  private func personID(_ entry: CustodyEntry) -> String {
    id("identity", "\(entry.actor.name)\n\(entry.actor.login)\n\(entry.actor.host)")
  }

  // MARK: nodes

  private var investigation: JSONValue {
    node(
      id("investigation", ""), "case-investigation:Investigation",
      [
        ("uco-core:name", .string(identity.name)), ("uco-core:description", .string(identity.origin)),
        (
          "uco-core:object",
          .array(sources.map { reference(fileID($0.id)) } + entries.map { reference(actionID($0)) })
        ),
      ])
  }

  private func file(_ row: SourceRow) -> JSONValue {
    let byteCount = typed("xsd:integer", "\(row.size ?? row.committed)")
    var facet: [(String, JSONValue)] = [
      ("uco-observable:fileName", .string(row.name.split(separator: "/").last.map(String.init) ?? row.name)),
      ("uco-observable:filePath", .string(row.name)), ("uco-observable:sizeInBytes", byteCount),
    ]
    if let modified = row.modified {
      facet.append(("uco-observable:modifiedTime", typed("xsd:dateTime", modified.text)))
    }
    let hashes = SourceDigests.recorded(row).map { digest in
      node(
        id("hash", "\(row.id) \(digest.kind.rawValue)"), "uco-types:Hash",
        [
          ("uco-types:hashMethod", .string(digest.kind.rawValue.uppercased())),
          ("uco-types:hashValue", typed("xsd:hexBinary", digest.text)),
        ])
    }
    let content: [(String, JSONValue)] =
      [("uco-observable:sizeInBytes", byteCount)]
      + (hashes.isEmpty ? [] : [("uco-observable:hash", .array(hashes))])
    return node(
      fileID(row.id), "uco-observable:File",
      [
        ("uco-core:name", .string("source \(row.id): \(row.name)")),
        (
          "uco-core:hasFacet",
          [
            node(id("file-facet", "\(row.id)"), "uco-observable:FileFacet", facet),
            node(id("content-facet", "\(row.id)"), "uco-observable:ContentDataFacet", content),
          ]
        ),
      ])
  }

  private func containment(_ row: SourceRow) -> JSONValue? {
    row.profile.member.map { place in
      node(
        id("relationship", "\(row.id)"), "uco-observable:ObservableRelationship",
        [
          ("uco-core:source", reference(fileID(row.id))),
          ("uco-core:target", reference(fileID(place.container))),
          ("uco-core:kindOfRelationship", "Contained_Within"), ("uco-core:isDirectional", true),
        ])
    }
  }

  private func tool(_ entry: CustodyEntry) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("uco-core:name", .string(entry.tool.name)), ("uco-tool:version", .string(entry.tool.version)),
      ("uco-tool:toolType", "log analysis"),
    ]
    if let executable = entry.tool.executable {
      members.append(("uco-core:description", .string("SHA-256 of the executable: \(executable)")))
    }
    return node(toolID(entry), "uco-tool:Tool", members)
  }

  private func person(_ entry: CustodyEntry) -> JSONValue {
    let account = [entry.actor.login.trimmingPrefix(" "), entry.actor.host[...]].filter { !$0.isEmpty }
      .joined(separator: " at ")
    return node(
      personID(entry), "uco-identity:Identity",
      [
        ("uco-core:name", .string(entry.actor.name.isEmpty ? account : entry.actor.name)),
        ("uco-core:description", .string("account \(account)")),
      ])
  }

  /// The act, and the provenance record of what it brought in or handed out.
  private func action(_ entry: CustodyEntry, _ index: Int) -> [JSONValue] {
    let source = entry.details?["source_id"]?.int.map { Int(clamping: $0) }
    let known = source.flatMap { number in sources.contains { $0.id == number } ? number : nil }
    let record = id("provenance", "\(entry.sequence)")
    var about = entry.details?["name"]?.string ?? ""
    if about.isEmpty { about = entry.details?["text"]?.string ?? "" }
    var members: [(String, JSONValue)] = [
      ("uco-core:name", .string(entry.action)),
      (
        "uco-core:description",
        .string(
          "custody entry \(entry.sequence), SHA-256 \(entryDigests[index])"
            + (about.isEmpty ? "" : ": \(about)"))
      ),
      ("uco-action:startTime", typed("xsd:dateTime", entry.time)),
      ("uco-action:endTime", typed("xsd:dateTime", entry.time)),
      ("uco-action:performer", reference(personID(entry))),
      ("uco-action:instrument", reference(toolID(entry))),
    ]
    if index > 0 {
      members.append(("case-investigation:wasInformedBy", reference(actionID(entries[index - 1]))))
    }
    guard let known else { return [node(actionID(entry), "case-investigation:InvestigativeAction", members)] }
    members += [("uco-action:object", reference(fileID(known))), ("uco-action:result", reference(record))]
    return [
      node(actionID(entry), "case-investigation:InvestigativeAction", members),
      node(
        record, "case-investigation:ProvenanceRecord",
        [
          ("uco-core:description", .string("\(entry.action), custody entry \(entry.sequence)")),
          ("case-investigation:exhibitNumber", .string("\(known)")),
          ("uco-core:object", reference(fileID(known))),
        ]),
    ]
  }
}

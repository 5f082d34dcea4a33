import Foundation
import Testing

@Suite("Bags") struct BagTests {
  private static func has(_ command: String) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command + " >/dev/null 2>&1"]
    try? process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
  private static let hasOpenSSH = has("command -v ssh-keygen && command -v python3")
  private static let hasBagit = has("python3 -c 'import bagit'")
  private static let hasCaseUtils = has("command -v case_validate")

  private static let time = "2026-11-24T12:00:00Z"
  private static let script = Program.root + "/docs/verify.py"

  private func signedBag(_ more: [String] = []) throws -> Folder {
    let folder = try Folder()
    try folder.smallCase()
    let key = try Program.shell(
      "ssh-keygen -q -t ed25519 -N '' -f key && cut -d' ' -f1,2 key.pub > signer", in: folder)
    try #require(key.status == 0)
    let made = try Program.run(
      ["export", "c.assay", "--bag", "bag", "--sign", "key", "--prove", "0:1", "--time", Self.time] + more,
      in: folder)
    try #require(made.status == 0, "\(made.messages)")
    return folder
  }

  @Test("a signed bag is checked by sha256sum, ssh-keygen and verify.py", .enabled(if: hasOpenSSH))
  func signed() throws {
    let folder = try signedBag(["--with-case", "--digests"])
    let check = """
      cd bag && sha256sum -c --quiet --strict manifest-sha256.txt tagmanifest-sha256.txt \
      && sha512sum -c --quiet manifest-sha512.txt && md5sum -c --quiet manifest-md5.txt \
      && (printf 'me namespaces="manifest@assay,report@assay" '; cat ../signer) > ../signers \
      && ssh-keygen -Y verify -f ../signers -I me -n manifest@assay -s tagmanifest-sha256.txt.sig < tagmanifest-sha256.txt \
      && ssh-keygen -Y verify -f ../signers -I me -n report@assay -s data/report/report.html.sig < data/report/report.html \
      && python3 data/verify.py . --key ../key.pub
      """
    let result = try Program.shell(check, in: folder)
    #expect(result.status == 0, "\(result.text)\(result.messages)")
    #expect(result.text.hasSuffix("\nverified\n"))
    #expect(result.text.contains("every digest as listed"))
    let altered = try Program.shell(
      "cp -r bag odd && echo >> odd/data/README.txt; python3 bag/data/verify.py odd", in: folder)
    #expect(altered.status == 1 && !altered.text.contains("every digest as listed"))
    #expect(!folder.has("bag.partial"))
    // The copy is the case.
    let copy = try Program.run(["verify", "bag/data/case/case.assay", "--format", "json"], in: folder).json()
    #expect((copy["verdict"] as? String)?.hasPrefix("verified") == true)
    let custody = try Program.run(["custody", "c.assay", "--format", "ndjson"], in: folder).rows()
    #expect(custody.last?["action"] as? String == "exported")
  }

  @Test(
    "each file of a bag altered or removed is found, also where the lists are written anew",
    .enabled(if: hasOpenSSH))
  func tampered() throws {
    let folder = try signedBag()
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.url.path + "/bag").filter { name in
      let path = folder.url.path + "/bag/" + name
      let kind = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
      return kind == .typeRegular
    }
    #expect(files.count > 15)
    // Lists written anew by somebody without the key.
    let reseal = """
      cd t && for k in 256 512; do find data -type f | sort | xargs sha${k}sum > manifest-sha$k.txt; done; \
      for k in 256 512; do sha${k}sum bag-info.txt bagit.txt manifest-sha256.txt manifest-sha512.txt > tagmanifest-sha$k.txt; done
      """
    for name in files.sorted() {
      var ways = ["flip"]
      // A second tag manifest is one more than needed.
      if name != "tagmanifest-sha512.txt" { ways.append("remove") }
      if name.hasPrefix("data/") { ways.append("reseal") }
      for way in ways {
        _ = try Program.shell("rm -rf t && cp -r bag t", in: folder)
        if way == "remove" {
          try FileManager.default.removeItem(atPath: folder.url.path + "/t/" + name)
        } else {
          var bytes = try folder.read("bag/" + name)
          bytes[bytes.count / 2] ^= 1
          try folder.write(bytes, to: "t/" + name)
        }
        if way == "reseal" { _ = try Program.shell(reseal, in: folder) }
        let result = try Program.shell("python3 '\(Self.script)' t --key key.pub", in: folder)
        // Without its declaration a folder is no bag: there is nothing to check it by.
        let expected: Int32 = way == "remove" && name == "bagit.txt" ? 2 : 1
        #expect(result.status == expected, "\(way) \(name): \(result.text)")
      }
    }
  }

  @Test("PyPI's bagit accepts a bag", .enabled(if: hasBagit))
  func bagit() throws {
    let folder = try Folder()
    try folder.smallCase()
    try #require(try Program.run(["export", "c.assay", "--bag", "bag"], in: folder).status == 0)
    let result = try Program.shell("python3 -c 'import bagit; bagit.Bag(\"bag\").validate()'", in: folder)
    #expect(result.status == 0, "\(result.messages)")
  }

  @Test(
    "the same case and --time give the same bytes; a case that cannot be written keeps no entry, and that is said"
  )
  func same() throws {
    let folder = try Folder()
    try folder.smallCase()
    try FileManager.default.copyItem(
      atPath: folder.url.path + "/c.assay", toPath: folder.url.path + "/d.assay")
    _ = try Program.shell("mkdir sub && mv d.assay sub/c.assay", in: folder)
    for (name, bag) in [("c.assay", "one"), ("sub/c.assay", "two")] {
      let made = try Program.run(
        [
          "export", name, "--bag", bag, "--time", Self.time, "--prove", "1:0", "--threads",
          bag == "one" ? "1" : "2",
        ],
        in: folder)
      try #require(made.status == 0, "\(made.messages)")
    }
    let difference = try Program.shell("diff -r one two", in: folder)
    #expect(difference.status == 0, "\(difference.text)")
  }

  @Test("a folder with files in it is not touched; --force renames it")
  func room() throws {
    let folder = try Folder()
    try folder.smallCase()
    try folder.write("mine", to: "bag/file")
    let refused = try Program.run(["export", "c.assay", "--bag", "bag"], in: folder)
    #expect(refused.status == 2)
    #expect(refused.messages.contains("[export.not-empty]"))
    #expect(!folder.has("bag.partial"))
    try #require(try Program.run(["export", "c.assay", "--bag", "bag", "--force"], in: folder).status == 0)
    #expect(try folder.read("bag.old/file") == Array("mine".utf8))
    #expect(folder.has("bag/bagit.txt"))
    // What is called so and is not ours stays too; what a killed export left is cleared.
    try folder.write("mine", to: "new.partial/file")
    let blocked = try Program.run(["export", "c.assay", "--bag", "new"], in: folder)
    #expect(blocked.status == 2)
    #expect(blocked.messages.contains("[export.in-the-way]"))
    try folder.write("", to: "new.partial/.assay-export")
    #expect(try Program.run(["export", "c.assay", "--bag", "new"], in: folder).status == 0)
    #expect(!folder.has("new.partial"))
  }

  @Test("records as NDJSON and CSV are those that the search finds")
  func records() throws {
    let folder = try Folder()
    try folder.smallCase()
    for file in ["r.ndjson", "r.csv"] {
      let made = try Program.run(["export", "c.assay", "--records", file, "--search", "host:a"], in: folder)
      #expect(made.status == 0, "\(made.messages)")
    }
    let lines = try String(decoding: folder.read("r.ndjson"), as: UTF8.self).split(separator: "\n")
    let rows = try lines.map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(rows.map { $0["locator"] as? String } == ["0:0", "0:2"])
    #expect(rows[1]["source_name"] as? String == "a.ndjson")
    #expect(
      String(decoding: try folder.read("r.csv"), as: UTF8.self).hasPrefix("record,locator,source_name,"))
  }

  @Test("DFXML: byte runs of the chosen records are where their bytes stand")
  func dfxml() throws {
    let folder = try Folder()
    try folder.smallCase()
    let made = try Program.run(
      ["export", "c.assay", "--dfxml", "d.xml", "--search", "host:b", "--time", Self.time], in: folder)
    #expect(made.status == 0, "\(made.messages)")
    let check = """
      import hashlib, xml.etree.ElementTree as E
      n = '{http://www.forensicswiki.org/wiki/Category:Digital_Forensics_XML}'
      files = E.parse('d.xml').getroot().findall(n + 'fileobject')
      assert [f.find(n + 'filename').text for f in files] == ['a.ndjson', 'b.log']
      for f in files:
          data = open(f.find(n + 'filename').text, 'rb').read()
          assert hashlib.sha256(data).hexdigest() == f.find(n + 'hashdigest').text
          assert len(data) == int(f.find(n + 'filesize').text)
      runs = files[0].findall(n + 'byte_runs/' + n + 'byte_run')
      assert len(runs) == 1 and not files[1].findall(n + 'byte_runs')
      at, length = int(runs[0].get('file_offset')), int(runs[0].get('len'))
      record = open('a.ndjson', 'rb').read()[at:at + length]
      assert b'"host":"b"' in record and record.endswith(b'\\n')
      assert hashlib.sha256(record).hexdigest() == runs[0].find(n + 'hashdigest').text
      """
    try folder.write(check, to: "check.py")
    let result = try Program.shell("python3 check.py", in: folder)
    #expect(result.status == 0, "\(result.messages)")
  }

  @Test("CASE/UCO: case_validate finds nothing wrong", .enabled(if: hasCaseUtils))
  func ontology() throws {
    let folder = try Folder()
    try folder.smallCase()
    try #require(try Program.run(["export", "c.assay", "--case-uco", "c.jsonld"], in: folder).status == 0)
    let result = try Program.shell("case_validate c.jsonld", in: folder)
    #expect(result.status == 0, "\(result.text)\(result.messages)")
  }
}

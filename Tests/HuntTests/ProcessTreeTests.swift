import Hunt
import Testing

@Suite("Process tree")
struct ProcessTreeTests {
  private let cmd = #"C:\Windows\System32\cmd.exe"#
  private let notepad = #"C:\Windows\System32\notepad.exe"#

  @Test("a process that has ended adopts nobody, and one that ends as its child starts does")
  func ends() {
    var script = TreeScript()
    script.start(cmd, 80, at: 0)
    script.end(cmd, 80, at: 60)
    let after = script.start(notepad, 96, under: cmd, 80, at: 61)
    let meanwhile = script.start(notepad, 97, under: cmd, 80, at: 60)
    #expect(script.parents[after] == .some(nil))
    #expect(script.parents[meanwhile] == .some(0))
  }

  @Test("the end of a reused number is that of the later process")
  func reusedEnd() {
    var script = TreeScript()
    script.start(cmd, 80, at: 0)
    script.end(cmd, 80, at: 10)
    let second = script.start(cmd, 80, at: 20)
    let child = script.start(notepad, 96, under: cmd, 80, at: 30)
    script.end(cmd, 80, at: 40)
    let late = script.start(notepad, 98, under: cmd, 80, at: 50)
    #expect(script.parents[child] == .some(second))
    #expect(script.parents[late] == .some(nil))
  }

  @Test("a number alone leads to no process of another name")
  func otherName() {
    var script = TreeScript()
    script.start(notepad, 80, at: 0)
    let child = script.start(notepad, 96, under: cmd, 80, at: 1)
    #expect(script.parents[child] == .some(nil))
  }

  @Test("a record that names no folder is matched by the file name, one on another drive is not")
  func names() {
    var script = TreeScript()
    script.start(cmd, 80, at: 0)
    let bare = script.start(notepad, 96, under: "CMD.EXE", 80, at: 1)
    let other = script.start(notepad, 97, under: #"D:\Windows\System32\cmd.exe"#, 80, at: 1)
    let device = script.start(notepad, 98, under: #"\??\C:\WINDOWS\system32\cmd.exe"#, 80, at: 1)
    let root = script.start(notepad, 99, under: #"\SystemRoot\System32\cmd.exe"#, 80, at: 1)
    #expect(script.parents[bare] == .some(0))
    #expect(script.parents[other] == .some(nil))
    #expect(script.parents[device] == .some(0))
    #expect(script.parents[root] == .some(0))
  }

  @Test("Security and Sysmon records of one start are one process, with the children of both")
  func merged() throws {
    var script = TreeScript()
    let sysmon = script.start(
      cmd, 80, at: 10.02, log: .sysmon, guid: "{01e2a015-000a-62c4-a807-000000000700}")
    let security = script.start(cmd, 80, at: 10)
    let a = script.start(notepad, 96, under: cmd, 80, at: 11)
    let b = script.start(
      notepad, 97, under: cmd, 80, at: 11, log: .sysmon, guid: "{01e2a015-000b-62c4-a907-000000000700}",
      parentGUID: "{01e2a015-000a-62c4-a807-000000000700}")
    let forest = ProcessForest(script.events)
    #expect(forest.nodes.count { !$0.isGhost } == 3)
    let node = try #require(script.node(sysmon, forest))
    #expect(script.events.list[node.other].record == security)
    #expect(script.parents[a] == .some(sysmon))
    #expect(script.parents[b] == .some(sysmon))
    #expect(script.node(b, forest)?.match == .guid)
    #expect(script.node(a, forest)?.match == .numberAndName)
  }

  @Test("a number does not lead to a process with another GUID")
  func contradictingGUID() {
    var script = TreeScript()
    script.start(cmd, 80, at: 0, log: .sysmon, guid: "{01e2a015-0001-62c4-a807-000000000700}")
    let child = script.start(
      notepad, 96, under: cmd, 80, at: 5, log: .sysmon, guid: "{01e2a015-0005-62c4-a907-000000000700}",
      parentGUID: "{01e2a015-0003-62c4-a807-000000000700}")
    #expect(script.parents[child] == .some(nil))
  }

  @Test("circles of any kind are cut, each once")
  func circles() {
    var script = TreeScript()
    let guids = (0..<4).map { "{01e2a015-000\($0)-62c4-a807-000000000700}" }
    for index in 0..<4 {
      script.start(
        cmd, Int64(80 + index), at: Double(index), log: .sysmon, guid: guids[index],
        parentGUID: guids[(index + 1) % 4])
    }
    let one = script.start(notepad, 7, under: notepad, 8, at: 9)
    script.start(notepad, 8, under: notepad, 7, at: 9)
    let forest = ProcessForest(script.events)
    #expect(forest.nodes.count { $0.closedCircle } == 2)
    #expect(script.node(0, forest)?.closedCircle == true)
    #expect(script.node(one, forest)?.closedCircle == true)
    #expect(forest.order.count == forest.nodes.count)
  }

  @Test("a further execve is another image; children stand under the image of their time")
  func imageChange() {
    var script = TreeScript()
    script.start("/bin/bash", 100, at: 0, log: .audit)
    let first = script.start("/usr/bin/nohup", 104, under: "", 100, at: 1, log: .audit)
    let early = script.start("/bin/ls", 105, under: "", 104, at: 1.5, log: .audit)
    let second = script.start("/tmp/m", 104, under: "", 100, at: 2, log: .audit)
    let late = script.start("/bin/ls", 106, under: "", 104, at: 3, log: .audit)
    let forest = ProcessForest(script.events)
    #expect(script.node(second, forest)?.relation == .imageChange(of: first))
    #expect(script.parents[second] == .some(0))
    #expect(script.parents[early] == .some(first))
    #expect(script.parents[late] == .some(second))
  }

  @Test("hosts are apart, but a short name is its full name where there is one such")
  func hosts() {
    var script = TreeScript()
    script.start(cmd, 80, at: 0, host: "ws1.example.org")
    let same = script.start(notepad, 96, under: cmd, 80, at: 1, host: "WS1")
    let other = script.start(notepad, 97, under: cmd, 80, at: 1, host: "WS2")
    #expect(script.parents[same] == .some(0))
    #expect(script.parents[other] == .some(nil))
  }

  @Test("a chain of 100,000 is a chain, in any order of the records")
  func deep() {
    var forward = TreeScript()
    var backward = TreeScript()
    let count = 100_000
    for index in 0..<count {
      forward.start(cmd, Int64(index), under: cmd, Int64(index - 1), at: Double(index))
    }
    for index in (0..<count).reversed() {
      backward.start(cmd, Int64(index), under: cmd, Int64(index - 1), at: Double(index))
    }
    for script in [forward, backward] {
      let forest = ProcessForest(script.events)
      // Under a ghost: the first names a parent, too.
      #expect(forest.nodes.map(\.depth).max() == count)
      #expect(Set(forest.order).count == forest.nodes.count)
    }
  }

  @Test(
    "numbers are read in the forms of the logs",
    arguments: [
      ("0x1a4", 420), ("420", 420), ("0X1A4", 420), (" 420 ", 420), ("420.0", 420), ("", -1), ("0x", -1),
      ("4294967296", -1), ("-1", -1), ("99999999999999999999", -1), ("0xFFFFFFFFFF", -1), ("4 2", -1),
    ])
  func numbers(_ text: String, _ number: Int64) {
    let bytes = Array(text.utf8)
    #expect(ProcessNumber.parse(bytes, 0..<bytes.count) == number)
  }

  @Test("a GUID gives the second of the start, and its own text back")
  func guid() throws {
    let text = "{b669e388-4a98-5ee0-1704-000000000300}"
    let bytes = Array(text.utf8)
    let guid = try #require(ProcessGUID(bytes, 0..<bytes.count))
    // date -u -d @1591757464: 2020-06-10 02:51:04, the time of that record.
    #expect(guid.startSecond == 1_591_757_464)
    #expect(guid.text == text)
    #expect(ProcessGUID(Array("{b669e388}".utf8), 0..<10) == nil)
  }
}

import Hunt
import Testing

@Suite("Anomalies of processes")
struct ProcessAnomalyTests {
  private func kinds(_ script: TreeScript) -> [Int: [ProcessAnomaly.Kind]] {
    let forest = ProcessForest(script.events)
    var found: [Int: [ProcessAnomaly.Kind]] = [:]
    for (node, list) in ProcessAnomaly.all(forest, script.events) {
      found[script.events.list[forest.nodes[node].event].record] = list.map(\.kind)
    }
    return found
  }

  @Test(
    "a name of Windows' own elsewhere is told, in its folders it is not",
    arguments: [
      (#"C:\Windows\System32\svchost.exe"#, false), (#"C:\WINDOWS\SysWOW64\SVCHOST.EXE"#, false),
      (#"\Device\HarddiskVolume3\Windows\System32\svchost.exe"#, false),
      (#"C:\Windows\WinSxS\amd64_x\svchost.exe"#, false), ("svchost.exe", false),
      (#"C:\Users\Public\svchost.exe"#, true), (#"C:\Windows\svchost.exe"#, true),
      (#"C:\Windows\System32\drivers\svchost.exe"#, true), (#"C:\Users\Public\tool.exe"#, false),
      (#"C:\Windows\explorer.exe"#, false), (#"C:\Windows\System32\explorer.exe"#, true),
    ])
  func masquerading(_ path: String, _ isOdd: Bool) {
    var script = TreeScript()
    let record = script.start(path, 4)
    #expect((kinds(script)[record] ?? []).contains(.masqueradingPath) == isOdd)
  }

  @Test("the one parent of twenty that differs is told; of a program with many parents none is")
  func parents() {
    var script = TreeScript()
    for index in 0..<19 {
      script.start(#"C:\a\tool.exe"#, Int64(index), under: #"C:\a\usual.exe"#, 900, at: 1)
    }
    let odd = script.start(#"C:\a\tool.exe"#, 50, under: #"C:\a\word.exe"#, 901, at: 2)
    for index in 0..<10 {
      script.start(#"C:\a\shell.exe"#, Int64(100 + index), under: #"C:\a\p\#(index).exe"#, 902, at: 3)
    }
    #expect(kinds(script) == [odd: [.unusualParent]])
  }

  @Test("a lone shape among common ones is told; numbers and identifiers make no shape")
  func shapes() {
    var script = TreeScript()
    for index in 0..<20 {
      script.start(
        #"C:\a\tool.exe"#, Int64(index), under: #"C:\a\u.exe"#, 900, at: Double(index),
        command: "tool.exe -id \(index * 977) -g {0f\(index)e3a-\(index)}")
    }
    let odd = script.start(
      #"C:\a\tool.exe"#, 99, under: #"C:\a\u.exe"#, 900, at: 99, command: "tool.exe -enc SQBFAFgA")
    #expect(kinds(script) == [odd: [.rareCommandLine]])
  }

  @Test("a copy of a record is no start of its own")
  func copies() {
    var script = TreeScript()
    for _ in 0..<2 { script.start(#"C:\Users\svchost.exe"#, 4, at: 1) }
    #expect(kinds(script).count == 1)
  }
}

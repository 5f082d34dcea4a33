/// What all charts have in common.
package enum ChartStyle {
  /// Style sheet of charts: within a chart that is a file of its own, once on a page that has several. Colours follow
  /// `prefers-color-scheme`, on paper they are those of light.
  package static let sheet = """
    .chart{--ground:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;font:13px system-ui,sans-serif}
    .ground{fill:var(--ground)}.head{font-weight:600;font-size:15px}text{fill:var(--ink)}text.soft{fill:var(--soft)}
    .line{stroke:var(--line)}.axis{stroke:var(--soft)}.fold{fill:none;stroke:var(--soft);stroke-dasharray:2 3}
    .mark{fill:#b35900;stroke:var(--ground)}.limit{stroke:#b35900;stroke-width:2;stroke-dasharray:6 3}
    .s0{fill:#0072b2}.s1{fill:#e69f00}.s2{fill:#009e73}.s3{fill:#cc79a7}.s4{fill:#56b4e9}.s5{fill:#d55e00}
    .s6{fill:#f0e442}.other{fill:#8c8c8c}.absent{fill:#b8b8b8}
    .h0{fill:#cfe3f3}.h1{fill:#fde3b0}.h2{fill:#f8b56a}.h3{fill:#e4742c}.h4{fill:#8f2508}
    .cross{stroke:#fff;stroke-width:1.5}
    @media screen and (prefers-color-scheme:dark){.chart{--ground:#0d1117;--ink:#e6edf3;--soft:#9da7b3;--line:#30363d}
    .s0{fill:#3d9fe0}.mark{fill:#ffb266}.limit{stroke:#ffb266}.absent{fill:#606770}
    .h0{fill:#173a56}.h1{fill:#5a4a1c}.h2{fill:#96621f}.h3{fill:#d97b2c}.h4{fill:#ffb48a}.cross{stroke:#000}}

    """

  /// Two digits behind the point: the same on every machine.
  package static func number(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let rest = hundredths % 100
    return rest == 0 ? "\(hundredths / 100)" : "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}

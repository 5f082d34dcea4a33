/// What a report looks like beside all other pages: page numbers, a cover, findings, digests in groups.
enum ReportStyle {
  static let sheet = """
    .kicker{letter-spacing:.08em;text-transform:uppercase;color:var(--soft);font-size:.85rem;margin:0}
    .cover h1{margin:.2rem 0 1rem}
    .facts{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.2rem;margin:1rem 0}
    .facts dt{color:var(--soft);font-weight:400}.facts dd{margin:0;overflow-wrap:anywhere}
    .tiles{display:flex;flex-wrap:wrap;gap:.6rem;margin:1rem 0;padding:0;list-style:none}
    .tiles li{flex:1 1 7rem;background:var(--panel);border-radius:4px;padding:.5rem .7rem}
    .tiles b{display:block;font-size:1.35rem;font-variant-numeric:tabular-nums}
    .hash span{margin-right:.45em}.hash{overflow-wrap:normal}
    .again,.partly{color:var(--soft);font-size:.88rem;margin:.15rem 0 .9rem}.partly{color:inherit}
    .finding{border-top:3px solid var(--rule);padding-top:.2rem;margin-top:1.8rem}
    .fact{border-left:6px solid var(--fact);padding:.1rem 0 .1rem 1rem;margin:.7rem 0}
    .reading{border:1px dashed var(--soft);padding:.4rem 1rem;margin:.9rem 0;border-radius:4px}
    .label{font-weight:600;margin:.2rem 0}
    .record{margin:1rem 0 1.2rem;border-left:2px solid var(--rule);padding-left:.9rem}
    .record h4{margin:.2rem 0;font-family:ui-monospace,monospace}
    .record pre{max-height:none}.proof{font-size:.85rem}.path code{display:block}
    .narrow{min-width:60%}.t{white-space:nowrap}.again{break-before:avoid}.path{margin:.2rem 0}
    .two{columns:2;column-gap:2rem}.two>*{break-inside:avoid}
    :root{--fact:#0072b2}
    @media screen and (prefers-color-scheme:dark){:root{--fact:#56b4e9}}
    @media print{.again,.partly,.record p,.proof{font-size:8pt}.record h4{font-size:8.5pt}.after-cover{break-before:page}.toc{display:block}.toc a{display:inline-block}
    .finding,.record{break-inside:auto}.record h4,.label{break-after:avoid}.reading{break-inside:avoid}
    .tiles li,.hash,.reading,.fact{print-color-adjust:exact}a{text-decoration:none}}
    @page{@bottom-left{content:"\(footer)";font:8pt sans-serif;color:#57606a}
    @bottom-right{content:"page " counter(page) " of " counter(pages);font:8pt sans-serif;color:#57606a}}
    @media (max-width:40rem){.facts{grid-template-columns:1fr}.two{columns:1}}

    """

  private static let footer = "Evidence-integrity report"
}

/// The frame of every page that Assay writes: one file, no script, nothing from elsewhere; light, dark and on paper.
package enum HTMLPage {
  /// - Parameters:
  ///   - title: of the page, and its heading.
  ///   - body: what stands below the heading.
  ///   - style: what its style sheet has beside that of every page.
  package static func html(title: String, body: HTML, style: String = "") -> HTML {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(title)</title>
    <style>
    \(HTML(markup: self.style + (style.isEmpty ? "" : "\n" + style)))
    </style>
    </head>
    <body>
    <main>
    <h1>\(title)</h1>
    \(body)</main>
    </body>
    </html>

    """
  }

  private static let style = """
    :root{color-scheme:light dark;--soft:#57606a;--rule:#d0d7de;--panel:#f6f8fa;--cut:#ffd8b5;--good:#116329;\
    --bad:#a40e26;--paper:#fff;--text:#1b1f24}
    @media screen and (prefers-color-scheme:dark){:root{--soft:#9da7b3;--rule:#30363d;--panel:#161b22;\
    --cut:#6b3a00;--good:#56d364;--bad:#ff7b72;--paper:#0d1117;--text:#e6edf3}}
    body{font:14px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:66rem;padding:0 1rem;\
    background:var(--paper);color:var(--text)}
    h1{line-height:1.2}h2{margin:2.2rem 0 .4rem;border-bottom:1px solid var(--rule);padding-bottom:.2rem}
    h3{margin:1.4rem 0 .3rem}
    svg{width:100%;height:auto;display:block}figure{margin:1rem 0}figcaption,.soft{color:var(--soft)}
    table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:.5rem 0}
    th,td{padding:.2rem .8rem .2rem 0;border-bottom:1px solid var(--rule);text-align:left;vertical-align:top;\
    overflow-wrap:break-word}
    td.n,th.n{text-align:right;white-space:nowrap;overflow-wrap:normal}
    th{overflow-wrap:normal}
    caption{text-align:left;padding:.5rem 0;color:var(--soft)}tfoot td,tfoot th{font-weight:600}
    .wide{width:100%}.fixed{table-layout:fixed}
    code,pre,.mono{font-family:ui-monospace,monospace;font-size:.92em;overflow-wrap:anywhere}
    pre{white-space:pre-wrap;background:var(--panel);padding:.6rem;margin:.4rem 0;border-radius:4px}
    .bins td:first-child{font-family:ui-monospace,monospace;white-space:nowrap}
    .answer{font-size:1.1rem;background:var(--panel);border-left:6px solid var(--rule);padding:.7rem 1rem}
    .answer.good{border-color:var(--good)}.answer.bad{border-color:var(--bad)}
    .good b{color:var(--good)}.bad b{color:var(--bad)}
    mark{background:var(--cut);color:inherit;padding:0 .1em;border-radius:2px}
    .example{margin:.9rem 0;padding:0 0 .3rem}.example h4{margin:.2rem 0}
    dl{margin:.2rem 0}dt{font-weight:600}dd{margin:0 0 .3rem 1rem}
    .cause p{margin:.25rem 0}.cause .first td{border-bottom:0;padding-top:.5rem}nav a{margin-right:1rem;white-space:nowrap}a{color:inherit}
    @media print{:root{color-scheme:light}body{margin:0;max-width:none;padding:0;font-size:10pt}nav,details{display:none}\
    table{font-size:8pt}pre{font-size:7.5pt}th,td{padding-right:.4rem}
    thead{display:table-header-group}tfoot{display:table-row-group}tr,figure,.answer,h2,h3,h4,.cause{break-inside:avoid}
    h2,h3,h4,caption{break-after:avoid}pre,mark,.answer,rect{print-color-adjust:exact}}
    @page{size:A4;margin:16mm 14mm}
    """
}

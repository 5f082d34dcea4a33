import Evidence
import Integrity
import Pages

/// How the other side's expert checks all of this, with Assay and without.
struct CheckSection {
  let facts: Facts
  let sha256: String

  private var file: String { ReportCommands(file: facts["case", "file"].text ?? "").caseFile }

  /// A checkpoint (C2SP tlog-checkpoint) has the same root in base64.
  private var checkpoint: HTML {
    guard let root = facts["integrity", "root"].text.flatMap({ Digest256(hex: $0) }) else { return "" }
    return """
      A checkpoint has the same root in base64, not in hexadecimal digits: <code>assay checkpoint \(file)</code> prints \
      <code>\(Base64.text(root.bytes))</code>.
      """
  }

  var html: HTML {
    let root = facts["integrity", "root"].line
    let size = facts["integrity", "tree_size"].number
    let script = facts["verify_script"]
    return """
      <ol>
      <li><p><b>This page and its facts are the ones that were signed.</b> The facts are in the file beside it, \
      <code>report.json</code> (or the name that this page has, with that ending).</p>
      <pre>sha256sum report.json
      \(sha256)</pre>
      <p>With a signature beside it, and the line of the examiner’s key in a file <code>signers</code>:</p>
      <pre>ssh-keygen -Y verify -f signers -I examiner -n report@assay -s report.json.sig &lt; report.json</pre></li>
      <li><p><b>The case is sound, and is the one that this report is about:</b> every byte is read and hashed again. \
      It must name this tree size and this root.</p>
      <pre>assay verify \(file)
      \(at: size) leaves, root \(root)</pre>
      <p>\(checkpoint)</p></li>
      <li><p><b>The same without Assay.</b> A second verifier, one readable Python file that shares no code with Assay, \
      comes with it. First check that it is the one meant here:</p>
      <pre>sha256sum \(script["name"].line)
      \(script["sha256"].line)
      python3 \(script["name"].line) \(file)</pre>
      <p>It must name the same tree size and root.</p></li>
      <li><p><b>A single record:</b> its leaf hash is SHA-256 of a zero byte and its bytes. The path in the appendix leads \
      from there to the root (RFC 9162 §2.1.3.2).</p>
      <pre>assay prove \(file) LOCATOR -o record
      (printf '\\0'; cat record.raw) | sha256sum
      python3 \(script["name"].line) record.tlog-proof --bytes record.raw</pre></li>
      </ol>
      <p>Each number in this report has the command that prints it again beside it, or in the last table of the appendix. \
      Run them in the folder that holds <code>\(facts["case", "file"].line)</code>. A case that has grown since gives other \
      numbers; its tree size says so.</p>

      """
  }
}

import CaseFile
import Evidence
import Integrity
import Pages
import Report

/// The report in a bag: page and facts, signed like everything else.
struct BagReport {
  let casePath: String
  let request: BagRequest
  let executable: String?
  /// That which went before signing.
  let verification: VerifyReport?
  let threads: Int

  func write(_ store: CaseStore, _ folder: BagFolder) throws {
    var asked = ReportRequest(
      fileName: casePath.split(separator: "/").last.map(String.init) ?? casePath,
      toolVersion: AssayVersion.text)
    asked.cover = request.cover
    asked.time = request.time
    asked.executable = executable
    asked.verification = verification
    let document = try ReportDocument(store, asked, threads: threads) { Interruption.isRequested }
    let files = [
      ("data/report/report.html", Array(ReportPage(document).html.text.utf8)),
      ("data/report/report.json", document.bytes),
    ]
    for (name, bytes) in files {
      try folder.write(bytes, to: name)
      guard let key = request.key else { continue }
      let signature = try SSHSignature.sign(bytes, namespace: SignedFiles.reportNamespace, key: key.key)
      try folder.write(signature.utf8, to: name + ".sig")
    }
  }
}

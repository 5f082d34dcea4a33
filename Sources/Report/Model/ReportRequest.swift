package import CaseFile
package import Evidence

/// What a report is made of beside the case.
package struct ReportRequest: Sendable {
  /// What people say.
  package var cover = ReportCover()
  /// When, as given with `--time`; nil: the time of the last custody entry.
  package var time: Timestamp?
  /// Name of the case's file without folders: what printed commands call it.
  package var fileName: String
  /// Version of this program.
  package var toolVersion: String
  /// SHA-256 of its executable, in hexadecimal; nil where it cannot be read.
  package var executable: String?
  /// A verification that was run for this report.
  package var verification: VerifyReport?
  /// Zone in which times are shown beside UTC.
  package var zone: String?

  package init(fileName: String, toolVersion: String) {
    self.fileName = fileName
    self.toolVersion = toolVersion
  }
}

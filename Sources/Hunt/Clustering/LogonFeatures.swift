internal import Evidence

/// msticpy's numbers of a logon, as its notebooks make them before clustering.
package enum LogonFeatures {
  /// Names of the numbers that are made; `LogonType` is taken as it stands.
  package static let names = ["AccountNum", "LogonHour"]

  /// AccountNum: `char_ord_score(Account)`, the sum of the code points.
  package static func accountNumber(_ account: String) -> Double {
    Double(FeatureText.characterScore(account))
  }

  /// LogonHour: the hour (0 … 23, UTC) of an ISO 8601 time, nil if the text is none.
  package static func hour(ofTime text: String) -> Double? {
    let bytes = Array(text.utf8)
    guard let time = bytes.span.isoTime(at: 0) else { return nil }
    let seconds = time.utc().seconds
    return Double(((seconds % 86_400) + 86_400) % 86_400 / 3600)
  }
}

import Formats

/// What a case holds apart: logs, and claims about them.
extension [SourceRow] {
  /// Numbers of claims, and of the containers that they came out of.
  package var claimNumbers: Set<Int> {
    var numbers = Set(filter(\.isClaim).map(\.id))
    // A container stands before what is in it.
    for row in reversed() where numbers.contains(row.id) {
      if let place = row.profile.member { numbers.insert(place.container) }
    }
    return numbers
  }

  /// Logs and their containers, in order.
  package var evidence: [SourceRow] {
    let claims = claimNumbers
    return claims.isEmpty ? self : filter { !claims.contains($0.id) }
  }
}

extension TextScan {
  /// First products of clients, folded, with the dash that some have.
  private static let products: Set<[UInt8]> = Set(
    [
      "mozilla", "opera", "curl", "wget", "python-requests", "python-urllib", "go-http-client", "okhttp",
      "axios",
      "aria2", "apache-httpclient", "java", "powershell", "windowspowershell", "winhttp",
      "microsoft-cryptoapi",
      "microsoft-delivery-optimization", "microsoft", "bits", "certutil", "postmanruntime", "nmap", "nikto",
      "sqlmap", "masscan", "zgrab", "gobuster", "feroxbuster", "hydra", "httpie", "libwww-perl", "ruby",
      "guzzlehttp",
      "wininet", "urlgrabber", "winget", "msie", "cobalt", "wpscan", "nuclei", "ffuf", "dirbuster", "aws-cli",
      "boto3", "botocore", "windows-update-agent", "git", "pip",
    ].map { Array($0.utf8) })

  /// Products that are words of their own in paths, so that only a version with a dot makes them a client.
  private static let commonWords: Set<[UInt8]> = Set(
    ["java", "git", "pip", "bits", "microsoft", "opera", "ruby", "curl", "wget", "powershell"].map {
      Array($0.utf8)
    })

  /// `Mozilla/5.0 (…) Gecko/…`: a known product with its version, then products and comments (RFC 9110 §10.1.5).
  mutating func readAgent(_ word: Range<Int>) {
    let start = word.lowerBound
    guard start >= agentEnd, start >= urlEnd || before(start) == 61, start >= pathEnd else { return }
    let previous = before(start)
    guard !previous.isNameByte, previous != 47, previous != 92 else { return }
    var end = word.upperBound
    while end < text.count, end - start < 40, text[end].isWord || text[end] == 45 { end += 1 }
    let product = text[start..<end].folded
    guard byte(end) == 47, Self.products.contains(product) else { return }
    guard let version = versionEnd(end + 1),
      !Self.commonWords.contains(product) || text[end..<version].contains(46)
    else { return }
    end = version
    // Further products and comments, each behind a blank.
    while byte(end) == 32 {
      if byte(end + 1) == 40 {
        guard let close = commentEnd(end + 1) else { break }
        end = close
      } else {
        var place = end + 1
        while place < text.count, place - end < 64, text[place].isNameByte { place += 1 }
        guard place > end + 1, byte(place) == 47, let version = versionEnd(place + 1) else { break }
        end = version
      }
      if end - start > 1024 { break }
    }
    agentEnd = end
    addName(.userAgent, start..<end, in: start..<end)
  }

  /// Behind the version at a place; nil where there is none.
  private func versionEnd(_ start: Int) -> Int? {
    guard byte(start).isDigit || (byte(start) == 118 && byte(start + 1).isDigit) else { return nil }
    var end = start
    while end < text.count, end - start < 64, text[end].isNameByte || text[end] == 43 { end += 1 }
    while end > start, text[end - 1] == 46 { end -= 1 }
    return end
  }

  /// Behind the bracket that closes the comment at a place.
  private func commentEnd(_ start: Int) -> Int? {
    var depth = 0
    var place = start
    while place < text.count, place - start < 512, text[place] >= 32, text[place] != 34 {
      if text[place] == 40 { depth += 1 }
      if text[place] == 41 {
        depth -= 1
        if depth == 0 { return place + 1 }
      }
      place += 1
    }
    return nil
  }
}

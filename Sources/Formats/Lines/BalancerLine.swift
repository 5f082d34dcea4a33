import Evidence

extension LineRecords.Extractor {
  /// Access logs of AWS's Application and Network Load Balancers: `https 2020-…`, `tls 2.0 2022-…`. Names are
  /// those of the Elastic Load Balancing user guides. False where it is not.
  func balancerLine(_ text: Span<UInt8>, _ fields: inout RecordFields) -> Bool {
    let typeEnd = wordEnd(text, 0)
    guard typeEnd <= 5 else { return false }
    if text.starts(with: "tls ", at: 0) {
      let versionEnd = wordEnd(text, 4)
      guard let time = text.dateTime(at: versionEnd + 1) else { return false }
      setTime(time, &fields)
      balancerValues(text, 0, BalancerNames.network, &fields)
      return true
    }
    guard ["http", "https", "h2", "ws", "wss", "grpcs"].contains(where: { text.starts(with: $0, at: 0) }),
      let time = text.dateTime(at: typeEnd + 1)
    else { return false }
    setTime(time, &fields)
    balancerValues(text, 0, BalancerNames.application, &fields)
    return true
  }

  /// The Classic Load Balancer's log: told by `address:port` in its third place and a number in its fifth. The
  /// time has been set.
  func classicBalancerLine(_ text: Span<UInt8>, _ fields: inout RecordFields) -> Bool {
    let timeEnd = wordEnd(text, 0)
    let client = skipBlanks(text, wordEnd(text, skipBlanks(text, timeEnd)))
    let clientEnd = wordEnd(text, client)
    let backend = skipBlanks(text, clientEnd)
    let number = skipBlanks(text, wordEnd(text, backend))
    guard client < clientEnd, text[clientEnd - 1] >= 48, text[clientEnd - 1] <= 57,
      text.extracting(0..<clientEnd).firstIndex(of: UInt8(ascii: ":"), from: client) < clientEnd,
      number + 1 < text.count, text.starts(with: "0.", at: number) || text.starts(with: "-1", at: number)
    else { return false }
    balancerValues(text, 0, BalancerNames.classic, &fields)
    return true
  }

  private func balancerValues(
    _ text: Span<UInt8>, _ start: Int, _ names: [[UInt8]], _ fields: inout RecordFields
  ) {
    var i = start
    for name in names {
      guard i < text.count else { return }
      // An empty name: the time, which is a column of its own.
      if name.isEmpty {
        i = skipBlanks(text, wordEnd(text, i))
      } else if name == self.names.request {
        i = request(text, i, &fields)
      } else {
        i = value(text, i, name, &fields)
      }
    }
    if i < text.count { messageLine(text, from: i, &fields) }
  }
}

/// Names of the values in load balancer logs, in order.
enum BalancerNames {
  static let classic = names(
    " elb client:port backend:port request_processing_time backend_processing_time response_processing_time "
      + "elb_status_code backend_status_code received_bytes sent_bytes request user_agent ssl_cipher "
      + "ssl_protocol")
  static let application = names(
    "type  elb client:port target:port request_processing_time target_processing_time "
      + "response_processing_time elb_status_code target_status_code received_bytes sent_bytes request "
      + "user_agent ssl_cipher ssl_protocol target_group_arn trace_id domain_name chosen_cert_arn "
      + "matched_rule_priority request_creation_time actions_executed redirect_url error_reason "
      + "target:port_list target_status_code_list classification classification_reason conn_trace_id")
  static let network = names(
    "type version  elb listener client:port destination:port connection_time tls_handshake_time "
      + "received_bytes sent_bytes incoming_tls_alert chosen_cert_arn chosen_cert_serial tls_cipher "
      + "tls_protocol_version tls_named_group domain_name alpn_fe_protocol alpn_be_protocol "
      + "alpn_client_preference_list tls_connection_creation_time")

  private static func names(_ list: String) -> [[UInt8]] {
    list.split(separator: " ", omittingEmptySubsequences: false).map { Array($0.utf8) }
  }
}

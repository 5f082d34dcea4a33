/// Functions on IP addresses. An IPv6 address that only wraps an IPv4 one (`::ffff:10.1.2.3`) counts as that.
enum IPFunctions {
  /// `cidr_match(ip, network, …)`: 1 where the address lies in one of the networks, 0 where not or where it is no
  /// address.
  static func cidrMatch() -> ScalarFunction {
    var networks: [[UInt8]: IPNetwork] = [:]
    return ScalarFunction("cidr_match", .atLeast(2)) { arguments in
      let address = IPAddress(arguments[0].bytes)
      var found = false
      // All networks are read, so that a wrong one is told also where another one fits.
      for argument in arguments.dropFirst() {
        let text = argument.bytes
        var network = networks[text]
        if network == nil {
          guard let read = IPNetwork(text) else {
            throw FunctionError("got \(argument.shown), which is no network such as '10.0.0.0/8'")
          }
          if networks.count >= 1024 { networks = [:] }
          networks[text] = read
          network = read
        }
        if let network, let address {
          found = found || network.contains(address) || network.contains(address.unmapped)
        }
      }
      return .integer(found ? 1 : 0)
    }
  }

  /// `ip_type(ip)`: what the address is for; NULL where the text is no address.
  static var type: ScalarFunction {
    ScalarFunction("ip_type", 1...1) { arguments in
      IPAddress(arguments[0].bytes).map { SQLValue(IPType.of($0).rawValue) } ?? .null
    }
  }

  /// `ip_version(ip)`: 4, 6, or NULL where the text is no address.
  static var version: ScalarFunction {
    ScalarFunction("ip_version", 1...1) { arguments in
      IPAddress(arguments[0].bytes).map { SQLValue($0.version) } ?? .null
    }
  }
}

/// Names of fields that line logs do not spell themselves, as their formats' documentation calls them.
struct LineNames {
  let message = Array("message".utf8)
  let priority = Array("priority".utf8)
  let hostname = Array("hostname".utf8)
  let program = Array("program".utf8)
  let pid = Array("pid".utf8)
  // RFC 5424 §6
  let appname = Array("appname".utf8)
  let procid = Array("procid".utf8)
  let msgid = Array("msgid".utf8)
  // Apache mod_log_config, error log
  let vhost = Array("vhost".utf8)
  let clientip = Array("clientip".utf8)
  let ident = Array("ident".utf8)
  let auth = Array("auth".utf8)
  let request = Array("request".utf8)
  let method = Array("method".utf8)
  let uri = Array("uri".utf8)
  let version = Array("version".utf8)
  let status = Array("status".utf8)
  let bytes = Array("bytes".utf8)
  let referrer = Array("referrer".utf8)
  let useragent = Array("useragent".utf8)
  let level = Array("level".utf8)
  let module = Array("module".utf8)
  let tid = Array("tid".utf8)
  let client = Array("client".utf8)
  // PostgreSQL log_line_prefix
  let user = Array("user".utf8)
  let database = Array("database".utf8)
  // Linux audit
  let type = Array("type".utf8)
  let node = Array("node".utf8)
  let msg = Array("msg".utf8)
  let serial = Array("serial".utf8)
}

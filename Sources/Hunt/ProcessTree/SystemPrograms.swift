/// Where Windows has its own programs. From installations of Windows 7 to 11 and Server 2008 R2 to 2022.
enum SystemPrograms {
  private static let system32 = "\\windows\\system32\\"
  private static let sysWOW64 = "\\windows\\syswow64\\"

  /// Folders of a program of Windows, in lower case without drive; nil: none of Windows' own.
  static func folders(of name: String) -> [String]? { table[name] }

  /// Stores of Windows that hold copies of its programs.
  static let stores = [
    "\\windows\\winsxs\\", "\\windows\\servicing\\", "\\windows\\softwaredistribution\\", "\\$windows.~bt\\",
  ]

  private static let table: [String: [String]] = {
    var table: [String: [String]] = [:]
    for name in [
      "smss", "csrss", "wininit", "winlogon", "services", "lsass", "lsaiso", "lsm", "spoolsv", "taskhost",
      "taskhostw", "taskhostex", "dwm", "sihost", "fontdrvhost", "userinit", "logonui", "conhost",
      "runtimebroker",
      "searchindexer", "consent", "audiodg", "dashost", "smartscreen", "wlrmdr", "werfault",
      "searchprotocolhost", "searchfilterhost", "sppsvc", "vds", "msdtc", "alg", "wuauclt",
      "backgroundtaskhost",
      "dllhost", "svchost", "rundll32", "regsvr32", "cmd", "mshta", "wscript", "cscript", "certutil",
      "bitsadmin",
      "schtasks", "sc", "net", "net1", "reg", "msiexec", "cmstp", "vssadmin", "wevtutil", "nltest", "whoami",
      "ipconfig", "taskkill", "tasklist", "taskmgr", "notepad", "mmc", "eventvwr", "fodhelper", "wusa", "at",
    ] { table[name + ".exe"] = [system32, sysWOW64] }
    // These have no 32-bit twin.
    for name in [
      "smss", "csrss", "wininit", "winlogon", "services", "lsass", "lsaiso", "lsm", "spoolsv", "taskhost",
      "taskhostw", "taskhostex", "dwm", "sihost", "logonui", "conhost", "audiodg", "wlrmdr", "sppsvc",
    ] { table[name + ".exe"] = [system32] }
    table["explorer.exe"] = ["\\windows\\", sysWOW64]
    table["notepad.exe"] = ["\\windows\\", system32, sysWOW64]
    table["regedit.exe"] = ["\\windows\\", sysWOW64]
    table["wmiprvse.exe"] = [system32 + "wbem\\", sysWOW64 + "wbem\\"]
    table["wmic.exe"] = [system32 + "wbem\\", sysWOW64 + "wbem\\"]
    table["scrcons.exe"] = [system32 + "wbem\\", sysWOW64 + "wbem\\"]
    for name in ["powershell.exe", "powershell_ise.exe"] {
      table[name] = [system32 + "windowspowershell\\v1.0\\", sysWOW64 + "windowspowershell\\v1.0\\"]
    }
    return table
  }()
}

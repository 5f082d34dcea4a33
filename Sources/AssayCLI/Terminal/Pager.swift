import Foundation
internal import Glibc

// Sound because the C strings of arguments live until `posix_spawn` has returned, and each descriptor is closed once.

/// A program that shows long text page by page (`PAGER`, else `less -FIRX`).
struct Pager {
  private let command: String
  /// Lines that need no pager.
  let rows: Int

  /// Nil where there is none, or none is wanted (`PAGER` empty or `cat`).
  init?(rows: Int, environment: [String: String] = ProcessInfo.processInfo.environment) {
    if let wanted = environment["PAGER"] {
      if wanted.isEmpty || wanted == "cat" { return nil }
      command = wanted
    } else {
      let folders = (environment["PATH"] ?? "").split(separator: ":")
      guard folders.contains(where: { FileManager.default.isExecutableFile(atPath: $0 + "/less") }) else {
        return nil
      }
      command = "less -FIRX"
    }
    self.rows = rows
  }

  /// A pager under way, and where it reads.
  struct Running {
    let process: pid_t
    let input: Int32

    /// Says that nothing follows, and waits until the person has seen it all.
    func finish() {
      _ = close(input)
      var status: Int32 = 0
      while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
      Interruption.setPaging(false)
    }
  }

  /// Nil where it cannot be started: then there is no pager.
  func start() -> Running? {
    var ends: [Int32] = [0, 0]
    guard unsafe pipe(&ends) == 0 else { return nil }
    // The pager keeps neither end: it would wait for itself.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
    var words: [UnsafeMutablePointer<CChar>?] = unsafe []
    for word in ["/bin/sh", "-c", command] { unsafe words.append(strdup(word)) }
    unsafe words.append(nil)
    defer { unsafe words.forEach { unsafe free($0) } }
    var process: pid_t = 0
    Interruption.setPaging(true)
    let code = unsafe posix_spawn(&process, "/bin/sh", &actions, nil, &words, environ)
    _ = close(ends[0])
    guard code == 0 else {
      _ = close(ends[1])
      Interruption.setPaging(false)
      return nil
    }
    return Running(process: process, input: ends[1])
  }
}

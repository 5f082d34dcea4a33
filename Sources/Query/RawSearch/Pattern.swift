internal import CPCRE2
package import Evidence

// PCRE2 (JIT). Sound because the compiled code is freed once, by its owner, and is only read while matching
// (PCRE2 documents it as safe to share); match data belong to one thread; subjects are passed with their
// length and are not kept.

/// What a raw search looks for.
package struct PatternOptions: Sendable {
  /// The pattern is text to find as it is, not a regular expression (`-F`).
  package var isFixed = false
  /// Case does not matter (`-i`).
  package var ignoresCase = false
  /// The pattern is bytes in hexadecimal (`--hex`).
  package var isHex = false
  /// The pattern is text, to be found as it is in this encoding (`--encoding`).
  package var encoding: Encoding?

  package enum Encoding: String, Sendable, CaseIterable {
    case utf16LE = "utf-16le"
    case utf16BE = "utf-16be"
  }

  package init() {}
}

/// A compiled pattern.
@safe package final class Pattern: Sendable {
  /// Steps of backtracking allowed for one match attempt in one record; meeting it is reported with the answer.
  package static let stepLimit: UInt32 = 5_000_000

  // Compiled once, then only read: PCRE2 lets threads share it (pcre2api, "Multithreading").
  private nonisolated(unsafe) let code: OpaquePointer
  /// Bytes that every match is, where the pattern is plain and case matters: found without PCRE2.
  package let literal: [UInt8]?

  /// What a block must have to hold a match; nil where a search filter can rule nothing out.
  package let needle: SearchNeedle?

  /// - Throws: `grep.pattern`, with the place in `offset`.
  package init(_ pattern: String, options: PatternOptions) throws(AssayError) {
    let source = try PatternSource(pattern, options)
    let bytes = source.bytes
    literal = source.isLiteral && !source.ignoresCase ? bytes : nil
    needle = source.needle
    var flags: UInt32 = source.isLiteral ? UInt32(PCRE2_LITERAL) : UInt32(PCRE2_NEVER_BACKSLASH_C)
    if source.ignoresCase { flags |= UInt32(PCRE2_CASELESS) }
    // Text may hold bytes that are not UTF-8: PCRE2 then skips over them instead of refusing the record.
    if source.isUnicode { flags |= UInt32(PCRE2_UTF) | UInt32(PCRE2_MATCH_INVALID_UTF) }
    var errorNumber: Int32 = 0
    var errorOffset = 0
    let compiled = unsafe bytes.withUnsafeBufferPointer {
      unsafe pcre2_compile_8($0.baseAddress, $0.count, flags, &errorNumber, &errorOffset, nil)
    }
    guard let compiled = unsafe compiled else {
      var message = [UInt8](repeating: 0, count: 256)
      _ = unsafe message.withUnsafeMutableBufferPointer {
        unsafe pcre2_get_error_message_8(errorNumber, $0.baseAddress, $0.count)
      }
      throw AssayError(
        "grep.pattern", subject: pattern, offset: UInt64(errorOffset),
        reason: String(decoding: message.prefix { $0 != 0 }, as: UTF8.self))
    }
    unsafe code = compiled
    _ = unsafe pcre2_jit_compile_8(compiled, UInt32(PCRE2_JIT_COMPLETE))
  }

  deinit { unsafe pcre2_code_free_8(code) }

  /// A matcher for one thread.
  package func matcher() -> Matcher { unsafe Matcher(self, code) }

  @safe package final class Matcher {
    private let pattern: Pattern
    private let code: OpaquePointer
    private let data: OpaquePointer?
    private let context: OpaquePointer?
    /// Whether a match attempt met the step limit.
    package private(set) var metLimit = false

    /// `metLimit`, and starts anew.
    package func takeLimit() -> Bool {
      defer { metLimit = false }
      return metLimit
    }

    fileprivate init(_ pattern: Pattern, _ code: OpaquePointer) {
      self.pattern = pattern
      unsafe self.code = code
      unsafe data = pcre2_match_data_create_8(1, nil)
      unsafe context = pcre2_match_context_create_8(nil)
      unsafe pcre2_set_match_limit_8(context, Pattern.stepLimit)
    }

    deinit {
      unsafe pcre2_match_data_free_8(data)
      unsafe pcre2_match_context_free_8(context)
    }

    /// The first match at or after `start`.
    package func firstMatch(in subject: Span<UInt8>, from start: Int) -> Range<Int>? {
      if let literal = pattern.literal {
        let index = subject.firstIndex(of: literal, from: start)
        return index < subject.count ? index..<index + literal.count : nil
      }
      let result = unsafe subject.withUnsafeBufferPointer {
        unsafe pcre2_match_8(code, $0.baseAddress, $0.count, start, 0, data, context)
      }
      guard result >= 0, let ovector = unsafe pcre2_get_ovector_pointer_8(data) else {
        // Whatever else it is (steps, stack, memory, text that `(*UTF)` refuses): whether it matches is not known.
        if result != PCRE2_ERROR_NOMATCH { metLimit = true }
        return nil
      }
      return unsafe Int(ovector[0])..<max(Int(ovector[0]), Int(ovector[1]))
    }
  }
}

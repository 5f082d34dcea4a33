import CaseFile
import Evidence

extension KeptCheckpoint {
  /// The checkpoint in the file that an argument names.
  ///
  /// - Throws: `checkpoint.malformed`, and what reading throws.
  init(argument: String) throws(AssayError) {
    try self.init(path: argument, file: RawArguments.path(argument))
  }
}

import ArgumentParser
import Evidence

struct CheckProofCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-proof",
    abstract: "Check a proof of 'prove', without the case.",
    discussion: """
      EXAMPLES
        assay check-proof finding-1.tlog-proof
        assay check-proof finding-1.tlog-proof --key 'assay/case/…+1e21bd94+AQ9w…'
        assay check-proof finding-1.tlog-proof --bytes record.bin --key examiner.pub

      The bytes are read from finding-1.raw unless --bytes names them. --key is the verifier key that was printed \
      when the checkpoint was signed, or the signer's .pub file, and must come from elsewhere than the proof. A key \
      may be given several times, also of witnesses; each one that has signed is named, and one must be of the case. \
      Exit status 0: proven. 1: refused, with the reason, or no good signature of a key that was given. 3: proofs of \
      bytes that the record's text was made of are missing.
      """)

  @Argument(help: "The proof.", completion: .file())
  var proof: String

  @Option(help: ArgumentHelp("The record's bytes.", valueName: "file"), completion: .file())
  var bytes: String?

  @Option(
    help: ArgumentHelp("Trust this public key: a verifier key, or a .pub file.", valueName: "key"),
    completion: .file())
  var key: [String] = []

  @OptionGroup(title: "Common") var common: CommonOptions

  func run() throws {
    let sink = try common.sink()
    let keys = try key.map { argument throws(AssayError) in try TrustedKey(argument) }
    let check = try ProofCheck(proof: proof, bytes: bytes, keys: keys)
    try CheckProofOutput(proof: proof, check: check).write(sink, common.format, common.terminal)
    try sink.finish()
    if check.isRefused { throw ExitCode(1) }
    if !check.missing.isEmpty { throw ExitCode(3) }
  }
}

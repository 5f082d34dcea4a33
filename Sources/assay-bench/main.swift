import Glibc

// Measures the program against references that are timed in the same run: see docs/benchmarks.md.

do {
  let options = try Options(Array(CommandLine.arguments.dropFirst()))
  if options.wantsHelp {
    print(Options.help)
    exit(0)
  }
  let bench = try Bench(options)
  let report = try bench.run()
  report.write(options.format)
  exit(report.missed.isEmpty ? 0 : 1)
} catch let error as BenchError {
  Note.write("assay-bench: \(error.reason)")
  exit(2)
} catch {
  Note.write("assay-bench: \(error)")
  exit(2)
}

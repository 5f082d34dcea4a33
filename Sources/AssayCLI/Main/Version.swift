/// Version of this program, as in `assay --version`, custody entries and receipts.
package enum AssayVersion {
  package static let text = "0.1.0"
}

/// What of a command the model looks at, with the names of msticpy's three modes.
package enum SequenceMode: String, Sendable, CaseIterable {
  /// Names only.
  case names = "cmds_only"
  /// Names and which parameters are there.
  case parameters = "cmds_params"
  /// Names, parameters and their values.
  case values = "cmds_params_values"
}

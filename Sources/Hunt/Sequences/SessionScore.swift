/// How likely one session is, and its rarest window.
package struct SessionScore: Sendable, Equatable {
  /// A window of a session.
  package struct Window: Sendable, Equatable {
    /// Position of its first command in the session, from 0.
    package var start: Int
    /// Commands in it, the session's end counted as one.
    package var length: Int
    /// log10 of its likelihood, or of that to the power of 1 / length if geometric means were asked for.
    package var log10: Double
    /// Position in the session of the step that makes it rare: the least likely transition or set of parameters.
    package var rarestStep: Int
  }

  /// Number of commands.
  package var length: Int
  /// log10 of the session's likelihood; nil without commands.
  package var log10Likelihood: Double?
  /// The rarest window, the first on ties; nil where the session is shorter than the window.
  package var rarestWindow: Window?
  /// log10 of likelihood to the power of 1 / commands.
  package var log10GeometricMean: Double? { log10Likelihood.map { $0 / Double(max(1, length)) } }
}

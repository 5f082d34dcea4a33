internal import Foundation

/// Logarithms to the base 10: the C library's, under one name, so that the modules above need no Foundation for them.
package enum Logarithm {
  /// log10 of a number: minus infinity for 0, not a number for a negative one.
  package static func ten(_ value: Double) -> Double { Foundation.log10(value) }
}

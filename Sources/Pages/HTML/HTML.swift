/// Markup. What is put into it by interpolation is escaped, unless it is markup itself: text from logs cannot become
/// an element, whatever it holds.
package struct HTML: ExpressibleByStringInterpolation, Sendable, Equatable {
  package private(set) var text: String

  package init(stringLiteral markup: String) { text = markup }
  package init(stringInterpolation parts: Interpolation) { text = parts.text }

  /// Markup that another part of Assay made.
  package init(markup: String) { text = markup }

  /// Markup where something holds; nothing where it does not.
  package static func when(_ holds: Bool, _ markup: @autoclosure () -> HTML) -> HTML { holds ? markup() : "" }

  package static func += (markup: inout HTML, more: HTML) { markup.text += more.text }

  package struct Interpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    package init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity * 2) }

    package mutating func appendLiteral(_ markup: String) { text += markup }
    package mutating func appendInterpolation(_ text: String) { self.text += XMLText.escaped(text) }
    package mutating func appendInterpolation(_ markup: HTML) { text += markup.text }
    package mutating func appendInterpolation(_ list: [HTML]) { for markup in list { text += markup.text } }
    /// A count, with separators.
    package mutating func appendInterpolation(_ count: Int) { text += NumberText.grouped(count) }
    /// A length or place of a drawing.
    package mutating func appendInterpolation(at place: Double) { text += ChartStyle.number(place) }
    package mutating func appendInterpolation(at place: Int) { text += String(place) }
  }
}

import Evidence

/// Labels of a time axis: the hour below some places, and the day where it is another one.
package enum TimeLabels {
  package struct Label: Sendable {
    package var slot: Int
    package var hour: String
    package var day: String?
  }

  /// About ten labels.
  package static func list(_ slots: [Histogram.Slot]) -> [Label] {
    var labels: [Label] = []
    var last = ""
    let every = max(1, Int((Double(slots.count) / 10).rounded(.up)))
    for (index, slot) in slots.enumerated() where index % every == 0 {
      guard case .bin(let bin) = slot else { continue }
      let time = NumberText.time(bin.begin.text)
      let day = String(time.prefix(10))
      let hour = String(time.dropFirst(11).prefix(time.hasSuffix(":00Z") ? 5 : 8))
      labels.append(Label(slot: index, hour: hour, day: day == last ? nil : day))
      last = day
    }
    return labels
  }
}

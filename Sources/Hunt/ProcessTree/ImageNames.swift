/// The paths that records name, each read once.
struct ImageNames {
  /// What is compared of a path.
  struct Name {
    /// Number of the path without drive; 0: the record names no program.
    var tail: UInt32 = 0
    /// Number of the file name.
    var name: UInt32 = 0
    var drive: UInt8 = 0
    var isBare = false

    /// False where no path is said.
    var isKnown: Bool { tail != 0 }

    /// Whether two drives can be one: both letters are said only where they are equal.
    func canShareDrive(_ other: Name) -> Bool { drive == 0 || other.drive == 0 || drive == other.drive }
  }

  private var names: [Name?]
  /// Some record names a program without its folder.
  private(set) var hasBare = false

  init(_ events: ProcessEvents) {
    names = [Name?](repeating: nil, count: events.pool.count)
    var tails = TextPool()
    var files = TextPool()
    for event in events.list {
      for number in [event.image, event.parentImage] where names[Int(number)] == nil {
        var name = Name()
        if let path = ImagePath(events.pool.array(number)) {
          name.tail = tails.number(path.tail, 0..<path.tail.count)
          name.name = files.number(path.tail, path.nameStart..<path.tail.count)
          name.drive = path.drive
          name.isBare = path.isBare
          if path.isBare { hasBare = true }
        }
        names[Int(number)] = name
      }
    }
  }

  subscript(number: UInt32) -> Name { names[Int(number)] ?? Name() }
}

/// What kind of thing a piece of a command line or message is, where the thing itself differs from one event to the
/// next: clustering looks at the class in its place.
enum TokenClass: String, CaseIterable {
  case number = "<num>"
  case guid = "<guid>"
  case hex = "<hex>"
  case base64 = "<base64>"
  case address = "<ip>"
  case time = "<time>"
  case url = "<url>"
  case sid = "<sid>"
  /// Text in quotes.
  case quoted = "<text>"
  /// A word longer than anybody writes.
  case long = "<long>"
  case systemPath = "<system path>"
  case programPath = "<program path>"
  case userPath = "<user path>"
  case temporaryPath = "<temp path>"
  case networkPath = "<network path>"
  case path = "<path>"

  /// Classes that say something about intent: a template never joins texts that differ in them.
  var isTelling: Bool {
    switch self {
    case .base64, .url, .temporaryPath, .networkPath, .userPath, .long, .address: true
    case .number, .guid, .hex, .time, .sid, .quoted, .systemPath, .programPath, .path: false
    }
  }

  /// Longest word that stands for itself, in bytes.
  static let longestWord = 64
}

/// Time zones by name, from a table of our own: the static executable must give the same answer on a machine
/// without /usr/share/zoneinfo. The common IANA names with the rules that hold today, and what changed since
/// about 2011 (to the hour from 2017 on; before that Turkey and Russia changed their clocks on days or hours of
/// their own); a name that is not here is nil, and the user gives an offset.
package enum TimeZoneTable {
  /// The zone of a name: `UTC`, `Z`, `GMT`, `+02:00`, `+0200`, `-5`, `UTC+2`, an abbreviation such as `MDT` (an
  /// offset that does not change with the season, see `abbreviation`), or an IANA name such as
  /// `Europe/Berlin`, in any case. Nil for anything else.
  package static func rule(named name: String) -> ZoneRule? {
    let text = name.utf8.filter { $0 != UInt8(ascii: " ") }.map { ($0 >= 97 && $0 <= 122) ? $0 - 32 : $0 }
    let bytes = text.span
    if let offset = offset(bytes) ?? abbreviation(bytes) { return ZoneRule(fixed: offset) }
    if bytes.count > 3, bytes.starts(with: "UTC", at: 0) || bytes.starts(with: "GMT", at: 0) {
      return offset(bytes.extracting(3..<bytes.count)).map { ZoneRule(fixed: $0) }
    }
    let key = String(decoding: text, as: UTF8.self)
    for (names, rule) in zones where names.split(separator: " ").contains(where: { $0 == key }) {
      return rule
    }
    return nil
  }

  /// `+02:00`, `-0330`, `+2`, `-5:30` in seconds; at most 18 hours.
  private static func offset(_ bytes: Span<UInt8>) -> Int? {
    guard bytes.count >= 2, bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-") else { return nil }
    var digits = 0
    var value = 0
    var digitsBeforeColon: Int?
    for i in 1..<bytes.count {
      if bytes[i] == UInt8(ascii: ":"), digitsBeforeColon == nil, digits > 0 {
        digitsBeforeColon = digits
      } else if (48...57).contains(bytes[i]), digits < 4 {
        value = value * 10 + Int(bytes[i] - 48)
        digits += 1
      } else {
        return nil
      }
    }
    let minutesGiven: Bool
    if let before = digitsBeforeColon {
      guard before <= 2, digits - before == 2 else { return nil }
      minutesGiven = true
    } else {
      guard digits == 1 || digits == 2 || digits == 4 else { return nil }
      minutesGiven = digits == 4
    }
    let (hours, minutes) = minutesGiven ? (value / 100, value % 100) : (value, 0)
    guard hours <= 18, minutes < 60 else { return nil }
    return (bytes[0] == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
  }

  /// Seconds east of UTC of an abbreviation in capitals, as logs write it (`MDT`). Where several zones share
  /// one, the choice is: `CST`, `EST`, `MST`, `PST`, `AST` North America; `IST` India; `BST` British Summer
  /// Time; `GST` Gulf; `SST` Samoa. Nil for anything else.
  package static func abbreviation(_ bytes: Span<UInt8>) -> Int? {
    guard bytes.count >= 1, bytes.count <= 5 else { return nil }
    var key: UInt64 = 0
    for i in 0..<bytes.count { key = key << 8 | UInt64(bytes[i]) }
    return abbreviationMinutes(key).map { $0 * 60 }
  }

  private static func packed(_ name: StaticString) -> UInt64 {
    var key: UInt64 = 0
    name.withUTF8Buffer { bytes in
      for i in 0..<bytes.count { unsafe key = key << 8 | UInt64(bytes[i]) }
    }
    return key
  }

  private static func abbreviationMinutes(_ key: UInt64) -> Int? {
    for (name, minutes) in abbreviations where packed(name) == key { return minutes }
    return nil
  }

  /// Minutes east of UTC.
  private static let abbreviations: [(StaticString, Int)] = [
    ("UTC", 0), ("GMT", 0), ("Z", 0), ("WET", 0), ("UCT", 0),
    ("EST", -300), ("EDT", -240), ("CST", -360), ("CDT", -300), ("MST", -420), ("MDT", -360),
    ("PST", -480), ("PDT", -420), ("AKST", -540), ("AKDT", -480), ("HST", -600), ("HDT", -540),
    ("AST", -240), ("ADT", -180), ("NST", -210), ("NDT", -150), ("BRT", -180), ("ART", -180), ("SST", -660),
    ("BST", 60), ("WEST", 60), ("CET", 60), ("MEZ", 60), ("WAT", 60), ("CEST", 120), ("MESZ", 120),
    ("EET", 120), ("SAST", 120), ("CAT", 120), ("EEST", 180), ("MSK", 180), ("EAT", 180), ("TRT", 180),
    ("MSD", 240), ("GST", 240), ("IRST", 210), ("PKT", 300), ("IST", 330), ("NPT", 345), ("BDT", 360),
    ("ICT", 420), ("WIB", 420), ("HKT", 480), ("SGT", 480), ("PHT", 480), ("AWST", 480), ("WITA", 480),
    ("JST", 540), ("KST", 540), ("ACST", 570), ("AEST", 600), ("ACDT", 630), ("AEDT", 660), ("NZST", 720),
    ("NZDT", 780), ("CHST", 600),
  ]

  private static func hours(_ h: Double) -> Int { Int(h * 3600) }

  /// Names in capitals, parted by blanks, and their rule.
  private static let zones: [(String, ZoneRule)] = [
    (
      "UNIVERSAL ZULU ETC/UTC ETC/GMT ETC/UCT GREENWICH AFRICA/ABIDJAN AFRICA/ACCRA AFRICA/DAKAR "
        + "ATLANTIC/REYKJAVIK", ZoneRule(fixed: 0)
    ),
    (
      "EUROPE/LONDON EUROPE/DUBLIN EUROPE/LISBON EUROPE/BELFAST EUROPE/JERSEY EUROPE/GUERNSEY "
        + "EUROPE/ISLE_OF_MAN ATLANTIC/CANARY ATLANTIC/MADEIRA ATLANTIC/FAROE GB EIRE PORTUGAL",
      ZoneRule(standard: 0, daylight: .europe)
    ),
    (
      "EUROPE/BERLIN EUROPE/PARIS EUROPE/MADRID EUROPE/ROME EUROPE/VIENNA EUROPE/ZURICH EUROPE/AMSTERDAM "
        + "EUROPE/BRUSSELS EUROPE/COPENHAGEN EUROPE/STOCKHOLM EUROPE/OSLO EUROPE/PRAGUE EUROPE/WARSAW "
        + "EUROPE/BUDAPEST EUROPE/BELGRADE EUROPE/ZAGREB EUROPE/LJUBLJANA EUROPE/BRATISLAVA EUROPE/LUXEMBOURG "
        + "EUROPE/MALTA EUROPE/MONACO EUROPE/SARAJEVO EUROPE/SKOPJE EUROPE/PODGORICA EUROPE/TIRANE "
        + "EUROPE/ANDORRA EUROPE/GIBRALTAR EUROPE/SAN_MARINO EUROPE/VADUZ EUROPE/VATICAN EUROPE/BUSINGEN "
        + "ARCTIC/LONGYEARBYEN AFRICA/CEUTA POLAND",
      ZoneRule(standard: 3600, daylight: .europe)
    ),
    (
      "EUROPE/ATHENS EUROPE/HELSINKI EUROPE/BUCHAREST EUROPE/SOFIA EUROPE/RIGA EUROPE/TALLINN EUROPE/VILNIUS "
        + "EUROPE/KYIV EUROPE/KIEV EUROPE/MARIEHAMN ASIA/NICOSIA EUROPE/NICOSIA",
      ZoneRule(standard: 7200, daylight: .europe)
    ),
    (
      "EUROPE/ISTANBUL ASIA/ISTANBUL TURKEY",
      ZoneRule(standard: 10_800, daylight: .none, after: [era(1_473_195_600, 2, .europe)])
    ),
    (
      "EUROPE/MOSCOW W-SU",
      ZoneRule(
        standard: 10_800, daylight: .none,
        after: [era(1_301_180_400, 3, .europe), era(1_414_274_400, 4, .none)])
    ),
    (
      "EUROPE/MINSK",
      ZoneRule(standard: 10_800, daylight: .none, after: [era(1_301_184_000, 2, .europe)])
    ),
    (
      "AMERICA/NEW_YORK AMERICA/TORONTO AMERICA/DETROIT AMERICA/MONTREAL AMERICA/NASSAU "
        + "AMERICA/KENTUCKY/LOUISVILLE US/EASTERN CANADA/EASTERN EST5EDT",
      ZoneRule(standard: hours(-5), daylight: .america)
    ),
    (
      "AMERICA/CHICAGO AMERICA/WINNIPEG US/CENTRAL CANADA/CENTRAL CST6CDT AMERICA/MENOMINEE",
      ZoneRule(standard: hours(-6), daylight: .america)
    ),
    (
      "AMERICA/DENVER AMERICA/BOISE AMERICA/EDMONTON US/MOUNTAIN CANADA/MOUNTAIN MST7MDT",
      ZoneRule(standard: hours(-7), daylight: .america)
    ),
    (
      "AMERICA/LOS_ANGELES AMERICA/VANCOUVER US/PACIFIC CANADA/PACIFIC PST8PDT",
      ZoneRule(standard: hours(-8), daylight: .america)
    ),
    ("AMERICA/ANCHORAGE AMERICA/JUNEAU US/ALASKA", ZoneRule(standard: hours(-9), daylight: .america)),
    ("AMERICA/HALIFAX ATLANTIC/BERMUDA CANADA/ATLANTIC", ZoneRule(standard: hours(-4), daylight: .america)),
    (
      "AMERICA/ST_JOHNS CANADA/NEWFOUNDLAND",
      // Until November 2011 its clocks changed at 00:01.
      ZoneRule(standard: hours(-3.5), daylight: .america)
    ),
    ("AMERICA/PHOENIX US/ARIZONA AMERICA/CRESTON", ZoneRule(fixed: hours(-7))),
    ("PACIFIC/HONOLULU US/HAWAII", ZoneRule(fixed: hours(-10))),
    (
      "AMERICA/REGINA AMERICA/COSTA_RICA AMERICA/GUATEMALA AMERICA/EL_SALVADOR AMERICA/MANAGUA "
        + "AMERICA/TEGUCIGALPA AMERICA/BELIZE", ZoneRule(fixed: hours(-6))
    ),
    (
      "AMERICA/PANAMA AMERICA/JAMAICA AMERICA/BOGOTA AMERICA/LIMA AMERICA/GUAYAQUIL AMERICA/CAYMAN",
      ZoneRule(fixed: hours(-5))
    ),
    (
      "AMERICA/PUERTO_RICO AMERICA/LA_PAZ AMERICA/SANTO_DOMINGO AMERICA/MANAUS AMERICA/BARBADOS",
      ZoneRule(fixed: hours(-4))
    ),
    (
      "AMERICA/CARACAS",
      ZoneRule(standard: hours(-4), daylight: .none, after: [era(1_462_086_000, -4.5, .none)])
    ),
    (
      "AMERICA/ARGENTINA/BUENOS_AIRES AMERICA/BUENOS_AIRES AMERICA/CAYENNE AMERICA/FORTALEZA AMERICA/RECIFE "
        + "AMERICA/PARAMARIBO",
      ZoneRule(fixed: hours(-3))
    ),
    ("AMERICA/SANTIAGO CHILE/CONTINENTAL", ZoneRule(standard: hours(-4), daylight: .chile)),
    ("AFRICA/LAGOS AFRICA/ALGIERS AFRICA/TUNIS AFRICA/LUANDA AFRICA/KINSHASA", ZoneRule(fixed: 3600)),
    ("AFRICA/JOHANNESBURG AFRICA/HARARE AFRICA/LUSAKA AFRICA/MAPUTO AFRICA/TRIPOLI", ZoneRule(fixed: 7200)),
    (
      "AFRICA/CAIRO EGYPT",
      ZoneRule(standard: 7200, daylight: .egypt, after: [era(1_672_531_200, 2, .none)])
    ),
    (
      "AFRICA/NAIROBI AFRICA/ADDIS_ABABA AFRICA/KAMPALA AFRICA/DAR_ES_SALAAM ASIA/RIYADH ASIA/BAGHDAD "
        + "ASIA/KUWAIT ASIA/QATAR ASIA/BAHRAIN", ZoneRule(fixed: hours(3))
    ),
    ("ASIA/JERUSALEM ASIA/TEL_AVIV ISRAEL", ZoneRule(standard: 7200, daylight: .israel)),
    ("ASIA/DUBAI ASIA/MUSCAT ASIA/TBILISI ASIA/YEREVAN ASIA/BAKU", ZoneRule(fixed: hours(4))),
    ("ASIA/KABUL", ZoneRule(fixed: hours(4.5))),
    ("ASIA/KARACHI ASIA/TASHKENT ASIA/ASHGABAT ASIA/DUSHANBE", ZoneRule(fixed: hours(5))),
    ("ASIA/KOLKATA ASIA/CALCUTTA ASIA/COLOMBO", ZoneRule(fixed: hours(5.5))),
    ("ASIA/KATHMANDU ASIA/KATMANDU", ZoneRule(fixed: hours(5.75))),
    ("ASIA/DHAKA ASIA/BISHKEK ASIA/THIMPHU", ZoneRule(fixed: hours(6))),
    ("ASIA/ALMATY", ZoneRule(standard: hours(5), daylight: .none, after: [era(1_709_229_600, 6, .none)])),
    ("ASIA/YANGON ASIA/RANGOON", ZoneRule(fixed: hours(6.5))),
    (
      "ASIA/BANGKOK ASIA/JAKARTA ASIA/HO_CHI_MINH ASIA/SAIGON ASIA/PHNOM_PENH ASIA/VIENTIANE",
      ZoneRule(fixed: hours(7))
    ),
    (
      "ASIA/SHANGHAI ASIA/CHONGQING ASIA/HONG_KONG ASIA/MACAU ASIA/TAIPEI ASIA/SINGAPORE ASIA/KUALA_LUMPUR "
        + "ASIA/MANILA ASIA/MAKASSAR ASIA/BRUNEI AUSTRALIA/PERTH AUSTRALIA/WEST PRC ROC SINGAPORE HONGKONG",
      ZoneRule(fixed: hours(8))
    ),
    ("ASIA/TOKYO ASIA/SEOUL JAPAN ROK ASIA/JAYAPURA PACIFIC/PALAU", ZoneRule(fixed: hours(9))),
    ("AUSTRALIA/DARWIN AUSTRALIA/NORTH", ZoneRule(fixed: hours(9.5))),
    (
      "AUSTRALIA/ADELAIDE AUSTRALIA/SOUTH AUSTRALIA/BROKEN_HILL",
      ZoneRule(standard: hours(9.5), daylight: .australia)
    ),
    (
      "AUSTRALIA/BRISBANE AUSTRALIA/QUEENSLAND AUSTRALIA/LINDEMAN PACIFIC/GUAM PACIFIC/PORT_MORESBY",
      ZoneRule(fixed: hours(10))
    ),
    (
      "AUSTRALIA/SYDNEY AUSTRALIA/MELBOURNE AUSTRALIA/CANBERRA AUSTRALIA/HOBART AUSTRALIA/NSW "
        + "AUSTRALIA/VICTORIA AUSTRALIA/ACT",
      ZoneRule(standard: hours(10), daylight: .australia)
    ),
    ("PACIFIC/NOUMEA PACIFIC/GUADALCANAL", ZoneRule(fixed: hours(11))),
    ("PACIFIC/AUCKLAND NZ ANTARCTICA/MCMURDO", ZoneRule(standard: hours(12), daylight: .newZealand)),
    ("PACIFIC/PAGO_PAGO PACIFIC/MIDWAY US/SAMOA", ZoneRule(fixed: hours(-11))),
  ]

  private static func era(_ end: Int64, _ standard: Double, _ daylight: ZoneRule.Daylight) -> ZoneRule.Era {
    ZoneRule.Era(end: end, standard: hours(standard), daylight: daylight)
  }
}

import Evidence
import Testing

@Suite("Locators")
struct LocatorTests {
  @Test("a locator reads back what it prints", arguments: ["3:1047", "0:0", "3:gap-1", "12", "0"])
  func roundTrip(text: String) throws {
    #expect(try #require(Locator(text)).description == text)
  }

  @Test(
    "what is no locator is nil",
    arguments: [
      "", ":", "3:", ":4", "-1", "3:-1", "3:gap-0", "3:gap-", "3:gap-x", "a", "1:2:3", "99999999999999999999",
    ])
  func invalid(text: String) {
    #expect(Locator(text) == nil)
  }
}

// swift-tools-version: 6.2
import PackageDescription

/// CI builds with warnings as errors; a newer compiler's new warning must not break a user's build.
let strict = Context.environment["ASSAY_STRICT"] == "1"
/// `make portable`: one static executable (see docs/packaging.md).
let portable = Context.environment["ASSAY_PORTABLE"] == "1"

let settings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
  ] + (strict ? [.treatAllWarnings(as: .error)] : [])

/// Flags of the static link: its reasons stand in docs/packaging.md.
let portableLink: [LinkerSetting] =
  portable
  ? [
    .unsafeFlags([
      "-static-executable",
      "-Xlinker", "--wrap=__register_frame_info", "-Xlinker", "--wrap=__deregister_frame_info",
      "-Xlinker", "--build-id=none",
      "-Xlinker", "--start-group", "-lpcre2-8", "-lpsl", "-lmaxminddb", "-lidn2", "-lunistring",
      "-lsqlite3", "-lzstd", "-lz", "-lbz2", "-llzma", "-lstdc++", "-lm",
      "-Xlinker", "--end-group",
    ])
  ] : []

let package = Package(
  name: "assay",
  products: [.executable(name: "assay", targets: ["assay"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  // Each target names all that it imports: SwiftPM compiles it anew only when one of these changes.
  targets: [
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(name: "CPSL", pkgConfig: "libpsl", providers: [.apt(["libpsl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CBZip2", providers: [.apt(["libbz2-dev"])]),
    .systemLibrary(name: "CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),
    .systemLibrary(name: "CMaxMind", pkgConfig: "libmaxminddb", providers: [.apt(["libmaxminddb-dev"])]),
    .target(name: "CScan"),
    .target(
      name: "CSQLiteShim",
      cSettings: portable ? [.define("PORTABLE")] : [],
      linkerSettings: [.linkedLibrary("sqlite3")]),
    .target(name: "Evidence", dependencies: ["CScan"], swiftSettings: settings),
    .target(name: "Formats", dependencies: ["Evidence", "CZlib"], swiftSettings: settings),
    .target(
      name: "Integrity",
      dependencies: ["Evidence", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: settings),
    .target(
      name: "Unpacking", dependencies: ["CZstd", "CZlib", "CBZip2", "CLZMA"], swiftSettings: settings),
    .target(
      name: "CaseFile",
      dependencies: [
        "Evidence", "Formats", "Integrity", "Unpacking", "CZstd", "CSQLiteShim",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: settings),
    .target(
      name: "Query",
      dependencies: [
        "Evidence", "Formats", "Integrity", "CaseFile", "CPCRE2", "CPSL", "CSQLiteShim",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: settings),
    .target(
      name: "Completeness", dependencies: ["Evidence", "Formats", "CaseFile", "Query"],
      resources: [
        .embedInCode("Limits/siem-limits.json"), .embedInCode("Export/Maps/elastic.json"),
        .embedInCode("Export/Maps/qradar.json"), .embedInCode("Export/Maps/sentinel.json"),
        .embedInCode("Export/Maps/splunk.json"),
      ],
      swiftSettings: settings),
    .target(
      name: "Decode",
      dependencies: ["Evidence", "Formats", "Integrity", "Unpacking", "CaseFile", "Query", "CMaxMind"],
      swiftSettings: settings),
    .target(name: "Hunt", dependencies: ["Evidence", "Formats"], swiftSettings: settings),
    .target(
      name: "Pages", dependencies: ["Evidence", "Formats", "Integrity", "CaseFile", "Query"],
      swiftSettings: settings),
    .target(
      name: "Report", dependencies: ["Evidence", "Formats", "Integrity", "CaseFile", "Query", "Pages"],
      resources: [.embedInCode("Texts/known-defects.txt"), .embedInCode("Texts/verify.py")],
      swiftSettings: settings),
    .target(
      name: "AssayCLI",
      dependencies: [
        "Evidence", "Formats", "Integrity", "CaseFile", "Query", "Completeness", "Decode", "Hunt", "Pages",
        "Report",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "assay", dependencies: ["AssayCLI"], swiftSettings: settings, linkerSettings: portableLink),
    .executableTarget(
      name: "assay-bench", dependencies: ["CaseFile", "Evidence", "Formats", "Query"], swiftSettings: settings
    ),
    .testTarget(name: "EvidenceTests", dependencies: ["Evidence"], swiftSettings: settings),
    .testTarget(
      name: "FormatsTests", dependencies: ["Evidence", "Formats", "CLibXML2"], exclude: ["EVTXReference.py"],
      swiftSettings: settings),
    .testTarget(name: "IntegrityTests", dependencies: ["Evidence", "Integrity"], swiftSettings: settings),
    .testTarget(
      name: "CaseFileTests",
      dependencies: [
        "Evidence", "Formats", "Integrity", "CaseFile", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "QueryTests", dependencies: ["Evidence", "Formats", "Integrity", "CaseFile", "Query"],
      exclude: ["Scripts"], swiftSettings: settings),
    .testTarget(
      name: "CompletenessTests", dependencies: ["Evidence", "CaseFile", "Query", "Completeness"],
      exclude: ["Scripts"], swiftSettings: settings),
    .testTarget(
      name: "DecodeTests", dependencies: ["Decode", "Integrity"], exclude: ["Scripts"],
      swiftSettings: settings),
    .testTarget(name: "HuntTests", dependencies: ["Hunt"], exclude: ["Scripts"], swiftSettings: settings),
    .testTarget(name: "EndToEndTests", dependencies: ["AssayCLI"], swiftSettings: settings),
    .testTarget(
      name: "FaultTests",
      dependencies: [
        "AssayCLI", "CaseFile", "Evidence", "Formats", "Integrity",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["Shim"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)

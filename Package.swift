// swift-tools-version: 6.1

import PackageDescription

/// Every target of ours is checked as strictly as the compiler can: `.ci/run` builds with warnings as errors.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// For examples: a file sees only what it imports itself, as in packages that switch this on.
let explicitImports: SwiftSetting = .enableUpcomingFeature("MemberImportVisibility")

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let serviceLifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

let package = Package(
    name: "Athanor",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "athanor", targets: ["athanor-cli"]),
        .library(name: "Athanor", targets: ["Athanor"]),
        .library(name: "AthanorCommands", targets: ["AthanorCommands"]),
        .library(name: "AthanorPostgreSQL", targets: ["AthanorPostgreSQL"]),
        .library(name: "AthanorSQLite", targets: ["AthanorSQLite"]),
        .library(name: "AthanorServing", targets: ["AthanorServing"]),
        .library(name: "AthanorTesting", targets: ["AthanorTesting"]),
        .plugin(name: "DiscoverRevisions", targets: ["DiscoverRevisions"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.0.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.6.0"),
    ],
    targets: [
        // The graph of revisions: values, no I/O.
        .target(name: "RevisionHistory", swiftSettings: strict),

        // The readers of revision files. The build plugin's tool needs nothing above them, and a user's package builds
        // the tool's modules a second time, for the machine that builds.
        .target(name: "RevisionFiles", dependencies: ["RevisionHistory"], swiftSettings: strict),

        // The core, which knows no database.
        .target(
            name: "Athanor",
            dependencies: [
                "RevisionFiles", "RevisionHistory", logging, .product(name: "Mustache", package: "swift-mustache"),
            ],
            swiftSettings: strict),

        // One module a database.
        .systemLibrary(
            name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
        .systemLibrary(
            name: "CPgQuery", providers: [.apt(["libpg-query-dev"]), .brew(["libpg_query"])]),
        .target(
            name: "AthanorPostgreSQL", dependencies: ["Athanor", "CLibPQ", "CPgQuery", logging], swiftSettings: strict),
        .target(
            name: "AthanorSQLite",
            dependencies: [
                "Athanor", logging, grdb, .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: strict),

        // Views kept fresh inside a server.
        .target(
            name: "AthanorServing",
            dependencies: [
                "Athanor", logging, serviceLifecycle, .product(name: "Metrics", package: "swift-metrics"),
            ],
            swiftSettings: strict),

        // What a person runs.
        .target(
            name: "AthanorCommands",
            dependencies: ["Athanor", argumentParser, logging, .product(name: "Yams", package: "Yams")],
            swiftSettings: strict),
        .executableTarget(
            name: "athanor-cli", dependencies: ["AthanorCommands", "AthanorPostgreSQL", "AthanorSQLite"],
            swiftSettings: strict),

        // Temporary databases and round-trip checks, for users' tests and ours.
        .target(
            name: "AthanorTesting", dependencies: ["Athanor", "AthanorPostgreSQL", "AthanorSQLite", logging],
            resources: [.embedInCode("private-postgresql.sh")], swiftSettings: strict),

        // Finds the revisions in a target and writes their registry at build time.
        .executableTarget(
            name: "discover-revisions", dependencies: ["RevisionFiles", "RevisionHistory"], swiftSettings: strict),
        .plugin(name: "DiscoverRevisions", capability: .buildTool(), dependencies: ["discover-revisions"]),

        // Writes the command reference from what `athanor` says of its commands; see Scripts/reference.
        .executableTarget(name: "command-reference", swiftSettings: strict),

        // A use of each operation: the operation reference shows it, and a test runs it on each database.
        .target(
            name: "OperationExamples", dependencies: ["Athanor"], packageAccess: false,
            swiftSettings: strict + [explicitImports]),
        .executableTarget(
            name: "operation-reference",
            dependencies: ["Athanor", "AthanorPostgreSQL", "AthanorSQLite", "OperationExamples"],
            swiftSettings: strict),

        // What `make bench` measures of the graph alone.
        .executableTarget(
            name: "planning-benchmark", dependencies: ["RevisionHistory"], path: "Benchmarks/planning",
            swiftSettings: strict),

        // What Benchmarks/rows measures.
        .executableTarget(
            name: "inserting-benchmark", dependencies: ["Athanor", "AthanorPostgreSQL", "AthanorSQLite"],
            path: "Benchmarks/inserting", swiftSettings: strict),

        // What Benchmarks/refreshes measures.
        .executableTarget(
            name: "refreshing-benchmark", dependencies: ["Athanor", "AthanorPostgreSQL", "TestSupport"],
            path: "Benchmarks/refreshing", swiftSettings: strict),

        // The Swift that the guides show.
        .target(
            name: "DocumentationExamples",
            dependencies: [
                "Athanor", "AthanorPostgreSQL", "AthanorServing", logging, serviceLifecycle,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Tests/DocumentationExamples", packageAccess: false, swiftSettings: strict + [explicitImports]),

        // A server's own command with the migrations as a subcommand. A guide shows it, and tests run it.
        .executableTarget(
            name: "embedded-tool",
            dependencies: ["Athanor", "AthanorCommands", "AthanorPostgreSQL", "AthanorSQLite", argumentParser],
            path: "Tests/EmbeddedTool", swiftSettings: strict + [explicitImports]),

        // What tests, torture and benchmarks share.
        .target(
            name: "TestSupport", dependencies: ["Athanor", "AthanorPostgreSQL", "AthanorSQLite", "AthanorTesting"],
            path: "Tests/TestSupport", swiftSettings: strict),
        // Stands between a client and PostgreSQL in tests, and breaks in.
        .target(name: "TestRelay", path: "Tests/TestRelay", swiftSettings: strict),
        // What `make torture` runs: the scenarios, a history for them to interrupt, and the program.
        .target(
            name: "TortureChecks",
            dependencies: [
                "Athanor", "AthanorCommands", "AthanorPostgreSQL", "AthanorSQLite", "AthanorTesting", "TestRelay",
                "TestSupport",
            ],
            path: "Torture/Checks", swiftSettings: strict),
        .executableTarget(
            name: "torture-migrate",
            dependencies: ["Athanor", "AthanorCommands", "AthanorPostgreSQL", "AthanorSQLite"],
            path: "Torture/migrate", swiftSettings: strict, plugins: ["DiscoverRevisions"]),
        .executableTarget(
            name: "torture", dependencies: ["TortureChecks", argumentParser], path: "Torture/torture",
            swiftSettings: strict),
        // What `make differences` runs.
        .executableTarget(
            name: "difference-score", dependencies: ["Athanor", "AthanorTesting", "TestSupport", argumentParser],
            path: "Torture/Differences", swiftSettings: strict),

        .testTarget(
            name: "RevisionHistoryTests", dependencies: ["RevisionHistory", "TestSupport"],
            resources: [.copy("Conformance")], swiftSettings: strict),
        .testTarget(
            name: "AthanorTests",
            dependencies: [
                "Athanor", "AthanorTesting", "OperationExamples", "RevisionFiles", "TestRelay", "TestSupport", logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "AthanorPostgreSQLTests",
            dependencies: [
                "AthanorPostgreSQL", "AthanorTesting", "TestRelay", "TestSupport", logging,
                .product(name: "Yams", package: "Yams"),
            ],
            resources: [.copy("Differences/cases.yaml"), .copy("Differences/pairs.yaml")], swiftSettings: strict),
        .testTarget(
            name: "AthanorSQLiteTests", dependencies: ["AthanorSQLite", "AthanorTesting", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "AthanorServingTests",
            dependencies: [
                "AthanorServing", "AthanorSQLite", "AthanorTesting", logging, serviceLifecycle,
                .product(name: "MetricsTestKit", package: "swift-metrics"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "AthanorCommandsTests", dependencies: ["AthanorCommands", "AthanorSQLite", argumentParser, logging],
            swiftSettings: strict),
        .testTarget(
            name: "TestingGuideTests",
            dependencies: ["Athanor", "AthanorPostgreSQL", "AthanorTesting", "DocumentationExamples"],
            swiftSettings: strict + [explicitImports]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Athanor", "AthanorServing", "AthanorTesting", "athanor-cli", "command-reference",
                "operation-reference", "discover-revisions", "DocumentationExamples", "embedded-tool", "TestRelay",
                "TestSupport", "torture", "torture-migrate", "TortureChecks", logging, serviceLifecycle, grdb,
            ],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)

// swift-tools-version: 6.1

import PackageDescription

let package = Package(
    name: "DailyUsage",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "Athanor", path: "../..")
    ],
    targets: [
        // The revisions: a library, which a server and tests can import.
        .target(
            name: "Migrations",
            dependencies: [
                .product(name: "Athanor", package: "Athanor")
            ],
            plugins: [
                // Finds the revisions in Versions/ and makes `discoveredRevisions` of them.
                .plugin(name: "DiscoverRevisions", package: "Athanor")
            ]),

        // The migration tool: `swift run migrate --help`.
        .executableTarget(
            name: "migrate",
            dependencies: [
                "Migrations",
                .product(name: "Athanor", package: "Athanor"),
                .product(name: "AthanorCommands", package: "Athanor"),
                .product(name: "AthanorPostgreSQL", package: "Athanor"),
                .product(name: "AthanorSQLite", package: "Athanor"),
            ]),
    ]
)

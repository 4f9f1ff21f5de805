// swift-tools-version: 6.1

import PackageDescription

let package = Package(
    name: "DailyUsage",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "Athanor", path: "../..")
    ],
    targets: [
        .executableTarget(
            name: "migrate",
            dependencies: [
                .product(name: "Athanor", package: "Athanor"),
                .product(name: "AthanorCommands", package: "Athanor"),
                .product(name: "AthanorPostgreSQL", package: "Athanor"),
                .product(name: "AthanorSQLite", package: "Athanor"),
            ],
            plugins: [
                // Finds the revisions in Versions/ and makes `discoveredRevisions` of them.
                .plugin(name: "DiscoverRevisions", package: "Athanor")
            ])
    ]
)

// swift-tools-version: 6.1

import PackageDescription

// A package of its own: everything in it, Athanor included, is built with libFuzzer's instrumentation; see Scripts/fuzz.
let package = Package(
    name: "Fuzzing",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "Athanor", path: "..")
    ],
    targets: [
        .executableTarget(
            name: "fuzz",
            dependencies: [
                .product(name: "Athanor", package: "Athanor"),
                .product(name: "AthanorPostgreSQL", package: "Athanor"),
                .product(name: "AthanorSQLite", package: "Athanor"),
            ])
    ],
    swiftLanguageModes: [.v6]
)

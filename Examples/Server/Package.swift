// swift-tools-version: 6.1

import PackageDescription

let package = Package(
    name: "Shop",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "Athanor", path: "../.."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.9.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.6.0"),
    ],
    targets: [
        // The revisions: a library, so that the server, tests and a tool of their own can import them.
        .target(
            name: "ShopMigrations",
            dependencies: [.product(name: "Athanor", package: "Athanor")],
            plugins: [.plugin(name: "DiscoverRevisions", package: "Athanor")]),
        .executableTarget(
            name: "shop",
            dependencies: [
                "ShopMigrations",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Athanor", package: "Athanor"),
                .product(name: "AthanorCommands", package: "Athanor"),
                .product(name: "AthanorPostgreSQL", package: "Athanor"),
                .product(name: "AthanorSQLite", package: "Athanor"),
                .product(name: "AthanorServing", package: "Athanor"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Sources/Server"),
    ]
)

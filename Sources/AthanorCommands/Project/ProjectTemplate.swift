internal import Athanor

/// The kind of project that `init` creates.
enum ProjectTemplate: Sendable, Hashable {
    /// Revisions in SQL, run by the prebuilt executable.
    case sql
    /// A Swift package: a library with the revisions, the migration tool, and a test.
    case swift(AthanorPackage)

    /// The files, by their paths in the project.
    /// - Parameter exampleURL: a database URL that shows the form.
    func files(exampleURL: String) -> [ProjectFile] {
        switch self {
        case .sql:
            [
                ProjectFile("athanor.yaml", Self.configuration(exampleURL, versions: "versions", kind: "sql")),
                // Git keeps no empty folders.
                ProjectFile("versions/.gitkeep", ""),
            ]
        case .swift(let athanor):
            [
                ProjectFile("Package.swift", Self.manifest(athanor)),
                ProjectFile("Sources/Migrations/Migrations.swift", Self.library),
                ProjectFile("Sources/Migrations/Versions/.gitkeep", ""),
                ProjectFile("Sources/migrate/Migrate.swift", Self.tool),
                ProjectFile("Tests/MigrationsTests/RoundTripTests.swift", Self.test),
                ProjectFile(
                    "athanor.yaml",
                    Self.configuration(exampleURL, versions: "Sources/Migrations/Versions", kind: "swift")),
                ProjectFile(".gitignore", ".build/\n.swiftpm/\n"),
            ]
        }
    }

    /// The next steps for the user.
    func nextSteps(in directory: String) -> String {
        let inFolder = directory == "." ? "" : "in \(directory): "
        return switch self {
        case .sql:
            "Next, \(inFolder)set `database` in athanor.yaml, then `athanor revision -m \"create users\"`."
        case .swift:
            "Next, \(inFolder)set `database` in athanor.yaml, then `swift run migrate revision -m \"create users\"`."
        }
    }

    private static func configuration(_ exampleURL: String, versions: String, kind: String) -> String {
        """
        # Each key can also come from the environment (ATHANOR_DATABASE or DATABASE_URL, ATHANOR_ROLE, …), some from the
        # command line (--database, --role, …), each winning over those before it; a file named with --config wins over the
        # environment. Relative paths start from this folder.

        # database: \(exampleURL)
        # role: app_owner                             # SET ROLE after connecting
        versions: \(versions)
        kind: \(kind)
        # recursive_version_locations: true           # read the folders inside it as well
        # file_template: "\(FileNameTemplate.standardText)"          # also year, month, day, hour, minute, second, epoch
        # timezone: UTC                               # of create dates and file names: an IANA name, UTC or local
        # templates: templates                        # a folder of your own templates for revisions
        # post_write_hooks: ['git add "$REVISION_SCRIPT_FILENAME"']   # run after `revision` and `merge`

        # version_table: \(ConfigurationKey.versionTable.standard ?? "")              # alembic_version takes over a history of Alembic's
        # transaction_per_migration: true             # false runs all revisions of a call in one transaction
        # lock_wait: 10m                              # how long to wait for another migrator

        """
    }

    private static func manifest(_ athanor: AthanorPackage) -> String {
        let package = AthanorPackage.literal(athanor.packageName)
        return """
            // swift-tools-version: 6.1

            import PackageDescription

            let package = Package(
                name: "migrate",
                platforms: [.macOS(.v15)],
                products: [
                    .library(name: "Migrations", targets: ["Migrations"])
                ],
                dependencies: [
                    \(athanor.declaration)
                ],
                targets: [
                    // The revisions: a library, which a server and tests can import.
                    .target(
                        name: "Migrations",
                        dependencies: [
                            .product(name: "Athanor", package: \(package))
                        ],
                        plugins: [
                            // Finds the revisions in Versions/ and makes `discoveredRevisions` of them.
                            .plugin(name: "DiscoverRevisions", package: \(package))
                        ]),

                    // The migration tool: `swift run migrate --help`.
                    .executableTarget(
                        name: "migrate",
                        dependencies: [
                            "Migrations",
                            .product(name: "Athanor", package: \(package)),
                            .product(name: "AthanorCommands", package: \(package)),
                            .product(name: "AthanorPostgreSQL", package: \(package)),
                            .product(name: "AthanorSQLite", package: \(package)),
                        ]),

                    .testTarget(
                        name: "MigrationsTests",
                        dependencies: [
                            "Migrations",
                            .product(name: "Athanor", package: \(package)),
                            .product(name: "AthanorTesting", package: \(package)),
                        ]),
                ]
            )

            """
    }

    /// SwiftPM needs a Swift file in a target, and the first revision may be written in SQL.
    private static let library = """
        // The revisions are in Versions/, and definitions of views in views/. At each build, the plugin DiscoverRevisions
        // makes `discoveredRevisions` of them, for everything that imports this library.

        """

    private static let tool = """
        import Athanor
        import AthanorCommands
        import AthanorPostgreSQL
        import AthanorSQLite
        import Migrations

        /// The migration tool: `swift run migrate --help`.
        @main
        struct Migrate: MigrationTool {
            static let databases: [any DatabaseSystem] = [PostgreSQL(), SQLite()]
            static let revisions = discoveredRevisions
        }

        """

    private static let test = """
        import Athanor
        import AthanorTesting
        import Migrations
        import Testing

        // This starts a private PostgreSQL. For a history on SQLite, use `TemporarySQLiteDatabase`.
        @Test("Every revision can be undone")
        func roundTrip() async throws {
            try await TemporaryPostgreSQLDatabase.with { database in
                try await RoundTrip(database.address, revisions: try discoveredRevisions.revisionSet()).check()
            }
        }

        """
}

/// A file of a new project.
struct ProjectFile: Sendable, Hashable {
    /// Its path in the project.
    let path: String
    let text: String

    init(_ path: String, _ text: String) {
        self.path = path
        self.text = text
    }
}

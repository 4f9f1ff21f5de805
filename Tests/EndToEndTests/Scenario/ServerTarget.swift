/// A server that imports the library with the revisions, as the guide shows it.
enum ServerTarget {
    /// Its target in the project's manifest.
    static let manifest = """
        .executableTarget(
            name: "server",
            dependencies: [
                "Migrations",
                .product(name: "Athanor", package: "Athanor"),
                .product(name: "AthanorPostgreSQL", package: "Athanor"),
            ]),
        """

    /// Its work on the database at the start, by path in the project.
    static let database = (
        path: "Sources/server/Database.swift",
        text: """
        import Athanor
        import AthanorPostgreSQL
        import Migrations

        func prepareDatabase(at databaseURL: String) async throws {
            let migrator = Migrator(
                try PostgreSQL().at(databaseURL), revisions: try discoveredRevisions.revisionSet())

            let pending = try await migrator.pending()
            if !pending.isEmpty {
                try await migrator.upgrade()
            }
            print("\\(pending.count) revisions were pending")
        }

        """
    )

    /// Its start, by path in the project.
    static let main = (
        path: "Sources/server/Server.swift",
        text: """
        @main
        struct Server {
            static func main() async throws {
                for databaseURL in CommandLine.arguments.dropFirst() { try await prepareDatabase(at: databaseURL) }
            }
        }

        """
    )
}

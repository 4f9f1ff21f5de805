internal import Athanor

/// Reads the schema of a database from its catalog. One statement reads everything, so that all of it is of one moment.
///
/// Nothing in the database is executed by it, except the server's own functions that write definitions as SQL.
struct SchemaReader {
    /// A connection without an open transaction.
    let connection: any Connection

    /// Returns the schema.
    /// - Parameter versionTable: the version table, which is left out like the metadata tables.
    /// - Throws: ``DatabaseFailure``, ``UnreadableSchema``.
    func schema(without versionTable: QualifiedName?) async throws -> PostgreSQLSchema {
        // The functions that write definitions see drops by others at once, and then fail or return NULL.
        for _ in 1..<Self.attempts {
            do {
                return try await read(without: versionTable)
            } catch let failure as DatabaseFailure where Self.codesOfDrops.contains(failure.code) {
                continue
            } catch is UnreadableSchema {
                continue
            }
        }
        return try await read(without: versionTable)
    }

    private func read(without versionTable: QualifiedName?) async throws -> PostgreSQLSchema {
        let statement = SQLStatement(
            own: Self.statement, [Value(versionTable?.name), Value(versionTable.map { $0.schema ?? "public" })])
        do {
            let results = try await connection.run([
                SQLStatement("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"), Self.withoutCompiler, statement,
                SQLStatement("COMMIT"),
            ])
            return try ReadCatalog(results[2]).schema()
        } catch let failure as DatabaseFailure {
            _ = try? await connection.query("ROLLBACK")
            throw failure
        }
    }

    /// Compiling the statement would take longer than running it.
    private static let withoutCompiler = SQLStatement(own: "SELECT pg_catalog.set_config('jit', 'off', true)")

    private static let attempts = 3
    /// "cache lookup failed", and names and OIDs that do not exist.
    private static let codesOfDrops: Set<String> = ["XX000", "42P01", "42703", "42704", "42883", "3F000"]
}

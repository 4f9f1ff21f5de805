import TestSupport

@testable import Athanor

/// Makes states of a schema on scratch databases beside a database of a test.
struct StateBench {
    let bench: TestBench
    var options = MigratorOptions()
    var place: ScratchPlace?

    private var comparison: SchemaComparison {
        SchemaComparison(
            on: bench.database, scratch: place ?? .automatic(beside: bench.address), options: options)
    }

    /// Reads a state.
    func read(_ state: SchemaState) async throws -> ReadSchema<SnapshotEngine.Contents> {
        let scratch = try await bench.database.scratchDatabases(
            at: place ?? .automatic(beside: bench.address), options: options.connection)
        let reader = SchemaStateReader(
            comparison: comparison, engine: SnapshotEngine(database: bench.database), scratch: scratch)
        do {
            let schema = try await reader.read(state)
            await scratch.close()
            return schema
        } catch {
            await scratch.close()
            throw error
        }
    }

    /// Reads the schema that files describe, each file named after its place.
    func read(_ files: String...) async throws -> ReadSchema<SnapshotEngine.Contents> {
        try await read(.files(Self.files(files), .none))
    }

    static func files(_ texts: [String]) -> [SourceText] {
        texts.enumerated().map { SourceText(path: "schema/\($0).sql", text: $1) }
    }

    /// The names of scratch databases on PostgreSQL.
    func leftovers() async throws -> [String] {
        try await bench.rows("SELECT datname FROM pg_database WHERE datname LIKE 'athanor_scratch_%'")
    }
}

internal import Athanor

/// Reads schemas of SQLite, and compares them.
struct SQLiteSchemaEngine: SchemaEngine {
    func read(on connection: any Connection, without versionTable: QualifiedName) async throws -> SQLiteSchema {
        throw DatabaseFailure(kind: .statement, message: "schemas of SQLite cannot be read yet")
    }

    func empty(like contents: SQLiteSchema) -> SQLiteSchema { SQLiteSchema() }

    func change(
        from old: SQLiteSchema, to new: SQLiteSchema, renames: [StatedRename], policy: ComparisonPolicy
    ) throws -> SchemaChange {
        throw DatabaseFailure(kind: .statement, message: "schemas of SQLite cannot be compared yet")
    }

    /// A schema has no rows, so the order of tables does not matter.
    var settingsForLoading: [SQLStatement] { [] }

    func verdict(on failure: DatabaseFailure, of statement: SchemaFileStatement) -> LoadingVerdict {
        failure.message.hasPrefix("no such ") ? .needsOthers : .wrong()
    }
}

/// The schema of a database as a value.
struct SQLiteSchema: SchemaContents {
    var system: String { "SQLite" }

    var objectCount: Int { 0 }
}

import Athanor

/// An engine for tests of everything around engines: its schemas are lists of names with definitions.
struct SnapshotEngine: SchemaEngine {
    let database: any DatabaseModule

    struct Contents: SchemaContents {
        var system: String
        var definitions: [String: String]

        var objectCount: Int { definitions.count }
    }

    func read(on connection: any Connection, without versionTable: QualifiedName) async throws -> Contents {
        let snapshot = try await connection.module.catalog(on: connection).snapshot(without: versionTable)
        return Contents(
            system: database.displayName,
            definitions: Dictionary(uniqueKeysWithValues: snapshot.definitions.map { ($0.key.description, $0.value) }))
    }

    func empty(like contents: Contents) -> Contents { Contents(system: contents.system, definitions: [:]) }

    /// A step without statements for each object that only one of the schemas has.
    func change(
        from old: Contents, to new: Contents, renames: [StatedRename], policy: ComparisonPolicy
    ) throws -> SchemaChange {
        func step(_ action: SchemaStep.Action, _ name: String) -> SchemaStep {
            SchemaStep(action, SchemaSnapshot.Object(kind: "object", name: name), statements: [])
        }
        let dropped = Set(old.definitions.keys).subtracting(new.definitions.keys).sorted().map { step(.drop, $0) }
        let created = Set(new.definitions.keys).subtracting(old.definitions.keys).sorted().map { step(.create, $0) }
        return SchemaChange(steps: dropped + created)
    }

    var settingsForLoading: [SQLStatement] { database.schemas.settingsForLoading }

    func verdict(on failure: DatabaseFailure, of statement: SchemaFileStatement) -> LoadingVerdict {
        database.schemas.verdict(on: failure, of: statement)
    }
}

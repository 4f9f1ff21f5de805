internal import Athanor

/// `ALTER TABLE y RENAME TO x`, which may be the last step of a table rebuild, or its first.
///
/// SQLite carries a rename through to the views and triggers that read the table, and for that wants all of them to be
/// valid. Within a rebuild, what reads the dropped table is not, until the new one has its name: there the rename is
/// made without carrying it through. So it is where the old table is only taken out of the way: what reads it or refers
/// to it is to have the new one, which takes the old name. Foreign keys stay as they are with that only while they are
/// not enforced, as they are not in a rebuild. (https://sqlite.org/pragma.html#pragma_legacy_alter_table,
/// https://sqlite.org/lang_altertable.html#alter_table_rename)
struct RenamingTable {
    private let statement: SourceSlice
    private let name: String
    private let newName: String

    /// - Returns: `nil` when the statement alters a table in another way.
    init?(parsing statement: SourceSlice) throws(ScriptError) {
        guard case .rename(let name, let newName)? = TableChange(try Lexer.tokens(in: statement)) else { return nil }
        self.statement = statement
        self.name = name.name
        self.newName = newName
    }

    var step: LoweredStep {
        .resolvedWhenRun(
            ResolvedStep(summary: "rename table \(name) to \(newName)", origin: statement) { connection in
                try await statements(on: connection)
            })
    }

    private func statements(on connection: any Connection) async throws -> [Statement] {
        let renaming = Statement(statement)
        guard try await isPartOfRebuild(on: connection), try await !isAlreadyLegacy(on: connection) else {
            return [renaming]
        }
        return [Statement("PRAGMA legacy_alter_table = ON"), renaming, Statement("PRAGMA legacy_alter_table = OFF")]
    }

    private func isPartOfRebuild(on connection: any Connection) async throws -> Bool {
        if try await RenamesAway.contains(name, to: newName, on: connection) { return true }
        return try await isAwaited(on: connection)
    }

    /// Whether there is no table of the new name, and views or triggers read one.
    private func isAwaited(on connection: any Connection) async throws -> Bool {
        guard try await SchemaObject.named(newName, on: connection) == nil else { return false }
        let readers =
            try await SchemaObject.all(ofType: "view", on: connection)
            + SchemaObject.all(ofType: "trigger", on: connection)
        return readers.contains { $0.mentions(newName) }
    }

    private func isAlreadyLegacy(on connection: any Connection) async throws -> Bool {
        try await connection.query("PRAGMA legacy_alter_table").first?.boolean("legacy_alter_table") ?? false
    }
}

extension SchemaObject {
    /// Whether a name occurs in its text, as that of a table or by chance of something else.
    func mentions(_ name: String) -> Bool {
        guard let sql else { return false }
        return Lexer.tokens(inAccepted: sql).contains { $0.name?.isSameName(as: name) == true }
    }
}

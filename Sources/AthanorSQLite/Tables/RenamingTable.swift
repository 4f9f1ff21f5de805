internal import Athanor

/// The statement `ALTER TABLE y RENAME TO x`, which may be the last step of a table rebuild, or its first.
///
/// SQLite updates the views and triggers that read the renamed table, and requires all of them to be valid. Within a
/// rebuild, readers of the dropped table are invalid until the new one has its name, so they are set aside for the
/// rename. SQLite itself reports which readers fail because the new name is missing; that the name occurs in a text
/// proves nothing.
///
/// If the old table is only renamed out of the way, its readers and references must use the new table, which takes the
/// old name: there the rename does not update them. Foreign keys remain unchanged this way only while they are not
/// enforced, as in a rebuild. (https://sqlite.org/pragma.html#pragma_legacy_alter_table,
/// https://sqlite.org/lang_altertable.html#alter_table_rename)
struct RenamingTable {
    private let statement: SourceSlice
    private let name: QualifiedName
    private let newName: String

    /// - Returns: `nil` when the statement alters a table in another way.
    init?(parsing statement: SourceSlice) throws(ScriptError) {
        guard case .rename(let name, let newName)? = TableChange(try Lexer.tokens(in: statement)) else { return nil }
        self.statement = statement
        self.name = name
        self.newName = newName
    }

    var step: LoweredStep {
        .resolvedWhenRun(
            ResolvedStep(summary: "rename table \(name.name) to \(newName)", origin: statement) { connection in
                try await statements(on: connection)
            })
    }

    private var renaming: SQLStatement { SQLStatement(statement) }
    private var aroundReaders: RenamingAroundReaders {
        RenamingAroundReaders(renaming: renaming, name: name.name, newName: newName)
    }

    private func statements(on connection: any Connection) async throws -> [SQLStatement] {
        guard try await isOfMain(on: connection), try await !isAlreadyLegacy(on: connection) else { return [renaming] }
        if try await RenamesAway.contains(name.name, to: newName, on: connection) {
            return try await statementsAway(on: connection)
        }
        let readers = try await StoredReader.all(on: connection)
        guard readers.contains(where: { $0.mentions(newName) }),
            let trial = try await aroundReaders.trial(on: connection), trial.isAwaited
        else { return [renaming] }
        return trial.statements
    }

    /// Returns the statements for a rename out of the way: readers and foreign keys keep the name. So does the table's
    /// own text, which SQLite refuses where a CHECK or an index contains `t.column`: there the rename updates
    /// references, and the readers are set aside.
    private func statementsAway(on connection: any Connection) async throws -> [SQLStatement] {
        let legacy = [
            SQLStatement("PRAGMA legacy_alter_table = ON"), renaming, SQLStatement("PRAGMA legacy_alter_table = OFF"),
        ]
        guard let failure = try await failure(of: legacy, on: connection) else { return legacy }
        let readers = try await StoredReader.all(on: connection).filter {
            $0.mentions(name.name) && !$0.isOn(name.name)
        }
        guard let trial = try await aroundReaders.trial(settingAside: readers, on: connection) else { return legacy }
        if let child = try await ReferringTables.names(referringTo: name.name, on: connection).first {
            throw OperationError(
                "table \"\(name.name)\" cannot be renamed out of the way: \(failure). A foreign key of table \"\(child)\" "
                    + "must keep its reference to \"\(name.name)\", and a rename that keeps it does not change the "
                    + "name inside the table's own text",
                at: statement.start,
                advice:
                    "Create the new table under another name, copy the rows, drop \"\(name.name)\", and rename the new "
                    + "table to \"\(name.name)\".")
        }
        return trial.statements
    }

    /// Returns the reason why statements cannot run; `nil` when they can. They are rolled back.
    private func failure(of statements: [SQLStatement], on connection: any Connection) async throws -> String? {
        let attempt = try await connection.undoingIfAccepted {
            for statement in statements { try await connection.query(sql: statement) }
        }
        // The savepoint does not restore the setting.
        try await connection.query("PRAGMA legacy_alter_table = OFF")
        if case .failure(let error) = attempt { return error.message }
        return nil
    }

    /// Whether this is a table of the database, which its views read: not a temporary or an attached one.
    private func isOfMain(on connection: any Connection) async throws -> Bool {
        if let schema = name.schema { return EmulatedView.isMain(schema) }
        return try await SchemaObject.named(name.name, in: .temp, on: connection) == nil
    }

    private func isAlreadyLegacy(on connection: any Connection) async throws -> Bool {
        try await connection.query("PRAGMA legacy_alter_table").first?["legacy_alter_table", as: Bool.self] ?? false
    }
}

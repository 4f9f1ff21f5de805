internal import Athanor

/// `ALTER TABLE y RENAME TO x`, which may be the last step of a table rebuild, or its first.
///
/// SQLite carries a rename through to the views and triggers that read the table, and for that wants all of them to be
/// valid. Within a rebuild, what reads the dropped table is not, until the new one has its name: it steps aside for the
/// rename. SQLite itself says what does not work for want of the new name; that the name occurs in a text says nothing.
///
/// Where the old table is only taken out of the way, what reads it or refers to it is to have the new one, which takes the
/// old name: there the rename is made without carrying it through. Foreign keys stay as they are with that only while they
/// are not enforced, as they are not in a rebuild. (https://sqlite.org/pragma.html#pragma_legacy_alter_table,
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

    private var renaming: Statement { Statement(statement) }
    private var aroundReaders: RenamingAroundReaders {
        RenamingAroundReaders(renaming: renaming, name: name.name, newName: newName)
    }

    private func statements(on connection: any Connection) async throws -> [Statement] {
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

    /// Readers and foreign keys keep the name. The table's own text does too, which SQLite refuses where a CHECK or an index
    /// says `t.column`: there the rename is carried through, and the readers step aside.
    private func statementsAway(on connection: any Connection) async throws -> [Statement] {
        let legacy = [
            Statement("PRAGMA legacy_alter_table = ON"), renaming, Statement("PRAGMA legacy_alter_table = OFF"),
        ]
        guard let failure = try await failure(of: legacy, on: connection) else { return legacy }
        let readers = try await StoredReader.all(on: connection).filter {
            $0.mentions(name.name) && !$0.isOn(name.name)
        }
        guard let trial = try await aroundReaders.trial(settingAside: readers, on: connection) else { return legacy }
        if let child = try await ReferringTables.names(referringTo: name.name, on: connection).first {
            throw OperationError(
                "table \"\(name.name)\" cannot be renamed out of the way: \(failure). A foreign key of table \"\(child)\" "
                    + "is to go on leading to \"\(name.name)\", and SQLite can then not rename it inside the table",
                at: statement.start,
                advice:
                    "Create the new table under another name, copy the rows, drop \"\(name.name)\", and rename the new "
                    + "table to \"\(name.name)\".")
        }
        return trial.statements
    }

    /// Why statements cannot run; `nil` when they can. They are undone.
    private func failure(of statements: [Statement], on connection: any Connection) async throws -> String? {
        let attempt = try await connection.undoingIfAccepted {
            for statement in statements { try await connection.query(statement) }
        }
        // The setting is not the savepoint's.
        try await connection.query("PRAGMA legacy_alter_table = OFF")
        if case .failure(let error) = attempt { return error.message }
        return nil
    }

    /// Whether it is a table of the database, which its views read: not a temporary or an attached one.
    private func isOfMain(on connection: any Connection) async throws -> Bool {
        if let schema = name.schema { return EmulatedView.isMain(schema) }
        return try await SchemaObject.named(name.name, in: .temp, on: connection) == nil
    }

    private func isAlreadyLegacy(on connection: any Connection) async throws -> Bool {
        try await connection.query("PRAGMA legacy_alter_table").first?.boolean("legacy_alter_table") ?? false
    }
}

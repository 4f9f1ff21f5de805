internal import Athanor

/// A table that takes the place of a view for a moment: SQLite renames no view and no column of one, but what it does for
/// a table it carries through to all views and triggers that read it. (https://sqlite.org/lang_altertable.html)
///
/// The view is gone when there is a stand-in, and created again, by its text, when there is none any more. What reads the
/// view stays where it is all the while.
struct StandIn {
    private var name: String
    private let triggers: Set<SQLiteName>
    private let connection: any Connection

    /// Puts one in the place of a view.
    /// - Parameter keepingTriggers: whether the view's triggers are to follow, too.
    /// - Throws: ``DatabaseError`` when the view cannot be read.
    init(for view: String, keepingTriggers: Bool = true, on connection: any Connection) async throws {
        let columns = try await EmulatedColumn.all(of: view, on: connection)
        let watching = keepingTriggers ? try await StoredTrigger.all(of: view, on: connection) : []
        name = view
        triggers = Set(watching.map { SQLiteName($0.name) })
        self.connection = connection
        let quoted = SQLiteDialect().quote(view)
        try await connection.query("DROP VIEW main.\(quoted)")
        try await connection.query(
            "CREATE TABLE main.\(quoted) (\(columns.map(\.declaration).joined(separator: ", ")))")
        // A table has no triggers INSTEAD OF.
        for trigger in watching {
            try await connection.query(Statement(StoredText(try StoredText(trigger.sql).insteadOfAsBefore()).inMain))
        }
    }

    /// Renames it, and with it the view.
    /// - Throws: ``DatabaseError`` when something in the database is broken, or would be.
    mutating func rename(to newName: String) async throws {
        if newName.isSameName(as: name) { try await renameTable(to: "athanor_stand_in") }
        try await renameTable(to: newName)
    }

    private mutating func renameTable(to newName: String) async throws {
        let dialect = SQLiteDialect()
        try await connection.query(
            Statement("ALTER TABLE main.\(dialect.quote(name)) RENAME TO \(dialect.quote(newName))"),
            legacyAlterTable: false)
        name = newName
    }

    /// Renames columns of it, and so of the view.
    /// - Throws: ``DatabaseError`` when something in the database is broken, or would be.
    func renameColumns(_ renames: [ColumnRename]) async throws {
        try await connection.renameColumns(renames, of: name)
    }

    /// Takes it away.
    /// - Returns: the texts of the view's triggers as they are now, to be created once the view is there.
    func remove() async throws -> [String] {
        let standing = try await StoredTrigger.all(of: name, on: connection).filter {
            triggers.contains(SQLiteName($0.name))
        }
        try await connection.query("DROP TABLE main.\(SQLiteDialect().quote(name))")
        return try standing.map { try StoredText($0.sql).beforeAsInsteadOf() }
    }
}

/// A column that gets another name.
struct ColumnRename: Sendable {
    let name: String
    let newName: String
}

extension Connection {
    /// Renames columns of a table; they may take each other's names.
    func renameColumns(_ renames: [ColumnRename], of table: String) async throws {
        let present = try await EmulatedColumn.all(of: table, on: self)
        var last: [ColumnRename] = []
        for (index, rename) in renames.enumerated() {
            guard present.contains(named: rename.newName) else {
                try await renameColumn(rename, of: table)
                continue
            }
            let meanwhile = "athanor_renamed_column_\(index)"
            try await renameColumn(ColumnRename(name: rename.name, newName: meanwhile), of: table)
            last.append(ColumnRename(name: meanwhile, newName: rename.newName))
        }
        for rename in last { try await renameColumn(rename, of: table) }
    }

    private func renameColumn(_ rename: ColumnRename, of table: String) async throws {
        let dialect = SQLiteDialect()
        try await query(
            Statement(
                "ALTER TABLE main.\(dialect.quote(table)) RENAME COLUMN \(dialect.quote(rename.name)) "
                    + "TO \(dialect.quote(rename.newName))"),
            legacyAlterTable: false)
    }

    /// Runs a statement that renames something, carried through to what reads it or not.
    /// (https://sqlite.org/pragma.html#pragma_legacy_alter_table)
    func query(_ renaming: Statement, legacyAlterTable isLegacy: Bool) async throws {
        func setting(_ isOn: Bool) -> Statement { Statement("PRAGMA legacy_alter_table = \(isOn ? "ON" : "OFF")") }
        let wasLegacy =
            try await query("PRAGMA legacy_alter_table").first?.boolean("legacy_alter_table") ?? false
        guard wasLegacy != isLegacy else {
            try await query(renaming)
            return
        }
        try await query(setting(isLegacy))
        do {
            try await query(renaming)
        } catch {
            // The setting is not the transaction's.
            try await query(setting(wasLegacy))
            throw error
        }
        try await query(setting(wasLegacy))
    }
}

internal import Athanor

/// A table that temporarily replaces a view. SQLite cannot rename a view or its columns, but when it renames a table or
/// its columns, it updates all views and triggers that read the table. (https://sqlite.org/lang_altertable.html)
///
/// The view does not exist while the stand-in does; afterwards it is created again from its text. Readers of the view
/// remain in place throughout.
struct StandIn {
    private var name: String
    private let triggers: Set<SQLiteName>
    private let connection: any Connection

    /// Replaces a view with a stand-in.
    /// - Parameter keepingTriggers: whether the view's triggers must be updated, too.
    /// - Throws: ``DatabaseFailure`` when the view cannot be read.
    init(for view: String, keepingTriggers: Bool = true, on connection: any Connection) async throws {
        let columns = try await EmulatedColumn.all(of: view, on: connection)
        let watching = keepingTriggers ? try await StoredTrigger.all(of: view, on: connection) : []
        name = view
        triggers = Set(watching.map { SQLiteName($0.name) })
        self.connection = connection
        let quoted = SQLiteDialect().quote(view)
        try await connection.query(sql: "DROP VIEW main.\(quoted)")
        try await connection.query(
            sql: "CREATE TABLE main.\(quoted) (\(columns.map(\.declaration).joined(separator: ", ")))")
        // A table cannot have INSTEAD OF triggers.
        for trigger in watching {
            try await connection.query(
                sql: SQLStatement(StoredText(try StoredText(trigger.sql).insteadOfAsBefore()).inMain))
        }
    }

    /// Renames the stand-in, and with it the view.
    /// - Throws: ``DatabaseFailure`` when something in the database is broken, or would be.
    mutating func rename(to newName: String) async throws {
        if newName.isSameName(as: name) { try await renameTable(to: "athanor_stand_in") }
        try await renameTable(to: newName)
    }

    private mutating func renameTable(to newName: String) async throws {
        let dialect = SQLiteDialect()
        try await connection.query(
            sql: SQLStatement("ALTER TABLE main.\(dialect.quote(name)) RENAME TO \(dialect.quote(newName))"),
            legacyAlterTable: false)
        name = newName
    }

    /// Renames columns of the stand-in, and with them those of the view.
    /// - Throws: ``DatabaseFailure`` when something in the database is broken, or would be.
    func renameColumns(_ renames: [ColumnRename]) async throws {
        try await connection.renameColumns(renames, of: name)
    }

    /// Drops the stand-in.
    /// - Returns: the current texts of the view's triggers, to be created after the view is created.
    func remove() async throws -> [String] {
        let standing = try await StoredTrigger.all(of: name, on: connection).filter {
            triggers.contains(SQLiteName($0.name))
        }
        try await connection.query(sql: "DROP TABLE main.\(SQLiteDialect().quote(name))")
        return try standing.map { try StoredText($0.sql).beforeAsInsteadOf() }
    }
}

struct ColumnRename: Sendable {
    let name: String
    let newName: String
}

extension Connection {
    /// Renames columns of a table; they may swap names.
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
            sql: SQLStatement(
                "ALTER TABLE main.\(dialect.quote(table)) RENAME COLUMN \(dialect.quote(rename.name)) "
                    + "TO \(dialect.quote(rename.newName))"),
            legacyAlterTable: false)
    }

    /// Runs a statement that renames something, with or without an update of its readers.
    /// (https://sqlite.org/pragma.html#pragma_legacy_alter_table)
    func query(sql renaming: SQLStatement, legacyAlterTable isLegacy: Bool) async throws {
        func setting(_ isOn: Bool) -> SQLStatement {
            SQLStatement("PRAGMA legacy_alter_table = \(isOn ? "ON" : "OFF")")
        }
        let wasLegacy =
            try await query("PRAGMA legacy_alter_table").first?["legacy_alter_table", as: Bool.self] ?? false
        guard wasLegacy != isLegacy else {
            try await query(sql: renaming)
            return
        }
        try await query(sql: setting(isLegacy))
        do {
            try await query(sql: renaming)
        } catch {
            // A rollback of the transaction does not restore the setting.
            try await query(sql: setting(wasLegacy))
            throw error
        }
        try await query(sql: setting(wasLegacy))
    }
}

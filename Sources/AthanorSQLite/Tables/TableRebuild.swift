internal import Athanor

/// Replaces a table with another of the same name and with the same rows.
///
/// The old table is renamed without updating references to it. So views, triggers and foreign keys still name the
/// table, and mean the new one, which is created from the edited text unchanged. Where an expression in that text names
/// the table, SQLite cannot rename it this way; then the rows are kept in a table without constraints. Foreign keys
/// must not be enforced, since DROP TABLE deletes rows first. (https://sqlite.org/lang_altertable.html#otheralter)
struct TableRebuild {
    private let old: StoredTable
    private let new: EditedTable
    private let schema: TableSchema
    private let droppedIndexes: [String]
    private let dialect = SQLiteDialect()

    init(old: StoredTable, new: EditedTable, in schema: TableSchema, droppedIndexes: [String]) {
        self.old = old
        self.new = new
        self.schema = schema
        self.droppedIndexes = droppedIndexes
    }

    private var name: String { old.name }
    /// The new table's text. Without a schema, it means `main`.
    private var creation: String { schema == .main ? new.table.sql : StoredText(new.table.sql).creating(in: schema) }
    private func quoted(_ name: String) -> String { "\(schema)." + dialect.quote(name) }

    func run(on connection: any Connection) async throws {
        guard try await connection.query("PRAGMA foreign_keys").first?["foreign_keys", as: Bool.self] != true else {
            throw OperationError(
                "table \"\(name)\" cannot be rebuilt here: foreign keys are enforced",
                advice: "Alter it in a revision's own transaction.")
        }
        let present = try await dependents(on: connection)
        let isHeld = namesItself || present.contains { $0.type == "index" && names($0) }
        let away = try await freeName(on: connection)
        try await checkNulls(on: connection)
        let soundness = try await Soundness(of: new.table, in: schema, on: connection)
        let temporary = schema == .main ? try await TemporaryTriggers(on: name, on: connection) : nil
        try await temporary?.drop(on: connection)
        // If a temporary table has the same name, SQLite assigns the triggers to it during the rename.
        for trigger in present where trigger.type == "trigger" {
            try await connection.query(sql: SQLStatement("DROP TRIGGER \(quoted(trigger.name))"))
        }
        let statistics = TableStatistics(table: name, schema: schema)
        try await statistics.hide(on: connection)
        if isHeld {
            try await hold(as: away, on: connection)
        } else {
            try await rename(to: away, on: connection)
        }
        do {
            try await connection.query(sql: SQLStatement(creation))
        } catch let error as DatabaseFailure {
            throw error.naming(
                name, insteadOf: away,
                advice: "SQLite does not accept the new definition of table \"\(name)\"; the table is unchanged.")
        }
        try await checkNumbers(from: away, on: connection)
        do {
            try await copy(from: away, isHeld: isHeld, on: connection)
        } catch let error as DatabaseFailure {
            throw error.naming(
                name, insteadOf: away,
                advice: "The rows of table \"\(name)\" do not fit its new definition; the table is unchanged.")
        }
        try await checkRows(from: away, on: connection)
        try await keepCounter(of: away, on: connection)
        try await connection.query(sql: SQLStatement("DROP TABLE \(quoted(away))"))
        for object in present {
            guard let sql = object.sql, !droppedIndexes.contains(where: { $0.isSameName(as: object.name) }) else {
                continue
            }
            try await connection.query(sql: SQLStatement(StoredText(sql).creating(in: schema)))
        }
        try await temporary?.create(on: connection)
        try await statistics.show(on: connection)
        try await soundness.check(on: connection)
    }

    /// Returns the indexes and triggers of the table, in the order in which they were created.
    private func dependents(on connection: any Connection) async throws -> [SchemaObject] {
        let rows = try await connection.query(
            sql: """
                SELECT type, name, sql
                FROM \(schema).sqlite_master
                WHERE tbl_name = $1 COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL
                ORDER BY rowid
                """, [.text(name)])
        return try rows.map {
            SchemaObject(
                type: try $0["type", as: String.self], name: try $0["name", as: String.self],
                sql: try $0["sql", as: String?.self])
        }
    }

    /// Returns an unused name.
    private func freeName(on connection: any Connection) async throws -> String {
        let rows = try await connection.query(
            "SELECT name FROM main.sqlite_master UNION ALL SELECT name FROM temp.sqlite_master")
        let taken = Set(try rows.map { SQLiteName(try $0["name", as: String.self]) })
        var candidate = "athanor_old_\(name)"
        var number = 1
        while taken.contains(SQLiteName(candidate)) {
            number += 1
            candidate = "athanor_old_\(name)_\(number)"
        }
        return candidate
    }

    private func checkNulls(on connection: any Connection) async throws {
        for column in new.becameNotNull {
            guard let source = new.sources.first(where: { $0.column.isSameName(as: column) }) else { continue }
            let rows = try await connection.query(
                sql: "SELECT count(*) AS nulls FROM \(quoted(name)) WHERE (\(source.expression)) IS NULL")
            guard let count = try rows.first?["nulls", as: Int64.self], count > 0 else { continue }
            throw OperationError(
                "column \"\(column)\" of table \"\(name)\" cannot become NOT NULL: "
                    + (count == 1 ? "1 row has NULL there" : "\(count) rows have NULL there"),
                advice: "Give these rows a value first: op.execute(\"UPDATE … SET … WHERE … IS NULL\").")
        }
        for column in new.added where !column.isNullable && column.source == .given(.noDefault) {
            guard try await !connection.query(sql: "SELECT 1 FROM \(quoted(name)) LIMIT 1").isEmpty else { return }
            throw OperationError(
                "column \"\(column.name)\" cannot be added to table \"\(name)\": it is NOT NULL without a default, and "
                    + "the table has rows",
                advice: "Give it a default; or add it as a nullable column, fill it, and then make it NOT NULL.")
        }
    }

    /// Checks for NULL in a key that becomes the row's number: SQLite would silently write a new number instead.
    private func checkNumbers(from away: String, on connection: any Connection) async throws {
        guard let key = new.table.primaryKey.first, try await hasNumberColumn(on: connection),
            let source = new.sources.first(where: { $0.column.isSameName(as: key) })
        else { return }
        let rows = try await connection.query(
            sql: SQLStatement(
                """
                SELECT count(*) AS nulls
                FROM \(quoted(away)) AS \(dialect.quote(name))
                WHERE (\(source.expression)) IS NULL
                """))
        guard let count = try rows.first?["nulls", as: Int64.self], count > 0 else { return }
        throw OperationError(
            "column \"\(key)\" of table \"\(name)\" cannot become its row number: "
                + (count == 1 ? "1 row has NULL there" : "\(count) rows have NULL there"),
            advice: "Give these rows a value first: op.execute(\"UPDATE … SET … WHERE … IS NULL\").")
    }

    /// Renames the old table without updating references to it.
    /// (https://sqlite.org/pragma.html#pragma_legacy_alter_table)
    private func rename(to away: String, on connection: any Connection) async throws {
        let renaming = SQLStatement("ALTER TABLE \(quoted(name)) RENAME TO \(dialect.quote(away))")
        try await connection.query(sql: renaming, legacyAlterTable: true)
    }

    /// Whether expressions in the table's text name the table. These are not updated when the table is renamed.
    private var namesItself: Bool { names(in: old.tokens) }

    /// Whether an index contains `t.column`, which SQLite cannot update either.
    private func names(_ index: SchemaObject) -> Bool { names(in: Lexer.tokens(inAccepted: index.sql ?? "")) }

    private func names(in tokens: [Token]) -> Bool {
        zip(tokens, tokens.dropFirst()).contains { token, next in
            next.isPunctuation(".") && token.name?.isSameName(as: name) == true
        }
    }

    /// Puts the rows, with their numbers, into a table without constraints, and drops the old one.
    private func hold(as away: String, on connection: any Connection) async throws {
        let columns = old.columns.map { dialect.quote($0.name) }
        let number = rowNumber.map { "\($0) AS \(Self.heldNumber)" }
        let list = ([number].compactMap(\.self) + columns).joined(separator: ", ")
        try await connection.query(
            sql: SQLStatement("CREATE TABLE \(quoted(away)) AS SELECT \(list) FROM \(quoted(name))"))
        if EditedTable(old).counts {
            try await connection.query(
                sql: SQLStatement(
                    "UPDATE \(schema).sqlite_sequence SET name = $1 WHERE name = $2", [.text(away), .text(name)]))
        }
        try await connection.query(sql: SQLStatement("DROP TABLE \(quoted(name))"))
    }

    private static let heldNumber = "athanor_row_number"

    /// The maximum number of columns in a query's row. (https://sqlite.org/limits.html)
    private static let mostColumns = 2000

    /// The name that returns a row's number in the old table; `nil` if rows have none. A table with the maximum number
    /// of columns has no room to copy it: its rows are renumbered in their order, as VACUUM would do.
    private var rowNumber: String? {
        max(old.columns.count, new.sources.count) < Self.mostColumns ? EditedTable(old).rowNumber : nil
    }

    private func copy(from away: String, isHeld: Bool, on connection: any Connection) async throws {
        var targets = new.sources.map { dialect.quote($0.column) }
        var expressions = new.sources.map(\.expression)
        var order = ""
        // Rows keep their numbers where no column is the number: other tables may store them.
        if let number = rowNumber {
            let oldNumber = isHeld ? Self.heldNumber : number
            if let newNumber = new.rowNumber, try await !hasNumberColumn(on: connection) {
                targets.insert(newNumber, at: 0)
                expressions.insert(oldNumber, at: 0)
            }
            order = " ORDER BY \(oldNumber)"
        } else if !isHeld, let number = EditedTable(old).rowNumber {
            order = " ORDER BY \(number)"
        }
        // The table's conflict clauses would drop rows; the statement's clause overrides them.
        // (https://sqlite.org/lang_conflict.html)
        try await connection.query(
            sql: SQLStatement(
                """
                INSERT OR ABORT INTO \(quoted(new.name)) (\(targets.joined(separator: ", ")))
                SELECT \(expressions.joined(separator: ", ")) FROM \(quoted(away)) AS \(dialect.quote(name))\(order)
                """))
    }

    /// Checks that the new table has as many rows as the old one.
    private func checkRows(from away: String, on connection: any Connection) async throws {
        let rows = try await connection.query(
            sql: """
                SELECT (SELECT count(*) FROM \(quoted(away))) AS before, (SELECT count(*) FROM \(quoted(new.name))) AS after
                """)
        guard let row = rows.first else { return }
        let (before, after) = (try row["before", as: Int64.self], try row["after", as: Int64.self])
        guard before != after else { return }
        throw OperationError(
            "table \"\(name)\" cannot be rebuilt: it has \(before) rows, but \(after) would remain",
            advice: "Nothing was changed. Find what removes rows, for example a trigger of this session.")
    }

    /// Whether a column of the new table is the row's number; the primary key then has no index.
    /// (https://sqlite.org/lang_createtable.html#rowid)
    private func hasNumberColumn(on connection: any Connection) async throws -> Bool {
        guard new.table.primaryKey.count == 1 else { return false }
        return try await connection.query(
            sql: "SELECT 1 FROM temp.pragma_index_list($1, $2) WHERE origin = 'pk'",
            [.text(new.name), .text(schema.rawValue)]
        ).isEmpty
    }

    /// Copies the AUTOINCREMENT counter, which may be higher than the highest row. (https://sqlite.org/autoinc.html)
    private func keepCounter(of away: String, on connection: any Connection) async throws {
        guard EditedTable(old).counts else { return }
        if new.counts {
            try await connection.query(
                sql: SQLStatement("DELETE FROM \(schema).sqlite_sequence WHERE name = $1", [.text(new.name)]))
            try await connection.query(
                sql: SQLStatement(
                    "INSERT INTO \(schema).sqlite_sequence (name, seq) SELECT $1, seq FROM \(schema).sqlite_sequence WHERE name = $2",
                    [.text(new.name), .text(away)]))
        }
        // SQLite drops the counter with its table only if that table has AUTOINCREMENT.
        try await connection.query(
            sql: SQLStatement("DELETE FROM \(schema).sqlite_sequence WHERE name = $1", [.text(away)]))
    }
}

extension DatabaseFailure {
    /// Returns the same error with the table's own name instead of its temporary one.
    fileprivate func naming(_ name: String, insteadOf away: String, advice: String) -> DatabaseFailure {
        var error = self
        error.message = message.replacing(away, with: name)
        error.advice = self.advice ?? advice
        return error
    }
}

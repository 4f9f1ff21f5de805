package import Athanor
internal import Foundation

extension SQLiteDialect {
    /// Scripts for the `sqlite3` shell.
    package var script: any ScriptDialect { SQLiteScript() }
}

/// The dialect of SQL scripts for the `sqlite3` shell. (https://sqlite.org/cli.html)
package struct SQLiteScript: ScriptDialect {
    private var dialect: SQLiteDialect { SQLiteDialect() }
    private static let transaction = "athanor_transaction"
    private static let assertion = "athanor_assertion"
    private static let rows = "athanor_rows"

    /// `sqlite3`.
    package var client: String { "sqlite3" }

    /// Returns commands that stop at the first error, enforce foreign keys and wait for other connections, as Athanor's
    /// connections do.
    /// - Throws: ``DatabaseFailure`` when a role is given.
    package func opening(role: String?, trustedOwners: [String], versionTable: QualifiedName) throws -> String {
        if let role { throw SQLite.refusal(ofRole: role) }
        return """
            .bail on
            .timeout 5000
            PRAGMA foreign_keys = ON;
            """
    }

    /// Empty: temporary objects end with the shell.
    package var closing: String { "" }

    /// Returns the table's name as a string literal: SQLite has no schemas.
    package func fullName(of table: QualifiedName) -> String { dialect.literal(.text(table.name)) }

    /// Returns statements that fail if the query returns rows. They use a temporary table whose constraint has the
    /// message as its name.
    package func asserting(noRowsOf query: SQLStatement, otherwise message: String) -> [SQLStatement] {
        let condition = text(of: query).dropLast()
        return [
            SQLStatement(
                """
                CREATE TEMP TABLE \(Self.assertion) (
                    holds INTEGER CONSTRAINT \(dialect.quote(message)) CHECK (holds)
                )
                """),
            SQLStatement(
                """
                INSERT INTO temp.\(Self.assertion) (holds)
                SELECT NOT EXISTS (
                \(condition)
                )
                """),
            SQLStatement("DROP TABLE temp.\(Self.assertion)"),
        ]
    }

    /// Returns statements that put the rows into a temporary table first, so that the script contains them once. One of
    /// two statements then inserts them, depending on the table's text: with `OR ABORT`, or without it for the sake of
    /// the table's triggers.
    /// - Throws: ``OperationError`` for a name that is empty or contains NUL.
    package func inserting(_ rows: RowsToInsert) throws(OperationError) -> [SQLStatement] {
        let table = try dialect.identifier(rows.table)
        let columns = try dialect.identifiers(rows.columns)
        let staging = RowsToInsert(
            table: QualifiedName(schema: "temp", name: Self.rows),
            columns: rows.columns.indices.map { "column\($0 + 1)" }, rows: rows.rows)
        let staged = staging.columns.joined(separator: ", ")
        func insert(_ verb: String, where condition: String) -> SQLStatement {
            SQLStatement(
                """
                \(verb) INTO \(table) (\(columns))
                SELECT \(staged)
                FROM temp.\(Self.rows)
                WHERE \(condition)
                ORDER BY rowid
                """)
        }
        let clauses = hasConflictClauses(rows.table)
        return [SQLStatement("CREATE TEMP TABLE \(Self.rows) (\(staged))")] + (try staging.statements(dialect)) + [
            insert("INSERT", where: "NOT \(clauses)"),
            insert("INSERT OR ABORT", where: clauses),
            SQLStatement("DROP TABLE temp.\(Self.rows)"),
        ]
    }

    /// Returns two statements, of which one updates rows: with `OR ABORT`, or without it, depending on the table's
    /// text.
    package func updating(_ backfill: Backfill) -> [SQLStatement] {
        let clauses = hasConflictClauses(backfill.table)
        return [
            backfill.whole(dialect, and: "NOT \(clauses)"),
            backfill.whole(dialect, conflictClause: "OR ABORT", and: clauses),
        ]
    }

    /// Returns an expression for whether a table's text has `ON CONFLICT`, as ``SQLiteCatalog/conflictClause(for:)``
    /// checks it.
    ///
    /// SQL cannot distinguish the two words from the same words in a comment. In that case the statement uses
    /// `OR ABORT` without need, and overrides the conflict clauses in triggers: they fail where they would have skipped
    /// a row.
    private func hasConflictClauses(_ table: QualifiedName) -> String {
        let name = dialect.literal(.text(table.name))
        let texts = (table.schema.map { [$0] } ?? ["temp", "main"]).map { schema in
            "(SELECT sql FROM \(dialect.quote(schema)).sqlite_master WHERE type = 'table' AND name = \(name) COLLATE NOCASE)"
        }
        // A view has no such text, but may accept rows.
        let text = "coalesce(\((texts + ["''"]).joined(separator: ",\n    ")))"
        return "(upper(\(text)) GLOB '*[^A-Z0-9_$]ON[^A-Z0-9_$]*CONFLICT*')"
    }

    /// Statements that record the start of a transaction in a temporary table. Each time, they create the table if it
    /// is missing, because `PRAGMA temp_store` drops all temporary tables.
    package var noting: [SQLStatement] {
        [
            SQLStatement("CREATE TEMP TABLE IF NOT EXISTS \(Self.transaction) (started_at TEXT NOT NULL)"),
            SQLStatement("DELETE FROM temp.\(Self.transaction)"),
            SQLStatement(
                "INSERT INTO temp.\(Self.transaction) (started_at) VALUES (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))"),
        ]
    }

    /// The recorded start.
    package var startedAt: String { "(SELECT started_at FROM temp.\(Self.transaction))" }

    /// The duration, from the difference of Julian days. (https://sqlite.org/lang_datefunc.html)
    package var milliseconds: String {
        "CAST(round((julianday('now') - julianday(\(startedAt))) * 86400000) AS INTEGER)"
    }

    /// `nil`: SQLite has no users.
    package var performedBy: String? { nil }

    /// Returns the statement in the form that the shell accepts.
    package func text(of statement: SQLStatement) -> String {
        let source = SourceText(path: "", text: statement.text)
        let tokens = Lexer.tokens(inAccepted: statement.text)
        var result = ""
        var copied = 0
        for token in tokens {
            let written: String
            if token.kind == .other, token.text.hasPrefix("$"), let number = Int(token.text.dropFirst()),
                statement.values.indices.contains(number - 1)
            {
                written = operand(statement.values[number - 1])
            } else if token.isPunctuation("/") || token.isKeyword("GO"),
                source.place(atUTF8: token.utf8Range.lowerBound).isFirstInLine
            {
                // Alone on a line, these end a statement for the shell, as in other databases' shells.
                written = "/**/ \(token.text)"
            } else {
                continue
            }
            result += source[copied..<token.utf8Range.lowerBound].text + written
            copied = token.utf8Range.upperBound
        }
        result += source[copied..<source.text.utf8.count].text
        // After a comment on the last line, the semicolon would belong to the comment.
        let end = source[(tokens.last?.utf8Range.upperBound ?? 0)..<source.text.utf8.count].text
        return Self.keepingCarriageReturns(in: result) + (end.contains("--") ? "\n;" : ";")
    }

    /// Doubles each carriage return before a line feed, because the shell drops one of them.
    private static func keepingCarriageReturns(in text: String) -> String {
        var result: [UInt8] = []
        var last: UInt8 = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\n"), last == UInt8(ascii: "\r") { result.append(last) }
            result.append(byte)
            last = byte
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Returns a value as a literal in place of its placeholder: after a minus, a negative number would start a
    /// comment.
    private func operand(_ value: Value) -> String {
        let literal = dialect.literal(value)
        return literal.hasPrefix("-") ? "(\(literal))" : literal
    }
}

extension SourcePlace {
    /// Whether only white space precedes the place in its line.
    fileprivate var isFirstInLine: Bool {
        lineText.unicodeScalars.prefix(column - 1).allSatisfy(\.properties.isWhitespace)
    }
}

public import Athanor
internal import Foundation

extension SQLiteDialect {
    /// Scripts for the `sqlite3` shell.
    public var script: any ScriptDialect { SQLiteScript() }
}

/// SQL in a script for the `sqlite3` shell. (https://sqlite.org/cli.html)
public struct SQLiteScript: ScriptDialect {
    private var dialect: SQLiteDialect { SQLiteDialect() }
    private static let transaction = "athanor_transaction"
    private static let assertion = "athanor_assertion"
    private static let rows = "athanor_rows"

    /// `sqlite3`.
    public var client: String { "sqlite3" }

    /// Stops at the first error, enforces foreign keys and waits for other connections, as a connection of Athanor's does.
    /// - Throws: ``DatabaseError`` when a role is asked for.
    public func opening(role: String?, trustedOwners: [String], versionTable: QualifiedName) throws -> String {
        if let role { throw SQLite.refusal(ofRole: role) }
        return """
            .bail on
            .timeout 5000
            PRAGMA foreign_keys = ON;
            """
    }

    /// Nothing: what is temporary ends with the shell.
    public var closing: String { "" }

    /// The name itself: there are no schemas.
    public func fullName(of table: QualifiedName) -> String { dialect.literal(.text(table.name)) }

    /// A temporary table that takes no row unless the query gives none: the name of its constraint is the message.
    public func asserting(noRowsOf query: Statement, otherwise message: String) -> [Statement] {
        let condition = text(of: query).dropLast()
        return [
            Statement(
                """
                CREATE TEMP TABLE \(Self.assertion) (
                    holds INTEGER CONSTRAINT \(dialect.quote(message)) CHECK (holds)
                )
                """),
            Statement(
                """
                INSERT INTO temp.\(Self.assertion) (holds)
                SELECT NOT EXISTS (
                \(condition)
                )
                """),
            Statement("DROP TABLE temp.\(Self.assertion)"),
        ]
    }

    /// Puts the rows into a temporary table first, so that they stand once in the script. From there one of two statements
    /// takes them, depending on the table's text: with `OR ABORT`, or without it for the sake of the table's triggers.
    /// - Throws: ``OperationError`` for a name that SQLite would not keep.
    public func inserting(_ rows: RowsToInsert) throws(OperationError) -> [Statement] {
        let table = try dialect.identifier(rows.table)
        let columns = try dialect.identifiers(rows.columns)
        let staging = RowsToInsert(
            table: QualifiedName(schema: "temp", name: Self.rows),
            columns: rows.columns.indices.map { "column\($0 + 1)" }, rows: rows.rows)
        let staged = staging.columns.joined(separator: ", ")
        func insert(_ verb: String, where condition: String) -> Statement {
            Statement(
                """
                \(verb) INTO \(table) (\(columns))
                SELECT \(staged)
                FROM temp.\(Self.rows)
                WHERE \(condition)
                ORDER BY rowid
                """)
        }
        let clauses = hasConflictClauses(rows.table)
        return [Statement("CREATE TEMP TABLE \(Self.rows) (\(staged))")] + (try staging.statements(dialect)) + [
            insert("INSERT", where: "NOT \(clauses)"),
            insert("INSERT OR ABORT", where: clauses),
            Statement("DROP TABLE temp.\(Self.rows)"),
        ]
    }

    /// Two statements, of which one updates rows: with `OR ABORT`, or without it, depending on the table's text.
    public func updating(_ backfill: Backfill) -> [Statement] {
        let clauses = hasConflictClauses(backfill.table)
        return [
            backfill.whole(dialect, and: "NOT \(clauses)"),
            backfill.whole(dialect, conflictClause: "OR ABORT", and: clauses),
        ]
    }

    /// An expression that says whether a table's text has `ON CONFLICT`, as ``SQLiteCatalog/conflictClause(for:)`` does.
    ///
    /// SQL cannot tell the two words from the same ones in a comment. Then the statement says `OR ABORT` for nothing, which
    /// a trigger with a clause of its own would notice: it fails where that clause would have passed over a row.
    private func hasConflictClauses(_ table: QualifiedName) -> String {
        let name = dialect.literal(.text(table.name))
        let texts = (table.schema.map { [$0] } ?? ["temp", "main"]).map { schema in
            "(SELECT sql FROM \(dialect.quote(schema)).sqlite_master WHERE type = 'table' AND name = \(name) COLLATE NOCASE)"
        }
        // A view has none of these texts, and may take rows all the same.
        let text = "coalesce(\((texts + ["''"]).joined(separator: ",\n    ")))"
        return "(upper(\(text)) GLOB '*[^A-Z0-9_$]ON[^A-Z0-9_$]*CONFLICT*')"
    }

    /// Notes when a transaction begins, in a temporary table. `PRAGMA temp_store` drops all that are there.
    public var noting: [Statement] {
        [
            Statement("CREATE TEMP TABLE IF NOT EXISTS \(Self.transaction) (started_at TEXT NOT NULL)"),
            Statement("DELETE FROM temp.\(Self.transaction)"),
            Statement(
                "INSERT INTO temp.\(Self.transaction) (started_at) VALUES (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))"),
        ]
    }

    /// What was noted.
    public var startedAt: String { "(SELECT started_at FROM temp.\(Self.transaction))" }

    /// By the difference of Julian days. (https://sqlite.org/lang_datefunc.html)
    public var milliseconds: String {
        "CAST(round((julianday('now') - julianday(\(startedAt))) * 86400000) AS INTEGER)"
    }

    /// SQLite knows no users.
    public var performedBy: String? { nil }

    /// The statement as the shell takes it.
    public func text(of statement: Statement) -> String {
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
                // Alone on a line, the shell takes these for the end of a statement, as other databases' shells do.
                written = "/**/ \(token.text)"
            } else {
                continue
            }
            result += source[copied..<token.utf8Range.lowerBound].text + written
            copied = token.utf8Range.upperBound
        }
        result += source[copied..<source.text.utf8.count].text
        // Behind a comment on the last line the semicolon would belong to it.
        let end = source[(tokens.last?.utf8Range.upperBound ?? 0)..<source.text.utf8.count].text
        return Self.keepingCarriageReturns(in: result) + (end.contains("--") ? "\n;" : ";")
    }

    /// The shell drops one carriage return before each line feed; it gets two for one.
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

    /// A value as a literal that stands where its placeholder did: after a minus, a negative number would begin a comment.
    private func operand(_ value: Value) -> String {
        let literal = dialect.literal(value)
        return literal.hasPrefix("-") ? "(\(literal))" : literal
    }
}

extension SourcePlace {
    /// Whether nothing but white space stands before it in its line.
    fileprivate var isFirstInLine: Bool {
        lineText.unicodeScalars.prefix(column - 1).allSatisfy(\.properties.isWhitespace)
    }
}

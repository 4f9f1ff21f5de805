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

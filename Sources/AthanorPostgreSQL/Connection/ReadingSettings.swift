internal import Athanor
internal import CLibPQ

/// The settings by which the server reads text: `client_encoding` and `standard_conforming_strings`. Athanor sends text
/// in UTF-8. It divides files into statements with `standard_conforming_strings` on, and the session begins with that
/// value. A statement that changes one of these fails, because the server would misread later text.
///
/// The server reports both settings when it is ready for the next query. In a pipeline that is only at the end, so an
/// assertion after a statement replaces the report.
///
/// Source: PostgreSQL documentation, "Connection Status Functions" (`PQparameterStatus`) and "Asynchronous Operations".
enum ReadingSettings {
    /// Makes the server read strings in the way the files were divided, if the database or the role is configured
    /// otherwise.
    static let reading = SQLStatement(own: "SET standard_conforming_strings = on")

    /// Whether a session that has just begun needs ``reading``.
    static func areOtherwise(on connection: OpaquePointer) -> Bool {
        reported("standard_conforming_strings", on: connection) == "off"
    }

    /// The error after a statement that changed the settings; `nil` if they are unchanged.
    /// - Parameters:
    ///   - statement: the statement that has just run.
    ///   - connection: the `PGconn`, after the server has reported that it is ready.
    static func change(by statement: SQLStatement, on connection: OpaquePointer) -> DatabaseFailure? {
        guard !statement.isOwn, TransactionCommand(statement) == nil else { return nil }
        return change(
            by: statement, encoding: Self.reported("client_encoding", on: connection) ?? "UTF8",
            strings: Self.reported("standard_conforming_strings", on: connection) ?? "on", on: connection)
    }

    /// The error after a statement whose assertion has failed, as read from the server's error; `nil` for another
    /// error. The server's report comes too late: the server has rolled the setting back with the transaction.
    static func change(
        by statement: SQLStatement, asserted failure: DatabaseFailure, on connection: OpaquePointer
    ) -> DatabaseFailure? {
        guard let encoding = Self.value(after: Self.encodingMark, in: failure.message),
            let strings = Self.value(after: Self.stringsMark, in: failure.message)
        else { return nil }
        return change(by: statement, encoding: encoding, strings: strings, on: connection)
    }

    private static func change(
        by statement: SQLStatement, encoding: String, strings: String, on connection: OpaquePointer
    ) -> DatabaseFailure? {
        if encoding != "UTF8", !(encoding == "SQL_ASCII" && Self.keepsBytes(connection)) {
            return DatabaseFailure(
                kind: .statement,
                message:
                    "client_encoding is \(encoding) after this statement, but Athanor sends all text as UTF-8: what follows "
                    + "would be stored as other characters",
                statement: statement,
                advice:
                    "Remove what sets client_encoding: Athanor reads the file in its own encoding and sends it as UTF-8. For a file "
                    + "that the server reads, COPY takes ENCODING.")
        }
        guard statement.origin != nil, strings != "on" else { return nil }
        return DatabaseFailure(
            kind: .statement,
            message:
                "standard_conforming_strings is off after this statement, but the file was divided into statements as if it were on: "
                + "backslashes in the strings that follow would mean something else",
            statement: statement,
            advice: "Remove what sets it, and write strings with backslash escapes as E'…'.")
    }

    /// A statement that fails if the settings are wrong after another statement. It uses only functions and operators
    /// of the system.
    static func assertion(after statement: SQLStatement) -> SQLStatement {
        statement.origin == nil ? encodingAssertion : assertion
    }

    private static var encodingAssertion: SQLStatement { Self.asserting(Self.encodingIsRight) }

    private static var assertion: SQLStatement {
        let strings = "pg_catalog.current_setting('standard_conforming_strings') OPERATOR(pg_catalog.=)"
        return Self.asserting("(\(Self.encodingIsRight)) AND \(strings) 'on'")
    }

    /// If the condition is false, the text of the settings is cast to a number, so that the server's error contains it
    /// in every language.
    private static func asserting(_ condition: String) -> SQLStatement {
        SQLStatement(
            """
            SELECT CASE WHEN \(condition) THEN 1 ELSE pg_catalog.concat(
                '\(encodingMark)', pg_catalog.current_setting('client_encoding'),
                ' \(stringsMark)', pg_catalog.current_setting('standard_conforming_strings'))::pg_catalog.int4 END AS is_readable
            """)
    }

    private static let encodingMark = "client_encoding="
    private static let stringsMark = "standard_conforming_strings="

    private static func value(after mark: String, in message: String) -> String? {
        guard let range = message.firstRange(of: mark) else { return nil }
        return String(message[range.upperBound...].prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
    }

    private static let encodingIsRight = """
        pg_catalog.current_setting('client_encoding') OPERATOR(pg_catalog.=) 'UTF8'
            OR pg_catalog.current_setting('client_encoding') OPERATOR(pg_catalog.=) 'SQL_ASCII'
               AND (pg_catalog.current_setting('server_encoding') OPERATOR(pg_catalog.=) 'UTF8'
                    OR pg_catalog.current_setting('server_encoding') OPERATOR(pg_catalog.=) 'SQL_ASCII')
        """

    /// Whether the server stores UTF-8 bytes unchanged when it does not know their encoding.
    private static func keepsBytes(_ connection: OpaquePointer) -> Bool {
        ["UTF8", "SQL_ASCII"].contains(reported("server_encoding", on: connection))
    }

    private static func reported(_ name: String, on connection: OpaquePointer) -> String? {
        PQparameterStatus(connection, name).map { String(cString: $0) }
    }
}

extension ReadingSettings {
    /// When an assertion follows a statement in a pipeline.
    enum Moment {
        /// At once: the statement sets something, or runs code that may.
        case atOnce
        /// Later, together with others: only hidden code, as in a trigger, could set something.
        case later
        /// Never: the statement sets nothing that matters here.
        case never

        init(after statement: SQLStatement) {
            guard !statement.isOwn, TransactionCommand(statement) == nil,
                RememberedStatement(statement) == nil
            else {
                self = .never
                return
            }
            switch Self.firstWord(of: statement.text) {
            // Some of these must not be followed by a query: SET TRANSACTION must come before the first query.
            case "SET", "RESET": self = Self.mentionsReading(statement.text) ? .atOnce : .never
            case "SAVEPOINT", "RELEASE", "ROLLBACK", "SHOW", "LOCK", "COMMENT", "GRANT", "REVOKE": self = .never
            case "DO", "CALL", "SELECT", "WITH", "EXECUTE", "VALUES", "TABLE", "(": self = .atOnce
            case "INSERT": self = Self.computes(statement.text) ? .atOnce : .later
            // A statement without parentheses calls no function.
            default: self = statement.text.utf8.contains(UInt8(ascii: "(")) ? .atOnce : .later
            }
        }

        /// Whether an INSERT has more than constants: a query, or a name before a parenthesis among the values.
        private static func computes(_ text: String) -> Bool {
            let bytes = Array(text.utf8)
            var (lexer, isInValues, isAfterName) = (Lexer(bytes), false, false)
            while let token = try? lexer.next() {
                switch token.kind {
                case .word:
                    let word = String(decoding: bytes[token.range], as: UTF8.self).uppercased()
                    if ["SELECT", "TABLE", "WITH"].contains(word) { return true }
                    isAfterName = isInValues
                    if word == "VALUES" { isInValues = true }
                case .quotedIdentifier: isAfterName = isInValues
                case .opening where isAfterName: return true
                case .string, .number, .semicolon, .opening, .closing, .other: isAfterName = false
                }
            }
            return false
        }

        /// Whether a statement could take back what earlier ones have set, so that a later assertion would not notice
        /// it.
        static func mayHide(_ statement: SQLStatement) -> Bool {
            ["SET", "RESET"].contains(firstWord(of: statement.text))
        }

        private static func firstWord(of text: String) -> String {
            // A command's name is not longer than 128 bytes, but a comment before it may be.
            let beginsWithComment = text.utf8.first == UInt8(ascii: "-") || text.utf8.first == UInt8(ascii: "/")
            let bytes = Array(text.utf8.prefix(beginsWithComment ? 65_536 : 128))
            var lexer = Lexer(bytes)
            guard let token = try? lexer.next() else { return "" }
            return String(decoding: bytes[token.range], as: UTF8.self).uppercased()
        }

        /// Whether a text names one of the settings, or the function that sets any. All these names except `NAMES`
        /// contain an underscore, which the search uses.
        private static func mentionsReading(_ text: String) -> Bool {
            if text.utf8.count < 200, text.uppercased().contains("NAMES") { return true }
            var rest = text.utf8[...]
            while let underscore = rest.firstIndex(of: UInt8(ascii: "_")) {
                rest = rest[rest.index(after: underscore)...]
                if follows.contains(where: { rest.prefix($0.count).elementsEqual($0, by: { $0 | 0x20 == $1 }) }) {
                    return true
                }
            }
            return false
        }

        private static let follows = ["encoding", "conforming", "config"].map { Array($0.utf8) }
    }
}

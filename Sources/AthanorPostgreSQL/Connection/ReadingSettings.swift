internal import Athanor
internal import CLibPQ

/// The settings by which the server reads what it is sent. Text is sent in UTF-8, and files were divided into statements with
/// `standard_conforming_strings` on, as the session has it from its beginning; a statement that changes one of these is refused, since
/// what follows it would be stored or read as something else.
///
/// The server reports both settings. It does so when it is ready for the next query, which within a pipeline is at its end: there
/// an assertion after a statement takes the place of the report.
///
/// Source: PostgreSQL documentation, "Connection Status Functions" (`PQparameterStatus`) and "Asynchronous Operations".
enum ReadingSettings {
    /// Has the server read strings as the files were divided, where the database or the role is configured otherwise.
    static let reading = Statement(own: "SET standard_conforming_strings = on")

    /// Whether that has to be done in a session that has just begun.
    static func areOtherwise(on connection: OpaquePointer) -> Bool {
        reported("standard_conforming_strings", on: connection) == "off"
    }

    /// What is wrong after a statement; `nil` when all is as it was.
    /// - Parameters:
    ///   - statement: the statement that has just run.
    ///   - connection: the `PGconn`, which has heard that the server is ready.
    static func change(by statement: Statement, on connection: OpaquePointer) -> DatabaseError? {
        guard !statement.isOwn, TransactionCommand(statement) == nil else { return nil }
        return change(
            by: statement, encoding: Self.reported("client_encoding", on: connection) ?? "UTF8",
            strings: Self.reported("standard_conforming_strings", on: connection) ?? "on", on: connection)
    }

    /// What is wrong after a statement whose assertion has failed, as the server's error tells; `nil` for another error. (The
    /// report comes too late: the server has undone the setting with the transaction.)
    static func change(
        by statement: Statement, asserted failure: DatabaseError, on connection: OpaquePointer
    ) -> DatabaseError? {
        guard let encoding = Self.value(after: Self.encodingMark, in: failure.message),
            let strings = Self.value(after: Self.stringsMark, in: failure.message)
        else { return nil }
        return change(by: statement, encoding: encoding, strings: strings, on: connection)
    }

    private static func change(
        by statement: Statement, encoding: String, strings: String, on connection: OpaquePointer
    ) -> DatabaseError? {
        if encoding != "UTF8", !(encoding == "SQL_ASCII" && Self.keepsBytes(connection)) {
            return DatabaseError(
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
        return DatabaseError(
            kind: .statement,
            message:
                "standard_conforming_strings is off after this statement, but the file was divided into statements as if it were on: "
                + "backslashes in the strings that follow would mean something else",
            statement: statement,
            advice: "Remove what sets it, and write strings with backslash escapes as E'…'.")
    }

    /// Fails unless the settings are as they must be after a statement. It takes no other function or operator than the system's
    /// own.
    static func assertion(after statement: Statement) -> Statement {
        statement.origin == nil ? encodingAssertion : assertion
    }

    private static var encodingAssertion: Statement { Self.asserting(Self.encodingIsRight) }

    private static var assertion: Statement {
        let strings = "pg_catalog.current_setting('standard_conforming_strings') OPERATOR(pg_catalog.=)"
        return Self.asserting("(\(Self.encodingIsRight)) AND \(strings) 'on'")
    }

    /// Where the condition does not hold, the settings are no number, and the server's error, in whatever language, has them.
    private static func asserting(_ condition: String) -> Statement {
        Statement(
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

    /// Whether the server keeps the bytes of UTF-8 as they are when it does not know their encoding.
    private static func keepsBytes(_ connection: OpaquePointer) -> Bool {
        ["UTF8", "SQL_ASCII"].contains(reported("server_encoding", on: connection))
    }

    private static func reported(_ name: String, on connection: OpaquePointer) -> String? {
        PQparameterStatus(connection, name).map { String(cString: $0) }
    }
}

extension ReadingSettings {
    /// When a statement in a pipeline is followed by an assertion.
    enum Moment {
        /// At once: it sets something, or runs code that may.
        case atOnce
        /// Some time later, with others: only code that is hidden in a trigger or the like could set something.
        case later
        /// Never: it sets nothing that matters here.
        case never

        init(after statement: Statement) {
            guard !statement.isOwn, TransactionCommand(statement) == nil,
                RememberedStatement(statement) == nil
            else {
                self = .never
                return
            }
            switch Self.firstWord(of: statement.text) {
            // Others of these must not be followed by a query: SET TRANSACTION comes before the first.
            case "SET", "RESET": self = Self.mentionsReading(statement.text) ? .atOnce : .never
            case "SAVEPOINT", "RELEASE", "ROLLBACK", "SHOW", "LOCK", "COMMENT", "GRANT", "REVOKE": self = .never
            case "DO", "CALL", "SELECT", "WITH", "EXECUTE", "VALUES", "TABLE", "(": self = .atOnce
            case "INSERT": self = Self.computes(statement.text) ? .atOnce : .later
            // What calls nothing has no parentheses.
            default: self = statement.text.utf8.contains(UInt8(ascii: "(")) ? .atOnce : .later
            }
        }

        /// Whether an INSERT has more than constants: a query, or a name before a parenthesis where the values are.
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

        /// Whether a statement is one that could take back what others have set, so that it would not be noticed after it.
        static func mayHide(_ statement: Statement) -> Bool {
            ["SET", "RESET"].contains(firstWord(of: statement.text))
        }

        private static func firstWord(of text: String) -> String {
            // A name is not longer; a comment before it may be.
            let beginsWithComment = text.utf8.first == UInt8(ascii: "-") || text.utf8.first == UInt8(ascii: "/")
            let bytes = Array(text.utf8.prefix(beginsWithComment ? 65_536 : 128))
            var lexer = Lexer(bytes)
            guard let token = try? lexer.next() else { return "" }
            return String(decoding: bytes[token.range], as: UTF8.self).uppercased()
        }

        /// Whether a text names one of the settings, or the function that sets any. Each name but one has an underscore, which
        /// is looked for.
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

internal import Athanor
internal import CLibPQ
internal import Foundation

/// Converts errors of the server or `libpq` to a ``DatabaseFailure``.
enum ServerError {
    /// The error in a result.
    /// - Parameters:
    ///   - result: a result whose status is an error.
    ///   - connection: the `PGconn` it came from.
    ///   - statement: the statement at fault.
    static func error(
        in result: OpaquePointer, on connection: OpaquePointer, statement: SQLStatement
    ) -> DatabaseFailure {
        let reader = ResultReader(result)
        let isLost = PQstatus(connection) != CONNECTION_OK
        let code = reader.field(.code) ?? ""
        let text = PQresultErrorMessage(result).map { String(cString: $0) } ?? ""
        let message = reader.field(.message) ?? oneLine(text)
        // Athanor's own message: the statement and the server's context would not help the reader.
        if code == ForeignCode.refused {
            var error = DatabaseFailure(kind: .notAllowed, code: "42501", message: message, advice: reader.field(.hint))
            error.isOwn = true
            return error
        }
        let kind = isLost ? .connectionLost : kind(ofCode: code, statement: statement)
        if isOwn(code) {
            // Athanor's own message, which its block raises: the text of the block adds nothing.
            var error = DatabaseFailure(kind: kind, code: code, message: message, advice: reader.field(.hint))
            error.isOwn = true
            return error
        }
        return DatabaseFailure(
            kind: kind, code: code, message: message.isEmpty ? "the session with the server ended" : message,
            detail: reader.field(.detail), hint: reader.field(.hint),
            position: reader.field(.position).flatMap { Int($0) }, context: reader.field(.context),
            statement: statement,
            advice: RefreshAdvice(for: statement, serverVersion: Int(PQserverVersion(connection)))?.advice(code)
                ?? MissingRight.advice(code, statement) ?? adviceOnMetadataTables(code: code, statement: statement)
                ?? adviceOnTime(code: code, message: message, statement: statement)
                ?? adviceOnIsolation(code: code, statement: statement)
                ?? adviceOnServer(code: code, hint: reader.field(.hint)) ?? advice(for: kind, statement: statement)
                ?? adviceOnViews(
                    code: code, message: message, detail: reader.field(.detail) ?? "", statement: statement)
                ?? adviceOnValues(code: code))
    }

    /// Whether a code is one that only Athanor's own statements raise.
    private static func isOwn(_ code: String) -> Bool { code.hasPrefix("AT0") }

    /// Advice when the mode of a transaction is set after its first query.
    private static func adviceOnIsolation(code: String, statement: SQLStatement) -> String? {
        guard code == "25001", kind(ofCode: code, statement: statement) == .statement else { return nil }
        return
            "Write it as the first statement of the revision. The revision must not replace a materialized view, "
            + "rename or move anything, or run code that may: such a revision begins with Athanor's own queries, and "
            + "a view is built at READ COMMITTED, so that it sees what others commit during the build. If all "
            + "revisions share one transaction, only the first revision can contain it."
    }

    /// Advice when an event trigger refuses a statement on the metadata tables.
    private static func adviceOnMetadataTables(code: String, statement: SQLStatement) -> String? {
        guard code == "P0001", PostgreSQLDialect().creatingMetadataTables(from: nil).contains(statement) else {
            return nil
        }
        return
            "Athanor was creating or changing its metadata tables, in the schema athanor, when an exception was "
            + "raised. CONTEXT names the function. If an event trigger calls it, let the function allow changes in "
            + "that schema, or disable the trigger this once: ALTER EVENT TRIGGER … DISABLE;"
    }

    /// Advice when a time limit was exceeded.
    private static func adviceOnTime(code: String, message: String, statement: SQLStatement) -> String? {
        switch code {
        case "57014":
            // The server may write its message in another language.
            (message.contains("statement timeout")
                ? "It took longer than statement_timeout allows. "
                : "statement_timeout or another session (pg_cancel_backend) ended it. ")
                + "If it needs longer, raise `statement_timeout`, for all revisions or in the revision's header."
        case "25P03":
            "The server ended the session: a transaction was idle for longer than idle_in_transaction_session_timeout."
                + RevisionKind(of: statement).words(
                    sql: " Raise the setting for the role that migrates, or divide the work into several revisions.",
                    swift:
                        " If code of a revision (op.run) works for long between its statements, let it work before "
                        + "the first of them, or in several revisions.")
        default: nil
        }
    }

    /// Advice when views block a change.
    private static func adviceOnViews(
        code: String, message: String, detail: String, statement: SQLStatement
    ) -> String? {
        let words = statement.text.uppercased().split(maxSplits: 3, whereSeparator: \.isWhitespace).prefix(3)
        switch code {
        // The rule that defines a view has this name in every language.
        case "0A000" where detail.contains("_RETURN"):
            return RevisionKind(of: statement).words(
                sql:
                    "In this revision, drop the views that read the column before (DROP VIEW, DROP MATERIALIZED VIEW), and "
                    + "create them again after, with their indexes and grants. `athanor views show NAME` prints a view's "
                    + "definition.",
                swift: "Let Athanor set the views aside and restore them completely: "
                    + "op.alterColumn(…, dependents: .recreate), or op.alteringAround.")
        // A generated column, trigger, policy or function reads the column. The server's detail names it.
        case "0A000" where message.contains("alter type of a column"):
            return
                "Drop what uses the column before, in this revision, and create it again after: a generated column by ALTER "
                + "TABLE … DROP COLUMN and ADD COLUMN, a trigger, policy or function as it was created."
        // CREATE OR REPLACE VIEW keeps the existing columns with their order and types. It may also be part of a block
        // or function.
        case "42P16" where words.starts(with: ["CREATE", "OR", "REPLACE"]) || message.contains("view"):
            return "CREATE OR REPLACE VIEW can only add columns at the end. "
                + RevisionKind(of: statement).words(
                    sql:
                        "To rename one, write ALTER VIEW … RENAME COLUMN … TO … before. For other changes, DROP VIEW … and "
                        + "CREATE VIEW … in this revision, with the grants on it, and likewise for what reads it.",
                    swift:
                        "For other changes, use op.dropView and op.createView in this revision, and likewise for what "
                        + "reads it.")
        case "2BP01" where words.starts(with: ["DROP", "MATERIALIZED", "VIEW"]):
            return
                "To give the view another definition, write CREATE OR REPLACE MATERIALIZED VIEW: it keeps all that depends "
                + "on it. To drop it, drop what depends on it first."
        case "2BP01":
            return
                "Drop its dependents before, in this revision, and create those that you need again after. (CASCADE "
                + "drops all dependents, and restores none.)"
        default:
            return nil
        }
    }

    /// Advice on an enum value that is too new.
    private static func adviceOnValues(code: String) -> String? {
        guard code == "55P04" else { return nil }
        return
            "A value that ALTER TYPE … ADD VALUE adds can be used once it is committed: use it in the next revision, "
            + "and let each revision have a transaction of its own (`transaction_per_migration: true`, the default)."
    }

    /// The error of a lost connection.
    static func connectionLost(_ connection: OpaquePointer?, statement: SQLStatement?) -> DatabaseFailure {
        let text = connection.flatMap { PQerrorMessage($0) }.map { String(cString: $0) } ?? ""
        let message = oneLine(text)
        return DatabaseFailure(
            kind: .connectionLost, message: message.isEmpty ? "the session with the server ended" : message,
            statement: statement, advice: advice(for: .connectionLost))
    }

    /// The kind of error that an SQLSTATE stands for (PostgreSQL documentation, appendix A).
    static func kind(ofCode code: String, statement: SQLStatement?) -> DatabaseFailure.Kind {
        switch code {
        case "28P01", "28000": .authentication
        case "3D000": .noSuchDatabase
        case "57014": .cancelled
        case "55P03", "40P01", "40001": .lockNotAvailable
        case "25006": .readOnly
        case "42501": .notAllowed
        // 25001 is also the code for a late SET TRANSACTION, which is a mistake in the statement.
        case "25001": statement?.text.uppercased().hasPrefix("SET") == true ? .statement : .refusesTransaction
        case "2D000": .refusesTransaction
        // With the last three the server ends the session: it was idle for too long, or its transaction lasted too
        // long.
        case "57P01", "57P02", "57P03", "57P05", "25P03", "25P04": .connectionLost
        case "58030": .outOfResources
        default:
            switch code.prefix(2) {
            case "08": .connectionLost
            case "53": .outOfResources
            default: .statement
            }
        }
    }

    /// Advice when the server has run out of a resource, or reached a limit.
    private static func adviceOnServer(code: String, hint: String?) -> String? {
        switch code {
        case "53100": "A disk of the server is full: free some space, or create the table in another tablespace."
        case "53200" where LockNeeds.isFullTable(code, hint: hint):
            "The server's table of locks is full: it has room for max_locks_per_transaction locks for each of max_connections + "
                + "max_prepared_transactions transactions, and every table, partition, view and index that a transaction "
                + "touches takes one. Set more (ALTER SYSTEM SET max_locks_per_transaction = …;) and restart the server, or "
                + "divide the work into several revisions."
        case "53200": "The server has no memory left."
        case "53400":
            "A limit in the server's settings was reached, such as temp_file_limit: raise it, for this role at least."
        case "58030": "The server could not read or write a file: look at its log and its disks."
        case "25P04": "The server's transaction_timeout was shorter than the revision."
        case "57P05":
            "The session was idle for longer than the server's idle_session_timeout, while the revision did other work."
        default: nil
        }
    }

    /// Advice that follows from the kind of the error.
    private static func advice(for kind: DatabaseFailure.Kind, statement: SQLStatement? = nil) -> String? {
        switch kind {
        case .connectionLost:
            "The server ended the session, or the network broke: the server's log may say why."
        case .refusesTransaction:
            "PostgreSQL runs this only outside a transaction. "
                + (statement.map { RevisionKind(of: $0) } ?? .swift).words(
                    sql:
                        "Write it as a separate statement, not inside a DO block or a function: Athanor then runs it "
                        + "outside a transaction.",
                    swift: "Put it into `op.autocommit { … }`.")
        case .notAllowed:
            "Connect as a role that has the right, or name one that has with `role:` in athanor.yaml."
        case .readOnly:
            "The server is a standby, or the database or the role is set to read only (default_transaction_read_only). "
                + "Connect to the primary: of several hosts in the URL, target_session_attrs=read-write finds it."
        case .unreachable, .authentication, .noSuchDatabase, .cancelled, .lockNotAvailable, .outOfResources, .statement:
            nil
        }
    }

    /// A message of `libpq` in one line: without repeated lines, and without the lines that begin with a tab, which ask
    /// questions.
    static func oneLine(_ text: String) -> String {
        let lines = text.split(whereSeparator: \.isNewline)
            .filter { !$0.hasPrefix("\t") }
            .map { $0.trimmingCharacters(in: .whitespaces) }
        // `libpq` adds this after the real reason, for a connection that it has closed itself.
        var seen: Set<String> = lines.count > 1 ? ["invalid socket"] : []
        return lines.filter { seen.insert($0).inserted }.joined(separator: "; ")
    }
}

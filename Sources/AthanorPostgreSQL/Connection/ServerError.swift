internal import Athanor
internal import CLibPQ
internal import Foundation

/// Turns what the server or `libpq` says into a ``DatabaseError``.
enum ServerError {
    /// The error in a result.
    /// - Parameters:
    ///   - result: a result whose status is an error.
    ///   - connection: the `PGconn` it came from.
    ///   - statement: the statement at fault.
    static func error(
        in result: OpaquePointer, on connection: OpaquePointer, statement: Statement
    ) -> DatabaseError {
        let reader = ResultReader(result)
        let isLost = PQstatus(connection) != CONNECTION_OK
        let code = reader.field(.code) ?? ""
        let text = PQresultErrorMessage(result).map { String(cString: $0) } ?? ""
        let message = reader.field(.message) ?? oneLine(text)
        let kind = isLost ? .connectionLost : kind(ofCode: code, statement: statement)
        return DatabaseError(
            kind: kind, code: code, message: message.isEmpty ? "the session with the server ended" : message,
            detail: reader.field(.detail), hint: reader.field(.hint),
            position: reader.field(.position).flatMap { Int($0) }, context: reader.field(.context),
            statement: statement,
            advice: RefreshAdvice(for: statement, serverVersion: Int(PQserverVersion(connection)))?.advice(code)
                ?? MissingRight.advice(code, statement) ?? advice(for: kind)
                ?? adviceOnViews(code: code, detail: reader.field(.detail) ?? "", statement: statement))
    }

    /// What to do where views are in the way.
    private static func adviceOnViews(code: String, detail: String, statement: Statement) -> String? {
        let words = statement.text.uppercased().split(maxSplits: 3, whereSeparator: \.isWhitespace).prefix(3)
        switch code {
        // The rule that makes a view a view has this name in every language.
        case "0A000" where words.starts(with: ["ALTER", "TABLE"]) && detail.contains("_RETURN"):
            return "Have the views set aside and brought back with all that they have, in a Swift revision: "
                + "op.alterColumn(…, dependents: .recreate), or op.alteringAround."
        case "2BP01" where words.starts(with: ["DROP", "MATERIALIZED", "VIEW"]):
            return
                "To give the view another definition, write CREATE OR REPLACE MATERIALIZED VIEW: it keeps all that depends "
                + "on it. To drop it, drop what depends on it first."
        default:
            return nil
        }
    }

    /// The error of a connection that is gone.
    static func connectionLost(_ connection: OpaquePointer?, statement: Statement?) -> DatabaseError {
        let text = connection.flatMap { PQerrorMessage($0) }.map { String(cString: $0) } ?? ""
        let message = oneLine(text)
        return DatabaseError(
            kind: .connectionLost, message: message.isEmpty ? "the session with the server ended" : message,
            statement: statement, advice: advice(for: .connectionLost))
    }

    /// What kind of refusal an SQLSTATE is (PostgreSQL documentation, appendix A).
    static func kind(ofCode code: String, statement: Statement?) -> DatabaseError.Kind {
        switch code {
        case "28P01", "28000": .authentication
        case "3D000": .noSuchDatabase
        case "57014": .cancelled
        case "55P03", "40P01": .lockNotAvailable
        case "25006": .readOnly
        case "42501": .notAllowed
        // 25001 is also what a late SET TRANSACTION gets, which is a mistake in the statement.
        case "25001": statement?.text.uppercased().hasPrefix("SET") == true ? .statement : .refusesTransaction
        case "2D000": .refusesTransaction
        case "57P01", "57P02", "57P03", "57P05": .connectionLost
        default: code.hasPrefix("08") ? .connectionLost : .statement
        }
    }

    /// What to do about errors whose remedy lies outside the statement.
    private static func advice(for kind: DatabaseError.Kind) -> String? {
        switch kind {
        case .connectionLost:
            "The server ended the session or the network broke. What was not committed is undone; whether a commit that was "
                + "under way took effect shows in the version table. See the server's log for why, then run the command again."
        case .refusesTransaction:
            "PostgreSQL runs this only outside a transaction. In a Swift revision, put it into `op.autocommit { … }`; "
                + "an SQL revision cannot ask for that yet."
        case .notAllowed:
            "Connect as a role that has the right, or name one that has with `role:` in athanor.yaml."
        case .unreachable, .authentication, .noSuchDatabase, .cancelled, .lockNotAvailable, .readOnly, .statement:
            nil
        }
    }

    /// A message of `libpq` in one line: without its line ends and the questions that it asks on lines of their own.
    static func oneLine(_ text: String) -> String {
        let lines = text.split(whereSeparator: \.isNewline)
            .filter { !$0.hasPrefix("\t") }
            .map { $0.trimmingCharacters(in: .whitespaces) }
        var seen: Set<String> = []
        return lines.filter { seen.insert($0).inserted }.joined(separator: "; ")
    }
}

internal import Athanor

/// The journal with which a database rolls back. WAL is recorded in the file, so a revision may set it permanently; the
/// other modes end with the session. (https://sqlite.org/pragma.html#pragma_journal_mode)
enum JournalMode {
    /// A mode that keeps no journal on disk.
    enum Unsafe: String {
        case off
        case memory

        /// The reason why a revision cannot set this mode.
        var refusal: String {
            switch self {
            case .off: "PRAGMA journal_mode = OFF: without a journal SQLite cannot roll back a revision that fails"
            case .memory:
                "PRAGMA journal_mode = MEMORY: the journal is lost with the process, so a run that is killed in a "
                    + "revision leaves a damaged file"
            }
        }
    }

    static let advice =
        "Remove it. PRAGMA synchronous = OFF makes a revision faster too, and one that fails or is killed can still be rolled "
        + "back; only a power failure may then damage the file."

    /// Returns the statement that restores a new session's mode, if the work set a mode that ends with the session.
    static func restoring(after work: [LoweredStep]) -> SQLStatement? {
        let last = work.compactMap(\.pragma).last { $0.name == "journal_mode" && $0.value != nil }
        return last?.setsJournalModeOfSession == true ? restoring : nil
    }

    /// Returns the same after code that may have done anything.
    static func restoring(on connection: any Connection) async throws -> SQLStatement? {
        let mode = try await connection.query("PRAGMA main.journal_mode").first?["journal_mode", as: String.self] ?? ""
        return ["persist", "truncate", "memory"].contains(mode) ? restoring : nil
    }

    /// Refuses a statement that would leave the database without a journal on disk, wherever the statement comes from.
    /// - Throws: `DatabaseFailure`.
    static func check(_ statement: SQLStatement) throws(DatabaseFailure) {
        guard mayBePragma(statement.text),
            let mode = Pragma(Lexer.tokens(inAccepted: statement.text))?.unsafeJournalMode
        else { return }
        throw DatabaseFailure(kind: .notAllowed, message: mode.refusal, statement: statement, advice: advice)
    }

    private static let restoring = SQLStatement("PRAGMA main.journal_mode = DELETE")

    private static func mayBePragma(_ text: String) -> Bool {
        var lexer = Lexer(SourceText(path: "", text: text).all)
        return (try? lexer.next())?.isKeyword("PRAGMA") == true
    }
}

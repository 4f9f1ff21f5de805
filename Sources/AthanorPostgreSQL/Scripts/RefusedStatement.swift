/// Statements that are not allowed in a revision, with their alternatives.
struct RefusedStatement {
    let message: String
    let advice: String

    private init(_ message: String, advice: String) {
        self.message = message
        self.advice = advice
    }

    /// The refusal of a statement; `nil` for an allowed one. SAVEPOINT, RELEASE and ROLLBACK TO are allowed: they stay
    /// inside the revision's transaction.
    init?(_ shape: StatementShape) {
        switch shape[0] {
        case "BEGIN", "START", "COMMIT", "END", "ABORT":
            self = .transaction(shape[0] ?? "")
        case "ROLLBACK" where !shape.contains("TO"):
            self = .transaction("ROLLBACK")
        case "PREPARE" where shape[1] == "TRANSACTION":
            self = .transaction("PREPARE TRANSACTION")
        case "COPY" where shape.contains("FROM", "STDIN"):
            self.init(
                "COPY … FROM stdin reads data from the client, and a revision has no such data",
                advice: "Write INSERT statements (pg_dump --inserts writes them), or COPY from a file on the server.")
        case "COPY" where shape.contains("TO", "STDOUT"):
            self.init(
                "COPY … TO stdout sends data to the client, and a revision cannot use it",
                advice: "Remove it, or COPY to a file on the server.")
        case "DISCARD" where shape[1] == "ALL":
            self.init(
                "DISCARD ALL removes what Athanor keeps in the session",
                advice: "Remove it: Athanor restores the settings that a revision changes.")
        default:
            return nil
        }
    }

    private static func transaction(_ command: String) -> RefusedStatement {
        RefusedStatement(
            "\(command) is not allowed in a revision: Athanor begins and ends its transaction",
            advice: "Remove it. A revision's statements and its version row are committed together, or not at all.")
    }

    /// The refusal of a backslash outside quotes.
    /// - Parameter command: the word after the backslash.
    static func backslash(command: String) -> RefusedStatement {
        let advice =
            switch command {
            case "restrict", "unrestrict":
                "Put it on a separate line between two statements: there Athanor skips it."
            case "connect", "c":
                "Remove this line. If pg_dump wrote it, make the dump again without --create."
            case ".":
                "It ends the data of a COPY, which a revision cannot hold. If pg_dump wrote it, make the dump again with "
                    + "`pg_dump --inserts`. Do not delete lines by their first character: texts may hold such lines."
            case "i", "ir", "include", "include_relative":
                "Copy the statements of the other file in here."
            case "copy":
                "Write INSERT statements, or COPY from a file on the server."
            default:
                "Remove it; only SQL is allowed here."
            }
        return RefusedStatement("\\\(command) is a command of psql, not SQL", advice: advice)
    }
}

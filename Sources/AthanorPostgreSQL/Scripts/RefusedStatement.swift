/// Statements that have no place in a revision, and what to do instead.
struct RefusedStatement {
    let message: String
    let advice: String

    private init(_ message: String, advice: String) {
        self.message = message
        self.advice = advice
    }

    /// `nil` for a statement that is welcome. SAVEPOINT, RELEASE and ROLLBACK TO are: they stay inside the revision's
    /// transaction.
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
                "COPY … FROM stdin reads data from the client, which a revision has none of",
                advice: "Write INSERT statements (pg_dump --inserts makes them), or COPY from a file on the server.")
        case "COPY" where shape.contains("TO", "STDOUT"):
            self.init(
                "COPY … TO stdout sends data to the client, which a revision has no use for",
                advice: "Remove it, or COPY to a file on the server.")
        case "DISCARD" where shape[1] == "ALL":
            self.init(
                "DISCARD ALL throws away what Athanor keeps in the session",
                advice: "Remove it: the settings that a revision changes are given back after it by themselves.")
        default:
            return nil
        }
    }

    private static func transaction(_ command: String) -> RefusedStatement {
        RefusedStatement(
            "\(command) cannot stand in a revision: Athanor begins and ends its transaction",
            advice: "Remove it. A revision's statements and its version row are committed together, or not at all.")
    }

    /// Why a backslash outside quotes is refused.
    /// - Parameter command: the word after the backslash.
    static func backslash(command: String) -> RefusedStatement {
        let advice =
            switch command {
            case "restrict", "unrestrict":
                "Put it on a line of its own between two statements: there it is passed over."
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
                "Remove it; only SQL can stand here."
            }
        return RefusedStatement("\\\(command) is a command of psql, not SQL", advice: advice)
    }
}

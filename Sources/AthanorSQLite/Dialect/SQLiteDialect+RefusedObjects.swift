package import Athanor

/// The kinds of objects that SQLite does not have.
extension SQLiteDialect: WithoutServerObjects {
    /// The table of refusals: kind, reason, alternative.
    package func refusal(of kind: ServerObjectKind) -> ServerObjectRefusal {
        switch kind {
        case .schema:
            ServerObjectRefusal(
                "each database file is one schema", instead: "Put a prefix before the names instead.")
        case .sequence:
            ServerObjectRefusal(
                "it has no sequences",
                instead: "Give the column an identity, or keep the number in a separate table.")
        case .enumType:
            ServerObjectRefusal(
                "it has no enum types", instead: "Use a .text column with a .check(…) that lists the values.")
        case .domain:
            ServerObjectRefusal(
                "it has no domains", instead: "Give the columns the domain's own type, and the table a .check(…).")
        case .extension:
            ServerObjectRefusal(
                "its extensions are not in the database", instead: "Let the program that opens the database load it.")
        case .routine:
            ServerObjectRefusal(
                "its functions are not in the database",
                instead: "Let the program that opens the database define it, or use a trigger.")
        case .policy:
            ServerObjectRefusal(
                "it has no row-level security", instead: "Let a view show the rows that may be seen.")
        case .privilege:
            ServerObjectRefusal(
                "it has no roles and no privileges",
                instead: "Everyone who can open the file may do everything: set the file's permissions.")
        case .comment:
            ServerObjectRefusal(
                "its catalog has no comments",
                instead: "The text of CREATE TABLE keeps the comments that are given when the table is created.")
        case .owner:
            ServerObjectRefusal(
                "its objects have no owners",
                instead: "Everyone who can open the file may do everything: set the file's permissions.")
        }
    }

    /// The error for an operation that SQLite does not support.
    package func error(for operation: any MigrationOperation, _ refusal: ServerObjectRefusal) -> OperationError {
        OperationError(
            "SQLite cannot \(operation.summary): \(refusal.reason)",
            advice: "\(refusal.instead) Leave the operation out where `op.databaseKind == .sqlite`.")
    }

    func refusal(
        of operation: some MigrationOperation, because reason: String, _ instead: String
    ) -> OperationError {
        error(for: operation, ServerObjectRefusal(reason, instead: instead))
    }
}

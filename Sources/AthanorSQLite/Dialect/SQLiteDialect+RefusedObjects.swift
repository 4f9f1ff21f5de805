public import Athanor

/// Operations on the kinds of objects that SQLite does not have. Each operation is refused before anything runs.
extension SQLiteDialect {
    /// - Throws: ``OperationError``, always.
    public func lower(_ operation: SchemaOperation) throws -> [LoweredStep] {
        throw refusal(
            of: operation, because: "each database file is one schema", "Put a prefix before the names instead.")
    }

    /// - Throws: ``OperationError``, always.
    public func lower(_ operation: SequenceOperation) throws -> [LoweredStep] {
        throw refusal(
            of: operation, because: "it has no sequences",
            "Give the column an identity, or keep the number in a separate table.")
    }

    /// - Throws: ``OperationError``, always.
    public func lower(_ operation: EnumOperation) throws -> [LoweredStep] {
        throw refusal(
            of: operation, because: "it has no enum types",
            "Use a .text column with a .check(…) that lists the values.")
    }

    /// - Throws: ``OperationError``, always.
    public func lower(_ operation: DomainOperation) throws -> [LoweredStep] {
        throw refusal(
            of: operation, because: "it has no domains",
            "Give the columns the domain's own type, and the table a .check(…).")
    }

    /// - Throws: ``OperationError``, always.
    public func lower(_ operation: ExtensionOperation) throws -> [LoweredStep] {
        throw refusal(
            of: operation, because: "its extensions are not in the database",
            "Let the program that opens the database load it.")
    }

    /// - Throws: ``OperationError``, always.
    public func lower(_ operation: RoutineOperation) throws -> [LoweredStep] {
        throw refusal(
            of: operation, because: "its functions are not in the database",
            "Let the program that opens the database define it, or use a trigger.")
    }

    /// - Throws: ``OperationError``, always.
    public func lower(_ operation: PolicyOperation) throws -> [LoweredStep] {
        throw refusal(
            of: operation, because: "it has no row-level security", "Let a view show the rows that may be seen.")
    }

    /// - Throws: ``OperationError``, always.
    public func lower(_ operation: PrivilegeOperation) throws -> [LoweredStep] {
        throw refusal(
            of: operation, because: "it has no roles and no privileges",
            "Everyone who can open the file may do everything: set the file's permissions.")
    }

    /// - Throws: ``OperationError``, always.
    public func lower(_ operation: ObjectOperation) throws -> [LoweredStep] {
        switch operation {
        case .setComment:
            throw refusal(
                of: operation, because: "its catalog has no comments",
                "The text of CREATE TABLE keeps the comments that are given when the table is created.")
        case .setOwner:
            throw refusal(
                of: operation, because: "its objects have no owners",
                "Everyone who can open the file may do everything: set the file's permissions.")
        }
    }

    func refusal(
        of operation: some Operation, because reason: String, _ instead: String
    ) -> OperationError {
        OperationError(
            "SQLite cannot \(operation.summary): \(reason)",
            advice: "\(instead) Leave the operation out where `op.databaseKind == .sqlite`.")
    }
}

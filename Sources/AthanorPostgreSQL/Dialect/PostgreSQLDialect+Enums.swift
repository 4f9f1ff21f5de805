package import Athanor

extension PostgreSQLDialect {
    /// `CREATE TYPE … AS ENUM`, `ALTER TYPE`, `DROP TYPE`. Another list of values needs a new type.
    ///
    /// A transaction cannot use a value that it has added itself. So a new value is added in a separate transaction,
    /// which also contains its log entry.
    /// Source: PostgreSQL documentation, "ALTER TYPE", Notes.
    /// - Throws: ``OperationError``.
    package func lower(_ operation: EnumOperation) throws -> [LoweredStep] {
        switch operation {
        case .create(let name, let values):
            return [step(try creatingEnum(name, values: values), command: "CREATE TYPE")]
        case .drop(let name, _, let ifExists, let dependents):
            return [dropping("TYPE", try identifier(name), ifExists: ifExists, dependents: dependents)]
        case .rename(let name, let newName):
            return [altering("TYPE", try identifier(name), "RENAME TO \(try identifier(newName))")]
        case .addValue(let name, let value, let position, let ifNotExists):
            try check(value, of: name)
            let place =
                switch position {
                case .last: ""
                case .before(let other): " BEFORE \(literal(.text(other)))"
                case .after(let other): " AFTER \(literal(.text(other)))"
                }
            let text = """
                ALTER TYPE \(try identifier(name)) ADD VALUE \(ifNotExists ? "IF NOT EXISTS " : "")\
                \(literal(.text(value)))\(place)
                """
            return [.ownTransaction([step(text, command: "ALTER TYPE")])]
        case .renameValue(let name, let value, let newValue):
            try check(newValue, of: name)
            let change = "RENAME VALUE \(literal(.text(value))) TO \(literal(.text(newValue)))"
            return [altering("TYPE", try identifier(name), change)]
        case .replaceValues(let name, let values, let mapping, _):
            return [try EnumReplacement(name, values: values, mapping: mapping, dialect: self).step]
        }
    }

    func creatingEnum(_ name: QualifiedName, values: [String]) throws(OperationError) -> String {
        for value in values { try check(value, of: name) }
        return "CREATE TYPE \(try identifier(name)) AS ENUM (\(literals(values)))"
    }

    /// Refuses a value that PostgreSQL cannot store: a value has the same limits as a name.
    private func check(_ value: String, of type: QualifiedName) throws(OperationError) {
        guard value.utf8.count <= 63, !value.utf8.contains(0) else {
            throw OperationError(
                "the value \"\(value)\" of enum type \(type) has \(value.utf8.count) bytes or holds a NUL character",
                advice: "A value has 63 bytes at most, and no NUL. Shorten it.")
        }
    }
}

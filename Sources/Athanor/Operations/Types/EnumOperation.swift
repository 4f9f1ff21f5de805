/// An operation about an enum type: a type whose values are listed.
public enum EnumOperation: Operation, Hashable {
    /// Where a new value stands among the others.
    public enum Position: Sendable, Hashable {
        /// After all others.
        case last
        /// Right before a value.
        case before(String)
        /// Right after a value.
        case after(String)
    }

    /// Creates an enum type with its values in order.
    case create(QualifiedName, values: [String])
    /// Drops an enum type; `was` are its values, for the way back.
    case drop(QualifiedName, was: [String]?, ifExists: Bool, dependents: DependentObjects)
    /// Renames an enum type within its schema.
    case rename(QualifiedName, to: String)
    /// Adds a value.
    case addValue(QualifiedName, String, at: Position, ifNotExists: Bool)
    /// Renames a value.
    case renameValue(QualifiedName, String, to: String)
    /// Replaces all values, and converts every column of the type. `mapping` says what a value that goes becomes; `was`
    /// are the old values, for the way back.
    case replaceValues(QualifiedName, with: [String], mapping: [ExactText: ExactText], was: [String]?)

    /// `create enum type NAME` and the like.
    public var summary: String {
        switch self {
        case .create(let name, _): "create enum type \(name)"
        case .drop(let name, _, _, _): "drop enum type \(name)"
        case .rename(let name, let newName): "rename enum type \(name) to \(newName)"
        case .addValue(let name, let value, _, _): "add value \(value) to enum type \(name)"
        case .renameValue(let name, let value, let newValue):
            "rename value \(value) of enum type \(name) to \(newValue)"
        case .replaceValues(let name, _, _, _): "replace values of enum type \(name)"
        }
    }

    /// What the database's dialect makes of it.
    /// - Throws: ``OperationError`` also for what makes no sense on any database.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        try check()
        return try database.dialect.lower(self)
    }

    private func check() throws(OperationError) {
        let check = OperationCheck(summary: summary)
        guard case .replaceValues(_, let values, let mapping, let was) = self else { return }
        try check.refuse(ifSame: was == values && mapping.isEmpty, "the list of values")
    }

    /// Dropping what was created, creating what was dropped, the old name or values.
    public var inverse: Inverse {
        switch self {
        case .create(let name, let values):
            .operations([Self.drop(name, was: values, ifExists: false, dependents: .refuse)])
        case .drop(let name, let values?, _, _):
            .operations([Self.create(name, values: values)])
        case .drop(_, nil, _, _):
            .impossible(because: "it does not carry the values of the type that it drops; give them with `was:`")
        case .rename(let name, let newName):
            .operations([Self.rename(QualifiedName(schema: name.schema, name: newName), to: name.name)])
        case .addValue:
            .impossible(because: "a value cannot be taken away alone; write a downgrade with `op.replaceEnumValues`")
        case .renameValue(let name, let value, let newValue):
            .operations([Self.renameValue(name, newValue, to: value)])
        case .replaceValues(let name, let values, let mapping, let was?):
            .operations([
                Self.replaceValues(name, with: was, mapping: Self.back(mapping, to: was), was: values)
            ])
        case .replaceValues(_, _, _, nil):
            .impossible(because: "it does not carry the old values; give them with `was:`")
        }
    }

    /// The way back of each value that only the new list has. Where several became one, the first by name stands for all.
    private static func back(_ mapping: [ExactText: ExactText], to old: [String]) -> [ExactText: ExactText] {
        let old = old.exact
        var result: [ExactText: ExactText] = [:]
        for (value, newValue) in mapping.sorted(by: { $0.key < $1.key })
        where !old.contains(newValue) && result[newValue] == nil {
            result[newValue] = value
        }
        return result
    }
}

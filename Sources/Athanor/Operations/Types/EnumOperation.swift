/// An enum type: a type with a list of values.
public struct EnumDefinition: Sendable, Hashable {
    /// Its name.
    public var name: QualifiedName
    /// Its values, in sort order.
    public var values: [String]

    /// An enum type.
    public init(_ name: QualifiedName, _ values: [String]) {
        self.name = name
        self.values = values
    }
}

/// An operation on an enum type.
public enum EnumOperation: MigrationOperation, Hashable {
    /// The position of a new value among the others.
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
    /// Drops an enum type; `was` has its values, for the downgrade.
    case drop(QualifiedName, was: [String]?, ifExists: Bool, dependents: DependentObjects)
    /// Renames an enum type within its schema.
    case rename(QualifiedName, to: String)
    /// Adds a value.
    case addValue(QualifiedName, String, at: Position, ifNotExists: Bool)
    /// Renames a value.
    case renameValue(QualifiedName, String, to: String)
    /// Replaces all values, and converts every column of the type. `mapping` has the new value for each removed value;
    /// `was` has the old values, for the downgrade.
    case replaceValues(QualifiedName, with: [String], mapping: [ExactText: ExactText], was: [String]?)

    /// A summary, such as `create enum type NAME`.
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

    /// Returns the steps in the database's dialect.
    /// - Throws: ``OperationError``, also for an operation that is invalid on every database.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        try check()
        return try database.module.dialect.lower(self).attributed(to: self)
    }

    private func check() throws(OperationError) {
        let check = OperationCheck(summary: summary)
        switch self {
        case .create(_, let values), .drop(_, let values?, _, _):
            try check.refuse(twice: values, "value")
        case .replaceValues(_, let values, let mapping, let was):
            try check.refuse(ifSame: was == values && mapping.isEmpty, "the list of values")
            try check.refuse(twice: values, "value")
            try check.refuse(twice: was ?? [], "value in `was:`")
        case .drop(_, nil, _, _), .rename, .addValue, .renameValue: break
        }
    }

    /// An operation that drops the created type, creates the dropped one, or restores the old name or values.
    public var inverse: Inverse {
        switch self {
        case .create(let name, let values):
            .operations([Self.drop(name, was: values, ifExists: false, dependents: .refuse)])
        case .drop(let name, let values?, _, _):
            .operations([Self.create(name, values: values)])
        case .drop(_, nil, _, _):
            .impossible(
                because:
                    "it does not carry the values of the type that it drops; give its definition instead of its name")
        case .rename(let name, let newName):
            .operations([Self.rename(QualifiedName(schema: name.schema, name: newName), to: name.name)])
        case .addValue:
            .impossible(because: "a single value cannot be removed; write a downgrade with `op.replaceEnumValues`")
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

    /// The old value for each value that only the new list has. If several old values became one, the first by name is
    /// used.
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

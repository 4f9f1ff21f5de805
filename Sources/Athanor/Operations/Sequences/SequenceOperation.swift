/// A sequence: an independent counter.
public struct SequenceDefinition: Sendable, Hashable {
    /// The column that a sequence belongs to. The sequence is dropped with it.
    public struct Owner: Sendable, Hashable {
        /// The column's table.
        public var table: QualifiedName
        /// The column.
        public var column: String

        private init(table: QualifiedName, column: String) {
            self.table = table
            self.column = column
        }

        /// A column of a table.
        public static func column(_ column: String, of table: QualifiedName) -> Owner {
            Owner(table: table, column: column)
        }
    }

    /// Its name.
    public var name: QualifiedName
    /// The type of its numbers; `nil` is the database's default, `bigint`.
    public var type: ColumnType?
    /// Its options, such as start and increment.
    public var options: SequenceOptions
    /// The column that it belongs to, if any.
    public var owner: Owner?

    /// A sequence.
    public init(
        _ name: QualifiedName, type: ColumnType? = nil, options: SequenceOptions = SequenceOptions(),
        ownedBy owner: Owner? = nil
    ) {
        self.name = name
        self.type = type
        self.options = options
        self.owner = owner
    }
}

/// An operation on a sequence.
public enum SequenceOperation: MigrationOperation, Hashable {
    /// Creates a sequence.
    case create(SequenceDefinition, ifNotExists: Bool)
    /// Changes the options of a sequence; `was` has the old options, for the downgrade.
    case alter(QualifiedName, SequenceOptions, was: SequenceOptions?)
    /// Restarts a sequence at a number, or at its start value.
    case restart(QualifiedName, with: Int64?)
    /// Drops a sequence; `was` is its definition, for the downgrade.
    case drop(QualifiedName, was: SequenceDefinition?, ifExists: Bool, dependents: DependentObjects)
    /// Renames a sequence within its schema.
    case rename(QualifiedName, to: String)
    /// Moves a sequence to another schema.
    case setSchema(QualifiedName, to: String)

    /// A summary, such as `create sequence NAME`.
    public var summary: String {
        switch self {
        case .create(let sequence, _): "create sequence \(sequence.name)"
        case .alter(let name, _, _): "alter sequence \(name)"
        case .restart(let name, let number): "restart sequence \(name)" + (number.map { " with \($0)" } ?? "")
        case .drop(let name, _, _, _): "drop sequence \(name)"
        case .rename(let name, let newName): "rename sequence \(name) to \(newName)"
        case .setSchema(let name, let schema): "move sequence \(name) to schema \(schema)"
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
        case .alter(_, let options, let was):
            try check.refuse(
                ifEmpty: options == SequenceOptions(), advice: "Name what changes: SequenceOptions(increment: …).")
            guard let was else { return }
            try check.refuse(ifSame: was == options, "the list of options")
            for (name, isMissing) in [
                ("start", options.start != nil && was.start == nil),
                ("increment", options.increment != nil && was.increment == nil),
                ("minimum", options.minimum != nil && was.minimum == nil),
                ("maximum", options.maximum != nil && was.maximum == nil),
                ("cache", options.cache != nil && was.cache == nil),
                ("cycles", options.cycles != nil && was.cycles == nil),
            ] {
                try check.refuse(ifMissing: isMissing, "`\(name):`")
            }
        case .drop(let name, let was?, _, _):
            try check.refuse(was: was.name.description, otherThan: name.description)
        case .create, .restart, .drop(_, nil, _, _), .rename, .setSchema: break
        }
    }

    /// An operation that drops the created sequence, creates the dropped one, or restores the old options or name.
    public var inverse: Inverse {
        switch self {
        case .create(_, ifNotExists: true):
            .impossible(because: "the sequence may have been there before it")
        case .create(let sequence, ifNotExists: false):
            .operations([Self.drop(sequence.name, was: sequence, ifExists: false, dependents: .refuse)])
        case .alter(let name, let options, let was?):
            .operations([Self.alter(name, was, was: options)])
        case .alter(_, _, nil):
            .impossible(because: "it does not carry the old options of the sequence; give them with `was:`")
        case .restart:
            .impossible(because: "the old number of the sequence is lost")
        case .drop(_, let sequence?, _, _):
            .operations([Self.create(sequence, ifNotExists: false)])
        case .drop(_, nil, _, _):
            .impossible(
                because: "it does not carry the sequence that it drops; give its definition instead of its name")
        case .rename(let name, let newName):
            .operations([Self.rename(QualifiedName(schema: name.schema, name: newName), to: name.name)])
        case .setSchema(let name, let schema):
            name.schema.map { old in
                .operations([Self.setSchema(QualifiedName(schema: schema, name: name.name), to: old)])
            } ?? .impossible(because: "it does not name the schema that the sequence was in")
        }
    }
}

/// A sequence: a counter of its own.
public struct SequenceDefinition: Sendable, Hashable {
    /// The column that a sequence belongs to, and goes with.
    public struct Owner: Sendable, Hashable {
        /// The column's table.
        public var table: QualifiedName
        /// The column.
        public var column: String

        /// A column.
        public init(_ table: QualifiedName, _ column: String) {
            self.table = table
            self.column = column
        }
    }

    /// Its name.
    public var name: QualifiedName
    /// The type of its numbers; `nil` is the database's own choice, `bigint`.
    public var type: ColumnType?
    /// How it counts.
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

/// A directive about a sequence.
public enum SequenceOperation: Operation, Hashable {
    /// Creates a sequence.
    case create(SequenceDefinition, ifNotExists: Bool)
    /// Changes how a sequence counts; `was` is how it counted, for the way back.
    case alter(QualifiedName, SequenceOptions, was: SequenceOptions?)
    /// Lets a sequence begin anew, at a number or at its start.
    case restart(QualifiedName, with: Int64?)
    /// Drops a sequence; `was` is what it was, for the way back.
    case drop(QualifiedName, was: SequenceDefinition?, ifExists: Bool, dependents: DependentObjects)
    /// Renames a sequence within its schema.
    case rename(QualifiedName, to: String)
    /// Moves a sequence to another schema.
    case setSchema(QualifiedName, to: String)

    /// `create sequence NAME` and the like.
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

    /// What the database's dialect makes of it.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        try database.dialect.lower(self)
    }

    /// Dropping what was created, creating what was dropped, the old options or name.
    public var inverse: Inverse {
        switch self {
        case .create(_, ifNotExists: true):
            .impossible(because: "the sequence may have been there before it")
        case .create(let sequence, ifNotExists: false):
            .operations([Self.drop(sequence.name, was: sequence, ifExists: false, dependents: .refuse)])
        case .alter(let name, let options, let was?):
            .operations([Self.alter(name, was, was: options)])
        case .alter(_, _, nil):
            .impossible(because: "it does not carry how the sequence counted; give it with `was:`")
        case .restart:
            .impossible(because: "the number that the sequence had reached is gone")
        case .drop(_, let sequence?, _, _):
            .operations([Self.create(sequence, ifNotExists: false)])
        case .drop(_, nil, _, _):
            .impossible(because: "it does not carry the sequence that it drops; give it with `was:`")
        case .rename(let name, let newName):
            .operations([Self.rename(QualifiedName(schema: name.schema, newName), to: name.name)])
        case .setSchema(let name, let schema):
            name.schema.map { old in
                .operations([Self.setSchema(QualifiedName(schema: schema, name.name), to: old)])
            } ?? .impossible(because: "it does not name the schema that the sequence was in")
        }
    }
}

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

/// An operation about a sequence.
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
    /// - Throws: ``OperationError`` also for what makes no sense on any database.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        try check()
        return try database.dialect.lower(self)
    }

    private func check() throws(OperationError) {
        let check = OperationCheck(summary: summary)
        switch self {
        case .alter(_, let options, let was):
            try check.refuse(
                ifEmpty: options == SequenceOptions(), advice: "Name what changes: SequenceOptions(increment: …).")
            guard let was else { return }
            try check.refuse(ifSame: was == options, "the way of counting")
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
            .operations([Self.rename(QualifiedName(schema: name.schema, name: newName), to: name.name)])
        case .setSchema(let name, let schema):
            name.schema.map { old in
                .operations([Self.setSchema(QualifiedName(schema: schema, name: name.name), to: old)])
            } ?? .impossible(because: "it does not name the schema that the sequence was in")
        }
    }
}

/// Alters a table in one or several ways, in order.
///
/// Consecutive alterations of one table may be joined into one operation if that saves the database work.
public struct AlterTable: MigrationOperation, Hashable {
    /// The table.
    public var table: QualifiedName
    /// Whether a missing table is no error.
    public var ifExists: Bool
    /// The changes, in order.
    public var alterations: [TableAlteration]
    /// The treatment of views that depend on a changed column.
    public var dependentViews: DependentViews
    /// A mistake in the call that created the operation; usually `nil`. It is thrown when the revision is planned.
    package var mistake: OperationError?

    /// The operation. The methods of `op` make one.
    public init(
        _ table: QualifiedName, ifExists: Bool = false, _ alterations: [TableAlteration],
        dependentViews: DependentViews = .refuse
    ) {
        self.table = table
        self.ifExists = ifExists
        self.alterations = alterations
        self.dependentViews = dependentViews
    }

    /// `alter table NAME: …` with the changes.
    public var summary: String { "alter table \(table): \(alterations.map(\.summary).joined(separator: ", "))" }

    /// Returns the steps in the database's dialect.
    /// - Throws: ``OperationError``, also for an operation that is invalid on every database.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        try check()
        guard dependentViews == .recreate else { return try database.module.dialect.lower(self).attributed(to: self) }
        var alone = self
        alone.dependentViews = .refuse
        return try AlteringAround(table, columns: alterations.compactMap(\.changedColumn), [alone])
            .lower(for: database).attributed(to: self)
    }

    private func check() throws(OperationError) {
        if let mistake { throw mistake }
        let check = OperationCheck(summary: summary)
        try check.refuse(ifEmpty: alterations.isEmpty, advice: "Name what changes, or leave the operation out.")
        for alteration in alterations { try alteration.check(check, in: self) }
    }

    /// The inverse of each alteration, in reverse order. A column still gets its type before its default, as in the
    /// upgrade.
    public var inverse: Inverse {
        guard !ifExists else { return .impossible(because: "the table may not have been there") }
        var inverses: [TableAlteration] = []
        for alteration in alterations.reversed() {
            switch alteration.inverse(on: table) {
            case .success(let undoing): inverses += undoing
            case .failure(let reason):
                let place = alterations.count == 1 ? "" : "\(alteration.summary): "
                return .impossible(because: place + reason.words)
            }
        }
        guard !inverses.isEmpty else { return .operations([]) }
        return .operations([AlterTable(table, inverses.withTypesBeforeDefaults, dependentViews: dependentViews)])
    }
}

/// The treatment of views that depend on a changed object.
public enum DependentViews: Sendable, Hashable {
    /// Refuses the change while it would break a view.
    case refuse
    /// Drops the views before the change and creates them again after it, with all their properties.
    case recreate
}

/// One change of a table.
public enum TableAlteration: Sendable, Hashable {
    /// Adds a column at the end.
    case addColumn(ColumnDefinition, ifNotExists: Bool)
    /// Drops a column; `was` is its definition, for the downgrade.
    case dropColumn(String, was: ColumnDefinition?, ifExists: Bool, dependents: DependentObjects)
    /// Renames a column, and its uses that the database knows.
    case renameColumn(String, to: String)
    /// Changes a column.
    case alterColumn(String, ColumnAlteration)
    /// Adds a constraint; `validated` says whether existing rows are checked.
    case addConstraint(ConstraintDefinition, validated: Bool)
    /// Adds a primary key or unique constraint that takes over an existing index.
    case addConstraintUsingIndex(name: String, index: String, isPrimaryKey: Bool)
    /// Drops a constraint; `was` is its definition, for the downgrade.
    case dropConstraint(String, was: ConstraintDefinition?, ifExists: Bool, dependents: DependentObjects)
    /// Checks existing rows against a constraint that was added without validation.
    case validateConstraint(String)
    /// Renames a constraint.
    case renameConstraint(String, to: String)
    /// Sets storage parameters; `was` has the old values of those that were set, for the downgrade.
    case setStorage(StorageParameters, was: StorageParameters?)
    /// Resets storage parameters to their defaults; `was` has the old values of those that were set, for the downgrade.
    case resetStorage([String], was: StorageParameters?)
}

/// One change of a column.
public enum ColumnAlteration: Sendable, Hashable {
    /// Changes its type. `using` is an expression for the new value, in the database's own SQL. `was` is the old type,
    /// for the downgrade.
    case setType(ColumnType, collation: QualifiedName?, using: String?, was: PreviousType?)
    /// Allows or refuses NULL in it.
    case setNullable(Bool)
    /// Changes its default.
    case setDefault(ColumnDefault, was: ColumnDefault?)
    /// Makes it an identity column.
    case addIdentity(IdentityDefinition)
    /// Changes its identity; options that are not given become those of a new identity.
    case setIdentity(IdentityDefinition, was: IdentityDefinition?)
    /// Makes it an ordinary column instead of an identity column.
    case dropIdentity(was: IdentityDefinition?)
    /// Makes a generated column an ordinary one that keeps the computed values.
    case dropExpression
    /// Sets its comment in the catalog; `nil` removes it.
    case setComment(String?, was: PreviousComment)

    /// The old type of a column.
    public struct PreviousType: Sendable, Hashable {
        /// The type.
        public var type: ColumnType
        /// The collation; `nil` is the type's default.
        public var collation: QualifiedName?
        /// An expression for the old value, in the database's own SQL; `nil` if the database converts without one.
        public var using: String?

        /// A type.
        public init(_ type: ColumnType, collation: QualifiedName? = nil, using: String? = nil) {
            self.type = type
            self.collation = collation
            self.using = using
        }
    }
}

extension TableAlteration {
    /// The changed column that a view may use; `nil` if there is none.
    var changedColumn: String? {
        switch self {
        case .dropColumn(let name, _, _, _), .alterColumn(let name, _), .renameColumn(let name, _): name
        default: nil
        }
    }

    /// A short description of the change.
    public var summary: String {
        switch self {
        case .addColumn(let column, _): "add column \(column.name)"
        case .dropColumn(let name, _, _, _): "drop column \(name)"
        case .renameColumn(let name, let newName): "rename column \(name) to \(newName)"
        case .alterColumn(let name, let alteration): "\(alteration.summary(of: name))"
        case .addConstraint(let constraint, let validated):
            "add \(constraint.kindName)\(constraint.name.map { " \($0)" } ?? "")\(validated ? "" : " without validating")"
        case .addConstraintUsingIndex(let name, let index, let isPrimaryKey):
            "make index \(index) \(isPrimaryKey ? "primary key" : "unique constraint") \(name)"
        case .dropConstraint(let name, _, _, _): "drop constraint \(name)"
        case .validateConstraint(let name): "validate constraint \(name)"
        case .renameConstraint(let name, let newName): "rename constraint \(name) to \(newName)"
        case .setStorage: "set storage parameters"
        case .resetStorage: "reset storage parameters"
        }
    }

    /// Why an alteration cannot be undone.
    struct NotInvertible: Error {
        let words: String
        init(_ words: String) { self.words = words }
    }

    /// The alterations that undo it.
    func inverse(on table: QualifiedName) -> Result<[TableAlteration], NotInvertible> {
        switch self {
        case .addColumn(_, ifNotExists: true):
            .failure(NotInvertible("the column may have been there before it"))
        case .addColumn(let column, ifNotExists: false):
            .success([.dropColumn(column.name, was: column, ifExists: false, dependents: .refuse)])
        case .dropColumn(_, let column?, _, _):
            .success([.addColumn(column, ifNotExists: false)])
        case .dropColumn(_, nil, _, _):
            .failure(
                NotInvertible("it does not carry the column that it drops; give its definition instead of its name"))
        case .renameColumn(let name, let newName):
            .success([.renameColumn(newName, to: name)])
        case .alterColumn(let name, let alteration):
            alteration.inverse().map { $0.map { .alterColumn(name, $0) } }
        case .addConstraint(let constraint, _):
            .success([
                .dropConstraint(constraint.name(on: table), was: constraint, ifExists: false, dependents: .refuse)
            ])
        case .addConstraintUsingIndex:
            .failure(NotInvertible("the index became part of the constraint"))
        case .dropConstraint(let name, var constraint?, _, _):
            {
                constraint.name = constraint.name ?? name
                return .success([.addConstraint(constraint, validated: true)])
            }()
        case .dropConstraint(_, nil, _, _):
            .failure(
                NotInvertible("it does not carry the constraint that it drops; give its definition instead of its name")
            )
        case .validateConstraint:
            .success([])
        case .renameConstraint(let name, let newName):
            .success([.renameConstraint(newName, to: name)])
        case .setStorage(let new, let was?):
            .success(Self.restoring(was, insteadOf: new.parameters.map(\.name)))
        case .resetStorage(let names, let was?):
            .success(Self.restoring(was, insteadOf: names))
        case .setStorage(_, nil), .resetStorage(_, nil):
            .failure(NotInvertible("it does not say what the parameters were; give them with `was:`"))
        }
    }

    /// The alterations that restore the old values of parameters, and reset those that were not set before.
    private static func restoring(_ was: StorageParameters, insteadOf names: [String]) -> [TableAlteration] {
        let unset = names.filter { name in !was.parameters.contains { $0.name == name } }
        var alterations: [TableAlteration] = []
        if !unset.isEmpty { alterations.append(.resetStorage(unset, was: nil)) }
        if !was.isEmpty { alterations.append(.setStorage(was, was: nil)) }
        return alterations
    }
}

extension ColumnAlteration {
    func summary(of column: String) -> String {
        switch self {
        case .setType: "change type of column \(column)"
        case .setNullable(true): "let column \(column) be null"
        case .setNullable(false): "make column \(column) not null"
        case .setDefault(.noDefault, _): "drop default of column \(column)"
        case .setDefault: "set default of column \(column)"
        case .addIdentity: "make column \(column) an identity"
        case .setIdentity: "change identity of column \(column)"
        case .dropIdentity: "drop identity of column \(column)"
        case .dropExpression: "keep column \(column) as it was computed"
        case .setComment: "comment on column \(column)"
        }
    }

    func inverse() -> Result<[ColumnAlteration], TableAlteration.NotInvertible> {
        switch self {
        case .setType(let type, let collation, _, let was?):
            .success([
                .setType(
                    was.type, collation: was.collation, using: was.using,
                    was: PreviousType(type, collation: collation))
            ])
        case .setType(_, _, _, nil):
            .failure(.init("it does not say which type the column had; give it with `was:`"))
        case .setNullable(let isNullable):
            .success([.setNullable(!isNullable)])
        case .setDefault(let new, let was?):
            .success([.setDefault(was, was: new)])
        case .setDefault(_, nil):
            .failure(.init("it does not say which default the column had; give it with `was:`"))
        case .addIdentity(let identity):
            .success([.dropIdentity(was: identity)])
        case .setIdentity(let new, let was?):
            .success([.setIdentity(was, was: new)])
        case .dropIdentity(let was?):
            .success([.addIdentity(was)])
        case .setIdentity(_, nil), .dropIdentity(nil):
            .failure(.init("it does not carry the old identity of the column; give it with `was:`"))
        case .dropExpression:
            .failure(.init("the expression that the column was computed from is not stored"))
        case .setComment(let new, .comment(let was)):
            .success([.setComment(was, was: .comment(new))])
        case .setComment(_, .unknown):
            .failure(.init("it does not say what the comment was; give it with `was:`"))
        }
    }
}

extension ConstraintDefinition {
    /// The name of its kind, for messages.
    package var kindName: String {
        switch kind {
        case .primaryKey: "primary key"
        case .unique: "unique constraint"
        case .check: "check constraint"
        case .foreignKey: "foreign key"
        case .exclusion: "exclusion constraint"
        }
    }
}

/// Alters a table in one or several ways, in order.
///
/// Several alterations of one table in a row may be joined to one such operation where that saves the database work.
public struct AlterTable: Operation, Hashable {
    /// The table.
    public var table: QualifiedName
    /// Whether it is fine that there is no such table.
    public var ifExists: Bool
    /// What changes, in order.
    public var alterations: [TableAlteration]
    /// What becomes of views that depend on a column that changes.
    public var dependentViews: DependentViews
    /// What makes no sense in the call that made it; `nil` as a rule. It is thrown when the revision is planned.
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

    /// `alter table NAME: …` with what changes.
    public var summary: String { "alter table \(table): \(alterations.map(\.summary).joined(separator: ", "))" }

    /// What the database's dialect makes of it.
    /// - Throws: ``OperationError`` also for what makes no sense on any database.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        try check()
        guard dependentViews == .recreate else { return try database.dialect.lower(self) }
        var alone = self
        alone.dependentViews = .refuse
        return try AlteringAround(table, columns: alterations.compactMap(\.changedColumn), [alone]).lower(for: database)
    }

    private func check() throws(OperationError) {
        if let mistake { throw mistake }
        let check = OperationCheck(summary: summary)
        try check.refuse(ifEmpty: alterations.isEmpty, advice: "Name what changes, or leave the operation out.")
        for alteration in alterations { try alteration.check(check, in: self) }
    }

    /// Each alteration undone, in reverse order; but a column gets its type before its default, as on the way there.
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

/// What becomes of the views that depend on something that changes.
public enum DependentViews: Sendable, Hashable {
    /// The change is refused while there is any that it would break.
    case refuse
    /// They are set aside, and brought back after with all that they had.
    case recreate
}

/// One change of a table.
public enum TableAlteration: Sendable, Hashable {
    /// Adds a column, as the last.
    case addColumn(ColumnDefinition, ifNotExists: Bool)
    /// Drops a column; `was` is what it was, for the way back.
    case dropColumn(String, was: ColumnDefinition?, ifExists: Bool, dependents: DependentObjects)
    /// Renames a column, wherever the database knows of its use.
    case renameColumn(String, to: String)
    /// Changes a column.
    case alterColumn(String, ColumnAlteration)
    /// Adds a constraint; `validated` is whether the rows that are there are looked at.
    case addConstraint(ConstraintDefinition, validated: Bool)
    /// Adds a primary key or unique constraint that takes over an index that is there.
    case addConstraintUsingIndex(name: String, index: String, isPrimaryKey: Bool)
    /// Drops a constraint; `was` is what it was, for the way back.
    case dropConstraint(String, was: ConstraintDefinition?, ifExists: Bool, dependents: DependentObjects)
    /// Looks whether the rows that were there satisfy a constraint that was added without.
    case validateConstraint(String)
    /// Renames a constraint.
    case renameConstraint(String, to: String)
    /// Sets storage parameters; `was` is what they were, without those that were not set, for the way back.
    case setStorage(StorageParameters, was: StorageParameters?)
    /// Gives storage parameters their usual values.
    case resetStorage([String], was: StorageParameters?)
}

/// One change of a column.
public enum ColumnAlteration: Sendable, Hashable {
    /// Gives it another type. `using` is an expression for the new value, in the database's own SQL; `was` is the type
    /// that it had, for the way back, where the database converts without an expression.
    case setType(ColumnType, collation: QualifiedName?, using: String?, was: PreviousType?)
    /// Lets it hold NULL, or no longer.
    case setNullable(Bool)
    /// Gives it another default.
    case setDefault(ColumnDefault, was: ColumnDefault?)
    /// Lets it count by itself.
    case addIdentity(IdentityDefinition)
    /// Lets it count in another way; options that are not given are those of a new identity.
    case setIdentity(IdentityDefinition, was: IdentityDefinition?)
    /// Lets it no longer count by itself.
    case dropIdentity(was: IdentityDefinition?)
    /// Makes a computed column an ordinary one that holds what was computed.
    case dropExpression
    /// Says something of it in the catalog; `""` is nothing.
    case setComment(String, was: String?)

    /// A type that a column had.
    public struct PreviousType: Sendable, Hashable {
        /// The type.
        public var type: ColumnType
        /// The collation; `nil` is the type's own.
        public var collation: QualifiedName?
        /// An expression for the old value, in the database's own SQL; `nil` where the database converts by itself.
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
    /// The column that a view may use and that is not the same after; `nil` where there is none.
    var changedColumn: String? {
        switch self {
        case .dropColumn(let name, _, _, _), .alterColumn(let name, _), .renameColumn(let name, _): name
        default: nil
        }
    }

    /// What changes, in a few words.
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

    /// What undoes it.
    func inverse(on table: QualifiedName) -> Result<[TableAlteration], NotInvertible> {
        switch self {
        case .addColumn(_, ifNotExists: true):
            .failure(NotInvertible("the column may have been there before it"))
        case .addColumn(let column, ifNotExists: false):
            .success([.dropColumn(column.name, was: column, ifExists: false, dependents: .refuse)])
        case .dropColumn(_, let column?, _, _):
            .success([.addColumn(column, ifNotExists: false)])
        case .dropColumn(_, nil, _, _):
            .failure(NotInvertible("it does not carry the column that it drops; give it with `was:`"))
        case .renameColumn(let name, let newName):
            .success([.renameColumn(newName, to: name)])
        case .alterColumn(let name, let alteration):
            alteration.inverse().map { $0.map { .alterColumn(name, $0) } }
        case .addConstraint(let constraint, _):
            .success([
                .dropConstraint(constraint.name(on: table), was: constraint, ifExists: false, dependents: .refuse)
            ])
        case .addConstraintUsingIndex:
            .failure(NotInvertible("the index went over into the constraint"))
        case .dropConstraint(let name, var constraint?, _, _):
            {
                constraint.name = constraint.name ?? name
                return .success([.addConstraint(constraint, validated: true)])
            }()
        case .dropConstraint(_, nil, _, _):
            .failure(NotInvertible("it does not carry the constraint that it drops; give it with `was:`"))
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

    /// Sets parameters to what they were, and those of the others that were not set at all to nothing.
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
            .failure(.init("it does not say how the column counted; give that with `was:`"))
        case .dropExpression:
            .failure(.init("what the column was computed from is not stored"))
        case .setComment(let new, let was?):
            .success([.setComment(was, was: new)])
        case .setComment(_, nil):
            .failure(.init("it does not say what the comment was; give it with `was:`"))
        }
    }
}

extension ConstraintDefinition {
    /// Its kind, for people.
    public var kindName: String {
        switch kind {
        case .primaryKey: "primary key"
        case .unique: "unique constraint"
        case .check: "check constraint"
        case .foreignKey: "foreign key"
        case .exclusion: "exclusion constraint"
        }
    }
}

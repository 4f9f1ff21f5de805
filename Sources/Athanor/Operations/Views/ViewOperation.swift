/// A view: a query with a name.
public struct ViewDefinition: Sendable, Hashable {
    /// The rule for new rows written through the view.
    public enum CheckOption: Sendable, Hashable {
        /// Refuses rows that the view itself would not show.
        case local
        /// Refuses rows that the view, or a view under it, would not show.
        case cascaded
    }

    /// Its name.
    public var name: QualifiedName
    /// The names of its columns; if empty, those of the query.
    public var columns: [String]
    /// The query.
    public var query: ViewQuery
    /// Whether the query reads the view itself. It then needs the columns' names.
    public var isRecursive: Bool
    /// The rule for new rows written through it; `nil` refuses none.
    public var checkOption: CheckOption?
    /// Whether its conditions are checked before those of a query that reads it, so that code in the query never gets
    /// the rows that the view hides.
    public var isSecurityBarrier: Bool
    /// Whether it reads with the rights of the querying role instead of its owner.
    public var isSecurityInvoker: Bool

    /// A view.
    public init(
        _ name: QualifiedName, as query: ViewQuery, columns: [String] = [], recursive: Bool = false,
        checkOption: CheckOption? = nil, securityBarrier: Bool = false, securityInvoker: Bool = false
    ) {
        self.name = name
        self.columns = columns
        self.query = query
        isRecursive = recursive
        self.checkOption = checkOption
        isSecurityBarrier = securityBarrier
        isSecurityInvoker = securityInvoker
    }
}

/// An operation on a view.
public enum ViewOperation: MigrationOperation, Hashable {
    /// Creates a view.
    case create(ViewDefinition)
    /// Creates a view, or replaces its query; `was` is the old definition, for the downgrade.
    case replace(ViewDefinition, was: ViewDefinition?)
    /// Drops a view; `was` is its definition, for the downgrade.
    case drop(QualifiedName, was: ViewDefinition?, ifExists: Bool, dependents: DependentObjects)
    /// Renames a view within its schema.
    case rename(QualifiedName, to: String)
    /// Moves a view to another schema.
    case setSchema(QualifiedName, to: String)

    /// A summary, such as `create view NAME`.
    public var summary: String {
        switch self {
        case .create(let view): "create view \(view.name)"
        case .replace(let view, _): "replace view \(view.name)"
        case .drop(let name, _, _, _): "drop view \(name)"
        case .rename(let name, let newName): "rename view \(name) to \(newName)"
        case .setSchema(let name, let schema): "move view \(name) to schema \(schema)"
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
        case .replace(let view, let was?):
            try check.refuse(was: was.name.description, otherThan: view.name.description)
            try check.refuse(ifSame: was == view, "the view")
        case .drop(let name, let was?, _, _):
            try check.refuse(was: was.name.description, otherThan: name.description)
        case .create, .replace(_, nil), .drop(_, nil, _, _), .rename, .setSchema: break
        }
    }

    /// An operation that drops the created view, creates the dropped one, or restores the old one.
    public var inverse: Inverse {
        switch self {
        case .create(let view):
            .operations([Self.drop(view.name, was: view, ifExists: false, dependents: .refuse)])
        case .replace(let view, let was?):
            .operations([Self.replace(was, was: view)])
        case .replace(_, nil):
            .impossible(because: "it does not carry the view that it replaces; give it with `was:`")
        case .drop(_, let view?, _, _):
            .operations([Self.create(view)])
        case .drop(_, nil, _, _):
            .impossible(because: "it does not carry the view that it drops; give its definition instead of its name")
        case .rename(let name, let newName):
            .operations([Self.rename(QualifiedName(schema: name.schema, name: newName), to: name.name)])
        case .setSchema(let name, let schema):
            name.schema.map { old in
                .operations([Self.setSchema(QualifiedName(schema: schema, name: name.name), to: old)])
            } ?? .impossible(because: "it does not name the schema that the view was in")
        }
    }
}

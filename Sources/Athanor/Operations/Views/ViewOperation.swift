/// A view: a query with a name.
public struct ViewDefinition: Sendable, Hashable {
    /// Which new rows written through the view are refused.
    public enum CheckOption: Sendable, Hashable {
        /// Those that the view itself would not show.
        case local
        /// Those that it, or a view under it, would not show.
        case cascaded
    }

    /// Its name.
    public var name: QualifiedName
    /// The names of its columns; none are the query's own.
    public var columns: [String]
    /// The query.
    public var query: ViewQuery
    /// Whether the query reads the view itself. The columns must be named then.
    public var isRecursive: Bool
    /// Which new rows written through it are refused; `nil` is none.
    public var checkOption: CheckOption?
    /// Whether its conditions go before those of who reads it, so that these see no row that it hides.
    public var isSecurityBarrier: Bool
    /// Whether it reads with the rights of who asks, rather than of its owner.
    public var isSecurityInvoker: Bool

    /// A view.
    public init(
        _ name: QualifiedName, columns: [String] = [], as query: ViewQuery, recursive: Bool = false,
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

/// An operation about a view.
public enum ViewOperation: Operation, Hashable {
    /// Creates a view.
    case create(ViewDefinition)
    /// Creates a view, or gives it another query; `was` is what it was, for the way back.
    case replace(ViewDefinition, was: ViewDefinition?)
    /// Drops a view; `was` is what it was, for the way back.
    case drop(QualifiedName, was: ViewDefinition?, ifExists: Bool, dependents: DependentObjects)
    /// Renames a view within its schema.
    case rename(QualifiedName, to: String)
    /// Moves a view to another schema.
    case setSchema(QualifiedName, to: String)

    /// `create view NAME` and the like.
    public var summary: String {
        switch self {
        case .create(let view): "create view \(view.name)"
        case .replace(let view, _): "replace view \(view.name)"
        case .drop(let name, _, _, _): "drop view \(name)"
        case .rename(let name, let newName): "rename view \(name) to \(newName)"
        case .setSchema(let name, let schema): "move view \(name) to schema \(schema)"
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
        case .replace(let view, let was?):
            try check.refuse(was: was.name.description, otherThan: view.name.description)
            try check.refuse(ifSame: was == view, "the view")
        case .drop(let name, let was?, _, _):
            try check.refuse(was: was.name.description, otherThan: name.description)
        case .create, .replace(_, nil), .drop(_, nil, _, _), .rename, .setSchema: break
        }
    }

    /// Dropping what was created, creating what was dropped, what was there before.
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
            .impossible(because: "it does not carry the view that it drops; give it with `was:`")
        case .rename(let name, let newName):
            .operations([Self.rename(QualifiedName(schema: name.schema, name: newName), to: name.name)])
        case .setSchema(let name, let schema):
            name.schema.map { old in
                .operations([Self.setSchema(QualifiedName(schema: schema, name: name.name), to: old)])
            } ?? .impossible(because: "it does not name the schema that the view was in")
        }
    }
}

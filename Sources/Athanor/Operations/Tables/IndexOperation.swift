/// An operation on an index.
public enum IndexOperation: MigrationOperation, Hashable {
    /// Creates an index on a table or materialized view. With `concurrently`, others can write during the build, and
    /// the statement runs outside any transaction, if the database supports it.
    case create(IndexDefinition, on: QualifiedName, concurrently: Bool, ifNotExists: Bool)
    /// Drops an index; `was` is its definition, for the downgrade.
    case drop(QualifiedName, was: PreviousIndex?, concurrently: Bool, ifExists: Bool, dependents: DependentObjects)
    /// Renames an index.
    case rename(QualifiedName, to: String)

    /// The old definition of an index.
    public struct PreviousIndex: Sendable, Hashable {
        /// The index.
        public var index: IndexDefinition
        /// The table or materialized view that it was on.
        public var relation: QualifiedName

        /// An index on a table or materialized view.
        public init(_ index: IndexDefinition, on relation: QualifiedName) {
            self.index = index
            self.relation = relation
        }
    }

    /// A summary, such as `create index NAME on TABLE`.
    public var summary: String {
        switch self {
        case .create(let index, let relation, let concurrently, _):
            "create \(index.isUnique ? "unique " : "")index \(index.name(on: relation)) on \(relation)"
                + (concurrently ? " concurrently" : "")
        case .drop(let name, _, let concurrently, _, _):
            "drop index \(name)" + (concurrently ? " concurrently" : "")
        case .rename(let name, let newName): "rename index \(name) to \(newName)"
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
        guard case .drop(let name, let was?, _, _, _) = self else { return }
        try check.refuse(was: was.index.name, otherThan: name.name)
        // An index is in the schema of its table or materialized view.
        if let schema = name.schema { try check.refuse(was: was.relation.schema, otherThan: schema) }
    }

    /// An operation that drops the created index, creates the dropped one, or restores the old name.
    public var inverse: Inverse {
        switch self {
        case .create(_, _, _, ifNotExists: true):
            .impossible(because: "the index may have been there before it")
        case .create(let index, let relation, let concurrently, ifNotExists: false):
            .operations([
                Self.drop(
                    // An index is in the schema of its table or materialized view.
                    QualifiedName(schema: relation.schema, name: index.name(on: relation)),
                    was: PreviousIndex(index, on: relation), concurrently: concurrently, ifExists: false,
                    dependents: .refuse)
            ])
        case .drop(let name, let was?, let concurrently, _, _):
            {
                var index = was.index
                index.name = name.name
                return .operations([
                    Self.create(index, on: was.relation, concurrently: concurrently, ifNotExists: false)
                ])
            }()
        case .drop(_, nil, _, _, _):
            .impossible(because: "it does not carry the index that it drops; give its definition instead of its name")
        case .rename(let name, let newName):
            .operations([Self.rename(QualifiedName(schema: name.schema, name: newName), to: name.name)])
        }
    }
}

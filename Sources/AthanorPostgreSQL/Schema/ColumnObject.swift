internal import Athanor

/// A column of a table. Its default is a separate object.
struct ColumnObject: DefinedObject {
    /// The place among the table's columns, which is not compared.
    let position: Int
    /// The type, as the server writes it, with its modifier.
    let type: ExactText
    /// The collation in SQL, where it is not the type's.
    let collation: ExactText?
    /// The constraint that it has a value; `nil` if it can be NULL.
    let notNull: NotNull?
    /// The expression that gives its values; `nil` for a column that is not generated.
    let generation: Generation?
    /// The sequence that gives its values; `nil` for a column without an identity.
    let identity: Identity?
    /// The way of storing large values: `EXTENDED`.
    let storage: ExactText
    /// The type's way of storing large values.
    let usualStorage: ExactText
    /// The compression method; `nil` for the default.
    let compression: ExactText?
    /// The statistics target; `nil` for the default.
    let statisticsTarget: Int?
    /// The options, such as `n_distinct=-0.5`.
    let options: RelationOptions
    /// The options of a foreign table's column.
    let foreignOptions: ForeignOptions
    /// Whether the table itself has it, also if it comes from a parent.
    let isLocal: Bool
    /// The columns of parents, or of the partitioned table, that it comes from.
    let inheritedFrom: [SchemaObjectKey]

    /// The constraint that a column has a value.
    struct NotNull: Sendable, Hashable, Codable {
        /// Its name, from PostgreSQL 18.
        let name: ExactText?
        /// Whether children of the table get it.
        let isInherited: Bool
        /// Whether the present rows were checked.
        let isValidated: Bool
        /// Whether the table itself has it, also if it comes from a parent.
        let isLocal: Bool
        /// The comment on it.
        let comment: ExactText?
    }

    /// The expression that gives a column its values.
    struct Generation: Sendable, Hashable, Codable {
        let expression: ExactText
        /// Whether the values are stored, and not computed when they are read.
        let isStored: Bool
    }

    /// The sequence that gives an identity column its values.
    struct Identity: Sendable, Hashable, Codable {
        /// Whether inserted values are refused.
        let isAlways: Bool
        /// The path of the sequence.
        let sequence: [ExactText]
        let numbers: SequenceNumbers

        /// The key of the sequence.
        var sequenceKey: SchemaObjectKey { SchemaObjectKey(.sequence, sequence) }
    }

    /// Whether it changes with the column of a parent or a partitioned table.
    var isInherited: Bool { !inheritedFrom.isEmpty }

    /// Whether an expression gives its values.
    var isGenerated: Bool { generation != nil }

    var isPartOfCreation: Bool { true }

    /// The values of a generated column are computed again.
    var holdsRows: Bool { !isGenerated }

    /// The column of the parent, if the table stays attached to it.
    func leader(of action: PlannedChange.Action, _ key: SchemaObjectKey, in plan: DifferencePlan) -> ChangeLeader? {
        guard let origin = plan.attachedOrigin(of: key, among: inheritedFrom) else { return nil }
        switch action {
        case .drop:
            guard plan.isDropped(origin), !Self.isKeptInChildren(origin, in: plan) else { return nil }
        case .alter:
            guard plan.isAltered(origin) else { return nil }
        case .create:
            guard plan.isCreated(origin) else { return nil }
        }
        return ChangeLeader(action, origin)
    }

    /// Whether a child that stays attached keeps a column that the table loses.
    static func isKeptInChildren(_ key: SchemaObjectKey, in plan: DifferencePlan) -> Bool {
        plan.attachedChildren(of: key.container(.table)).contains { child in
            let column = SchemaObjectKey(.column, child.path + key.path.suffix(1))
            return plan.from[column] != nil && !plan.isDropped(column)
        }
    }

    /// The column of the first parent that it comes from, before and after.
    func origin(of key: SchemaObjectKey, in plan: DifferencePlan) -> (old: ColumnObject, new: ColumnObject)? {
        guard let origin = plan.attachedOrigin(of: key, among: inheritedFrom) else { return nil }
        let (old, new) = plan.column(origin)
        guard let old, let new else { return nil }
        return (old, new)
    }
}

internal import Athanor

/// A constraint of a table, except NOT NULL, which is a fact of its column.
struct ConstraintObject: DefinedObject {
    let type: ConstraintType
    /// The condition in SQL, without the words after it: `FOREIGN KEY (a) REFERENCES public.t(id)`.
    let condition: ExactText
    /// Whether a transaction can defer the check to its end.
    let isDeferrable: Bool
    /// Whether that is so without asking.
    let isDeferred: Bool
    /// Whether the server checks it at all.
    let isEnforced: Bool
    /// Whether the present rows were checked; also for a constraint that is not enforced.
    let isValidated: Bool
    /// Whether the table itself has it, also if it comes from a parent.
    let isLocal: Bool
    /// The constraints of parents, or of the partitioned table, that it comes from.
    let inheritedFrom: [SchemaObjectKey]
    /// The index of a primary key, a unique or an exclusion constraint.
    let index: IndexShape?
    /// The comment on that index.
    let indexComment: ExactText?

    /// The kinds of constraints.
    enum ConstraintType: String, Sendable, Hashable, Codable, CaseIterable {
        case primaryKey = "primary key"
        case unique
        case exclusion
        case check
        case foreignKey = "foreign key"

        /// The place in CREATE TABLE.
        var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// A constraint whose present rows were not checked cannot be in it. Attaching a partition makes its foreign keys.
    var isPartOfCreation: Bool { isValidated && !(type == .foreignKey && !inheritedFrom.isEmpty) }

    /// The constraint in CREATE TABLE and ADD CONSTRAINT, as for rows that are checked at once.
    var sql: String {
        var words = [condition.text]
        // An exclusion constraint's condition has its storage parameters.
        if let index, type != .exclusion, !index.options.entries.isEmpty {
            words.append(String(index.options.clause.dropFirst()))
        }
        if let tablespace = index?.tablespace {
            words.append("USING INDEX TABLESPACE \(PostgreSQLDialect().quote(tablespace.text))")
        }
        return (words + endings).joined(separator: " ")
    }

    /// The words after the condition.
    var endings: [String] {
        var words: [String] = []
        if isDeferrable { words.append("DEFERRABLE") }
        if isDeferred { words.append("INITIALLY DEFERRED") }
        if !isEnforced { words.append("NOT ENFORCED") }
        return words
    }

    /// The constraint's index.
    func occupiedNames(_ key: SchemaObjectKey) -> [OccupiedName] {
        index == nil ? [] : [OccupiedName(namespace: .relations, path: key.relation(.index).path)]
    }

    /// The change of the parent's constraint, of the partition, or of a column, which changes the constraint too.
    func leader(of action: PlannedChange.Action, _ key: SchemaObjectKey, in plan: DifferencePlan) -> ChangeLeader? {
        let table = key.container(.table)
        if action == .drop, index != nil { return plan.leaderOfIndexDrop(key, index: key.relation(.index), in: table) }
        let origin = index == nil ? plan.attachedOrigin(of: key, among: inheritedFrom) : nil
        switch action {
        case .drop:
            if let origin, plan.isDropped(origin), !Self.isKeptInChildren(origin, in: plan) {
                return ChangeLeader(.drop, origin)
            }
            return plan.droppedColumn(of: key, in: table).map { ChangeLeader(.drop, $0) }
        case .create:
            if let origin, plan.isCreated(origin) { return ChangeLeader(.create, origin) }
            let partition = table.as(.partition)
            let isMadeByPartition = type == .foreignKey && !inheritedFrom.isEmpty && plan.isCreated(partition)
            return isMadeByPartition ? ChangeLeader(.create, partition) : nil
        case .alter:
            guard let origin, plan.isAltered(origin) else { return nil }
            return ChangeLeader(.alter, origin)
        }
    }

    /// Whether a child that stays attached keeps a constraint that the table loses.
    static func isKeptInChildren(_ key: SchemaObjectKey, in plan: DifferencePlan) -> Bool {
        plan.attachedChildren(of: key.container(.table)).contains { child in
            let constraint = SchemaObjectKey(.constraint, child.path + key.path.suffix(1))
            return plan.from[constraint] != nil && !plan.isDropped(constraint)
        }
    }
}

internal import Athanor

/// An index of a table or a materialized view that is not a constraint's.
struct IndexObject: DefinedObject {
    /// The path of the table or view.
    let table: [ExactText]
    let shape: IndexShape
    /// Whether it is the index of a partitioned table, which only has the indexes of the partitions.
    let isPartitioned: Bool
    /// Whether the server uses it. Building one concurrently can fail and leave one that is not.
    let isValid: Bool
    /// The statistics targets of expressions, where they are not the default.
    let statistics: [StatisticsTarget]

    /// The statistics target of a key.
    struct StatisticsTarget: Sendable, Hashable, Codable {
        /// The place among the keys, from 1.
        let position: Int
        let target: Int
    }

    /// The key of the table or view, of whichever kind.
    var tableKey: SchemaObjectKey { SchemaObjectKey(.table, table) }

    /// The change that drops the index too: of the index that it is attached to, or of a column.
    func leader(of action: PlannedChange.Action, _ key: SchemaObjectKey, in plan: DifferencePlan) -> ChangeLeader? {
        guard action == .drop else { return nil }
        return plan.leaderOfIndexDrop(key, index: key, in: tableKey)
    }

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        guard let constraint = replacedConstraint(key, in: plan) else {
            // The column is made again in the same transaction, which locks the table anyway.
            let built =
                plan.needsReplacedColumn(key)
                ? [ChangeStatement(shape.creation(key.quotedName, on: tableKey, only: isOnly(in: plan)))]
                : building(key.name, in: plan)
            return built + statisticsChanges(from: [], of: key)
        }
        let hazards: Set<Hazard> = plan.constraint(constraint).old?.index == shape ? [] : [.failsWithRows]
        let name = plan.temporaryIndexName("\(key.name)_new", in: key.path.first ?? "")
        let drop = "\(tableKey.alteringTable()) DROP CONSTRAINT \(constraint.quotedName)"
        return [
            ChangeStatement(
                shape.creation(PostgreSQLDialect().quote(name), on: tableKey, concurrently: true), hazards,
                commit: .alone),
            ChangeStatement(drop), renaming(name, to: key),
        ] + statisticsChanges(from: [], of: key)
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let constraint = key.constraint(on: tableKey)
        // The constraint takes the index.
        if plan.isCreated(constraint), plan.constraint(constraint).new?.takesIndex(constraint, in: plan) == true {
            return []
        }
        // A partition can have a constraint for an index of the partitioned table, which prevents the drop.
        let hasConstraints = (plan.dependents[key] ?? []).contains { dependent in
            (plan.from[dependent]?.definition.object as? IndexAttachmentObject)?.constraint != nil
        }
        return [ChangeStatement("DROP INDEX \(key.sql)\(hasConstraints ? " CASCADE" : "")")]
    }

    func alteration(to new: IndexObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        guard isPartitioned == new.isPartitioned else { return .replacement }
        guard shape.isSameButStorage(as: new.shape) else {
            let isAttached = plan.from[key.as(.indexAttachment)] != nil
            guard new.isBuiltConcurrently(in: plan), !isAttached, !plan.losesColumnType(key) else {
                return .replacement
            }
            return .statements(new.rebuilding(key, in: plan), disturbing: Self.kindsOnIndexes)
        }
        var statements = shape.storageChanges(to: new.shape, of: key)
        // The index of a partitioned table becomes valid with those of the partitions.
        if !isValid, new.isValid, !isPartitioned {
            statements.append(
                plan.policy.isOnline
                    ? ChangeStatement("REINDEX INDEX CONCURRENTLY \(key.sql)", commit: .alone)
                    : ChangeStatement("REINDEX INDEX \(key.sql)", [.scan, .blocksWriters]))
        }
        statements += new.statisticsChanges(from: statistics, of: key)
        return statements.isEmpty ? .nothing : .statements(statements)
    }

    /// The kinds of objects that can depend on an index.
    private static let kindsOnIndexes: Set<SchemaObjectKind> = [
        .constraint, .indexAttachment, .replicaIdentity, .clusteredIndex,
    ]

    /// The statements that build the index.
    private func building(_ name: String, in plan: DifferencePlan) -> [ChangeStatement] {
        let quoted = PostgreSQLDialect().quote(name)
        if isBuiltConcurrently(in: plan) {
            let sql = shape.creation(quoted, on: tableKey, concurrently: true)
            return [ChangeStatement(sql, shape.isUnique ? [.failsWithRows] : [], commit: .alone)]
        }
        var hazards: Set<Hazard> = []
        if !isPartitioned, hasLastingTable(in: plan) {
            hazards = shape.isUnique ? [.scan, .blocksWriters, .failsWithRows] : [.scan, .blocksWriters]
        }
        return [ChangeStatement(shape.creation(quoted, on: tableKey, only: isOnly(in: plan)), hazards)]
    }

    /// A new index under another name, which then takes the place of the present one.
    private func rebuilding(_ key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let name = plan.temporaryIndexName("\(key.name)_new", in: key.path.first ?? "")
        var statements = building(name, in: plan)
        statements.append(ChangeStatement("DROP INDEX CONCURRENTLY \(key.sql)", commit: .alone))
        statements.append(renaming(name, to: key))
        statements += statisticsChanges(from: [], of: key)
        // A comment that differs is set after every alteration.
        if let object = plan.to[key], plan.from[key]?.comment == object.comment {
            statements += plan.attributeChanges(from: nil, to: object)
        }
        return statements
    }

    private func renaming(_ name: String, to key: SchemaObjectKey) -> ChangeStatement {
        ChangeStatement("ALTER INDEX \(key.renamed(ExactText(name)).sql) RENAME TO \(key.quotedName)")
    }

    /// Whether the partitions get indexes of their own.
    private func isOnly(in plan: DifferencePlan) -> Bool {
        isPartitioned && !plan.attachedChildren(of: tableKey).isEmpty
    }

    private func isBuiltConcurrently(in plan: DifferencePlan) -> Bool {
        plan.policy.isOnline && !isPartitioned && hasLastingTable(in: plan)
    }

    private func hasLastingTable(in plan: DifferencePlan) -> Bool {
        [SchemaObjectKind.table, .materializedView].contains { kind in
            let key = SchemaObjectKey(kind, table)
            return plan.to[key] != nil && !plan.isCreated(key)
        }
    }

    private func statisticsChanges(from old: [StatisticsTarget], of key: SchemaObjectKey) -> [ChangeStatement] {
        let reset = old.filter { present in !statistics.contains { $0.position == present.position } }
        let set = statistics.filter { !old.contains($0) }
        let changes = reset.map { ($0.position, -1) } + set.map { ($0.position, $0.target) }
        return changes.map { position, target in
            ChangeStatement("ALTER INDEX \(key.sql) ALTER COLUMN \(position) SET STATISTICS \(target)")
        }
    }

    /// The constraint of the same name whose place the index takes, without a time in which values can be equal.
    private func replacedConstraint(_ key: SchemaObjectKey, in plan: DifferencePlan) -> SchemaObjectKey? {
        let constraint = key.constraint(on: tableKey)
        guard shape.isUnique, isBuiltConcurrently(in: plan), plan.to[constraint] == nil,
            plan.constraint(constraint).old?.isReplaced(constraint, byIndex: key, in: plan) == true
        else { return nil }
        return constraint
    }
}

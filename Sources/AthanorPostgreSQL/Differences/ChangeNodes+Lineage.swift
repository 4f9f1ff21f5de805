internal import Athanor

extension ChangeNodes {
    /// Requires that a table is detached before it and its parent change, and attached after that.
    func requireLineage(in order: inout ChangeOrder) {
        let (old, new) = (plan.parts, plan.newParts)
        func parts(of table: SchemaObjectKey) -> Set<SchemaObjectKey> {
            let parts = (old[table] ?? []) + (new[table] ?? [])
            return Set(parts.filter { [.column, .constraint, .index].contains($0.kind) })
        }
        for object in plan.from.objects.values {
            guard let bond = object.bond, !plan.isDroppedWithParent(object.key), let detaching = end(.drop, object.key)
            else { continue }
            for part in parts(of: bond.child).union(parts(of: bond.parent)) {
                for action in [PlannedChange.Action.drop, .alter, .create] {
                    for change in starts(action, part) { order.require(detaching, before: change) }
                }
            }
        }
        requireOrigins(in: &order)
        requireWholeKeys(in: &order)
        requireFreePartitions(in: &order)
        for object in plan.to.objects.values {
            guard let bond = object.bond else { continue }
            for attaching in [end(.create, object.key), end(.alter, object.key)].compactMap(\.self) {
                // CREATE TABLE attaches a new child.
                let isContained = end(.create, bond.child) == attaching
                let changing = parts(of: bond.parent).union(isContained ? [] : parts(of: bond.child))
                for part in changing {
                    for action in [PlannedChange.Action.drop, .alter, .create] {
                        guard let change = end(action, part), !starts(action, part).contains(attaching) else {
                            continue
                        }
                        if action == .create, isSeparateIndex(part, of: bond.child) {
                            order.require(attaching, before: change)
                        } else {
                            order.require(change, before: attaching)
                        }
                    }
                }
            }
        }
    }

    /// Whether it is an index of a partition that is no part of the partitioned table's indexes. If it exists when the
    /// table is attached, the server can attach it in place of another one of the same shape.
    private func isSeparateIndex(_ key: SchemaObjectKey, of child: SchemaObjectKey) -> Bool {
        key.kind == .index && plan.to[key]?.parent == child && plan.to[child.as(.partition)] != nil
            && plan.to[key.as(.indexAttachment)] == nil
    }

    /// Requires that a parent loses a column or a constraint before a child that must drop its own.
    private func requireOrigins(in order: inout ChangeOrder) {
        for object in plan.from.objects.values where object.key.kind == .column || object.key.kind == .constraint {
            let origins = plan.column(object.key).old?.inheritedFrom ?? plan.constraint(object.key).old?.inheritedFrom
            guard let origin = plan.attachedOrigin(of: object.key, among: origins ?? []),
                let first = end(.drop, origin), let second = end(.drop, object.key)
            else { continue }
            order.require(first, before: second)
        }
    }

    /// Requires that a foreign key to a partitioned table comes when the key there is one of all partitions.
    private func requireWholeKeys(in order: inout ChangeOrder) {
        var attachments: [SchemaObjectKey: [(key: SchemaObjectKey, index: IndexAttachmentObject)]] = [:]
        for object in plan.to.objects.values {
            guard case .indexAttachment(let attachment) = object.definition else { continue }
            attachments[attachment.parent, default: []].append((object.key, attachment))
        }
        guard !attachments.isEmpty else { return }
        for object in plan.to.objects.values {
            guard case .constraint(let constraint) = object.definition, constraint.type == .foreignKey else { continue }
            let changes = starts(.create, object.key)
            var keys = changes.isEmpty ? [] : Array(object.dependencies)
            while let key = keys.popLast() {
                // A partition that comes later brings its index.
                for (attachment, index) in attachments[key] ?? []
                where !plan.isCreated(SchemaObjectKey(.partition, index.table)) {
                    if let first = end(.create, attachment) {
                        for change in changes { order.require(first, before: change) }
                    }
                    keys.append(index.child(attachment))
                }
            }
        }
    }

    /// Requires that a foreign key to a partitioned table is dropped before the partitions are.
    private func requireFreePartitions(in order: inout ChangeOrder) {
        var partitions: [SchemaObjectKey: [SchemaObjectKey]] = [:]
        for object in plan.from.objects.values {
            guard case .partition(let partition) = object.definition else { continue }
            partitions[partition.table, default: []].append(object.key.as(.table))
        }
        guard !partitions.isEmpty else { return }
        for object in plan.from.objects.values {
            guard let drop = end(.drop, object.key) else { continue }
            var tables = object.foreignTables
            while let table = tables.popLast() {
                for partition in partitions[table] ?? [] {
                    for change in starts(.drop, partition) { order.require(drop, before: change) }
                    tables.append(partition)
                }
            }
        }
    }
}

extension SchemaObject {
    /// The other table of a foreign key, which has it itself; none for other objects.
    var foreignTables: [SchemaObjectKey] {
        guard case .constraint(let constraint) = definition, constraint.type == .foreignKey,
            constraint.inheritedFrom.isEmpty
        else { return [] }
        let own = key.container(.table)
        return Set(dependencies.filter { $0.kind == .column }.map { $0.container(.table) }).subtracting([own]).sorted()
    }
}

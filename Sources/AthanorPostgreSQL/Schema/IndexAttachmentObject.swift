internal import Athanor

/// An index's place in the index of a partitioned table. Its path is that of the index, which can be a constraint's.
struct IndexAttachmentObject: DefinedObject {
    /// The path of the partition.
    let table: [ExactText]
    /// The constraint that has the index; `nil` for an index without one.
    let constraint: ExactText?
    /// The path of the partitioned table.
    let parentTable: [ExactText]
    /// The path of the partitioned table's index.
    let parentIndex: [ExactText]
    /// The constraint that has the partitioned table's index; `nil` for an index without one.
    let parentConstraint: ExactText?

    /// The key of the partitioned table's index, or of its constraint.
    var parent: SchemaObjectKey {
        parentConstraint.map { SchemaObjectKey(.constraint, parentTable + [$0]) }
            ?? SchemaObjectKey(.index, parentIndex)
    }

    /// The key of the partition's index, or of its constraint.
    func child(_ key: SchemaObjectKey) -> SchemaObjectKey {
        constraint.map { SchemaObjectKey(.constraint, table + [$0]) } ?? key.as(.index)
    }

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        if isAttachedWithTable(key, in: plan) { return [] }
        let parent = SchemaObjectKey(.index, parentIndex)
        return [ChangeStatement("ALTER INDEX \(parent.sql) ATTACH PARTITION \(key.as(.index).sql)")]
    }

    /// The change that detaches the table.
    func leader(of action: PlannedChange.Action, _ key: SchemaObjectKey, in plan: DifferencePlan) -> ChangeLeader? {
        let partition = SchemaObjectKey(.partition, table)
        guard action == .drop, plan.isDropped(partition), !plan.isDroppedWithParent(partition) else { return nil }
        return ChangeLeader(.drop, partition)
    }

    /// Nothing: detaching the table detaches its indexes.
    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] { [] }

    /// Whether attaching the table attaches the index, because each table has one index of this shape.
    private func isAttachedWithTable(_ key: SchemaObjectKey, in plan: DifferencePlan) -> Bool {
        guard plan.isCreated(SchemaObjectKey(.partition, table)), let shape = plan.indexShape(parent) else {
            return false
        }
        return [table, parentTable].allSatisfy { path in
            let similar = (plan.newParts[SchemaObjectKey(.table, path)] ?? []).filter { part in
                part.kind == parent.kind && plan.indexShape(part)?.isSameButStorage(as: shape) == true
            }
            return similar.count == 1
        }
    }
}

extension DifferencePlan {
    /// The shape of a desired index or of a desired constraint's index.
    fileprivate func indexShape(_ key: SchemaObjectKey) -> IndexShape? {
        switch to[key]?.definition {
        case .index(let index): index.shape
        case .constraint(let constraint): constraint.index
        default: nil
        }
    }

    /// The change that drops an index, or its constraint, too: of the index that it is attached to, or of a column.
    /// - Parameters:
    ///   - object: the index or the constraint.
    ///   - index: the key of an index with the index's name.
    ///   - table: the table.
    func leaderOfIndexDrop(
        _ object: SchemaObjectKey, index: SchemaObjectKey, in table: SchemaObjectKey
    ) -> ChangeLeader? {
        if let attachment = from[index.as(.indexAttachment)]?.definition.object as? IndexAttachmentObject,
            isDropped(attachment.parent), isAttached(table, to: SchemaObjectKey(.table, attachment.parentTable))
        {
            return ChangeLeader(.drop, attachment.parent)
        }
        return droppedColumn(of: object, in: table).map { ChangeLeader(.drop, $0) }
    }
}

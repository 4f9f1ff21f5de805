internal import Athanor

/// The partitions of partitioned tables, and the children that inherit from other tables, before and after.
struct Lineage: Sendable {
    /// The children of a table that are its children before and after, by the table.
    private let lasting: [SchemaObjectKey: [SchemaObjectKey]]

    init(from: PostgreSQLSchema, to: PostgreSQLSchema) {
        var lasting: [SchemaObjectKey: [SchemaObjectKey]] = [:]
        for object in from.objects.values {
            guard let bond = object.bond, to[object.key]?.bond == bond else { continue }
            lasting[bond.parent, default: []].append(bond.child)
        }
        self.lasting = lasting.mapValues { $0.sorted() }
    }

    /// The tables that are children of a table before and after.
    fileprivate func children(of table: SchemaObjectKey) -> [SchemaObjectKey] { lasting[table] ?? [] }
}

/// A child table, or partition, and its parent.
struct TableBond: Sendable, Hashable {
    let child: SchemaObjectKey
    let parent: SchemaObjectKey
}

extension SchemaObject {
    /// The tables that a partition or an inheritance connects; `nil` for other objects.
    var bond: TableBond? {
        switch definition {
        case .partition(let partition): TableBond(child: key.as(.table), parent: partition.table)
        case .inheritance: key.inheritanceBond
        default: nil
        }
    }
}

extension SchemaObjectKey {
    /// The tables that an inheritance connects: its path is that of the child and that of the parent.
    fileprivate var inheritanceBond: TableBond {
        TableBond(
            child: SchemaObjectKey(.table, Array(path.prefix(2))),
            parent: SchemaObjectKey(.table, Array(path.dropFirst(2))))
    }
}

extension DifferencePlan {
    /// The partitions or children of a table that stay attached to it, so that changes of the table change them too.
    func attachedChildren(of table: SchemaObjectKey) -> [SchemaObjectKey] {
        guard !isCreated(table), !isDropped(table) else { return [] }
        return lineage.children(of: table).filter { !isCreated($0) && !isDropped($0) }
    }

    /// Whether a table stays attached to its parent.
    func isAttached(_ child: SchemaObjectKey, to parent: SchemaObjectKey) -> Bool {
        attachedChildren(of: parent).contains(child)
    }

    /// The first of the given parts of parent tables whose table the part's own table stays attached to.
    func attachedOrigin(of part: SchemaObjectKey, among origins: [SchemaObjectKey]) -> SchemaObjectKey? {
        origins.first { isAttached(part.container(.table), to: $0.container(.table)) }
    }

    /// Whether the table is a partition of a table that stays, and a foreign key that stays refers to that.
    func isReferredToAsPartition(_ table: SchemaObjectKey) -> Bool {
        guard case .partition(let partition)? = from[table.as(.partition)]?.definition, !isDropped(partition.table)
        else { return false }
        let columns = (parts[partition.table] ?? []).filter { $0.kind == .column }
        let referring = columns.flatMap { dependents[$0] ?? [] }
        return referring.contains { key in
            from[key]?.foreignTables.contains(partition.table) == true && !isDropped(key)
        }
    }
}

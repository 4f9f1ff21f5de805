internal import Athanor

/// A table: an ordinary, a partitioned or a foreign one. Its columns and constraints are separate objects.
struct TableObject: DefinedObject {
    /// Whether it is unlogged.
    let isUnlogged: Bool
    /// The composite type that gives it its columns, for a table OF a type.
    let rowType: ExactText?
    /// The key by which it is partitioned; `nil` for a table that is not.
    let partitionKey: PartitionKey?
    /// The access method; `nil` for a partitioned or foreign table without one.
    let accessMethod: ExactText?
    /// The tablespace; `nil` for the database's.
    let tablespace: ExactText?
    /// The storage parameters.
    let options: RelationOptions
    /// Whether policies limit the rows that are seen and written.
    let hasRowSecurity: Bool
    /// Whether they limit them for the owner too.
    let forcesRowSecurity: Bool
    /// The data of another server that it shows; `nil` for a table with rows of its own.
    let foreign: ForeignSource?

    /// The key by which a table is partitioned.
    struct PartitionKey: Sendable, Hashable, Codable {
        /// The key in SQL: `RANGE (day)`.
        let expression: ExactText
        /// The types of its columns, which cannot change.
        let types: [ExactText]
    }

    /// The data of another server that a foreign table shows.
    struct ForeignSource: Sendable, Hashable, Codable {
        let server: ExactText
        let options: ForeignOptions
    }

    var holdsRows: Bool { foreign == nil }

    func keyword(of key: SchemaObjectKey) -> String { foreign == nil ? "TABLE" : "FOREIGN TABLE" }

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let creation = TableCreation(table: self, key: key, plan: plan)
        return [ChangeStatement(creation.sql)] + rowSecurityChanges(from: nil, of: key) + creation.columnSettings
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let drop = ChangeStatement("DROP \(keyword(of: key)) \(key.sql)", holdsRows ? [.dataLoss] : [])
        return (plan.isReferredToAsPartition(key) ? detachment(of: key, in: plan) : []) + [drop]
    }

    private func detachment(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        guard case .partition(let partition)? = plan.from[key.as(.partition)]?.definition else { return [] }
        return partition.removal(of: key.as(.partition), in: plan).map { ChangeStatement($0.sql, [.failsWithRows]) }
    }
}

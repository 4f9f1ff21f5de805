internal import Athanor

/// The columns by which replication identifies a table's rows, if it is not the primary key.
struct ReplicaIdentityObject: DefinedObject {
    /// The columns.
    let columns: Columns
    /// The name of the index, for the columns of one.
    let index: ExactText?

    /// The columns that can identify a row.
    enum Columns: String, Sendable, Hashable, Codable {
        case all, none, index
    }

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let identity =
            switch columns {
            case .all: "FULL"
            case .none: "NOTHING"
            case .index: "USING INDEX \(PostgreSQLDialect().quote(index?.text ?? ""))"
            }
        return [ChangeStatement("\(key.alteringTable(only: true)) REPLICA IDENTITY \(identity)")]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("\(key.alteringTable(only: true)) REPLICA IDENTITY DEFAULT")]
    }

    func alteration(to new: ReplicaIdentityObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        .statements(new.creation(of: key, in: plan))
    }
}

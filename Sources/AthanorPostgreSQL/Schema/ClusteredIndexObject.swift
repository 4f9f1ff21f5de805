internal import Athanor

/// The index by which CLUSTER orders a table or a materialized view.
struct ClusteredIndexObject: DefinedObject {
    /// The name of the index.
    let index: ExactText
    /// Whether it is an index of a materialized view.
    let isOfView: Bool

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("\(alter(key)) CLUSTER ON \(PostgreSQLDialect().quote(index.text))")]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("\(alter(key)) SET WITHOUT CLUSTER")]
    }

    func alteration(to new: ClusteredIndexObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        .statements(new.creation(of: key, in: plan))
    }

    private func alter(_ key: SchemaObjectKey) -> String {
        "ALTER \(isOfView ? "MATERIALIZED VIEW" : "TABLE") \(key.sql)"
    }
}

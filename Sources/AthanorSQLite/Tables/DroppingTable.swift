internal import Athanor

/// Drops the views that read a table, for an operation that drops it with them.
struct DroppingTable {
    let name: QualifiedName

    /// The step that drops all views that read the table.
    var droppingReaders: LoweredStep {
        .resolvedWhenRun(
            ResolvedStep(summary: "drop the views that read table \(name)") { connection in
                guard let table = try await SchemaObject.named(name.name, on: connection), table.type == "table" else {
                    return []
                }
                let dependents = try await Dependents(of: [table.name], on: connection).all
                return dependents.reversed().flatMap { $0.dropping(origin: nil) }
                    + (try await RecordedView(connection: connection).dropped(dependents.map(\.name)))
            })
    }
}

internal import Athanor

/// Computes an emulated view anew whose definition stays while what it reads changes. Where the definition gives other
/// columns after that, since it reads a `*`, the view has them.
struct RecomputingDependent {
    let view: EmulatedView
    /// The columns of the definition before the change, and those of the rows: other ones where columns have been renamed
    /// under a `*`.
    private let given: [EmulatedColumn]
    private let rows: [EmulatedColumn]

    /// - Throws: `DatabaseError` when its definition cannot be read.
    init(_ view: EmulatedView, on connection: any Connection) async throws {
        self.view = view
        given = try await EmulatedColumn.all(of: view.definitionView, on: connection)
        rows = try await EmulatedColumn.all(of: view.rowsTable, on: connection)
    }

    /// Does it, once the change is made.
    /// - Parameter mayKeepRows: whether the rows stay as they are if the columns do, as after `REFRESH … WITH NO DATA` of what
    ///   it reads.
    /// - Throws: `OperationError`, `DatabaseError`.
    func make(mayKeepRows: Bool = false, on connection: any Connection) async throws {
        let columns = try await EmulatedColumn.all(of: view.definitionView, on: connection).map { column in
            let place = given.firstIndex { $0.name.isSameName(as: column.name) }
            let name = place.flatMap { rows.indices.contains($0) ? rows[$0].name : nil } ?? column.name
            return EmulatedColumn(name: name, declaredType: column.declaredType)
        }
        if mayKeepRows, columns == rows { return }
        try await RecomputedRows(
            view: view, columns: columns, wasPopulated: view.isPopulated, origin: nil
        ).make(on: connection)
        if view.isPopulated { try await RecordedView(connection: connection).refilled(view) }
    }
}

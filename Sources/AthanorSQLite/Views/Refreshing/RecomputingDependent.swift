internal import Athanor

/// A recomputation of an emulated view whose definition is unchanged while the objects it reads change. If the
/// definition then returns other columns, because it reads a `*`, the view gets them.
struct RecomputingDependent {
    let view: EmulatedView
    /// The names of the definition's columns before the change, and those of the rows. They differ if columns were
    /// renamed under a `*`.
    private let given: [String]
    private let rows: [String]

    /// - Throws: `DatabaseFailure` when its definition cannot be read.
    init(_ view: EmulatedView, on connection: any Connection) async throws {
        self.view = view
        given = try await EmulatedColumn.all(of: view.definitionView, on: connection).map(\.name)
        rows = try await EmulatedColumn.all(of: view.rowsTable, on: connection).map(\.name)
    }

    /// Recomputes the view, after the change is made.
    /// - Parameter mayKeepRows: whether the rows are kept if the columns are the same, as after
    ///   `REFRESH … WITH NO DATA` of a view that it reads.
    /// - Throws: `OperationError`, `DatabaseFailure`.
    func make(mayKeepRows: Bool = false, on connection: any Connection) async throws {
        let names = try await EmulatedColumn.all(of: view.definitionView, on: connection).map { column in
            let place = given.firstIndex { $0.isSameName(as: column.name) }
            return place.flatMap { rows.indices.contains($0) ? rows[$0] : nil } ?? column.name
        }
        if mayKeepRows, names.areSameTexts(as: rows) { return }
        try await RecomputedRows(
            view: view, names: names, wasPopulated: view.isPopulated, origin: nil
        ).make(on: connection)
        if view.isPopulated { try await RecordedView(connection: connection).refilled(view) }
    }
}

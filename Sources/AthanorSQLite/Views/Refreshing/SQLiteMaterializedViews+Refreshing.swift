package import Athanor
internal import Foundation

extension SQLiteMaterializedViews {
    /// Returns a plan that changes the rows that differ, in one transaction; SQLite shows readers the old rows until it
    /// commits.
    ///
    /// `settings.concurrently` has no effect: no refresh blocks readers during its work, and none needs a unique index.
    /// - Throws: `DatabaseFailure`.
    package func refreshPlan(for view: MaterializedView, _ settings: RefreshSettings) async throws -> ViewRefreshPlan {
        let emulated = EmulatedView(name: view.name.name, isPopulated: view.isPopulated, isReadable: true)
        // The other views of the run are still refreshed.
        if try await ViewDamage(of: emulated, on: connection) != nil {
            return ViewRefreshPlan(view: view.name, strategy: .isolated, statements: [])
        }
        return ViewRefreshPlan(
            view: view.name, strategy: .isolated,
            statements: try await emulated.refreshing(origin: nil, on: connection).usualStatements(on: connection))
    }

    /// Returns `true` always: a transaction that writes has no competitor. Sets the time limit of the refresh, from now
    /// to the commit, and the limit for waiting for readers: with a rollback journal, a commit waits until there are no
    /// readers.
    package func claim(_ view: QualifiedName, _ settings: RefreshSettings) async throws -> Bool {
        await (connection as? SQLiteConnection)?.limitTransaction(to: settings.statementTimeout?.duration)
        await (connection as? SQLiteConnection)?.limitLockWaits(to: settings.lockTimeout.duration)
        return true
    }

    /// Counts the rows, and returns their size in bytes.
    /// - Throws: `ViewLookupError` when the view no longer exists; `DatabaseFailure`, also when the view is damaged.
    package func size(of view: QualifiedName) async throws -> ViewSize {
        let emulated = try await present(view)
        if let damage = try await ViewDamage(of: emulated, on: connection) { throw damage.error(emulated) }
        return ViewSize(
            rows: try await count(of: emulated), bytes: try await size(of: emulated), state: nil)
    }

    /// Refreshes the view in its current state, which may differ from that in the plan: another session may have filled
    /// or emptied the view since.
    /// - Throws: `ViewLookupError` when the view no longer exists; `DatabaseFailure`, also when the view is damaged, when
    ///   the columns of a `SELECT *` are no longer those of the view, and when the time limit that ``claim(_:_:)`` has
    ///   set is reached.
    package func refresh(_ plan: ViewRefreshPlan) async throws -> RefreshedView {
        let startedAt = try await connection.moment()
        let before = try await size(of: plan.view)
        let view = try await present(plan.view)
        if let damage = try await ViewDamage(of: view, on: connection) { throw damage.error(view) }
        try await view.checkOrderOfColumns(on: connection)
        let written = try await view.refresh(origin: nil, on: connection)
        let after = try await size(of: plan.view)
        return RefreshedView(startedAt: startedAt, before: before, after: after, written: written)
    }

    /// Returns nothing: SQLite does not report who holds the lock of a database.
    package func holders(of view: QualifiedName) async throws -> [String] { [] }

    /// Returns the records in `athanor_views` of the existing materialized views; nothing if the table does not exist
    /// yet, or has a format without targets.
    /// - Throws: `DatabaseFailure`.
    package func noted() async throws -> [QualifiedName: NotedView] {
        let format = try await SQLiteCatalog(connection: connection).metadataTablesFormat()
        guard let format, format >= MetadataTable.formatWithRefreshes else { return [:] }
        let dialect = SQLiteDialect()
        let rows = try await connection.query(
            sql: """
                SELECT noted.name, noted.definition, noted.noted_at, noted.refresh, now.sql
                FROM \(dialect.name(of: .views)) AS noted
                JOIN main.sqlite_master AS now
                  ON now.type = 'view' AND now.name = $1 || noted.name COLLATE NOCASE
                WHERE noted.kind = 'materialized view'
                """, [.text(EmulatedView.definitionPrefix)])
        return try rows.reduce(into: [:]) { noted, row in
            let recorded = StoredDefinition(try row["definition", as: String.self])
            let isSame = recorded.isSame(as: StoredDefinition(try row["sql", as: String.self]))
            // After a stamp, the time of the rows is unknown.
            let isKnown = try isSame && row["noted_at", as: String.self] != ""
            noted[QualifiedName(schema: nil, name: try row["name", as: String.self])] = NotedView(
                madeAt: isKnown ? try Date(noted: row, "noted_at") : nil, target: try row["refresh", as: String?.self])
        }
    }

    /// Returns a plan's view in its current state.
    private func present(_ view: QualifiedName) async throws -> EmulatedView {
        guard let found = try await EmulatedView.named(view.name, on: connection) else {
            throw ViewLookupError.notFound(view.description, nearest: [])
        }
        return found
    }
}

extension Date {
    /// Parses a time as Athanor's tables store it.
    fileprivate init(noted row: ResultRow, _ column: String) throws {
        let text = try row[column, as: String.self]
        guard let moment = try? Date(logText: text) else {
            throw RowError.unexpected(column, .text(text), wanted: "a moment in ISO 8601")
        }
        self = moment
    }
}

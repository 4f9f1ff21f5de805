public import Athanor
internal import Foundation

extension SQLiteMaterializedViews {
    /// Changes the rows that differ, in one transaction; SQLite shows readers the old ones until it commits.
    ///
    /// That is so whatever `settings.concurrently` says, so it changes nothing here: there is no refresh that keeps readers
    /// waiting, and none that needs a unique index.
    /// - Throws: `DatabaseError`.
    public func refreshPlan(for view: MaterializedView, _ settings: RefreshSettings) async throws -> ViewRefreshPlan {
        let emulated = EmulatedView(name: view.name.name, isPopulated: view.isPopulated, isReadable: true)
        // The others of the plan are refreshed all the same.
        if try await ViewDamage(of: emulated, on: connection) != nil {
            return ViewRefreshPlan(view: view.name, strategy: .isolated, statements: [])
        }
        return ViewRefreshPlan(
            view: view.name, strategy: .isolated,
            statements: try await emulated.refreshing(origin: nil, on: connection).usualStatements(on: connection))
    }

    /// Always `true`: who has begun a transaction that writes is alone. Sets the time that the refresh may take, from now to
    /// the commit, and how long it may wait for those who read: with a rollback journal, a commit waits until none does.
    public func claim(_ view: QualifiedName, _ settings: RefreshSettings) async throws -> Bool {
        await (connection as? SQLiteConnection)?.limitTransaction(to: settings.statementTimeout)
        await (connection as? SQLiteConnection)?.limitLockWaits(to: settings.lockTimeout)
        return true
    }

    /// The rows, counted, and the bytes of their pages.
    public func size(of view: QualifiedName) async throws -> ViewSize {
        let emulated = try await present(view)
        if let damage = try await ViewDamage(of: emulated, on: connection) { throw damage.error(emulated) }
        return ViewSize(
            rows: try await count(of: emulated), bytes: try await size(of: emulated), state: nil)
    }

    /// Does what the plan says as it is for the view's present state: another session may have filled it, or
    /// emptied it, since the plan was made.
    /// - Throws: `MaterializedViewError` when the view is not there any more; `DatabaseError`, also when the columns of a
    ///   `SELECT *` are no longer those of the view, and when the time that ``claim(_:_:)`` has set is over.
    public func refresh(_ plan: ViewRefreshPlan) async throws -> RefreshedView {
        let startedAt = try await connection.moment()
        let before = try await size(of: plan.view)
        let view = try await present(plan.view)
        if let damage = try await ViewDamage(of: view, on: connection) { throw damage.error(view) }
        try await view.checkOrderOfColumns(on: connection)
        let written = try await view.refresh(origin: nil, on: connection)
        let after = try await size(of: plan.view)
        return RefreshedView(startedAt: startedAt, before: before, after: after, written: written)
    }

    /// SQLite does not tell who holds the lock of a database.
    public func holders(of view: QualifiedName) async throws -> [String] { [] }

    /// What the table `athanor_views` says of the materialized views that are there; nothing where there is no such table
    /// yet, or one of a format that did not keep targets.
    /// - Throws: `DatabaseError`.
    public func noted() async throws -> [QualifiedName: NotedView] {
        let format = try await SQLiteCatalog(connection: connection).metadataTablesFormat()
        guard let format, format >= MetadataTable.formatWithRefreshes else { return [:] }
        let dialect = SQLiteDialect()
        let rows = try await connection.query(
            """
            SELECT noted.name, noted.definition, noted.noted_at, noted.refresh, now.sql
            FROM \(dialect.name(of: .views)) AS noted
            JOIN main.sqlite_master AS now
              ON now.type = 'view' AND now.name = $1 || noted.name COLLATE NOCASE
            WHERE noted.kind = 'materialized view'
            """, [.text(EmulatedView.definitionPrefix)])
        return try rows.reduce(into: [:]) { noted, row in
            let recorded = StoredDefinition(try row.text("definition"))
            let isSame = recorded.isSame(as: StoredDefinition(try row.text("sql")))
            // A stamp does not know when the rows were made.
            let isKnown = try isSame && row.text("noted_at") != ""
            noted[QualifiedName(schema: nil, name: try row.text("name"))] = NotedView(
                madeAt: isKnown ? try Date(noted: row, "noted_at") : nil, target: try row.textIfAny("refresh"))
        }
    }

    /// The view of a plan, as it is now.
    private func present(_ view: QualifiedName) async throws -> EmulatedView {
        guard let found = try await EmulatedView.named(view.name, on: connection) else {
            throw MaterializedViewError.notFound(view.description, nearest: [])
        }
        return found
    }
}

extension Date {
    /// A moment as Athanor's tables hold it.
    fileprivate init(noted row: Row, _ column: String) throws {
        let text = try row.text(column)
        guard let moment = try? Date(logText: text) else {
            throw RowError.unexpected(column, .text(text), wanted: "a moment in ISO 8601")
        }
        self = moment
    }
}

package import Athanor

extension SQLiteDialect {
    /// Returns steps that update `athanor_views`, then write the target to the view's row.
    /// - Throws: `OperationError` for a schema other than `main`.
    package func noting(
        _ target: FreshnessTarget?, of view: QualifiedName, from origin: SourceSlice?
    ) throws -> [LoweredStep] {
        let name = try view.emulatedName(at: origin?.start)
        let noted = NotedTarget(view: name, target: try target?.inMain(at: origin?.start), origin: origin)
        let summary = ScriptedFreshness.summary(of: target, of: name)
        let written = (noted.scripted + noted.statements).map {
            LoweredStatement($0, command: ScriptedFreshness.command, bookkeeping: summary)
        }
        return [
            .resolvedWhenRun(
                ResolvedStep(
                    summary: summary, origin: origin, previewing: .known(written)
                ) { connection in
                    try await noted.check(on: connection)
                    return noted.statements
                })
        ]
    }
}

/// A freshness target, as it is written to Athanor's record.
private struct NotedTarget: Sendable {
    let view: String
    let target: FreshnessTarget?
    let origin: SourceSlice?

    private var text: Value { target.map { .text($0.description) } ?? .null }

    /// The statements that write the target. A view that no revision has created gets a row without a definition.
    var statements: [SQLStatement] {
        NotingViews.noting() + [
            SQLStatement(
                """
                INSERT INTO \(SQLiteDialect().name(of: .views)) (name, kind, definition, noted_at, refresh)
                SELECT athanor.name, 'materialized view', '', \(SQLiteDialect().now), $1
                FROM main.\(SQLiteDialect().quote(EmulatedView.table)) AS athanor
                WHERE athanor.name = $2 COLLATE NOCASE
                ON CONFLICT (name) DO UPDATE SET refresh = excluded.refresh
                """, [text, .text(view)], rewrittenFrom: origin)
        ]
    }

    /// The statements at the beginning of a script, which stop it if the view does not exist: a script cannot check
    /// this itself.
    var scripted: [SQLStatement] {
        SQLiteScript().asserting(
            noRowsOf: SQLStatement(
                """
                SELECT 1
                WHERE NOT EXISTS (
                    SELECT 1 FROM main.sqlite_master
                    WHERE type = 'view' AND name = $1 COLLATE NOCASE)
                """, [.text(EmulatedView.definitionPrefix + view)]),
            otherwise: "there is no materialized view \(view) to be kept fresh")
    }

    func check(on connection: any Connection) async throws {
        if let found = try await EmulatedView.named(view, on: connection), found.isReadable { return }
        let names = try await EmulatedView.all(on: connection).map(\.name)
        throw OperationError(
            "there is no materialized view \"\(view)\" to be kept fresh", at: origin?.start,
            advice: names.isEmpty
                ? "Create it first."
                : "\(NearestNames.suggestion(for: view, among: names)) `athanor views` lists the existing views.")
    }
}

extension FreshnessTarget {
    /// Returns the same target, with names in the form of SQLite's views.
    func inMain(at place: SourcePlace?) throws -> FreshnessTarget {
        guard case .after(let other) = self else { return self }
        return .after(QualifiedName(schema: nil, name: try other.emulatedName(at: place)))
    }
}

/// The changes to Athanor's record, if it exists, by steps that create, rename or drop a materialized view.
struct RecordedView: Sendable {
    let connection: any Connection
    private let dialect = SQLiteDialect()

    /// Records that a view was created again, or will be by the end of the step: its rows are current.
    func made(_ view: EmulatedView) async throws {
        try await made([view.definitionView])
    }

    /// Records that plain views were created, or views that hold definitions.
    func made(_ names: [String]) async throws {
        guard !names.isEmpty, try await isRemembering else { return }
        try await connection.run(NotingViews.forgetting(names))
    }

    /// Records that a view was recomputed together with the objects it reads, which counts as a refresh. Its origin
    /// does not change.
    func refilled(_ view: EmulatedView) async throws {
        guard try await isRemembering, try await hasRecord else { return }
        try await connection.query(
            sql: SQLStatement(
                "UPDATE \(dialect.name(of: .views)) SET noted_at = \(NotingViews.moment) WHERE name = $1 AND definition <> ''",
                [.text(view.name)]))
        let process: WorkingProcess = connection is any DryRunConnection ? .script : .current
        try await connection.query(
            sql: SQLStatement(
                """
                INSERT INTO \(dialect.name(of: .log)) (\(LogEntry.columns), strategy)
                VALUES ('refresh', $1, \(NotingViews.moment), 0, 'done', $2, $3, $4, $5, $6, NULL, $2)
                """,
                [
                    .text(view.name), .text(RefreshFigures.rebuilt), .text(connection.userName),
                    .text(process.host), .integer(process.id), .text(AthanorVersion.current),
                ]))
    }

    /// Records that a view was renamed. Its record is kept, and so are the targets that refer to it.
    func renamed(_ view: EmulatedView, to renamed: EmulatedView) async throws {
        try await remember(view.definitionView, as: renamed.definitionView)
        guard try await hasRecord else { return }
        try await record(view.name, as: renamed.name)
        try await connection.query(
            sql: SQLStatement(
                "UPDATE \(dialect.name(of: .views)) SET refresh = $1 WHERE refresh = $2 COLLATE NOCASE",
                [.after(renamed.name), .after(view.name)]))
    }

    /// Records that a plain view was renamed. Its origin does not change.
    func renamed(_ name: String, to newName: String) async throws {
        try await remember(name, as: newName)
        if try await hasRecord { try await record(name, as: newName) }
    }

    private func remember(_ name: String, as newName: String) async throws {
        guard try await isRemembering else { return }
        try await connection.query(
            sql: SQLStatement(
                "UPDATE OR REPLACE \(NotingViews.before) SET name = $1 WHERE name = $2 COLLATE NOCASE",
                [.text(newName), .text(name)]))
    }

    private func record(_ name: String, as newName: String) async throws {
        try await connection.query(
            sql: SQLStatement(
                "UPDATE OR REPLACE \(dialect.name(of: .views)) SET name = $1 WHERE name = $2",
                [.text(newName), .text(name)]))
    }

    /// Returns statements that delete the records of dropped views: a view created later with the same name is another
    /// one.
    func dropped(_ names: [String]) async throws -> [SQLStatement] {
        guard try await hasRecord else { return [] }
        return names.map {
            SQLStatement("DELETE FROM \(dialect.name(of: .views)) WHERE name = $1", [.text($0)])
        }
    }

    private var isRemembering: Bool {
        get async throws {
            let found = try await connection.query(
                "SELECT 1 FROM sqlite_temp_master WHERE type = 'table' AND name = 'athanor_views_before'")
            return !found.isEmpty
        }
    }

    private var hasRecord: Bool {
        get async throws {
            let found = try await connection.query(
                sql: "SELECT 1 FROM temp.pragma_table_info($1, 'main') WHERE name = 'refresh'",
                [.text(MetadataTable.views.sqliteName)]
            )
            return !found.isEmpty
        }
    }
}

extension Value {
    fileprivate static func after(_ name: String) -> Value {
        .text(FreshnessTarget.after(QualifiedName(schema: nil, name: name)).description)
    }
}

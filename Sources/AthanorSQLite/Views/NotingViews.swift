public import Athanor

extension SQLiteDialect {
    /// Two statements that bring `athanor_views` up to date by comparing the texts that SQLite keeps of views with those
    /// that it kept when the transaction began.
    public func noting(views work: [LoweredStep]) -> [Statement] {
        NotingViews.isNeeded(after: work) ? NotingViews.noting : []
    }
}

/// Notes which views some work has made or changed.
///
/// SQLite keeps no track of when a view was created; so the texts of all views are remembered in a temporary table when
/// the transaction begins. A text that is new or another one after the work is the work's doing, whichever way it was done:
/// by CREATE VIEW, by a materialized view, or by SQLite itself after a rename. Steps that make a materialized view anew take
/// it out of what is remembered; those that rename one give it its new name there.
enum NotingViews {
    static let beforeTable = "athanor_views_before"
    static let before = "temp.\(beforeTable)"
    private static var table: String { SQLiteDialect().name(of: .views) }

    /// Whether some work may touch views. Steps that look at the database may do anything.
    static func isNeeded(after work: [LoweredStep]) -> Bool {
        work.flatMap(\.parts).contains { step in
            switch step {
            case .resolvedWhenRun(let resolved):
                !isOfIndexOrRefresh(resolved) && resolved.writtenStatements.map { !$0.isEmpty } ?? true
            case .rows, .ownTransaction, .batches: false
            case .statement(let lowered):
                ["CREATE", "DROP"].contains(lowered.command.prefix { $0 != " " }) && lowered.command.hasSuffix(" VIEW")
                    || lowered.command == "ALTER TABLE"
            }
        }
    }

    /// Whether it is SQL that looks at the database, but makes no view.
    private static func isOfIndexOrRefresh(_ step: ResolvedStep) -> Bool {
        let words = Lexer.tokens(inAccepted: step.origin?.text ?? "").prefix(2).map(\.keyword)
        return words.first == "REFRESH" || words.first == "CREATE" && (words.last == "INDEX" || words.last == "UNIQUE")
    }

    /// Run when the transaction begins.
    static var remembering: [Statement] {
        [
            Statement("CREATE TEMP TABLE IF NOT EXISTS athanor_views_before (name TEXT PRIMARY KEY, definition TEXT)"),
            Statement("DELETE FROM \(before)"),
            // With the moment, under a name that no view has: what one transaction makes is all of that moment.
            Statement(
                """
                INSERT INTO \(before)
                SELECT name, sql FROM main.sqlite_master WHERE type = 'view'
                UNION ALL SELECT '', \(SQLiteDialect().now)
                """),
        ]
    }

    /// The moment of the transaction, as an SQL expression.
    static let moment = "coalesce((SELECT b.definition FROM \(before) AS b WHERE b.name = ''), \(SQLiteDialect().now))"

    /// Run after the transaction, however it ended.
    static let forgetting = Statement("DROP TABLE IF EXISTS \(before)")

    /// What is remembered is remembered anew with it, so that it can be run again after further work.
    /// Run after the work. Of an emulated view, it is the definition that counts.
    static var noting: [Statement] {
        let prefix = SQLiteDialect().literal(.text(EmulatedView.definitionPrefix))
        let length = EmulatedView.definitionPrefix.unicodeScalars.count
        // A text that follows a rename was made when it was made: its rows are those of that moment.
        let noted = """
            coalesce(
                (SELECT o.noted_at FROM \(table) AS o
                 WHERE o.name = CASE WHEN substr(now.name, 1, \(length)) = \(prefix) THEN substr(now.name, \(length + 1))
                     ELSE now.name END),
                \(SQLiteDialect().now))
            """
        let isDefinition = "substr(now.name, 1, \(length)) = \(prefix)"
        return [
            Statement(
                """
                DELETE FROM \(table)
                WHERE NOT EXISTS (
                    SELECT 1 FROM main.sqlite_master AS now
                    WHERE now.type = 'view' AND now.name = athanor_views.name COLLATE NOCASE)
                """),
            Statement(
                """
                INSERT INTO \(table) (name, kind, definition, noted_at)
                SELECT CASE WHEN \(isDefinition) THEN substr(now.name, \(length + 1)) ELSE now.name END,
                    CASE WHEN \(isDefinition) THEN 'materialized view' ELSE 'view' END,
                    now.sql,
                    CASE WHEN earlier.name IS NULL THEN \(moment) ELSE \(noted) END
                FROM main.sqlite_master AS now
                LEFT JOIN \(before) AS earlier ON earlier.name = now.name
                WHERE now.type = 'view' AND earlier.definition IS NOT now.sql
                    AND NOT EXISTS (
                        SELECT 1 FROM main.sqlite_master AS definition
                        WHERE definition.type = 'view' AND definition.name = \(prefix) || now.name COLLATE NOCASE)
                ON CONFLICT (name) DO UPDATE
                SET name = excluded.name, kind = excluded.kind, noted_at = excluded.noted_at,
                    definition = CASE WHEN athanor_views.definition = '' AND athanor_views.noted_at = excluded.noted_at
                        THEN '' ELSE excluded.definition END
                WHERE athanor_views.definition <> excluded.definition OR athanor_views.noted_at <> excluded.noted_at
                """),
        ] + remembering.dropFirst()
    }
}

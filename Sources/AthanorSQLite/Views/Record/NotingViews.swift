package import Athanor

extension SQLiteDialect {
    /// Returns statements that update `athanor_views` by comparing SQLite's current view texts with those at the start
    /// of the transaction.
    package func noting(views work: [LoweredStep]) -> [SQLStatement] {
        NotingViews.isNeeded(after: work) ? NotingViews.noting(CreatedViews(by: work)) : []
    }
}

/// A record of the views that some work has created or changed.
///
/// SQLite does not record when a view was created. So the texts of all views are saved in a temporary table when the
/// transaction begins. A text without an earlier one belongs to a view that the work created. A changed text of an
/// existing view comes from SQLite after a rename. If the old text was the recorded one, the new text replaces it in
/// the record; a view that somebody created or changed by hand is still not recorded as the revisions'. Work that
/// creates a view again removes it from the saved texts; work that renames a view renames it there.
enum NotingViews {
    static let beforeTable = "athanor_views_before"
    static let before = "temp.\(beforeTable)"
    private static var table: String { SQLiteDialect().name(of: .views) }

    /// Whether some work may change views. Steps resolved at run time may do anything.
    static func isNeeded(after work: [LoweredStep]) -> Bool {
        work.flatMap(\.parts).contains { step in
            switch step.content {
            case .resolvedWhenRun(let resolved):
                !isOfIndexOrRefresh(resolved) && resolved.writtenStatements.map { !$0.isEmpty } ?? true
            case .rows, .ownTransaction, .batches: false
            case .statement(let lowered):
                ["CREATE", "DROP"].contains(lowered.command.prefix { $0 != " " }) && lowered.command.hasSuffix(" VIEW")
                    || lowered.command == "ALTER TABLE"
            }
        }
    }

    /// Whether the step is SQL that reads the database, but creates no view.
    private static func isOfIndexOrRefresh(_ step: ResolvedStep) -> Bool {
        let words = Lexer.tokens(inAccepted: step.origin?.text ?? "").prefix(2).map(\.keyword)
        return words.first == "REFRESH" || words.first == "CREATE" && (words.last == "INDEX" || words.last == "UNIQUE")
    }

    /// The statements to run when the transaction begins.
    static var remembering: [SQLStatement] {
        [
            SQLStatement(
                "CREATE TEMP TABLE IF NOT EXISTS athanor_views_before (name TEXT PRIMARY KEY, definition TEXT)"),
            SQLStatement("DELETE FROM \(before)"),
            // Also saves the time, under a name that no view has: all that one transaction creates has that time.
            SQLStatement(
                """
                INSERT INTO \(before)
                SELECT name, sql FROM main.sqlite_master WHERE type = 'view'
                UNION ALL SELECT '', \(SQLiteDialect().now)
                """),
        ]
    }

    /// The time of the transaction, as an SQL expression.
    static let moment = "coalesce((SELECT b.definition FROM \(before) AS b WHERE b.name = ''), \(SQLiteDialect().now))"

    /// The statement to run after the transaction, however it ended.
    static let forgetting = SQLStatement("DROP TABLE IF EXISTS \(before)")

    /// Returns the statements to run after the work. For an emulated view, the definition counts. They save the texts
    /// again, so they can run again after further work.
    /// - Parameter created: the views that statements of the work create.
    static func noting(_ created: CreatedViews = CreatedViews()) -> [SQLStatement] {
        let prefix = SQLiteDialect().literal(.text(EmulatedView.definitionPrefix))
        let length = EmulatedView.definitionPrefix.unicodeScalars.count
        // A text changed by a rename keeps its recorded time: its rows are from that time.
        let noted = """
            coalesce(
                (SELECT o.noted_at FROM \(table) AS o
                 WHERE o.name = CASE WHEN substr(now.name, 1, \(length)) = \(prefix) THEN substr(now.name, \(length + 1))
                     ELSE now.name END),
                \(SQLiteDialect().now))
            """
        let isDefinition = "substr(now.name, 1, \(length)) = \(prefix)"
        let name = "CASE WHEN \(isDefinition) THEN substr(now.name, \(length + 1)) ELSE now.name END"
        let perhapsMade = created.unlessPresent.map { SQLiteDialect().literal(.text($0)) }.joined(separator: ", ")
        return forgetting(created.names) + [
            SQLStatement(
                """
                DELETE FROM \(table)
                WHERE NOT EXISTS (
                    SELECT 1 FROM main.sqlite_master AS now
                    WHERE now.type = 'view' AND now.name = athanor_views.name COLLATE NOCASE)
                """),
            SQLStatement(
                """
                INSERT INTO \(table) (name, kind, definition, noted_at)
                SELECT \(name),
                    CASE WHEN \(isDefinition) THEN 'materialized view' ELSE 'view' END,
                    now.sql,
                    CASE WHEN earlier.name IS NULL THEN \(moment) ELSE \(noted) END
                FROM main.sqlite_master AS now
                LEFT JOIN \(before) AS earlier ON earlier.name = now.name
                WHERE now.type = 'view' AND earlier.definition IS NOT now.sql
                    AND (
                        earlier.name IS NULL OR now.name COLLATE NOCASE IN (\(perhapsMade))
                        OR EXISTS (
                            SELECT 1 FROM \(table) AS o
                            WHERE o.name = \(name) AND o.definition = earlier.definition))
                    AND NOT EXISTS (
                        SELECT 1 FROM main.sqlite_master AS definition
                        WHERE definition.type = 'view' AND definition.name = \(prefix) || now.name COLLATE NOCASE)
                ON CONFLICT (name) DO UPDATE
                SET name = excluded.name, kind = excluded.kind, noted_at = excluded.noted_at,
                    definition = excluded.definition
                WHERE athanor_views.definition <> excluded.definition OR athanor_views.noted_at <> excluded.noted_at
                """),
        ] + remembering.dropFirst()
    }

    /// Returns statements that remove views from the saved texts, as if the views had not existed.
    static func forgetting(_ names: [String]) -> [SQLStatement] {
        names.map { SQLStatement("DELETE FROM \(before) WHERE name = $1 COLLATE NOCASE", [.text($0)]) }
    }
}

/// The plain views that statements of some work create by name.
struct CreatedViews: Sendable {
    /// The names in `CREATE VIEW`, which fails if the view exists.
    private(set) var names: [String] = []
    /// The names in `CREATE VIEW IF NOT EXISTS`, which keeps an existing view.
    private(set) var unlessPresent: [String] = []

    init() {}

    init(by work: [LoweredStep]) {
        for case .statement(let lowered) in work.flatMap(\.parts).map(\.content) where lowered.command == "CREATE VIEW"
        {
            var cursor = TokenCursor(Lexer.tokens(inAccepted: lowered.statement.text)[...])
            cursor.accept("CREATE")
            cursor.accept("VIEW")
            let isConditional = cursor.accept("IF", "NOT", "EXISTS")
            guard let name = cursor.acceptQualifiedName(), name.schema.map(EmulatedView.isMain) ?? true else {
                continue
            }
            if isConditional { unlessPresent.append(name.name) } else { names.append(name.name) }
        }
    }
}

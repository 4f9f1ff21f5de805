public import Athanor

extension SQLiteDialect {
    /// Statements that bring `athanor_views` up to date by comparing the texts that SQLite keeps of views with those
    /// that it kept when the transaction began.
    public func noting(views work: [LoweredStep]) -> [Statement] {
        NotingViews.isNeeded(after: work) ? NotingViews.noting(CreatedViews(by: work)) : []
    }
}

/// Notes which views some work has made or changed.
///
/// SQLite keeps no track of when a view was created; so the texts of all views are remembered in a temporary table when
/// the transaction begins. A text that was not there is of a view that the work has made. Another text of a view that was
/// there is SQLite's doing after a rename. Where the old text was the one in the record, the new one takes its place; a view
/// that somebody made or changed by hand stays theirs. Work that makes a view again takes it out of what is remembered;
/// work that renames one gives it its new name there.
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
    /// - Parameter created: the views that statements of the work create.
    static func noting(_ created: CreatedViews = CreatedViews()) -> [Statement] {
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
        let name = "CASE WHEN \(isDefinition) THEN substr(now.name, \(length + 1)) ELSE now.name END"
        let perhapsMade = created.unlessPresent.map { SQLiteDialect().literal(.text($0)) }.joined(separator: ", ")
        return forgetting(created.names) + [
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

    /// Takes views out of what is remembered: they are as if they had not been there.
    static func forgetting(_ names: [String]) -> [Statement] {
        names.map { Statement("DELETE FROM \(before) WHERE name = $1 COLLATE NOCASE", [.text($0)]) }
    }
}

/// The plain views that statements of some work create by name.
struct CreatedViews: Sendable {
    /// Of `CREATE VIEW`, which fails where there is one.
    private(set) var names: [String] = []
    /// Of `CREATE VIEW IF NOT EXISTS`, which leaves one that is there.
    private(set) var unlessPresent: [String] = []

    init() {}

    init(by work: [LoweredStep]) {
        for case .statement(let lowered) in work.flatMap(\.parts) where lowered.command == "CREATE VIEW" {
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

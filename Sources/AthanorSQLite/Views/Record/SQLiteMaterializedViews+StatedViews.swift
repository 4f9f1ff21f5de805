package import Athanor

extension SQLiteScriptReader {
    /// Returns the view statements in a `CREATE`, `ALTER` or `DROP`. SQLite has no blocks, and no functions that create
    /// views.
    package func viewStatements(in statement: ScriptStatement) -> [ViewStatement] {
        var cursor = TokenCursor(((try? Lexer.tokens(in: statement.slice)) ?? [])[...])
        switch cursor.rest.first?.keyword {
        case "CREATE": return Self.created(&cursor, in: statement.slice)
        case "DROP":
            cursor.accept("DROP")
            guard cursor.accept("MATERIALIZED", "VIEW") || cursor.accept("VIEW") else { return [] }
            cursor.accept("IF", "EXISTS")
            var names: [QualifiedName] = []
            repeat {
                guard let name = cursor.acceptQualifiedName() else { break }
                names.append(name)
            } while cursor.acceptPunctuation(",")
            return [.drops(names)]
        case "ALTER":
            cursor.accept("ALTER")
            guard cursor.accept("MATERIALIZED", "VIEW"), let name = cursor.acceptQualifiedName(),
                cursor.accept("RENAME", "TO"), let new = cursor.acceptName()
            else { return [] }
            return [.renames(name, to: QualifiedName(schema: name.schema, name: new))]
        default: return []
        }
    }

    private static func created(_ cursor: inout TokenCursor, in slice: SourceSlice) -> [ViewStatement] {
        cursor.accept("CREATE")
        cursor.accept("OR", "REPLACE")
        let isMaterialized = cursor.accept("MATERIALIZED", "VIEW")
        guard isMaterialized || cursor.accept("VIEW") else { return [] }
        let isForMissingOnly = cursor.accept("IF", "NOT", "EXISTS")
        guard let name = cursor.acceptQualifiedName() else { return [] }
        let columns = cursor.acceptNameList() ?? []
        guard cursor.accept("AS") else { return [] }
        var tokens = cursor.rest
        if isMaterialized {
            if tokens.suffix(3).map(\.keyword) == ["WITH", "NO", "DATA"] {
                tokens = tokens.dropLast(3)
            } else if tokens.suffix(2).map(\.keyword) == ["WITH", "DATA"] {
                tokens = tokens.dropLast(2)
            }
        }
        guard let first = tokens.first, let last = tokens.last else { return [] }
        // Parentheses around the query of a materialized view are removed where it is stored.
        let query =
            (isMaterialized ? ViewQuery(tokens, in: slice.source)?.slice : nil)
            ?? slice.source[first.utf8Range.lowerBound..<last.utf8Range.upperBound]
        return [
            .creates(
                name,
                StatedDefinition(
                    isMaterialized: isMaterialized, columns: columns, query: query, isForMissingOnly: isForMissingOnly))
        ]
    }
}

extension SQLiteMaterializedViews {
    /// Finds the views, and compares the texts that SQLite stores with the revisions'.
    /// - Throws: `DatabaseFailure`.
    package func find(_ stated: [StatedView]) async throws -> [StatedViewFinding] {
        var findings: [StatedViewFinding] = []
        for view in stated { findings.append(try await find(view)) }
        return findings
    }

    private func find(_ stated: StatedView) async throws -> StatedViewFinding {
        guard stated.name.schema.map(EmulatedView.isMain) ?? true else {
            return StatedViewFinding(stated.name, .missing("is in another schema than main"))
        }
        let name = QualifiedName(schema: nil, name: stated.name.name)
        let isMaterialized = stated.definition?.definition.isMaterialized ?? true
        guard let object = try await SchemaObject.named(name.name, on: connection) else {
            return StatedViewFinding(
                name, .missing("does not exist"), recording: [Self.forgetting(name, isMaterialized)])
        }
        let emulated = try await EmulatedView.named(name.name, on: connection)
        guard object.type == "view", (emulated != nil) == isMaterialized else {
            let kind = object.type == "view" && emulated != nil ? "materialized view" : object.type
            return StatedViewFinding(
                name, .missing("is a \(kind) here"), recording: [Self.forgetting(name, isMaterialized)])
        }
        let found = QualifiedName(schema: nil, name: emulated?.name ?? object.name)
        guard let definition = stated.definition?.definition else {
            return StatedViewFinding(found, .notCompared(because: "no revision gives it a definition"))
        }
        let holder = emulated.map(\.definitionView) ?? object.name
        guard let live = try await SchemaObject.named(holder, on: connection)?.sql else {
            return StatedViewFinding(found, .notCompared(because: "its text cannot be read"))
        }
        let text = Self.statement(of: definition, named: holder)
        let isSame = StoredDefinition(text).states(StoredDefinition(live), derivingColumns: isMaterialized)
        if !isSame, let problem = try await problem(reading: definition.query) {
            // An object in it may have been renamed since, and SQLite has updated the text that it stores.
            return StatedViewFinding(found, .notCompared(because: problem))
        }
        return StatedViewFinding(
            found, isSame ? .sameAsRevision : .differs,
            recording: [Self.recording(found.name, isMaterialized, isSame ? live : text)])
    }

    /// Returns the reason why SQLite cannot read a query; `nil` when it can. Nothing is run.
    private func problem(reading query: SourceSlice) async throws -> String? {
        do {
            try await connection.query(sql: SQLStatement("EXPLAIN \(query.text)"))
            return nil
        } catch let error as DatabaseFailure where error.kind == .statement {
            return error.message
        }
    }

    /// Returns the statement that SQLite would store.
    private static func statement(of definition: StatedDefinition, named name: String) -> String {
        let dialect = SQLiteDialect()
        let columns = definition.columns.map(dialect.quote).joined(separator: ", ")
        return
            "CREATE VIEW \(dialect.quote(name))\(columns.isEmpty ? "" : " (\(columns))") AS\n\(definition.query.text)"
    }

    /// Returns the statement that records a view. The time of its rows is unknown, so it does not count as refreshed.
    private static func recording(_ name: String, _ isMaterialized: Bool, _ definition: String) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO \(SQLiteDialect().name(of: .views)) (name, kind, definition, noted_at)
            VALUES ($1, $2, $3, '')
            ON CONFLICT (name) DO UPDATE
            SET kind = excluded.kind, definition = excluded.definition,
                noted_at = CASE WHEN athanor_views.definition <> '' THEN athanor_views.noted_at ELSE '' END
            """, [.text(name), .text(isMaterialized ? "materialized view" : "view"), .text(definition)])
    }

    /// Returns the statement that deletes the row of a view that does not exist.
    private static func forgetting(_ view: QualifiedName, _ isMaterialized: Bool) -> SQLStatement {
        SQLStatement(
            "DELETE FROM \(SQLiteDialect().name(of: .views)) WHERE name = $1 COLLATE NOCASE AND kind = $2",
            [.text(view.name), .text(isMaterialized ? "materialized view" : "view")])
    }

    /// Returns the statement that deletes the view's row.
    package func forgetting(_ view: QualifiedName) -> [SQLStatement] {
        [
            SQLStatement(
                "DELETE FROM \(SQLiteDialect().name(of: .views)) WHERE name = $1 COLLATE NOCASE", [.text(view.name)])
        ]
    }
}

extension SQLiteDialect {
    /// Returns statements that write each target to the row of its view, and warn if a view does not exist.
    /// - Throws: `OperationError` for a schema other than `main`.
    package func notingWherePresent(_ targets: [(view: QualifiedName, target: FreshnessTarget?)]) throws
        -> [SQLStatement]
    {
        try targets.flatMap { said in
            let name = try said.view.emulatedName()
            let target = try said.target?.inMain(at: nil)
            return [
                SQLStatement(
                    """
                    SELECT $1 AS warning
                    WHERE NOT EXISTS (
                        SELECT 1 FROM main.sqlite_master WHERE type = 'view' AND name = $2 COLLATE NOCASE)
                    """,
                    [
                        .text("there is no materialized view \(name): nothing was recorded about it"),
                        .text(EmulatedView.definitionPrefix + name),
                    ]),
                SQLStatement(
                    """
                    INSERT INTO \(self.name(of: .views)) (name, kind, definition, noted_at, refresh)
                    SELECT substr(name, $1), 'materialized view', '', \(now), $2
                    FROM main.sqlite_master
                    WHERE type = 'view' AND name = $3 COLLATE NOCASE
                    ON CONFLICT (name) DO UPDATE SET refresh = excluded.refresh
                    """,
                    [
                        .integer(Int64(EmulatedView.definitionPrefix.unicodeScalars.count + 1)),
                        target.map { .text($0.description) } ?? .null, .text(EmulatedView.definitionPrefix + name),
                    ]),
            ]
        }
    }

    /// Returns the name in the form in which SQLite compares names, in `main`.
    package func key(ofView name: QualifiedName) -> QualifiedName {
        let isMain = name.schema.map(EmulatedView.isMain) ?? true
        return QualifiedName(
            schema: isMain ? nil : name.schema?.asciiLowercased, name: name.name.asciiLowercased)
    }
}

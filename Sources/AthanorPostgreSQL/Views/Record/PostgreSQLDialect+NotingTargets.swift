package import Athanor

extension PostgreSQLDialect {
    /// Returns steps that update `athanor.views`, then write the target to the row of the view that the name refers to
    /// at that moment. A missing view causes an error.
    /// - Throws: ``OperationError`` for an invalid name.
    package func noting(
        _ target: FreshnessTarget?, of view: QualifiedName, from origin: SourceSlice?
    ) throws -> [LoweredStep] {
        let name = try identifier(view)
        return OwnRights.around([
            MetadataTablesGuard.statement(versionTable: nil, for: .writing),
            SQLStatement(own: NotingViews.text(followingRenames: true)),
            SQLStatement(try text(noting: target, of: name, describedAs: view.description), rewrittenFrom: origin),
        ]).map {
            .statement(
                LoweredStatement(
                    $0, command: ScriptedFreshness.command,
                    bookkeeping: ScriptedFreshness.summary(of: target, of: view.description)))
        }
    }

    /// Returns statements that update `athanor.views` once, then write each target. A missing view causes a warning.
    /// - Throws: ``OperationError`` for an invalid name.
    package func notingWherePresent(_ targets: [(view: QualifiedName, target: FreshnessTarget?)]) throws
        -> [SQLStatement]
    {
        guard !targets.isEmpty else { return [] }
        return try [SQLStatement(own: NotingViews.text(followingRenames: true))]
            + targets.map { said in
                SQLStatement(
                    try text(
                        noting: said.target, of: try identifier(said.view), describedAs: said.view.description,
                        warning: true))
            }
    }

    /// Returns the statement that writes a target. A view that no revision has made gets a row without a definition.
    /// Only the names that the revision states are looked up under the session's search path.
    /// - Parameter isWarning: whether a missing view causes a warning instead of an error.
    private func text(
        noting target: FreshnessTarget?, of view: String, describedAs description: String,
        warning isWarning: Bool = false
    ) throws -> String {
        var value = literal(target.map { .text($0.description) } ?? .null)
        var (declaringOther, resolving) = ("", "")
        if case .after(let other) = target {
            declaringOther = """

                        other pg_catalog.oid := pg_catalog.to_regclass(\(quoteText(try identifier(other))));
                """
            // The full name, so that it refers to the same view under every search path.
            resolving = """

                    SELECT 'after ' || \(ViewNameSQL.text(schema: "n.nspname", name: "c.relname")), c.oid = seen.oid
                    INTO target, is_itself
                    FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                    WHERE c.oid = other;
                    IF is_itself THEN
                        RAISE EXCEPTION USING
                            ERRCODE = '42P17',
                            MESSAGE = \(quoteText("materialized view \(description) cannot be refreshed after itself")),
                            HINT = 'Name the view that it reads, or write an interval.';
                    END IF;
                """
            value = "coalesce(target, \(value))"
        }
        let body = """
                PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
                place := \(NotingViews.relation.indented(by: 8));
                SELECT c.oid, n.nspname, c.relname
                INTO seen
                FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE c.oid = named AND c.relkind = 'm';
                IF NOT FOUND THEN
                    \(isWarning ? absent(description) : refusal(description))
                END IF;\(resolving)
                UPDATE athanor.views SET refresh = \(value) WHERE relation = place || seen.oid;
                IF NOT FOUND THEN
                    INSERT INTO athanor.views AS o (schema, name, kind, relation, definition, noted_at, refresh)
                    VALUES (seen.nspname, seen.relname, 'materialized view', place || seen.oid, '',
                            pg_catalog.clock_timestamp(), \(value))
                    ON CONFLICT (schema, name) DO UPDATE
                    SET kind = excluded.kind, relation = excluded.relation, refresh = excluded.refresh;
                END IF;
                PERFORM pg_catalog.set_config('search_path', path, true);
            """
        return SQLStatement.block(
            body,
            declaring: """
                    path pg_catalog.text := pg_catalog.current_setting('search_path');
                    named pg_catalog.oid := pg_catalog.to_regclass(\(quoteText(view)));\(declaringOther)
                    place pg_catalog.text;
                    seen record;
                    target pg_catalog.text;
                    is_itself pg_catalog.bool;
                """
        ).text
    }
}

extension PostgreSQLDialect {
    private func refusal(_ view: String) -> String {
        """
        RAISE EXCEPTION USING
                    ERRCODE = '42P01',
                    MESSAGE = \(quoteText("there is no materialized view \(view) to be kept fresh")),
                    HINT = 'Create it first; with `athanor views`, all are listed.';
        """
    }

    private func absent(_ view: String) -> String {
        """
        PERFORM pg_catalog.set_config('search_path', path, true);
                RAISE WARNING USING MESSAGE = \(quoteText("there is no materialized view \(view): nothing was noted of it"));
                RETURN;
        """
    }
}

/// The record after a dump and a restore, which give views other OIDs.
enum RestoredRecord {
    /// A statement that finds recorded views of another database or cluster by name, and records their OIDs in this
    /// one. It must run before views are renamed. It does nothing if the tables have an older format.
    static var text: String {
        SQLStatement.block(
            """
                IF pg_catalog.to_regclass('athanor.views') IS NOT NULL THEN
                    -- With an older format, this transaction will alter the table. So it must not lock it weakly first.
                    IF EXISTS (SELECT FROM athanor.format WHERE version >= \(MetadataTable.currentFormat)) THEN
                        PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
                        UPDATE athanor.views AS o
                        SET relation = place || c.oid,
                            rule = CASE WHEN o.definition = '' THEN NULL
                                        WHEN \(BusyRelations.holdUp("busy").indented(by: 36)) THEN '\(ViewRule.restored)'
                                        WHEN \(NotingViews.definition) IN (o.definition, o.comparable)
                                        THEN \(ViewRule.expression.indented(by: 36))
                                        ELSE '\(ViewRule.restored)'
                                   END
                        FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                        WHERE NOT pg_catalog.starts_with(o.relation, place) AND n.nspname = o.schema AND c.relname = o.name
                            AND c.relkind IN ('v', 'm');
                        PERFORM pg_catalog.set_config('search_path', path, true);
                    END IF;
                END IF;
            EXCEPTION WHEN insufficient_privilege THEN
                -- Recording the views reports the missing right.
                NULL;
            """,
            declaring: """
                    path text := pg_catalog.current_setting('search_path');
                    place text := \(NotingViews.relation.indented(by: 8));
                    busy oid[] := ARRAY(\(BusyRelations.reading.indented(by: 8)));
                """
        ).text
    }
}

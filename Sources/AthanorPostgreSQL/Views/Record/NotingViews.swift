package import Athanor

extension PostgreSQLDialect {
    /// Returns a statement that updates `athanor.views` from the catalog; none if the work cannot have changed views.
    ///
    /// The statement finds the views that the transaction has created or replaced in the catalog, not in `work`. So it
    /// also records views that a block of SQL creates, and views that are recreated around an alteration.
    package func noting(views work: [LoweredStep]) -> [SQLStatement] {
        switch ViewWork(in: work) {
        case .none: []
        case .definitions: [SQLStatement(own: NotingViews.text(followingRenames: false))]
        case .definitionsAndRenames: [SQLStatement(own: NotingViews.text(followingRenames: true))]
        }
    }
}

/// The changes that some work may make to views.
enum ViewWork {
    /// No change.
    case none
    /// Creates, replaces or drops views.
    case definitions
    /// Also renames views or objects that they read, which changes the text of views that the work does not name.
    case definitionsAndRenames

    init(in work: [LoweredStep]) {
        let kinds = work.flatMap(\.parts).map(Self.init)
        self =
            if kinds.contains(where: { $0 == .definitionsAndRenames }) {
                .definitionsAndRenames
            } else if kinds.contains(where: { $0 == .definitions }) { .definitions } else { .none }
    }

    private init(_ step: LoweredStep) {
        switch step.content {
        case .resolvedWhenRun(let resolved):
            // A step that does not list its statements may do anything.
            self =
                resolved.writtenStatements.map { ViewWork(in: $0.map(LoweredStep.statement)) } ?? .definitionsAndRenames
        case .rows, .batches, .ownTransaction: self = .none
        case .statement(let lowered): self = Self.kind(of: lowered)
        }
    }

    private static func kind(of lowered: LoweredStatement) -> ViewWork {
        let text = lowered.statement.text
        switch lowered.command.prefix(while: { $0 != " " }) {
        case "ALTER":
            return mentions("RENAME", in: text) || mentions("SCHEMA", in: text) ? .definitionsAndRenames : .none
        case "CREATE":
            let isView = lowered.command.hasSuffix(" VIEW")
            return isView || lowered.command == "CREATE SCHEMA" && mentions("VIEW", in: text) ? .definitions : .none
        case "DROP":
            return lowered.command.hasSuffix(" VIEW") || mentions("CASCADE", in: text) ? .definitions : .none
        case "DO", "CALL", "SELECT", "WITH", "EXECUTE":
            return mentions("VIEW", in: text) || mentions("CASCADE", in: text) ? .definitionsAndRenames : .none
        default:
            return .none
        }
    }

    /// Whether a text contains a word, also as part of a longer word, in any case.
    /// - Parameter word: the word, in capital ASCII letters.
    private static func mentions(_ word: String, in text: String) -> Bool {
        let wanted = Array(word.utf8)
        var rest = text.utf8[...]
        while let start = rest.firstIndex(where: { $0 & 0xDF == wanted.first }) {
            rest = rest[start...]
            if rest.prefix(wanted.count).elementsEqual(wanted, by: { $0 & 0xDF == $1 }) { return true }
            rest.removeFirst()
        }
        return false
    }
}

/// The statement that records views.
///
/// The server writes a view's rule only when the view is created or replaced. So a view whose rule the running
/// transaction has written was made by the revision, except for views that a replacement recreated unchanged
/// (``RebuiltViews``). A renamed view is recognized by its OID. An OID is valid in one database of one cluster only, so
/// the record also identifies the cluster and the database. The freshness target of a view belongs to that OID: after a
/// view was dropped and another one was created under its name, the target must be set again.
///
/// The statement runs after a swap, while readers wait. So it reads only the definitions of views that the transaction
/// has made, whose locks it holds, and of views whose text a rename in it has changed, if no other session has locked
/// them. It runs no code of other users: it has the server parse the text of a view again, which runs code in that
/// text, only if the role that runs the revision owns the view.
enum NotingViews {
    /// An SQL expression for the prefix that, with a view's OID, identifies the view among all clusters and databases.
    static let relation = """
        (SELECT s.system_identifier FROM pg_catalog.pg_control_system() AS s)
            || '/' || (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
            || '/'
        """

    /// A condition for user views: not of the system or an extension, and not temporary.
    static let isSomebodys = """
        c.relkind IN ('v', 'm') AND c.relpersistence <> 't'
            AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast'
            AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_depend AS e
                WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e')
        """

    /// An SQL expression for the definition of the view whose row of `pg_class` is `c`, in the form that every record
    /// uses.
    static let definition = """
        CASE WHEN pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true) IS NOT NULL
                  AND pg_catalog.set_config('quote_all_identifiers', 'off', true) IS NOT NULL
             THEN pg_catalog.pg_get_viewdef(c.oid)
        END
        """

    /// A statement for the body of a block that adds rules to a record of an older format, for the views that still
    /// have the recorded definition.
    static let adopting = """
        DECLARE
            path text := pg_catalog.current_setting('search_path');
        BEGIN
        PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
        UPDATE athanor.views AS o
        SET rule = \(ViewRule.expression.indented(by: 8))
        FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE o.definition <> '' AND n.nspname = o.schema AND c.relname = o.name AND c.relkind IN ('v', 'm')
            AND CASE WHEN NOT \(BusyRelations.holdUp("ARRAY(\(BusyRelations.reading))").indented(by: 12))
                     THEN \(definition) IN (o.definition, o.comparable) ELSE false END;
        PERFORM pg_catalog.set_config('search_path', path, true);
        END;
        """

    /// A condition in the block: the running transaction wrote this row of a catalog.
    private static func isMine(_ row: String) -> String {
        """
        CASE WHEN \(row).xmin::text::bigint >= top - epoch
             THEN pg_catalog.pg_xact_status((epoch + \(row).xmin::text::bigint)::text::xid8) = 'in progress'
             ELSE false
        END
        """
    }

    private static func isMine(_ row: String, in schema: String) -> String {
        """
        (\(isMine(row)) OR EXISTS (SELECT FROM pg_catalog.pg_namespace AS s WHERE s.oid = \(schema) AND \(isMine("s"))))
        """
    }

    private static func hasRenamedColumns(_ relation: String) -> String {
        "EXISTS (SELECT FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = \(relation) AND \(isMine("a")))"
    }

    /// A condition in the block: the transaction has altered something that the text of view `c` names.
    private static var isTouched: String {
        func depends(on catalog: String, _ row: String, where condition: String) -> String {
            """
            d.refclassid = 'pg_catalog.\(catalog)'::pg_catalog.regclass AND EXISTS (
                SELECT FROM pg_catalog.\(catalog) AS \(row) WHERE \(row).oid = d.refobjid AND (\(condition)))
            """
        }
        let relation = depends(
            on: "pg_class", "x",
            where: "\(isMine("x", in: "x.relnamespace")) OR \(hasRenamedColumns("x.oid"))")
        let function = depends(on: "pg_proc", "f", where: isMine("f", in: "f.pronamespace"))
        let type = depends(
            on: "pg_type", "t",
            where: """
                \(isMine("t", in: "t.typnamespace"))
                OR EXISTS (SELECT FROM pg_catalog.pg_enum AS l WHERE l.enumtypid = t.oid AND \(isMine("l")))
                """)
        return """
            (\(hasRenamedColumns("c.oid")) OR EXISTS (
                SELECT FROM pg_catalog.pg_depend AS d
                WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
                    AND (\(relation) OR \(function) OR \(type))))
            """
    }

    static func text(followingRenames: Bool) -> String {
        """
        DO $athanor$
        DECLARE
            path text := pg_catalog.current_setting('search_path');
            quoting text := pg_catalog.current_setting('quote_all_identifiers');
            top bigint := pg_catalog.pg_current_xact_id()::text::bigint;
            epoch bigint := top / 4294967296 * 4294967296;
            place text := \(relation.indented(by: 8));
            rebuilt text := coalesce(pg_catalog.current_setting('\(RebuiltViews.done)', true), '');
            busy oid[] := '{}';
            seen record;
            fresh text;
            reread text;
            earlier text[] := '{}';
            present text[] := '{}';
        BEGIN
            PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true),
                    pg_catalog.set_config('quote_all_identifiers', 'off', true);
        \(enteringRebuilt)
        \(followingRenames ? "    busy := ARRAY(\(BusyRelations.reading.indented(by: 4)));" : "")
            FOR seen IN
                SELECT v.*, k.schema AS known_schema, k.name AS known_name, k.definition AS known_definition,
                       k.comparable AS known_comparable, k.rule AS known_rule, k.noted_at AS known_at, k.refresh
                FROM (
                    SELECT c.oid, n.nspname::text AS schema, c.relname::text AS name, place || c.oid AS relation,
                           CASE c.relkind WHEN 'm' THEN 'materialized view' ELSE 'view' END AS kind,
                           pg_catalog.pg_get_userbyid(c.relowner) = current_user AS is_own,
                           \(ViewRule.expression.indented(by: 15)) AS rule,
                           \(isMine("r").indented(by: 15)) AS is_new,
                           \(followingRenames ? isTouched.indented(by: 15) : "false") AS is_touched,
                           \(hasRenamedColumns("c.oid").indented(by: 15)) AS has_renamed_columns
                    FROM pg_catalog.pg_class AS c
                    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                    JOIN pg_catalog.pg_rewrite AS r ON r.ev_class = c.oid AND r.rulename = '_RETURN'
                    WHERE \(isSomebodys.indented(by: 8))
                ) AS v
                LEFT JOIN athanor.views AS k ON k.relation = v.relation
                WHERE v.is_new\(followingRenames ? " OR k.schema <> v.schema OR k.name <> v.name OR k.relation IS NOT NULL AND v.is_touched" : "")
            LOOP
                -- What a replacement made again as it was, the revision has not made.
                seen.is_new := seen.is_new AND pg_catalog.strpos(
                    rebuilt, ';' || seen.oid || ' ' || pg_catalog.split_part(seen.rule, ' ', 1) || ';') = 0;
                CONTINUE WHEN NOT seen.is_new AND seen.known_schema IS NULL;
                fresh := NULL;
                reread := seen.known_comparable;
                IF seen.is_new THEN
                    fresh := pg_catalog.pg_get_viewdef(seen.oid);
                ELSIF seen.known_definition <> ''
                    -- Somebody else has not changed it since; what this revision has renamed is the revision's.
                    AND pg_catalog.split_part(seen.known_rule, ' ', 1) = pg_catalog.split_part(seen.rule, ' ', 1)
                    AND (seen.known_rule = seen.rule OR seen.has_renamed_columns)
                THEN
                    seen.known_rule := seen.rule;
                    IF \(BusyRelations.holdUp("busy").replacing("c.oid", with: "seen.oid").indented(by: 12)) THEN
                        -- The rule tells that it is the revisions'; the text is taken when it is read next.
                        NULL;
                    ELSE
                        BEGIN
                            PERFORM pg_catalog.set_config('lock_timeout', '1', true);
                            fresh := pg_catalog.pg_get_viewdef(seen.oid);
                            -- Undone, so that the locks that this took are given back.
                            RAISE SQLSTATE '\(undoing)';
                        EXCEPTION WHEN SQLSTATE '\(undoing)' OR lock_not_available OR undefined_table THEN
                            NULL;
                        END;
                    END IF;
                ELSE
                    seen.rule := seen.known_rule;
                END IF;
                IF fresh IS NULL THEN
                    fresh := seen.known_definition;
                ELSIF fresh IS DISTINCT FROM seen.known_definition OR reread IS NULL THEN
                    reread := NULL;
                    IF seen.is_new AND seen.is_own THEN
        \(rereading)
                    END IF;
                END IF;
                DELETE FROM athanor.views AS o
                WHERE o.relation = seen.relation AND (o.schema <> seen.schema OR o.name <> seen.name);
                -- Its rows are those of the moment when the transaction that made it began, or newer; another name changes
                -- nothing about that.
                INSERT INTO athanor.views AS o (schema, name, kind, relation, definition, comparable, rule, noted_at, refresh)
                VALUES (seen.schema, seen.name, seen.kind, seen.relation, fresh, reread, seen.rule,
                        CASE WHEN seen.known_at IS NULL OR seen.is_new AND fresh <> seen.known_definition
                             THEN pg_catalog.now() ELSE seen.known_at END,
                        seen.refresh)
                ON CONFLICT (schema, name) DO UPDATE
                SET kind = excluded.kind, relation = excluded.relation, definition = excluded.definition,
                    comparable = excluded.comparable, rule = excluded.rule, noted_at = excluded.noted_at,
                    refresh = excluded.refresh;
                IF seen.known_schema <> seen.schema OR seen.known_name <> seen.name THEN
                    earlier := earlier || (\(ViewNameSQL.text(schema: "seen.known_schema", name: "seen.known_name")));
                    present := present || (\(ViewNameSQL.text(schema: "seen.schema", name: "seen.name")));
                END IF;
            END LOOP;
            -- All at once, since views may have exchanged their names.
            UPDATE athanor.views AS o
            SET refresh = 'after ' || renamed.present
            FROM ROWS FROM (pg_catalog.unnest(earlier), pg_catalog.unnest(present)) AS renamed (earlier, present)
            WHERE o.refresh = 'after ' || renamed.earlier;
            DELETE FROM athanor.views AS o
            WHERE NOT EXISTS (
                SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = o.schema AND c.relname = o.name AND c.relkind IN ('v', 'm'));
            PERFORM pg_catalog.set_config('search_path', path, true),
                    pg_catalog.set_config('quote_all_identifiers', quoting, true);
        EXCEPTION WHEN insufficient_privilege THEN
            RAISE EXCEPTION USING
                ERRCODE = '42501',
                MESSAGE = SQLERRM || ', where Athanor notes the views that revisions make',
                HINT = 'GRANT SELECT, INSERT, UPDATE, DELETE ON athanor.views TO role;';
        END
        $athanor$
        """
    }

    /// Athanor's own error code, which rolls back a block after it has read something. The block always catches it.
    private static let undoing = "AT002"

    /// Records the views that were recreated, from the transaction's settings (``RebuiltViews``). A materialized view
    /// that was recreated unchanged has new rows, so the log gets a refresh of it.
    private static let enteringRebuilt = """
            FOR seen IN
                SELECT b.old, b.new, b.before, b.made, b.replaced, b.host, b.process, c.relkind, c.relispopulated, n.nspname, c.relname,
                       \(ViewFileAndRow.expression(of: "c")) AS state
                FROM ROWS FROM (pg_catalog.jsonb_to_recordset(
                         nullif(pg_catalog.current_setting('\(RebuiltViews.pending)', true), '')::jsonb)
                         AS (old bigint, new bigint, before text, made text, replaced boolean, host text, process bigint)
                     ) WITH ORDINALITY AS b (old, new, before, made, replaced, host, process, position)
                LEFT JOIN pg_catalog.pg_class AS c ON c.oid = b.new::oid AND c.relkind IN ('v', 'm')
                LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                ORDER BY b.position
            LOOP
                fresh := CASE WHEN NOT seen.replaced THEN pg_catalog.pg_get_viewdef(seen.new::oid) END;
                UPDATE athanor.views AS o
                SET relation = place || seen.new, noted_at = pg_catalog.now(),
                    definition = CASE WHEN o.rule = seen.before AND o.definition <> '' THEN coalesce(fresh, o.definition)
                                      ELSE o.definition END,
                    comparable = CASE WHEN o.rule = seen.before AND o.definition <> '' THEN coalesce(fresh, o.comparable)
                                      ELSE o.comparable END,
                    rule = CASE o.rule WHEN seen.before THEN seen.made WHEN '\(ViewRule.restored)' THEN o.rule END
                WHERE o.relation = place || seen.old;
                CONTINUE WHEN seen.replaced;
                rebuilt := rebuilt || ';' || seen.new || ' ' || pg_catalog.split_part(seen.made, ' ', 1) || ';';
                CONTINUE WHEN seen.relkind IS DISTINCT FROM 'm' OR NOT seen.relispopulated;
                INSERT INTO athanor.log (\(LogEntry.columns), strategy, view_state)
                VALUES ('refresh', seen.nspname || '.' || seen.relname, pg_catalog.now(), 0, 'done',
                        '\(RefreshFigures.rebuilt)', session_user, seen.host, seen.process, '\(AthanorVersion.current)', NULL,
                        '\(RefreshFigures.rebuilt)', seen.state);
            END LOOP;
            PERFORM pg_catalog.set_config('\(RebuiltViews.pending)', '', true),
                    pg_catalog.set_config('\(RebuiltViews.done)', rebuilt, true);
        """

    /// Has the server parse a definition again, and reads the text that it then writes, which is the view's text after
    /// a dump and restore. Runs only for a view of the current role. Everything is rolled back.
    private static let rereading = """
                        BEGIN
        \(CitusSettings.notPropagating.indentedWhole(by: 20))
                            EXECUTE pg_catalog.format(
                                'CREATE TEMPORARY VIEW athanor_comparable (%s) AS %s',
                                (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum)
                                 FROM pg_catalog.pg_attribute AS a
                                 WHERE a.attrelid = seen.oid AND a.attnum > 0 AND NOT a.attisdropped),
                                fresh);
                            reread := pg_catalog.pg_get_viewdef('pg_temp.athanor_comparable'::pg_catalog.regclass);
                            RAISE SQLSTATE '\(undoing)';
                        EXCEPTION
                            WHEN SQLSTATE '\(undoing)' THEN
                                NULL;
                            WHEN OTHERS THEN
                                -- The texts can still be compared as they are.
                                reread := NULL;
                        END;
        """
}

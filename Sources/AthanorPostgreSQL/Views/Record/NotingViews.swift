public import Athanor

extension PostgreSQLDialect {
    /// One statement that brings `athanor.views` up to date from the catalog.
    ///
    /// It asks the catalog which views the transaction has created or replaced, rather than the work: so what SQL creates in
    /// a block, or what is created anew around an alteration, is noted like the rest.
    public func noting(views work: [LoweredStep]) -> [Statement] {
        switch ViewWork(in: work) {
        case .none: []
        case .definitions: [Statement(own: NotingViews.text(followingRenames: false))]
        case .definitionsAndRenames: [Statement(own: NotingViews.text(followingRenames: true))]
        }
    }
}

/// What some work may do to views.
enum ViewWork {
    /// Nothing.
    case none
    /// Create, replace and drop them.
    case definitions
    /// Rename them or what they read too, which changes the text of views that nobody names.
    case definitionsAndRenames

    init(in work: [LoweredStep]) {
        let kinds = work.flatMap(\.parts).map(Self.init)
        self =
            if kinds.contains(where: { $0 == .definitionsAndRenames }) {
                .definitionsAndRenames
            } else if kinds.contains(where: { $0 == .definitions }) { .definitions } else { .none }
    }

    private init(_ step: LoweredStep) {
        switch step {
        // It may do anything.
        case .resolvedWhenRun: self = .definitionsAndRenames
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
            return mentions("VIEW", in: text) ? .definitionsAndRenames : .none
        default:
            return .none
        }
    }

    /// Whether a word of letters, given in capitals, stands in a text, in whichever case.
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

/// The statement that notes views.
///
/// A view's rule is written when it is created or replaced, and never else: whose rule the running transaction has
/// written is what the revision made. A renamed view is known again by its OID, which means something in one database
/// of one cluster only: so the record says in which. What a view is said to be kept like goes with that OID; who drops a
/// view and makes another of its name says it anew.
enum NotingViews {
    /// An SQL expression for what tells a view from all others, of any database.
    static let relation = """
        (SELECT s.system_identifier FROM pg_catalog.pg_control_system() AS s)
            || '/' || (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
            || '/'
        """

    /// Views that are somebody's: no system's, no extension's, no session's.
    static let isSomebodys = """
        c.relkind IN ('v', 'm') AND c.relpersistence <> 't'
            AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast'
            AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_depend AS e
                WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e')
        """

    static func text(followingRenames: Bool) -> String {
        """
        DO $athanor$
        DECLARE
            path text := pg_catalog.current_setting('search_path');
            top bigint := pg_catalog.pg_current_xact_id()::text::bigint;
            epoch bigint := top / 4294967296 * 4294967296;
            place text := \(relation.replacing("\n", with: "\n        "));
            seen record;
            reread text;
            earlier text[] := '{}';
            present text[] := '{}';
        BEGIN
            PERFORM pg_catalog.set_config('search_path', '', true);
            FOR seen IN
                SELECT v.*, k.schema AS known_schema, k.name AS known_name, k.definition AS known_definition,
                       k.comparable AS known_comparable, k.noted_at AS known_at, k.refresh
                FROM (
                    SELECT n.nspname::text AS schema, c.relname::text AS name, place || c.oid AS relation,
                           CASE c.relkind WHEN 'm' THEN 'materialized view' ELSE 'view' END AS kind,
                           pg_catalog.pg_get_viewdef(c.oid) AS definition,
                           (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum)
                            FROM pg_catalog.pg_attribute AS a
                            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
                           CASE WHEN r.xmin::text::bigint >= top - epoch
                                THEN pg_catalog.pg_xact_status((epoch + r.xmin::text::bigint)::text::xid8) = 'in progress'
                                ELSE false
                           END AS is_new
                    FROM pg_catalog.pg_class AS c
                    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                    JOIN pg_catalog.pg_rewrite AS r ON r.ev_class = c.oid AND r.rulename = '_RETURN'
                    WHERE \(isSomebodys.replacing("\n", with: "\n                "))
                ) AS v
                LEFT JOIN athanor.views AS k ON k.relation = v.relation
                WHERE \(followingRenames ? "(v.is_new OR k.relation IS NOT NULL)" : "v.is_new")
                    AND (k.relation IS NULL OR k.schema <> v.schema OR k.name <> v.name
                        OR k.definition <> v.definition AND (v.is_new OR k.definition <> ''))
            LOOP
                -- What a revision has not made stays without a definition, whatever it is called.
                IF seen.known_definition = '' AND NOT seen.is_new THEN
                    seen.definition := '';
                END IF;
                IF seen.definition = seen.known_definition THEN
                    reread := seen.known_comparable;
                ELSE
                    reread := NULL;
                    BEGIN
                        EXECUTE pg_catalog.format(
                            'CREATE TEMPORARY VIEW athanor_comparable (%s) AS %s', seen.columns, seen.definition);
                        reread := pg_catalog.pg_get_viewdef('pg_temp.athanor_comparable'::pg_catalog.regclass);
                        DROP VIEW pg_temp.athanor_comparable;
                    EXCEPTION WHEN OTHERS THEN
                        -- Who may not do that can still compare the texts as they are.
                        reread := NULL;
                    END;
                END IF;
                DELETE FROM athanor.views AS o
                WHERE o.relation = seen.relation AND (o.schema <> seen.schema OR o.name <> seen.name);
                -- Its rows are those of the moment when it was made: another name changes nothing about that.
                INSERT INTO athanor.views AS o (schema, name, kind, relation, definition, comparable, noted_at, refresh)
                VALUES (seen.schema, seen.name, seen.kind, seen.relation, seen.definition, reread,
                        CASE WHEN seen.known_at IS NULL OR seen.is_new AND seen.definition <> seen.known_definition
                             THEN pg_catalog.clock_timestamp() ELSE seen.known_at END,
                        seen.refresh)
                ON CONFLICT (schema, name) DO UPDATE
                SET kind = excluded.kind, relation = excluded.relation, definition = excluded.definition,
                    comparable = excluded.comparable, noted_at = excluded.noted_at, refresh = excluded.refresh;
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
            PERFORM pg_catalog.set_config('search_path', path, true);
        EXCEPTION WHEN insufficient_privilege THEN
            RAISE EXCEPTION USING
                ERRCODE = '42501',
                MESSAGE = SQLERRM || ', where Athanor notes the views that revisions make',
                HINT = 'GRANT SELECT, INSERT, UPDATE, DELETE ON athanor.views TO …;';
        END
        $athanor$
        """
    }
}

import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

/// Whatever a server's catalog can hold about a view and what belongs to it is carried over or refused by name. What there can
/// be is asked of the server, so that a newer one with more of it fails here.
@Suite struct PointersAtViewsTests {
    /// An object that goes when a view is dropped, as `pg_depend` addresses it.
    private struct Target {
        let name: String
        /// `classid, objid, objsubid`.
        let address: String
        let view: String
        var isType: Bool { name.hasSuffix("type") }
    }

    private static let targets = [
        Target(name: "view", address: "'pg_class'::regclass, 'm'::regclass, 0", view: m),
        Target(name: "column", address: "'pg_class'::regclass, 'm'::regclass, 1", view: m),
        Target(name: "row type", address: "'pg_type'::regclass, 'm'::regtype, 0", view: m),
        Target(name: "array type", address: "'pg_type'::regclass, 'm[]'::regtype, 0", view: m),
        Target(name: "index", address: "'pg_class'::regclass, 'm_id'::regclass, 0", view: m),
        Target(
            name: "TOAST table",
            address: "'pg_class'::regclass, (SELECT reltoastrelid FROM pg_class WHERE oid = 'm'::regclass), 0", view: m),
        Target(
            name: "statistics",
            address: "'pg_statistic_ext'::regclass, (SELECT oid FROM pg_statistic_ext WHERE stxname = 'm_stats'), 0",
            view: m),
        Target(name: "plain view", address: "'pg_class'::regclass, 'v'::regclass, 0", view: v),
        Target(
            name: "query",
            address:
                "'pg_rewrite'::regclass, (SELECT oid FROM pg_rewrite WHERE ev_class = 'v'::regclass AND ev_type = '1'), 0",
            view: v),
        Target(
            name: "rule", address: "'pg_rewrite'::regclass, (SELECT oid FROM pg_rewrite WHERE rulename = 'v_rule'), 0",
            view: v),
        Target(
            name: "trigger",
            address: "'pg_trigger'::regclass, (SELECT oid FROM pg_trigger WHERE tgname = 'v_trigger'), 0",
            view: v),
        Target(
            name: "default",
            address: "'pg_attrdef'::regclass, (SELECT oid FROM pg_attrdef WHERE adrelid = 'v'::regclass), 0", view: v),
    ]

    private static let m = "materialized view public.m"
    private static let v = "view public.v"

    /// A view with all that can belong to it, then an object of each class that the server keeps.
    private static let script = """
        CREATE TABLE t (id int PRIMARY KEY, k text);
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
        CREATE MATERIALIZED VIEW m AS SELECT id, k FROM t;
        CREATE UNIQUE INDEX m_id ON m (id);
        CREATE STATISTICS m_stats ON id, k FROM m;
        CREATE VIEW v AS SELECT id, k FROM m;
        ALTER VIEW v ALTER k SET DEFAULT 'none';
        CREATE RULE v_rule AS ON DELETE TO v DO INSTEAD NOTHING;
        CREATE TRIGGER v_trigger INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION refuse();

        CREATE SCHEMA probes;
        CREATE TABLE holder (id int DEFAULT 3, k text);
        CREATE STATISTICS holder_stats ON id, k FROM holder;
        CREATE RULE holder_rule AS ON UPDATE TO holder DO INSTEAD NOTHING;
        CREATE TRIGGER holder_trigger AFTER INSERT ON holder FOR EACH ROW EXECUTE FUNCTION refuse();
        CREATE POLICY holder_policy ON holder USING (true);
        ALTER TABLE holder ADD CONSTRAINT holder_check CHECK (id > 0);
        CREATE PUBLICATION probe_publication FOR TABLE holder;
        CREATE PUBLICATION probe_schemas FOR TABLES IN SCHEMA probes;
        CREATE FOREIGN DATA WRAPPER probe_wrapper;
        CREATE SERVER probe_server FOREIGN DATA WRAPPER probe_wrapper;
        CREATE USER MAPPING FOR PUBLIC SERVER probe_server;
        ALTER DEFAULT PRIVILEGES IN SCHEMA probes GRANT SELECT ON TABLES TO PUBLIC;
        CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
        CREATE EVENT TRIGGER probe_watch ON ddl_command_end EXECUTE FUNCTION watch();
        CREATE FUNCTION plain() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE TYPE probe_row AS (a int);
        CREATE FUNCTION row_of(int) RETURNS probe_row LANGUAGE sql AS 'SELECT ROW($1)::probe_row';
        CREATE CAST (int AS probe_row) WITH FUNCTION row_of(int);
        CREATE FUNCTION probe_from(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'prsd_end';
        CREATE TRANSFORM FOR probe_row LANGUAGE sql (FROM SQL WITH FUNCTION probe_from(internal));
        SELECT lo_create(0);
        CREATE TYPE probe_enum AS ENUM ('a');
        CREATE DOMAIN probe_domain AS int;
        """

    private func with(_ body: (any Connection) async throws -> Void) async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            for statement in try read(Self.script) { try await connection.query(sql: SQLStatement(statement.slice)) }
            try await connection.query("SET allow_system_table_mods = on")
            try await body(connection)
        }
    }

    /// What a replacement says that is kept from being one.
    private func refusal(on connection: any Connection) async throws -> String {
        do {
            try await connection.perform(ReplaceMaterializedView(name: "m", query: "SELECT id + 1 AS id, k FROM t"))
            return ""
        } catch {
            return Explanation(of: error).message
        }
    }

    @Test("Every class of object that depends on any part of a view is carried over or refused by name")
    func everyDependentClassIsHandled() async throws {
        try await with { connection in
            let classes = try await connection.query(
                """
                SELECT c.relname::text AS name
                FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'oid' AND a.attnum > 0
                WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r' AND NOT c.relisshared
                ORDER BY c.relname
                """
            ).map { try $0["name", as: String.self] }
            try await connection.query("CREATE TEMP TABLE probe (class oid, object oid, description text)")
            // Messages name what stands in no schema of the server's with its own.
            try await connection.query("SET search_path = pg_catalog, pg_temp")
            for name in classes {
                let own = ["pg_class": "'public.holder'::regclass", "pg_type": "'public.probe_domain'::regtype"]
                let object = own[name] ?? "(SELECT max(oid) FROM \(name))"
                do {
                    try await connection.query(
                        sql: SQLStatement(
                            """
                            INSERT INTO probe
                            SELECT '\(name)'::regclass, o.oid, pg_describe_object('\(name)'::regclass, o.oid, 0)
                            FROM (SELECT \(object)::oid AS oid) AS o
                            """))
                } catch let error as DatabaseFailure {
                    // A catalog whose rows have an OID and are no objects, such as pg_enum.
                    #expect(error.message.contains("object class"), "\(name): \(error.message)")
                }
            }
            let probes = try await connection.query(
                """
                SELECT class::regclass::text AS class, coalesce(description, '') AS description
                FROM probe ORDER BY class::regclass::text
                """
            ).map { (name: try $0["class", as: String.self], description: try $0["description", as: String.self]) }
            try await connection.query("SET search_path = public, pg_temp")
            #expect(probes.count > 30)
            #expect(probes.filter { $0.description.isEmpty }.map(\.name) == [], "give the script an example of these")

            for target in Self.targets {
                for kind in ["n", "a", "i", "P", "S", "e", "x"] {
                    try await connection.query(
                        sql: SQLStatement(
                            """
                            INSERT INTO pg_depend (classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype)
                            SELECT class, object, 0, \(target.address), '\(kind)' FROM probe
                            """))
                    let message = try await refusal(on: connection)
                    for probe in probes {
                        let isReader = probe.name == "pg_policy" || probe.name == "pg_rewrite"
                        // Their texts are written again: the tests of unusual views have examples that live.
                        if kind == "n", isReader,
                            target.isType || target.name.hasSuffix("view") || target.name == "column"
                        {
                            continue
                        }
                        let relationship =
                            switch kind {
                            case "a", "i", "P", "S": "would be dropped with"
                            default:
                                target.isType
                                    ? "uses the row type of"
                                    : isReader && probe.name == "pg_rewrite" ? "reads" : "refers to"
                            }
                        let sentence = "\(probe.description) \(relationship) \(target.view)"
                        #expect(
                            message.contains(sentence), "\(kind) of \(probe.name) to the \(target.name): \(message)")
                    }
                    try await connection.query(
                        """
                        DELETE FROM pg_depend d USING probe p
                        WHERE d.classid = p.class AND d.objid = p.object AND d.refobjid IN (
                            SELECT oid FROM pg_class WHERE relname IN ('m', 'm_id', 'v')
                            UNION ALL SELECT reltoastrelid FROM pg_class WHERE relname = 'm'
                            UNION ALL SELECT oid FROM pg_type WHERE typname IN ('m', '_m')
                            UNION ALL SELECT oid FROM pg_statistic_ext WHERE stxname = 'm_stats'
                            UNION ALL SELECT oid FROM pg_rewrite WHERE ev_class = 'v'::regclass
                            UNION ALL SELECT oid FROM pg_trigger WHERE tgname = 'v_trigger'
                            UNION ALL SELECT oid FROM pg_attrdef WHERE adrelid = 'v'::regclass)
                        """)
                }
            }
        }
    }

    @Test("Every catalog entry about any part of a view is carried over or refused by name")
    func everyCatalogEntryIsHandled() async throws {
        try await with { connection in
            let extensionAddress =
                "'pg_extension'::regclass, (SELECT oid FROM pg_extension WHERE extname = 'plpgsql'), 0"
            func refusal(_ insertion: String, undoing deletion: String) async throws -> String {
                try await connection.query(sql: SQLStatement(insertion))
                let message = try await self.refusal(on: connection)
                try await connection.query(sql: SQLStatement(deletion))
                return message
            }
            for target in Self.targets where target.name != "column" {
                let object = "(classid, objid, objsubid) = (\(target.address))"
                for kind in ["e", "x"] where !(kind == "x" && ["view", "index", "trigger"].contains(target.name)) {
                    let message = try await refusal(
                        "INSERT INTO pg_depend SELECT \(target.address), \(extensionAddress), '\(kind)'",
                        undoing: "DELETE FROM pg_depend WHERE \(object) AND deptype = '\(kind)'")
                    #expect(
                        message.contains("\(kind == "e" ? "belongs to" : "depends on") extension plpgsql"),
                        "\(target.name) \(kind): \(message)")
                }
                for kind in ["r", "i", "?"] {
                    let message = try await refusal(
                        """
                        INSERT INTO pg_shdepend (dbid, classid, objid, objsubid, refclassid, refobjid, deptype)
                        SELECT (SELECT oid FROM pg_database WHERE datname = current_database()), \(target.address),
                               'pg_authid'::regclass, 10, '\(kind)'
                        """, undoing: "DELETE FROM pg_shdepend WHERE \(object) AND deptype = '\(kind)'")
                    #expect(
                        message.contains("has an entry of kind \(kind) in pg_shdepend"), "\(target.name): \(message)")
                }
                let named = "(classoid, objoid, objsubid) = (\(target.address))"
                if ["default", "TOAST table"].contains(target.name) {
                    let message = try await refusal(
                        "INSERT INTO pg_description (classoid, objoid, objsubid, description) SELECT \(target.address), 'said'",
                        undoing: "DELETE FROM pg_description WHERE \(named)")
                    #expect(message.contains("has a comment that cannot be recreated"), "\(target.name): \(message)")
                }
                let message = try await refusal(
                    "INSERT INTO pg_seclabel (classoid, objoid, objsubid, provider, label) SELECT \(target.address), 'nobody', 'secret'",
                    undoing: "DELETE FROM pg_seclabel WHERE \(named)")
                #expect(
                    message.contains(
                        target.isType || target.name.hasSuffix("view")
                            ? "security label provider \"nobody\" is not loaded" : "has a security label that cannot"),
                    "\(target.name): \(message)")
                let granted = try await refusal(
                    """
                    INSERT INTO pg_init_privs (classoid, objoid, objsubid, privtype, initprivs)
                    SELECT \(target.address), 'e', ARRAY[makeaclitem(10, 10, 'SELECT', false)]
                    """,
                    undoing: "DELETE FROM pg_init_privs WHERE \(named)")
                #expect(
                    granted.contains("has privileges from the script of an extension"), "\(target.name): \(granted)")
            }
            // Back to a view that nothing is in the way of.
            #expect(try await self.refusal(on: connection) == "")
        }
    }

    /// What becomes of the columns of other catalogs that point at a view, its types, indexes and so on. All that is left are
    /// objects of their own, with entries in `pg_depend`: the test before has one of each class.
    private static let pointers: [String: String] = [
        // The view itself and what it is made of.
        "pg_attribute.attrelid": "columns, captured", "pg_attrdef.adrelid": "defaults, captured",
        "pg_attrdef.adrelid,adnum": "defaults, captured", "pg_class.reltoastrelid": "made by the server",
        "pg_class.reltype": "made by the server", "pg_type.typarray": "made by the server",
        "pg_type.typelem": "made by the server", "pg_type.typrelid": "made by the server",
        "pg_index.indexrelid": "indexes, captured", "pg_index.indrelid": "indexes, captured",
        "pg_index.indrelid,indkey": "indexes, captured", "pg_rewrite.ev_class": "rules, captured",
        "pg_statistic_ext.stxrelid": "statistics, captured",
        "pg_statistic_ext.stxrelid,stxkeys": "statistics, captured",
        "pg_trigger.tgrelid": "triggers, captured", "pg_trigger.tgrelid,tgattr": "triggers, captured",
        "pg_class.relrewrite": "only while the server rewrites a table",
        "pg_statistic.starelid": "ANALYZE", "pg_statistic.starelid,staattnum": "ANALYZE",
        "pg_statistic_ext_data.stxoid": "ANALYZE",
        "pg_subscription_rel.srrelid": "refused by name",
        "pg_extension.extconfig": "only members of the extension, which are refused by name",
        // Catalogs of addresses: the classes themselves.
        "pg_depend.classid": "class", "pg_depend.refclassid": "class", "pg_description.classoid": "class",
        "pg_init_privs.classoid": "class", "pg_seclabel.classoid": "class", "pg_shdepend.classid": "class",
        "pg_shdepend.refclassid": "class", "pg_shdescription.classoid": "class", "pg_shseclabel.classoid": "class",
    ]

    private static let classesWithEntries: Set<String> = [
        "pg_aggregate", "pg_amop", "pg_amproc", "pg_cast", "pg_constraint", "pg_foreign_table", "pg_inherits",
        "pg_opclass",
        "pg_operator", "pg_partitioned_table", "pg_policy", "pg_proc", "pg_publication_rel", "pg_range", "pg_sequence",
        "pg_transform",
    ]
    private static let columnsWithEntries: Set<String> = [
        "pg_attribute.atttypid", "pg_class.reloftype", "pg_trigger.tgconstrindid", "pg_trigger.tgconstrrelid",
        "pg_trigger.tgparentid", "pg_type.typbasetype", "pg_enum.enumtypid", "pg_type.typelem",
    ]

    @Test("Every column of the catalog that can point at a view is known")
    func everyPointingColumnIsKnown() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let found = try await connection.query(
                """
                SELECT DISTINCT fktable::text || '.' || array_to_string(fkcols, ',') AS name
                FROM pg_get_catalog_foreign_keys()
                WHERE pktable::text IN ('pg_class', 'pg_type', 'pg_trigger', 'pg_rewrite', 'pg_statistic_ext', 'pg_attrdef',
                                        'pg_attribute', 'pg_index')
                """
            ).map { try $0["name", as: String.self] }
            #expect(found.count > 60)
            for name in found {
                let isKnown =
                    Self.pointers[name] != nil || Self.columnsWithEntries.contains(name)
                    || Self.classesWithEntries.contains(String(name.prefix { $0 != "." }))
                #expect(isKnown, "\(name) can point at a view: what becomes of it?")
            }
        }
    }

    /// What keeps the rest of a view's catalog rows from being lost is that the server refuses it.
    @Test(
        "The server refuses statements that would make other catalog rows about a view",
        arguments: [
            "ALTER TABLE v DISABLE TRIGGER v_trigger", "ALTER TABLE v DISABLE RULE v_rule",
            "ALTER MATERIALIZED VIEW m REPLICA IDENTITY USING INDEX m_id",
            "ALTER PUBLICATION probe_publication ADD TABLE m",
            "CREATE TABLE child () INHERITS (m)", "GRANT USAGE ON TYPE _m TO PUBLIC",
            "COMMENT ON COLUMN m_id.id IS 'x'",
            "ALTER MATERIALIZED VIEW m ENABLE ROW LEVEL SECURITY", "CREATE POLICY p ON m USING (true)",
            "CREATE SEQUENCE s OWNED BY m.id", "ALTER EXTENSION plpgsql ADD INDEX m_id",
            "ALTER MATERIALIZED VIEW m ALTER id SET NOT NULL", "ALTER MATERIALIZED VIEW m ADD CHECK (id > 0)",
        ])
    func theServerRefuses(_ statement: String) async throws {
        try await with { connection in
            await #expect(throws: DatabaseFailure.self) { try await connection.query(sql: SQLStatement(statement)) }
        }
    }
}

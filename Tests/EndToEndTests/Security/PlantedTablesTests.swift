import Foundation
import TestSupport
import Testing

/// A schema `athanor`, tables in it or a version table that somebody else made, to have code of theirs run by whoever
/// migrates.
@Suite("Planted tables")
struct PlantedTablesTests {
    /// All commands that touch Athanor's tables.
    private static let commands = [
        ["upgrade", "head"], ["downgrade", "base"], ["stamp", "head"], ["log"], ["current"], ["current", "--verbose"],
        ["views"], ["views", "show", "v"], ["check"], ["repair"], ["reseal", "--all"], ["refresh", "v"],
        ["refresh", "--all"],
        ["refresh", "--all", "--plan"], ["upgrade", "head", "--plan"],
    ]

    private static let revisions = [
        "versions/a1_view.sql": """
        -- a view
        --
        -- revision: a1
        -- down_revision:

        -- upgrade

        CREATE TABLE t (a integer);
        CREATE MATERIALIZED VIEW v AS SELECT a FROM t;

        -- downgrade

        DROP MATERIALIZED VIEW v;
        DROP TABLE t;
        """,
        "versions/a2_more.sql": """
        -- more
        --
        -- revision: a2
        -- down_revision: a1

        -- upgrade

        CREATE TABLE more (a integer);

        -- downgrade

        DROP TABLE more;
        """,
    ]

    /// What somebody planted.
    enum Trap: String, CaseIterable, Sendable {
        case tablesWithTriggers, versionTableWithTrigger, viewsForTables, metadataTableWithForeignTrigger,
            versionTableRowSecurity

        /// Whether a command has made Athanor's own tables before, whose place it takes.
        func statements(_ evil: String) -> [String] {
            let rob = "CREATE TRIGGER rob BEFORE INSERT OR UPDATE OR DELETE ON"
            let own = ["log", "progress", "views", "revisions", "format"]
            switch self {
            case .tablesWithTriggers:
                return ["ALTER SCHEMA athanor OWNER TO \(evil)"]
                    + own.flatMap {
                        [
                            "ALTER TABLE athanor.\($0) OWNER TO \(evil)",
                            "\(rob) athanor.\($0) FOR EACH STATEMENT EXECUTE FUNCTION evil.rob_trigger()",
                        ]
                    }
            case .versionTableWithTrigger:
                return [
                    "ALTER TABLE public.athanor_version OWNER TO \(evil)",
                    "\(rob) public.athanor_version FOR EACH STATEMENT EXECUTE FUNCTION evil.rob_trigger()",
                ]
            case .viewsForTables:
                return ["ALTER SCHEMA athanor OWNER TO \(evil)"]
                    + own.flatMap {
                        [
                            "ALTER TABLE athanor.\($0) RENAME TO real_\($0)",
                            "CREATE VIEW athanor.\($0) AS SELECT * FROM athanor.real_\($0) WHERE evil.rob()",
                            "ALTER VIEW athanor.\($0) OWNER TO \(evil)",
                        ]
                    }
            case .metadataTableWithForeignTrigger:
                return ["\(rob) athanor.log FOR EACH STATEMENT EXECUTE FUNCTION evil.rob_trigger()"]
            case .versionTableRowSecurity:
                return [
                    "ALTER TABLE public.athanor_version ENABLE ROW LEVEL SECURITY",
                    "CREATE POLICY rob ON public.athanor_version USING (evil.rob())",
                ]
            }
        }
    }

    private func with(_ body: (ScratchDatabase, Workspace, String) async throws -> Void) async throws {
        try await ScratchDatabase.with(.postgreSQL) { database in
            let evil = "evil_\(UUID().uuidString.prefix(8).lowercased())"
            try await Workspace.with { workspace in
                try workspace.write("database: \(database.url)\n", to: "athanor.yaml")
                for (file, text) in Self.revisions { try workspace.write(text, to: file) }
                try await database.run(
                    "CREATE ROLE \(evil)", "CREATE SCHEMA evil AUTHORIZATION \(evil)", "SET ROLE \(evil)",
                    """
                    CREATE FUNCTION evil.rob() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
                        IF current_user <> '\(evil)' THEN EXECUTE 'ALTER ROLE \(evil) SUPERUSER'; END IF; RETURN true;
                    END $$
                    """,
                    """
                    CREATE FUNCTION evil.rob_trigger() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN PERFORM evil.rob(); RETURN NULL; END'
                    """, "RESET ROLE")
                do {
                    try await body(database, workspace, evil)
                } catch {
                    try? await database.run("DROP OWNED BY \(evil) CASCADE", "DROP ROLE \(evil)")
                    throw error
                }
                try await database.run("DROP OWNED BY \(evil) CASCADE", "DROP ROLE \(evil)")
            }
        }
    }

    private func isSuperuser(_ role: String, in database: ScratchDatabase) async throws -> Bool {
        try await database.rows(
            "SELECT rolsuper::text AS super FROM pg_roles WHERE rolname = '\(role)'") != ["false"]
    }

    @Test("Every command refuses what somebody planted, by the name of its owner", arguments: Trap.allCases)
    func refused(_ trap: Trap) async throws {
        try await with { database, workspace, evil in
            let upgrade = try await Executable.athanor.run(["upgrade", "a1"], in: workspace.folder)
            #expect(upgrade.exitCode == 0, "\(upgrade)")
            try await database.run(all: trap.statements(evil))
            for command in Self.commands {
                let execution = try await Executable.athanor.run(command, in: workspace.folder)
                #expect(execution.exitCode != 0, "\(execution)")
                #expect(execution.errors.contains(evil), "\(execution)")
                #expect(try await !isSuperuser(evil, in: database), "\(command)")
            }
        }
    }

    @Test("An empty schema of somebody else's is refused before anything is put into it")
    func emptySchema() async throws {
        try await with { database, workspace, evil in
            try await database.run("CREATE SCHEMA athanor AUTHORIZATION \(evil)")
            for command in [["upgrade", "head"], ["stamp", "head"], ["current"], ["log"], ["views"]] {
                let execution = try await Executable.athanor.run(command, in: workspace.folder)
                #expect(execution.exitCode != 0, "\(execution)")
                #expect(execution.errors.contains("schema athanor belongs to role \(evil)"), "\(execution)")
            }
            let tables = try await database.rows(
                """
                SELECT relname::text AS name FROM pg_class
                WHERE relnamespace = 'athanor'::regnamespace OR relname = 'athanor_version'
                """)
            #expect(tables.isEmpty)
        }
    }

    @Test("A version table of somebody else's, in a schema where all may create, is refused")
    func versionTableBefore() async throws {
        try await with { database, workspace, evil in
            try await database.run(
                "GRANT CREATE ON SCHEMA public TO \(evil)", "SET ROLE \(evil)",
                "CREATE TABLE public.athanor_version (version_num varchar(32) PRIMARY KEY)",
                """
                CREATE TRIGGER rob BEFORE INSERT ON public.athanor_version FOR EACH STATEMENT
                EXECUTE FUNCTION evil.rob_trigger()
                """, "RESET ROLE")
            let execution = try await Executable.athanor.run(["upgrade", "head"], in: workspace.folder)
            #expect(execution.exitCode != 0, "\(execution)")
            #expect(execution.errors.contains("table public.athanor_version belongs to role \(evil)"), "\(execution)")
            #expect(try await !isSuperuser(evil, in: database))
        }
    }

    @Test("A role that is named as trusted may own the tables, and others look with its grants")
    func trusted() async throws {
        try await with { database, workspace, owner in
            let looker = owner + "_looker"
            #expect(try await Executable.athanor.run(["upgrade", "head"], in: workspace.folder).exitCode == 0)
            try await database.run("CREATE ROLE \(looker)", "GRANT SELECT ON public.athanor_version TO \(looker)")
            try await database.run(
                "ALTER SCHEMA athanor OWNER TO \(owner)", "ALTER TABLE public.athanor_version OWNER TO \(owner)",
                "GRANT USAGE ON SCHEMA athanor TO \(looker)",
                "GRANT SELECT ON ALL TABLES IN SCHEMA athanor TO \(looker)")
            for table in ["log", "progress", "views", "revisions", "format"] {
                try await database.run("ALTER TABLE athanor.\(table) OWNER TO \(owner)")
            }
            func run(_ command: String, trusting: String?) async throws -> Execution {
                try workspace.write(
                    "database: \(database.url)\nrole: \(looker)\n"
                        + (trusting.map { "trusted_owners: [\($0)]\n" } ?? ""),
                    to: "athanor.yaml")
                return try await Executable.athanor.run([command], in: workspace.folder)
            }
            for command in ["current", "log", "views"] {
                let refused = try await run(command, trusting: nil)
                #expect(refused.exitCode != 0 && refused.errors.contains("trusted_owners"), "\(refused)")
                let allowed = try await run(command, trusting: owner)
                #expect(allowed.exitCode == 0, "\(allowed)")
            }
            // A member that somebody else made one trusts the role as well.
            try await database.run("GRANT \(owner) TO \(looker)")
            for command in ["current", "log", "views"] {
                let allowed = try await run(command, trusting: nil)
                #expect(allowed.exitCode == 0, "\(allowed)")
            }
            try await database.run("DROP OWNED BY \(looker)", "DROP ROLE \(looker)")
        }
    }

    @Test("That a role made others members of itself is no reason to trust it")
    func selfMade() async throws {
        try await with { database, workspace, evil in
            let version = try await database.rows("SHOW server_version_num")
            // A role did that itself up to PostgreSQL 14, and the dump of such a server's roles does it again, like this, on 15;
            // later servers refuse it.
            guard let number = version.first.flatMap({ Int($0) }), number < 160_000 else { return }
            let migrator = evil + "_migrator"
            try await database.run(
                "CREATE ROLE \(migrator)", "CREATE SCHEMA athanor AUTHORIZATION \(evil)",
                "GRANT \(evil) TO \(migrator) GRANTED BY \(evil)", "GRANT CREATE ON SCHEMA public TO \(migrator)")
            let execution = try await Executable.athanor.run(
                ["upgrade", "head", "--role", migrator], in: workspace.folder)
            #expect(execution.errors.contains("schema athanor belongs to role \(evil)"), "\(execution)")
            try await database.run("DROP OWNED BY \(migrator)", "DROP ROLE \(migrator)")
        }
    }

    @Test("That a role that may create roles made a superuser a member of one is no reason to trust that")
    func madeByCreator() async throws {
        try await with { database, workspace, evil in
            let (creator, made) = (evil + "_creator", evil + "_made")
            try await database.run(
                "CREATE ROLE \(creator) CREATEROLE", "SET ROLE \(creator)", "CREATE ROLE \(made)",
                "GRANT \(made) TO postgres", "RESET ROLE", "CREATE SCHEMA athanor AUTHORIZATION \(made)")
            for command in [["upgrade", "head"], ["current"]] {
                let execution = try await Executable.athanor.run(command, in: workspace.folder)
                #expect(execution.exitCode == 1)
                #expect(execution.errors.contains("schema athanor belongs to role \(made)"), "\(execution)")
            }
            try await database.run(
                "DROP OWNED BY \(made) CASCADE", "DROP ROLE \(made)", "DROP OWNED BY \(creator)", "DROP ROLE \(creator)"
            )
        }
    }

    @Test("The database's owner is trusted")
    func databaseOwner() async throws {
        try await with { database, workspace, owner in
            let name = database.name
            try await database.run(
                "CREATE SCHEMA athanor AUTHORIZATION \(owner)", "ALTER DATABASE \(name) OWNER TO \(owner)")
            let execution = try await Executable.athanor.run(["upgrade", "head"], in: workspace.folder)
            #expect(execution.exitCode == 0, "\(execution)")
            try await database.run("ALTER DATABASE \(name) OWNER TO CURRENT_USER")
        }
    }

    @Test("The owner of the version table's schema cannot put another table in its place unnoticed")
    func schemaOfVersionTable() async throws {
        try await with { database, workspace, evil in
            try workspace.write("database: \(database.url)\nversion_table_schema: evil\n", to: "athanor.yaml")
            let upgrade = try await Executable.athanor.run(["upgrade", "a1"], in: workspace.folder)
            #expect(upgrade.exitCode == 0, "\(upgrade)")
            try await database.run(
                "SET ROLE \(evil)", "DROP TABLE evil.athanor_version",
                "CREATE TABLE evil.athanor_version (version_num text PRIMARY KEY DEFAULT evil.rob()::text)",
                "RESET ROLE")
            let execution = try await Executable.athanor.run(["current"], in: workspace.folder)
            #expect(execution.errors.contains("table evil.athanor_version belongs to role \(evil)"), "\(execution)")
        }
    }

    @Test("What a revision itself writes into another role's table runs that role's triggers, as the page says")
    func namedTable() async throws {
        try await with { database, workspace, evil in
            try await database.run(
                "SET ROLE \(evil)", "CREATE TABLE evil.t (a int)",
                "CREATE TRIGGER rob BEFORE INSERT ON evil.t FOR EACH STATEMENT EXECUTE FUNCTION evil.rob_trigger()",
                "RESET ROLE")
            try workspace.write(
                (Self.revisions["versions/a2_more.sql"] ?? "").replacing(
                    "CREATE TABLE more (a integer);",
                    with: "CREATE TABLE more (a integer);\nINSERT INTO evil.t VALUES (1);"),
                to: "versions/a2_more.sql")
            let execution = try await Executable.athanor.run(["upgrade", "head"], in: workspace.folder)
            #expect(execution.exitCode == 0, "\(execution)")
            #expect(try await isSuperuser(evil, in: database))
            try await database.run("ALTER ROLE \(evil) NOSUPERUSER")
        }
    }

    @Test("The role that the session takes on may own the tables where nobody else can act as it, and not otherwise")
    func assumedRole() async throws {
        try await with { database, workspace, evil in
            let app = evil + "_app"
            let name = database.name
            try await database.run(
                "CREATE ROLE \(app)", "GRANT CREATE ON DATABASE \(name) TO \(app)",
                "GRANT USAGE, CREATE ON SCHEMA public TO \(app)", "GRANT \(app) TO \(evil)")
            func run(_ command: [String], trusting: String? = nil) async throws -> Execution {
                try workspace.write(
                    "database: \(database.url)\nrole: \(app)\n" + (trusting.map { "trusted_owners: [\($0)]\n" } ?? ""),
                    to: "athanor.yaml")
                return try await Executable.athanor.run(command, in: workspace.folder)
            }
            // Before anything is made that would belong to the role.
            let first = try await run(["upgrade", "a1"])
            #expect(first.exitCode != 0 && first.errors.contains("belongs to role \(app)"), "\(first)")
            #expect(first.errors.contains("trusted_owners"), "\(first)")
            let made = try await database.rows(
                "SELECT nspname::text AS name FROM pg_namespace WHERE nspname = 'athanor'")
            #expect(made.isEmpty)

            try await database.run("REVOKE \(app) FROM \(evil)")
            #expect(try await run(["upgrade", "a1"]).exitCode == 0)
            #expect(try await run(["log"]).exitCode == 0)
            try await database.run(
                "GRANT \(app) TO \(evil)", "SET ROLE \(evil)", "SET ROLE \(app)",
                """
                CREATE FUNCTION public.back() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    RESET ROLE; ALTER ROLE \(evil) SUPERUSER; RETURN NULL;
                END $$
                """, "RESET ROLE")
            for table in ["log", "progress", "views", "revisions"] {
                try await database.run(
                    """
                    CREATE TRIGGER back AFTER INSERT OR UPDATE OR DELETE ON athanor.\(table) FOR EACH STATEMENT
                    EXECUTE FUNCTION public.back()
                    """)
            }
            for command in Self.commands {
                let execution = try await run(command)
                #expect(execution.exitCode != 0 && execution.errors.contains("role \(app)"), "\(execution)")
            }
            // What a former member left is refused as well.
            try await database.run("REVOKE \(app) FROM \(evil)")
            for command in Self.commands {
                let execution = try await run(command)
                #expect(execution.errors.contains("that uses code of role \(app)"), "\(execution)")
            }
            #expect(try await !isSuperuser(evil, in: database))
            try await database.run("DROP FUNCTION public.back() CASCADE", "GRANT \(app) TO \(evil)")
            #expect(try await run(["log"], trusting: app).exitCode == 0)
            try await database.run("DROP OWNED BY \(app) CASCADE", "DROP ROLE \(app)")
        }
    }
}

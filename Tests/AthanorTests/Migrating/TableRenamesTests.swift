import AthanorTesting
import TestSupport
import Testing

@testable import Athanor

/// What reads a table follows when the table is renamed; what reads a table that is made anew under its name stays with the name.
@Suite("Renames of tables on SQLite")
struct TableRenamesTests {
    /// How a revision gets into a database.
    enum Way: CaseIterable {
        case run
        case script
    }

    private static let tables = """
        CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT);
        INSERT INTO t VALUES (1, 'x');
        CREATE TABLE k (r REFERENCES t (a));
        CREATE VIEW v AS SELECT a, b FROM t;
        CREATE TRIGGER g AFTER INSERT ON k BEGIN UPDATE t SET b = 'used' WHERE a = new.r; END;
        """

    private static func entries(_ setup: String, _ sql: String) throws -> [RevisionEntry] {
        try [("a1", "", setup), ("b2", "a1", sql)].map { id, down, sql in
            try RevisionEntry(sql: SourceText(path: "\(id).sql", text: sqlRevision(id, after: down, sql, down: "")))
        }
    }

    /// Runs a revision after one that makes the tables, and looks at what came of it.
    private static func after(
        _ sql: String, on setup: String, _ way: Way, _ check: (TestBench) async throws -> Void
    ) async throws {
        try await TestedDatabase.sqlite.with { bench in
            let entries = try entries(setup, sql)
            try await bench.migrator(Array(entries.prefix(1))).upgrade()
            switch way {
            case .run:
                try await bench.migrator(entries).upgrade()
            case .script:
                let script = try await bench.offlineMigrator(entries).script(.upgrade, "a1:b2")
                let outcome = try bench.client.run(script)
                #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
            }
            try await check(bench)
            #expect(try await bench.rows("PRAGMA foreign_key_check") == [])
            #expect(try await bench.rows("PRAGMA integrity_check") == ["ok"])
        }
    }

    private static func refusal(of sql: String, on setup: String) async throws -> Explanation {
        try await TestedDatabase.sqlite.with { bench in
            let entries = try entries(setup, sql)
            try await bench.migrator(Array(entries.prefix(1))).upgrade()
            let before = try await bench.rows("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE '%athanor%'")
            let failure = await #expect(throws: MigrationFailure.self) { try await bench.migrator(entries).upgrade() }
            #expect(
                try await bench.rows("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE '%athanor%'") == before)
            return Explanation(of: try #require(failure))
        }
    }

    // MARK: - The ordinary rename

    /// Where else the new name may stand, as no table.
    static let chances = [
        "CREATE VIEW other AS SELECT 1 AS sales;", "CREATE VIEW other AS SELECT 'sales' AS x;",
        "CREATE VIEW other AS SELECT \"sales\".a FROM t AS \"sales\";",
        "CREATE VIEW other (sales) AS SELECT b FROM t;",
        "CREATE VIEW other AS WITH Sales AS (SELECT 1) SELECT * FROM Sales;",
        "CREATE TABLE z (sales); INSERT INTO z VALUES (2); CREATE VIEW other AS SELECT sales FROM z;",
        "CREATE TABLE log (sales); CREATE TRIGGER h AFTER INSERT ON k BEGIN INSERT INTO log (sales) VALUES (new.r); END;",
        "CREATE TRIGGER sales AFTER DELETE ON k BEGIN UPDATE t SET b = 'SALES'; END;",
        "CREATE MATERIALIZED VIEW m AS SELECT a AS sales FROM t;",
        "CREATE TABLE p (r REFERENCES sales (a)); CREATE TRIGGER h AFTER INSERT ON p BEGIN SELECT 'sales'; END;",
    ]

    @Test("Readers follow a rename, whatever else has the new name", arguments: chances, Way.allCases)
    func following(_ chance: String, _ way: Way) async throws {
        try await Self.after("ALTER TABLE t RENAME TO sales;", on: Self.tables + chance, way) { bench in
            #expect(try await bench.rows("SELECT * FROM v") == ["1|x"])
            #expect(try await bench.rows("SELECT \"table\" FROM pragma_foreign_key_list('k')") == ["sales"])
            try await bench.run("INSERT INTO k VALUES (1)")
            #expect(try await bench.rows("SELECT b FROM v") == ["used"])
            for view in try await bench.rows("SELECT name FROM sqlite_schema WHERE name IN ('other', 'm')") {
                #expect(try await !bench.rows("SELECT * FROM \(view)").isEmpty)
            }
        }
    }

    @Test("A name that a function has is a table's too", arguments: Way.allCases)
    func function(_ way: Way) async throws {
        let setup = Self.tables + "CREATE VIEW other AS SELECT count(*) AS n FROM t;"
        try await Self.after("ALTER TABLE t RENAME TO \"count\";", on: setup, way) { bench in
            let rows = try await bench.rows("SELECT a, n FROM v, other")
            #expect(rows == ["1|1"])
        }
    }

    // MARK: - The last step of a rebuild

    private static let copying = """
        CREATE TABLE n (a INTEGER PRIMARY KEY, b TEXT, c INTEGER DEFAULT 7, up REFERENCES n);
        INSERT INTO n (a, b) SELECT a, b FROM t;
        """

    static let rebuilds = [
        copying + "DROP TABLE t; ALTER TABLE n RENAME TO t;",
        copying + "DROP TABLE main.t; ALTER TABLE main.[n] RENAME TO \"T\";",
        copying + "CREATE TRIGGER o AFTER UPDATE ON main.n BEGIN UPDATE n SET c = 8 WHERE a = new.a; END; "
            + "DROP TABLE t; ALTER TABLE n RENAME TO t;",
        copying + "CREATE TRIGGER o AFTER UPDATE ON main.n BEGIN UPDATE t SET c = 8 WHERE a = new.a; END; "
            + "DROP TABLE t; ALTER TABLE n RENAME TO t;",
        copying + "CREATE VIEW w AS SELECT c FROM n; DROP TABLE t; ALTER TABLE n RENAME TO t;",
        copying + "CREATE TEMP TRIGGER o AFTER INSERT ON k BEGIN DELETE FROM t WHERE 0; END; DROP TABLE t; "
            + "ALTER TABLE n RENAME TO t;",
    ]

    @Test(
        "Readers stay with the name when a new table takes it, and what reads the new table follows",
        arguments: rebuilds, Way.allCases)
    func rebuilding(_ sql: String, _ way: Way) async throws {
        let setup =
            Self.tables + """
                CREATE VIEW over AS SELECT b FROM v;
                CREATE TRIGGER writing INSTEAD OF INSERT ON over BEGIN INSERT INTO t (b) VALUES (new.b); END;
                CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
                CREATE VIEW broken AS SELECT * FROM nowhere;
                """
        try await Self.after(sql, on: setup, way) { bench in
            #expect(try await bench.rows("SELECT \"table\" FROM pragma_foreign_key_list('k')") == ["t"])
            let own = try await bench.rows("SELECT \"table\" FROM pragma_foreign_key_list('t')")
            #expect(own.map { $0.lowercased() } == ["t"])
            try await bench.run("INSERT INTO k VALUES (1)", "INSERT INTO over VALUES ('more')")
            #expect(try await bench.rows("SELECT b FROM over") == ["used", "more"])
            #expect(try await bench.rows("SELECT a FROM m") == ["1"])
            let hasOther = try await !bench.rows("SELECT 1 FROM sqlite_schema WHERE name = 'w'").isEmpty
            if hasOther { #expect(try await bench.rows("SELECT c FROM w") == ["7", "7"]) }
            let hasTrigger = try await !bench.rows("SELECT 1 FROM sqlite_schema WHERE name = 'o'").isEmpty
            if hasTrigger { #expect(try await bench.rows("SELECT c FROM t WHERE a = 1") == ["8"]) }
            #expect(
                try await bench.rows("SELECT name FROM sqlite_schema WHERE type = 'view' AND name = 'broken'")
                    == ["broken"])
        }
    }

    @Test("A table that an earlier revision has dropped comes back by a rename", arguments: Way.allCases)
    func earlier(_ way: Way) async throws {
        let setup = """
            CREATE TABLE t (a); CREATE TABLE n (a); INSERT INTO n VALUES (1);
            CREATE VIEW v AS SELECT a FROM t;
            CREATE VIEW other AS SELECT a FROM n;
            DROP TABLE t;
            """
        try await Self.after("ALTER TABLE n RENAME TO t;", on: setup, way) { bench in
            let rows = try await bench.rows("SELECT v.a, other.a FROM v, other")
            #expect(rows == ["1|1"])
        }
    }

    @Test("What is broken without the new name is named by SQLite, as ever")
    func broken() async throws {
        let setup = Self.tables + "CREATE VIEW broken AS SELECT 'sales' FROM nowhere;"
        let explanation = try await Self.refusal(of: "ALTER TABLE t RENAME TO sales;", on: setup)
        #expect(explanation.message.contains("error in view broken: no such table: main.nowhere"))
    }

    // MARK: - The first step of a rebuild

    private static let ending = """
        CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c);
        INSERT INTO t (a, b) SELECT a, b FROM old;
        DROP TABLE old;
        """

    /// Tables whose texts say their own name, which a rename without carrying it through would leave in them.
    static let namingThemselves = [
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT CHECK (t.b <> ''));",
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, CHECK (\"T\".b <> ''));",
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT CHECK (t.b > ''), up REFERENCES t);",
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT); CREATE INDEX i ON t (a) WHERE t.b > '';",
    ]

    @Test(
        "A table whose own text names it can be renamed away, and its readers stay with the name",
        arguments: namingThemselves, Way.allCases)
    func away(_ table: String, _ way: Way) async throws {
        let setup =
            table + """
                INSERT INTO t (a, b) VALUES (1, 'x');
                CREATE VIEW v AS SELECT a, b FROM t;
                CREATE VIEW over AS SELECT b FROM v;
                CREATE TRIGGER writing INSTEAD OF INSERT ON v BEGIN INSERT INTO t (b) VALUES (new.b); END;
                CREATE TRIGGER own AFTER INSERT ON t BEGIN UPDATE t SET b = t.b || '!' WHERE a = new.a; END;
                CREATE TABLE k (r);
                CREATE TRIGGER g AFTER INSERT ON k BEGIN UPDATE t SET b = 'used' WHERE t.a = new.r; END;
                CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
                """
        try await Self.after("ALTER TABLE t RENAME TO old;" + Self.ending, on: setup, way) { bench in
            try await bench.run("INSERT INTO k VALUES (1)", "INSERT INTO v (b) VALUES ('more')")
            #expect(try await bench.rows("SELECT b FROM over") == ["used", "more"])
            #expect(try await bench.rows("SELECT a FROM m") == ["1"])
            #expect(try await bench.rows("SELECT name FROM sqlite_schema WHERE name IN ('i', 'own', 'old')") == [])
        }
    }

    @Test("Where a foreign key is to stay with the name too, the refusal says how else to rebuild the table")
    func awayUnderForeignKey() async throws {
        let setup = Self.namingThemselves[0] + "CREATE TABLE k (r REFERENCES t (a));"
        let explanation = try await Self.refusal(of: "ALTER TABLE t RENAME TO old;" + Self.ending, on: setup)
        #expect(explanation.message.contains("table \"t\" cannot be renamed out of the way"))
        #expect(explanation.message.contains("foreign key of table \"k\""))
        let way =
            "CREATE TABLE n (a INTEGER PRIMARY KEY, b TEXT CHECK (n.b <> '')); DROP TABLE t; ALTER TABLE n RENAME TO t;"
        try await Self.after(way, on: setup, .run) { bench in
            let keys = try await bench.rows("SELECT \"table\" FROM pragma_foreign_key_list('k')")
            #expect(keys == ["t"])
        }
    }

    // MARK: - What was left behind

    @Test(
        "A rename that leaves readers or references behind is refused by their names, where it stands",
        arguments: [
            ("PRAGMA legacy_alter_table = ON;\nALTER TABLE t RENAME TO sales;", ["view \"v\"", "trigger \"g\""]),
            (
                "PRAGMA legacy_alter_table = ON;\nALTER TABLE t RENAME TO u; ALTER TABLE u RENAME TO sales;",
                ["view \"v\"", "trigger \"g\""]
            ),
            (
                "DROP VIEW v; DROP TRIGGER g; PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON;\n"
                    + "ALTER TABLE t RENAME TO sales;",
                ["a foreign key of table \"k\""]
            ),
            (
                "CREATE TABLE n (a INTEGER PRIMARY KEY, b TEXT);\n"
                    + "CREATE TRIGGER o AFTER UPDATE ON n BEGIN DELETE FROM n WHERE a > (SELECT max(a) FROM t); END;"
                    + "DROP TABLE t; ALTER TABLE n RENAME TO t;", ["trigger \"o\""]
            ),
            (
                "CREATE TABLE n (a); DROP TABLE t; CREATE VIEW w AS SELECT 1 FROM n, t; ALTER TABLE n RENAME TO t;",
                ["view \"w\""]
            ),
        ])
    func leftBehind(_ sql: String, _ left: [String]) async throws {
        let explanation = try await Self.refusal(of: sql, on: Self.tables)
        #expect(explanation.message.contains("cannot be renamed to"))
        for name in left { #expect(explanation.message.contains(name), "\(explanation.message)") }
        #expect(explanation.place?.source.path == "b2.sql")
    }

    @Test(
        "What is made again, or dropped with its table, is not left behind",
        arguments: [
            "PRAGMA legacy_alter_table = ON; ALTER TABLE t RENAME TO sales; DROP VIEW v; DROP TRIGGER g; "
                + "CREATE VIEW v AS SELECT b FROM sales;",
            "PRAGMA legacy_alter_table = ON; ALTER TABLE t RENAME TO sales; CREATE VIEW t AS SELECT * FROM sales;",
            "ALTER TABLE t RENAME TO old; CREATE TABLE t (a INTEGER PRIMARY KEY, b); INSERT INTO t SELECT * FROM old;"
                + "DROP TABLE old;",
            "ALTER TABLE t RENAME TO old; VACUUM; CREATE TABLE t (a INTEGER PRIMARY KEY, b); "
                + "INSERT INTO t SELECT * FROM old; DROP TABLE old;",
        ])
    func madeAgain(_ sql: String) async throws {
        try await Self.after(sql, on: Self.tables, .run) { bench in
            let rows = try await bench.rows("SELECT b FROM v")
            #expect(rows == ["x"])
        }
    }
}

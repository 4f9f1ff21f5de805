import Athanor
import AthanorSQLite
import AthanorTesting
import Testing

@Suite("A revision's transaction")
struct TransactionTests {
    private static let family = """
        CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent ON DELETE CASCADE);
        INSERT INTO parent VALUES (1, 'a'), (2, 'b');
        INSERT INTO child VALUES (10, 1), (20, 2);
        """

    private static let rebuild = """
        CREATE TABLE new_parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        INSERT INTO new_parent SELECT id, name FROM parent;
        DROP TABLE parent;
        ALTER TABLE new_parent RENAME TO Parent;
        """

    @Test(
        "keeps the children when it rebuilds their parents' table",
        arguments: [rebuild, "PRAGMA foreign_keys=OFF;\n" + rebuild + "PRAGMA foreign_keys=ON;"])
    func rebuilding(script: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.family)
            try await connection.migrate(script)
            #expect(try await connection.column("SELECT id FROM child ORDER BY id") == [10, 20])
            #expect(try await connection.column("PRAGMA foreign_keys") == [1])
            let failure = try await error(DatabaseFailure.self) {
                try await connection.query("INSERT INTO child VALUES (30, 3)")
            }
            #expect(failure.code == "SQLITE_CONSTRAINT_FOREIGNKEY")
        }
    }

    @Test("does not commit a rebuild that leaves children without parents, and enforces foreign keys again")
    func violation() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.family)
            let failure = try await error(CheckFailure.self) {
                try await connection.migrate(
                    Self.rebuild.replacing("FROM parent;", with: "FROM parent WHERE id = 1;"))
            }
            #expect(failure.violation.contains(#"row 20 of table "child" refers to no row of "parent""#))
            #expect(try await connection.column("SELECT count(*) FROM parent") == [2])
            #expect(try await connection.column("PRAGMA foreign_keys") == [1])
        }
    }

    @Test("rebuilds a table that views and materialized views read")
    func rebuildUnderViews() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                Self.family + """
                    CREATE VIEW names AS SELECT name FROM parent;
                    CREATE MATERIALIZED VIEW upper_names AS SELECT upper(name) AS name FROM parent;
                    """)
            try await connection.migrate(
                Self.rebuild + "INSERT INTO parent VALUES (3, 'c');\nREFRESH MATERIALIZED VIEW upper_names;")
            #expect(try await connection.column("SELECT name FROM names") == ["a", "b", "c"])
            #expect(try await connection.column("SELECT name FROM upper_names") == ["A", "B", "C"])
            #expect(try await connection.column("PRAGMA legacy_alter_table") == [0])
        }
    }

    /// The other way round of a rebuild: the old table goes away first.
    private static let rebuildBesides = """
        ALTER TABLE parent RENAME TO Parent_old;
        CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        INSERT INTO parent SELECT id, name FROM parent_old;
        DROP TABLE parent_old;
        """

    private static let swap = """
        CREATE TABLE new_parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        INSERT INTO new_parent SELECT id, name FROM parent;
        ALTER TABLE parent RENAME TO parent_old;
        ALTER TABLE new_parent RENAME TO parent;
        DROP TABLE parent_old;
        """

    private static let detour = """
        ALTER TABLE parent RENAME TO parent_1;
        ALTER TABLE parent_1 RENAME TO parent_2;
        CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        INSERT INTO parent SELECT id, name FROM parent_2;
        DROP TABLE parent_2;
        """

    @Test(
        "keeps the children, and what they refer to, when a rebuild renames the old table away",
        arguments: [rebuildBesides, swap, detour, rebuildBesides + rebuildBesides])
    func renamingAway(script: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                Self.family + """
                    CREATE VIEW names AS SELECT name FROM parent;
                    CREATE TRIGGER named AFTER INSERT ON child BEGIN
                        UPDATE parent SET name = 'of ' || new.id WHERE id = new.parent_id;
                    END;
                    """)
            try await connection.migrate(script)
            #expect(try await connection.column("SELECT id FROM child ORDER BY id") == [10, 20])
            #expect(try await connection.column(#"SELECT "table" FROM pragma_foreign_key_list('child')"#) == ["parent"])
            #expect(try await connection.column(#"SELECT "notnull" FROM pragma_table_info('parent')"#) == [0, 1])
            try await connection.query("INSERT INTO child VALUES (30, 2)")
            #expect(try await connection.column("SELECT name FROM names ORDER BY name") == ["a", "of 30"])
            #expect(try await connection.column("PRAGMA foreign_keys") == [1])
            #expect(try await connection.column("PRAGMA legacy_alter_table") == [0])
            #expect(try await connection.column("SELECT count(*) FROM sqlite_temp_master") == [0])
        }
    }

    @Test("does not commit when a rebuild that renames the old table away loses a parent")
    func renamingAwayViolation() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.family)
            let failure = try await error(CheckFailure.self) {
                try await connection.migrate(
                    Self.rebuildBesides.replacing("FROM parent_old;", with: "FROM parent_old WHERE id = 1;"))
            }
            #expect(failure.violation.contains(#"row 20 of table "child" refers to no row of "parent""#))
            #expect(try await connection.column("SELECT id FROM child ORDER BY id") == [10, 20])
            #expect(try await connection.column("SELECT count(*) FROM sqlite_temp_master") == [0])
        }
    }

    @Test("carries other renames through to the references, in the same revision as a rebuild too")
    func otherRename() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                Self.family + """
                    CREATE TABLE toy (id INTEGER PRIMARY KEY, child_id INTEGER REFERENCES child);
                    INSERT INTO toy VALUES (100, 10);
                    """)
            try await connection.migrate(Self.rebuildBesides + "ALTER TABLE child RENAME TO kid;")
            #expect(try await connection.column(#"SELECT "table" FROM pragma_foreign_key_list('toy')"#) == ["kid"])
            #expect(try await connection.column(#"SELECT "table" FROM pragma_foreign_key_list('kid')"#) == ["parent"])
        }
    }

    /// Rows written with enforcement off that refer to nothing: in a table with row numbers of its own, one whose rows
    /// are numbered by SQLite, and one without row numbers.
    private static func breakReferences(on connection: any Connection) async throws {
        try await connection.migrate(
            family + """
                CREATE TABLE link (name TEXT PRIMARY KEY, parent_id INTEGER REFERENCES parent);
                CREATE TABLE pair (name TEXT PRIMARY KEY, parent_id INTEGER REFERENCES parent) WITHOUT ROWID;
                """)
        try await connection.query("PRAGMA foreign_keys = OFF")
        try await connection.query("INSERT INTO child VALUES (11, 99)")
        try await connection.query("INSERT INTO link VALUES ('gap', 1), ('x', 99), ('y', 2)")
        try await connection.query("DELETE FROM link WHERE name = 'gap'")
        try await connection.query("INSERT INTO pair VALUES ('x', 99), ('y', 2)")
        try await connection.query("PRAGMA foreign_keys = ON")
    }

    private static let rebuildLink = """
        CREATE TABLE new_link (name TEXT PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parent);
        INSERT INTO new_link SELECT name, parent_id FROM link;
        DROP TABLE link;
        ALTER TABLE new_link RENAME TO Link;
        """

    @Test(
        "says nothing of references that were broken before the rebuild",
        arguments: [rebuild, rebuildBesides, rebuildLink, rebuild + rebuildLink, "PRAGMA foreign_keys = OFF"])
    func brokenBefore(script: String) async throws {
        try await withDatabase { connection in
            try await Self.breakReferences(on: connection)
            try await connection.migrate(script)
            #expect(try await connection.column("SELECT id FROM child ORDER BY id") == [10, 11, 20])
            #expect(try await connection.column("PRAGMA foreign_keys") == [1])
            #expect(try await connection.column("SELECT count(*) FROM sqlite_temp_master") == [0])
        }
    }

    @Test(
        "names only the references that the rebuild breaks, also when it mends others",
        arguments: ["", "DELETE FROM child WHERE id = 11; DELETE FROM pair WHERE name = 'x';"])
    func brokenSince(mending: String) async throws {
        try await withDatabase { connection in
            try await Self.breakReferences(on: connection)
            try await connection.query("DELETE FROM pair WHERE name = 'y'")
            let failure = try await error(CheckFailure.self) {
                try await connection.migrate(
                    mending + Self.rebuild.replacing("FROM parent;", with: "FROM parent WHERE id = 1;"))
            }
            #expect(failure.violation.contains(#"row 20 of table "child" refers to no row of "parent""#))
            #expect(failure.violation.contains(#"row 3 of table "link" refers to no row of "parent""#))
            #expect(!failure.violation.contains("row 11 "))
            #expect(!failure.violation.contains("row 2 "))
            #expect(!failure.violation.contains(#""pair""#))
            #expect(try await connection.column("SELECT count(*) FROM sqlite_temp_master") == [0])
        }
    }

    @Test("counts the broken references where rows have no numbers, or new ones")
    func brokenSinceWithoutRowNumbers() async throws {
        try await withDatabase { connection in
            try await Self.breakReferences(on: connection)
            let pair = try await error(CheckFailure.self) {
                try await connection.migrate("PRAGMA foreign_keys = OFF; INSERT INTO pair VALUES ('z', 99)")
            }
            #expect(pair.violation.hasSuffix(#": a row of table "pair" refers to no row of "parent""#))
            let link = try await error(CheckFailure.self) {
                try await connection.migrate(Self.rebuildLink + "UPDATE link SET parent_id = 98 WHERE name = 'y'")
            }
            #expect(link.violation.contains(#"of table "Link" refers to no row of "parent""#))
            #expect(!link.violation.contains("child"))
        }
    }

    @Test("lets a rebuild give a table the key that references to it lack")
    func mismatchBefore() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE parent (id INTEGER, name TEXT);
                CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent (id));
                """)
            try await connection.migrate(Self.rebuild)
            try await connection.query("INSERT INTO parent VALUES (1, 'a')")
            try await connection.query("INSERT INTO child VALUES (10, 1)")
        }
    }

    @Test("enforces foreign keys in other work: a DELETE there deletes the children")
    func otherWork() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.family)
            try await connection.migrate(
                "PRAGMA foreign_keys = ON; DELETE FROM parent WHERE id = 1; DROP TABLE IF EXISTS x")
            #expect(try await connection.column("SELECT id FROM child") == [20])
        }
    }

    @Test("turns off again what a PRAGMA turned on, also when the revision fails", arguments: ["", "; SELECT nothing"])
    func settings(end: String) async throws {
        try await withDatabase { connection in
            do {
                try await connection.migrate("PRAGMA recursive_triggers = ON; PRAGMA main.legacy_alter_table(1)" + end)
            } catch is DatabaseFailure where !end.isEmpty {}
            #expect(try await connection.column("PRAGMA recursive_triggers") == [0])
            #expect(try await connection.column("PRAGMA legacy_alter_table") == [0])
        }
    }

    @Test("can begin again after something kept it from beginning, also around a rebuild")
    func beginningAgain() async throws {
        try await withDatabase { connection in
            let source = SourceText(path: "versions/1.sql", text: Self.rebuildBesides)
            let statements = try connection.module.scriptReader.statements(in: source.all)
            let dialect = connection.module.dialect
            let scope = dialect.transaction(for: try statements.flatMap { try dialect.lower($0) })
            let beginning = scope.before + [scope.begin]

            // Another writer would be waited for; a transaction that is open already refuses at once.
            try await connection.query("BEGIN")
            _ = try await error(DatabaseFailure.self) { try await connection.run(beginning) }
            try await connection.query("COMMIT")
            try await connection.run(beginning + scope.opening)
            try await connection.run([scope.rollback] + scope.after)
            #expect(try await connection.column("SELECT count(*) FROM sqlite_temp_master") == [0])
        }
    }

    @Test("holds the write lock from its beginning")
    func immediate() {
        let scope = SQLite().dialect.transaction(for: [])
        #expect(scope.begin.text == "BEGIN IMMEDIATE")
        #expect(scope.before.isEmpty && scope.after.isEmpty && scope.checks.isEmpty && scope.continuing.isEmpty)
    }

    @Test("runs a VACUUM by itself")
    func vacuum() async throws {
        try await withDatabase { connection in
            try await connection.migrate("CREATE TABLE t (a); VACUUM; CREATE TABLE u (a)")
            #expect(try await connection.column("SELECT count(*) FROM sqlite_master") == [2])
        }
    }
}

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
            let failure = try await error(DatabaseError.self) {
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
            } catch is DatabaseError where !end.isEmpty {}
            #expect(try await connection.column("PRAGMA recursive_triggers") == [0])
            #expect(try await connection.column("PRAGMA legacy_alter_table") == [0])
        }
    }

    @Test("holds the write lock from its beginning")
    func immediate() {
        let scope = SQLite().dialect.transaction(for: [])
        #expect(scope.begin.text == "BEGIN IMMEDIATE")
        #expect(scope.before.isEmpty && scope.after.isEmpty && scope.checks.isEmpty)
    }

    @Test("runs a VACUUM by itself")
    func vacuum() async throws {
        try await withDatabase { connection in
            try await connection.migrate("CREATE TABLE t (a); VACUUM; CREATE TABLE u (a)")
            #expect(try await connection.column("SELECT count(*) FROM sqlite_master") == [2])
        }
    }
}

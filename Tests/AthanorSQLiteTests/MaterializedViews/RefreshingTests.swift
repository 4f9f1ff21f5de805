import Athanor
import AthanorSQLite
import AthanorTesting
import TestSupport
import Testing

/// What a refresh writes: triggers on the table of rows count it, since nothing else may change there.
@Suite("A refresh of an emulated materialized view")
struct RefreshingTests {
    private static let counting = """
        ;
        CREATE TABLE writes (what TEXT);
        CREATE TRIGGER inserted AFTER INSERT ON athanor_rows_m BEGIN INSERT INTO writes VALUES ('insert'); END;
        CREATE TRIGGER updated AFTER UPDATE ON athanor_rows_m BEGIN INSERT INTO writes VALUES ('update'); END;
        CREATE TRIGGER deleted AFTER DELETE ON athanor_rows_m BEGIN INSERT INTO writes VALUES ('delete'); END;
        """

    /// Refreshes `m` and says what was written.
    private func refresh(_ connection: any Connection) async throws -> [Value] {
        try await connection.query("DELETE FROM writes")
        try await connection.migrate("REFRESH MATERIALIZED VIEW m")
        return try await connection.column("SELECT what FROM writes ORDER BY what")
    }

    @Test("writes nothing when nothing has changed, and the rows that have when some have", arguments: [true, false])
    func difference(hasKey: Bool) async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (id INTEGER PRIMARY KEY, a);
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
                INSERT INTO t SELECT i, i % 7 FROM n;
                CREATE MATERIALIZED VIEW m AS SELECT id, a FROM t;
                \(hasKey ? "CREATE UNIQUE INDEX k ON m (id)" : "SELECT 1")
                """ + Self.counting)
            let numbers = "SELECT rowid || ':' || id FROM athanor_rows_m WHERE id NOT IN (3, 5) ORDER BY id"
            let before = try await connection.column(numbers + " LIMIT 997")
            #expect(try await refresh(connection) == [])
            try await connection.query("UPDATE t SET a = NULL WHERE id = 3")
            try await connection.query("DELETE FROM t WHERE id = 5")
            try await connection.query("INSERT INTO t VALUES (2000, 'new')")
            #expect(
                try await refresh(connection)
                    == (hasKey ? ["delete", "insert", "update"] : ["delete", "delete", "insert", "insert"]))
            #expect(try await connection.column(numbers + " LIMIT 997") == before)
            #expect(try await connection.query("SELECT * FROM m EXCEPT SELECT * FROM t").isEmpty)
            #expect(try await connection.column("SELECT count(*) FROM m") == [1000])
            #expect(try await connection.column("SELECT name FROM sqlite_temp_schema") == [])
        }
    }

    @Test("takes values for the same by type and value, and keeps as many of equal rows as there are to be")
    func values() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (a, b COLLATE NOCASE);
                INSERT INTO t VALUES (1, 'x'), (1, 'x'), (1, 'x'), (NULL, NULL), (NULL, NULL), (X'61', 'a'), (2, 'y');
                CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t
                """ + Self.counting)
            #expect(try await refresh(connection) == [])
            let changes: [(String, [Value])] = [
                ("UPDATE t SET a = 2.0 WHERE a = 2", ["delete", "insert"]),
                ("UPDATE t SET a = 'a' WHERE b = 'a'", ["delete", "insert"]),
                ("UPDATE t SET b = 'Y' WHERE b = 'y'", ["delete", "insert"]),
                ("DELETE FROM t WHERE rowid = 2", ["delete"]),
                ("INSERT INTO t VALUES (NULL, NULL), (NULL, NULL)", ["insert", "insert"]),
                ("DELETE FROM t WHERE a IS NULL", ["delete", "delete", "delete", "delete"]),
                ("DELETE FROM t", ["delete", "delete", "delete", "delete"]),
            ]
            for (change, writes) in changes {
                try await connection.query(sql: SQLStatement(change))
                #expect(try await refresh(connection) == writes, "\(change)")
                let read = "SELECT typeof(a), quote(a), quote(b) FROM "
                #expect(
                    try await connection.query(sql: read + "m ORDER BY 2, 3").map(\.values)
                        == connection.query(sql: read + "t ORDER BY 2, 3").map(\.values))
            }
        }
    }

    @Test("lets rows exchange unique values, and NULLs in a key be")
    func exchanging() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (a, b);
                INSERT INTO t VALUES (1, 10), (2, 20), (NULL, 30), (NULL, 40);
                CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
                CREATE UNIQUE INDEX i ON m (a);
                CREATE UNIQUE INDEX j ON m (b)
                """ + Self.counting)
            #expect(try await refresh(connection) == [])
            try await connection.query("UPDATE t SET b = iif(a = 1, 20, 10) WHERE a IS NOT NULL")
            #expect(try await refresh(connection) == ["delete", "delete", "insert", "insert"])
            try await connection.migrate("DROP INDEX j; UPDATE t SET b = b + 1")
            #expect(
                try await refresh(connection) == ["delete", "delete", "insert", "insert", "update", "update"])
            #expect(try await connection.column("SELECT b FROM m ORDER BY b") == [11, 21, 31, 41])
        }
    }

    @Test(
        "goes by a key only where it is over columns of all rows, in whichever collation",
        arguments: [
            ("a COLLATE NOCASE", ["update"]), ("a, lower(b)", ["delete", "insert"]),
            ("a) WHERE (b > 0", ["delete", "insert"]),
        ])
    func otherKeys(key: String, writes: [Value]) async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (a, b);
                INSERT INTO t VALUES ('x', 1), ('y', 2);
                CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
                CREATE UNIQUE INDEX i ON m (\(key))
                """ + Self.counting)
            try await connection.query("UPDATE t SET b = 3, a = 'X' WHERE a = 'x'")
            #expect(try await refresh(connection) == writes)
            #expect(try await connection.column("SELECT a || b FROM m ORDER BY b") == ["y2", "X3"])
        }
    }

    @Test("leaves the rows as they were when it fails, and names the view whose rows are not unique")
    func failing() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (a, b);
                INSERT INTO t VALUES (1, 1), (2, 2);
                CREATE MATERIALIZED VIEW m AS SELECT a, abs(b) AS b FROM t;
                CREATE UNIQUE INDEX i ON m (a)
                """ + Self.counting)
            let before = try await connection.query("SELECT rowid, * FROM athanor_rows_m").map(\.values)
            for change in ["(1, 1)", "(1, 5)", "(3, -9223372036854775808)"] {
                try await connection.query(sql: SQLStatement("INSERT INTO t VALUES \(change)"))
                let failure = try await error(DatabaseFailure.self) {
                    try await connection.migrate("REFRESH MATERIALIZED VIEW m")
                }
                #expect(
                    change.hasPrefix("(3")
                        ? failure.message == "integer overflow"
                        : failure.message == "the rows of materialized view \"m\" are not unique in (a)")
                #expect(try await connection.query("SELECT rowid, * FROM athanor_rows_m").map(\.values) == before)
                #expect(try await connection.column("SELECT name FROM sqlite_temp_schema") == [])
                try await connection.query("DELETE FROM t WHERE rowid > 2")
            }
        }
    }

    @Test("works for columns that are called as row numbers are")
    func rowNumbers() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (a, b, c);
                INSERT INTO t VALUES (1, 2, 3);
                CREATE MATERIALIZED VIEW m AS SELECT a AS rowid, b AS _rowid_, c AS x FROM t;
                CREATE MATERIALIZED VIEW n AS SELECT a AS rowid, b AS _rowid_, c AS OID FROM t;
                UPDATE t SET b = 7;
                REFRESH MATERIALIZED VIEW m;
                REFRESH MATERIALIZED VIEW n;
                """)
            #expect(
                try await connection.query("SELECT * FROM m UNION ALL SELECT * FROM n").map(\.values)
                    == [[1, 7, 3], [1, 7, 3]])
        }
    }

    @Test("refuses to move values to another column when the columns of a SELECT * have moved")
    func movedColumns() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                "CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 2); CREATE MATERIALIZED VIEW m AS SELECT * FROM t")
            try await connection.migrate("ALTER TABLE t DROP COLUMN a; ALTER TABLE t ADD COLUMN c")
            let failure = try await error(DatabaseFailure.self) {
                try await connection.migrate("REFRESH MATERIALIZED VIEW m")
            }
            #expect(failure.message == "materialized view \"m\" has the columns (a, b), and its query now gives (b, c)")
            #expect(try await connection.query("SELECT a, b FROM m").map(\.values) == [[1, 2]])
            try await connection.migrate("CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT b, c FROM t")
            #expect(try await connection.query("SELECT * FROM m").map(\.values) == [[2, .null]])
        }
    }

    @Test("comes to the rows that a full computation gives, whatever they are", arguments: 1...40)
    func property(seed: Int) async throws {
        var numbers = SeededNumbers(seed: UInt64(seed))
        let values = [
            "NULL", "1", "1.0", "-0.0", "'1'", "X'31'", "'a'", "'A'", "''", "X''", "9223372036854775807", "1e300",
        ]
        let types = ["", "INTEGER", "TEXT", "REAL", "NUMERIC", "BLOB"]
        func type() -> String { types.randomElement(using: &numbers) ?? "" }
        func value() -> String { values.randomElement(using: &numbers) ?? "1" }
        let hasKey = seed % 2 == 0
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (k INTEGER PRIMARY KEY, a \(type()), b \(type()) COLLATE NOCASE);
                CREATE MATERIALIZED VIEW m AS SELECT \(hasKey ? "k, a, b" : "a, b") FROM t;
                \(hasKey ? "CREATE UNIQUE INDEX i ON m (k)" : "CREATE INDEX i ON m (a)");
                """ + Self.counting)
            let columns = (hasKey ? ["k", "a", "b"] : ["a", "b"]).flatMap { ["typeof(\($0))", "quote(\($0))"] }
            let key = columns.joined(separator: " || ' ' || ")
            for _ in 1...6 {
                for _ in 0..<Int.random(in: 0...8, using: &numbers) {
                    let row = Int.random(in: 1...9, using: &numbers)
                    let change =
                        Int.random(in: 0...3, using: &numbers) == 0
                        ? "DELETE FROM t WHERE k = \(row)"
                        : "INSERT OR REPLACE INTO t VALUES (\(row), \(value()), \(value()))"
                    try await connection.query(sql: SQLStatement(change))
                }
                let query = "SELECT \(key) AS row FROM "
                let old = try await connection.column(query + "athanor_rows_m ORDER BY row")
                // As the rows are when all of them are computed and stored.
                try await connection.query(
                    "CREATE TEMP TABLE expected AS SELECT * FROM athanor_rows_m WHERE FALSE")
                try await connection.query("INSERT INTO temp.expected SELECT * FROM athanor_definition_m")
                let expected = try await connection.column(query + "temp.expected ORDER BY row")
                try await connection.query("DROP TABLE temp.expected")
                let writes = try await refresh(connection)
                #expect(try await connection.column(query + "athanor_rows_m ORDER BY row") == expected)
                let (gone, come) = (old.count - common(old, expected), expected.count - common(old, expected))
                let updates = writes.count { $0 == "update" }
                #expect(writes.count { $0 == "delete" } + updates == gone)
                #expect(writes.count { $0 == "insert" } + updates == come)
                #expect(try await connection.column("PRAGMA integrity_check") == ["ok"])
            }
        }
    }

    /// How many values two lists have in common, each as often as it is in both.
    private func common(_ some: [Value], _ others: [Value]) -> Int {
        var rest = others
        return some.count { value in
            guard let place = rest.firstIndex(of: value) else { return false }
            rest.remove(at: place)
            return true
        }
    }
}

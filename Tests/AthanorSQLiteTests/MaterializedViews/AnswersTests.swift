import Athanor
import AthanorSQLite
import Foundation
import TestSupport
import Testing

/// Random queries over random sources: a materialized view answers as the plain view of the same definition does. A failure
/// prints its seed. `ATHANOR_ANSWERS_CASES` says how many cases there are, `ATHANOR_ANSWERS_SEED` which is the first.
///
/// It holds for the SQLite that is linked. Another one can be put in its place: a folder with its libsqlite3.so.0 in
/// `LD_LIBRARY_PATH`.
@Suite("Answers of materialized views")
struct AnswersTests {
    private static func setting(_ name: String, otherwise value: UInt64) -> UInt64 {
        ProcessInfo.processInfo.environment[name].flatMap(UInt64.init) ?? value
    }

    @Test("are those of the plain view, by value, type, comparison and order")
    func random() async throws {
        let first = Self.setting("ATHANOR_ANSWERS_SEED", otherwise: 1)
        for seed in first..<(first + Self.setting("ATHANOR_ANSWERS_CASES", otherwise: 20)) {
            var random = SeededNumbers(seed: seed)
            let query = RandomViewQuery(&random)
            try await withDatabase { connection in
                for statement in RandomViewQuery.schema.split(separator: ";\n") {
                    try await connection.query(sql: "\(statement)")
                }
                for statement in RandomViewQuery.changes(&random) { try await connection.query(sql: "\(statement)") }
                try await connection.query(sql: "CREATE VIEW plain\(query.columnList) AS \(query.text)")
                try await connection.migrate("CREATE MATERIALIZED VIEW kept\(query.columnList) AS \(query.text)")
                for index in query.indexes {
                    try await connection.migrate(index.replacingOccurrences(of: "VIEW", with: "kept"))
                }
                try await check(query, "seed \(seed), created", on: connection)
                for statement in RandomViewQuery.changes(&random) { try await connection.query(sql: "\(statement)") }
                try await connection.migrate("REFRESH MATERIALIZED VIEW kept")
                try await check(query, "seed \(seed), refreshed", on: connection)
            }
        }
    }

    private func check(_ query: RandomViewQuery, _ words: String, on connection: any Connection) async throws {
        for question in query.questions() {
            let plain = try await answer(question, of: "plain", on: connection)
            let kept = try await answer(question, of: "kept", on: connection)
            guard plain != kept else { continue }
            Issue.record("\(words)\n\(query.text)\n\(question)\nplain: \(plain)\nkept: \(kept)")
            return
        }
    }

    private func answer(_ question: String, of view: String, on connection: any Connection) async throws -> [String] {
        let rows = try await connection.query(sql: "\(question.replacingOccurrences(of: "VIEW", with: view))")
        let lines = rows.map { "\($0.values)" }
        return question.contains("ORDER BY") ? lines : lines.sorted()
    }

    @Test(
        "follow a source whose column was made again with another type, by a refresh and by a replacement",
        arguments: [
            "REFRESH MATERIALIZED VIEW m", "CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT id, zip FROM t",
        ])
    func changedType(_ repairing: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (id integer PRIMARY KEY, zip int);
                INSERT INTO t VALUES (1, 742);
                CREATE MATERIALIZED VIEW m AS SELECT id, zip FROM t;
                CREATE INDEX by_zip ON m (zip);
                CREATE TRIGGER kept INSTEAD OF INSERT ON m BEGIN SELECT 1; END;
                """)
            try await connection.migrate(
                """
                CREATE TABLE t_new (id integer PRIMARY KEY, zip text COLLATE NOCASE);
                INSERT INTO t_new SELECT id, printf('%05d', zip) FROM t;
                DROP TABLE t;
                ALTER TABLE t_new RENAME TO t;
                """)
            try await connection.migrate("\(repairing);")
            #expect(try await connection.column("SELECT quote(zip) FROM m WHERE zip = '00742'") == ["'00742'"])
            #expect(
                try await connection.column(
                    "SELECT name FROM sqlite_schema WHERE name IN ('by_zip', 'kept') ORDER BY 1")
                    == ["by_zip", "kept"])
            #expect(
                try await connection.column("SELECT count(*) FROM m WHERE zip < 'a' AND id = '1'") == [1])
        }
    }

    @Test("hold texts that look like numbers, whatever way they come into the query")
    func numericTexts() async throws {
        let queries = [
            "SELECT k, v FROM setting", "SELECT DISTINCT v FROM setting", "SELECT (SELECT v) AS v FROM setting",
            "SELECT code FROM customer UNION ALL SELECT code FROM legacy",
            "SELECT code FROM legacy UNION ALL SELECT code FROM customer",
            "WITH c AS (SELECT code FROM customer UNION ALL SELECT code FROM legacy) SELECT code FROM c",
            "SELECT code FROM both_codes",
        ]
        for query in queries {
            try await withDatabase { connection in
                try await connection.migrate(
                    """
                    CREATE TABLE setting (k text PRIMARY KEY, v any) STRICT;
                    INSERT INTO setting VALUES ('zip', '00742'), ('ver', '1.10'), ('r', 2.0), ('p', '+4912345678901234567890');
                    CREATE TABLE customer (code integer);
                    INSERT INTO customer VALUES (5);
                    CREATE TABLE legacy (code text);
                    INSERT INTO legacy VALUES ('0042'), ('1e3');
                    CREATE VIEW both_codes AS SELECT code FROM customer UNION ALL SELECT code FROM legacy;
                    CREATE VIEW plain AS \(query);
                    CREATE MATERIALIZED VIEW m AS \(query);
                    """)
                let columns = try await connection.column("SELECT name FROM pragma_table_xinfo('m')").map { "\($0)" }
                #expect(!columns.isEmpty)
                let quoted = "SELECT group_concat(quote(\(query.contains("code") ? "code" : "v")), ' ')"
                #expect(try await connection.column("\(quoted) FROM m") == connection.column("\(quoted) FROM plain"))
            }
        }
    }

    @Test("compare an indexed expression with texts of a column as the plain view does, and use the index")
    func indexedExpression() async throws {
        try await withDatabase { connection in
            let query = "SELECT name, count(*) AS c, n + 1 AS d FROM t GROUP BY name"
            try await connection.migrate(
                """
                CREATE TABLE t (name TEXT, n INTEGER);
                INSERT INTO t VALUES ('a', 1), ('a', 2), ('b', 3);
                CREATE TABLE words (word TEXT);
                INSERT INTO words VALUES ('2'), ('02');
                CREATE VIEW plain AS \(query);
                CREATE MATERIALIZED VIEW m AS \(query);
                CREATE INDEX by_c ON m (c DESC);
                CREATE UNIQUE INDEX by_name ON m (name, c);
                CREATE INDEX early ON m (d) WHERE d > 0;
                """)
            func compare() async throws {
                for view in ["plain", "m"] {
                    let joined = "SELECT word FROM \(view) JOIN words ON \(view).c = words.word ORDER BY word"
                    #expect(try await connection.column(joined) == ["2"], "\(view)")
                }
                let plan = try await connection.query("EXPLAIN QUERY PLAN SELECT * FROM m WHERE c = 2")
                #expect(try plan.map { try $0["detail", as: String.self] }.joined().contains("USING INDEX"))
            }
            try await compare()
            try await connection.query("INSERT INTO t VALUES ('c', 1)")
            try await connection.migrate("REFRESH MATERIALIZED VIEW m;")
            try await compare()
            // The table of rows is made again.
            try await connection.migrate("CREATE OR REPLACE MATERIALIZED VIEW m AS \(query) HAVING count(*) > 0;")
            try await compare()
            try await connection.migrate(
                "ALTER MATERIALIZED VIEW m RENAME COLUMN d TO e; ALTER MATERIALIZED VIEW m RENAME TO m2; ALTER MATERIALIZED VIEW m2 RENAME TO m;"
            )
            try await compare()
            // What stands beside an index is nobody's to see, and goes with it.
            let catalog = connection.module.catalog(on: connection)
            let before = try await catalog.snapshot(without: QualifiedName(schema: nil, name: "v"))
            let listed = try await connection.module.viewInventory(on: connection).views(
                QualifiedName(schema: nil, name: "m"), exact: true)
            #expect(listed.first?.indexes.map(\.name) == ["by_c", "by_name", "early"])
            try await connection.migrate("DROP INDEX by_c; CREATE INDEX by_c ON m (c DESC);")
            #expect(try await catalog.snapshot(without: QualifiedName(schema: nil, name: "v")) == before)
            try await connection.migrate("DROP INDEX by_c; DROP INDEX by_name; REFRESH MATERIALIZED VIEW m;")
            #expect(
                try await connection.column("SELECT name FROM sqlite_schema WHERE name LIKE 'athanor_index_%'") == [])
            try await connection.migrate("DROP MATERIALIZED VIEW m;")
        }
    }

    @Test("keep an index in use for a count, and a unique index as unique as the source's collation says")
    func indexes() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (name TEXT COLLATE NOCASE, n INTEGER);
                INSERT INTO t VALUES ('a', 1), ('A', 2), ('b', 3);
                CREATE MATERIALIZED VIEW m AS SELECT name, count(*) AS c FROM t GROUP BY name;
                CREATE INDEX by_c ON m (c);
                CREATE UNIQUE INDEX by_name ON m (name);
                CREATE MATERIALIZED VIEW all_of_them AS SELECT name, n FROM t;
                """)
            for condition in ["c = 2", "name = 'A'"] {
                let plan = try await connection.query(sql: "EXPLAIN QUERY PLAN SELECT * FROM m WHERE \(condition)")
                #expect(
                    try plan.map { try $0["detail", as: String.self] }.joined().contains("USING INDEX"), "\(condition)")
            }
            let failure = try await error(DatabaseFailure.self) {
                try await connection.migrate("CREATE UNIQUE INDEX by_all ON all_of_them (name);")
            }
            #expect(failure.message == "the rows of materialized view \"all_of_them\" are not unique in (name)")
            // The key is paired by its collation.
            try await connection.query("UPDATE t SET name = 'B' WHERE n = 3")
            try await connection.migrate("REFRESH MATERIALIZED VIEW m;")
            #expect(try await connection.column("SELECT name FROM m WHERE name = 'b'") == ["B"])
        }
    }

    @Test(
        "of a view that an older version has made come right with the next refresh or replacement",
        arguments: [
            "REFRESH MATERIALIZED VIEW m", "CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT b, v FROM s",
        ])
    func olderVersions(_ repairing: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE s (b TEXT COLLATE NOCASE, v ANY) STRICT;
                INSERT INTO s VALUES ('x', '007'), ('X', '7');
                CREATE MATERIALIZED VIEW m AS SELECT b, v FROM s;
                """)
            // As they were before: types as SQLite reports them, and no collations.
            for statement in [
                "DROP VIEW m", "DROP TABLE athanor_rows_m", "CREATE TABLE athanor_rows_m (\"b\" TEXT, \"v\" ANY)",
                "INSERT INTO athanor_rows_m SELECT * FROM athanor_definition_m",
                "CREATE VIEW m AS SELECT * FROM athanor_rows_m",
            ] { try await connection.query(sql: "\(statement)") }
            #expect(try await connection.column("SELECT quote(v) FROM m") == ["7", "7"])
            try await connection.migrate("\(repairing);")
            #expect(try await connection.column("SELECT quote(v) FROM m ORDER BY v") == ["'007'", "'7'"])
            #expect(try await connection.column("SELECT count(*) FROM m WHERE b = 'X'") == [2])
        }
    }

    @Test("of a view of 1,100 columns are refreshed, and its rows compared")
    func wide() async throws {
        try await withDatabase { connection in
            let columns = (0..<1100).map { "a + \($0) AS c\($0)" }.joined(separator: ", ")
            try await connection.query("CREATE TABLE t (a)")
            try await connection.query("INSERT INTO t VALUES (1), ('2'), (1.5), (NULL)")
            try await connection.migrate("CREATE MATERIALIZED VIEW m AS SELECT \(columns) FROM t;")
            try await connection.migrate("CREATE UNIQUE INDEX i ON m (c1099, c0);")
            try await connection.query("UPDATE t SET a = 7 WHERE a = 1.5")
            try await connection.query("INSERT INTO t VALUES (2.5)")
            try await connection.query(sql: "CREATE VIEW plain AS SELECT \(columns) FROM t")
            #expect(try await connection.column("SELECT max(rowid) FROM athanor_rows_m") == [4])
            let written = try await refresh("m", on: connection)
            #expect(written.changes == RowChanges(inserted: 2, updated: 0, deleted: 1))
            let values = "SELECT group_concat(quote(c0) || quote(c1099)) FROM (SELECT * FROM "
            #expect(
                try await connection.column("\(values) m ORDER BY c0, c1099)")
                    == connection.column("\(values) plain ORDER BY c0, c1099)"))
        }
    }

    private func refresh(_ name: String, on connection: any Connection) async throws -> RefreshedRows {
        let views = connection.module.materializedViews(on: connection)
        let plan = try await views.refreshPlan(for: try await views.named(name), RefreshSettings())
        try await connection.query("BEGIN IMMEDIATE")
        let written = try await views.refresh(plan).written
        try await connection.query("COMMIT")
        return written
    }
}

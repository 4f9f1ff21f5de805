import Athanor
import AthanorSQLite
import AthanorTesting
import Testing

@Suite("Replacing an emulated materialized view")
struct ReplacingTests {
    private let op = Operations(databaseKind: SQLite().kind)

    private static let views = """
        CREATE TABLE sales (id INTEGER PRIMARY KEY, region TEXT, total INTEGER);
        INSERT INTO sales VALUES (1, 'north', 10), (2, 'south', 20), (3, 'north', 5);
        CREATE MATERIALIZED VIEW m AS SELECT region, sum(total) AS total FROM sales GROUP BY region;
        CREATE UNIQUE INDEX by_region ON m (region);
        CREATE INDEX "large ones" ON m (total DESC) WHERE total > 10;
        CREATE VIEW z AS SELECT region, total FROM m WHERE total > 15;
        CREATE MATERIALIZED VIEW a AS SELECT count(*) AS n, sum(total) AS total FROM z;
        CREATE INDEX on_a ON a (n);
        CREATE MATERIALIZED VIEW empty AS SELECT region FROM z WITH NO DATA;
        CREATE VIEW last AS SELECT a.n, m.region FROM a, m;
        CREATE TRIGGER write INSTEAD OF UPDATE OF total ON m BEGIN UPDATE sales SET total = NEW.total; END;
        """

    /// All objects but those of `m` itself: how the view of that name shows its columns follows from what they hold.
    private func state(_ connection: any Connection) async throws -> StatementResult {
        try await connection.query(
            """
            SELECT type, name, tbl_name, sql FROM sqlite_schema
            WHERE name NOT IN ('athanor_definition_m', 'athanor_rows_m', 'm') ORDER BY type, name
            """)
    }

    @Test("gives it another definition and columns, keeps all else, and computes anew what reads it")
    func replaces() async throws {
        for isTyped in [true, false] {
            try await withDatabase { connection in
                try await connection.migrate(Self.views)
                let before = try await state(connection)
                let query = "SELECT region, sum(total) * 2 AS total, count(*) AS sales FROM sales GROUP BY region"
                if isTyped {
                    try await connection.migrate(op.replaceMaterializedView("m", as: .sql(query + ";")))
                } else {
                    try await connection.migrate("CREATE OR REPLACE MATERIALIZED VIEW M AS (\(query))")
                }
                #expect(try await state(connection) == before)
                #expect(
                    try await connection.query("SELECT * FROM m ORDER BY region").map(\.values)
                        == [["north", 30, 2], ["south", 40, 1]])
                #expect(try await connection.query("SELECT * FROM a").map(\.values) == [[2, 70]])
                #expect(try await connection.column("SELECT count(*) FROM last") == [2])
                let failure = try await error(DatabaseFailure.self) {
                    try await connection.query("SELECT * FROM empty")
                }
                #expect(failure.message == "materialized view \"empty\" has not been populated")
                try await connection.query("UPDATE m SET total = 0")
                try await connection.migrate("REFRESH MATERIALIZED VIEW m; REFRESH MATERIALIZED VIEW empty")
                #expect(try await connection.column("SELECT sum(total) FROM m") == [0])
                #expect(try await connection.column("PRAGMA integrity_check") == ["ok"])
            }
        }
    }

    @Test(
        "does nothing when the definition says the same",
        arguments: [
            "select region, sum(total) as total from sales group by region",
            "(SELECT \"region\", -- of the world\n  SUM ( [total] ) AS Total\nFROM `sales` /* all */ GROUP BY region);",
        ])
    func same(query: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.views)
            let columns = query.contains("Total") ? ["region", "total"] : []
            try await connection.query("INSERT INTO sales VALUES (4, 'east', 1)")
            let counting = CountingConnection(connection)
            try await counting.migrate(op.replaceMaterializedView("m", as: .sql(query), columns: columns))
            for word in ["INSERT INTO main", "UPDATE", "DELETE FROM main", "DROP TABLE main"] {
                #expect(counting.count(word) == 0)
            }
            // It is not even refreshed.
            #expect(try await connection.column("SELECT count(*) FROM m") == [2])
            try await counting.migrate(
                op.replaceMaterializedView(
                    "m", as: "SELECT region, sum(total) AS total FROM sales GROUP BY region HAVING 1", columns: columns)
            )
            #expect(try await connection.column("SELECT count(*) FROM m") == [3])
        }
    }

    @Test("follows a definition that SQLite itself has rewritten")
    func rewritten() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                Self.views + "ALTER TABLE sales RENAME TO \"all sales\"; ALTER TABLE [all sales] RENAME region TO area;"
            )
            let counting = CountingConnection(connection)
            try await counting.migrate(
                """
                CREATE OR REPLACE MATERIALIZED VIEW m (region) AS
                SELECT area, sum(total) AS total FROM "all sales" GROUP BY area
                """)
            #expect(counting.count("INSERT INTO main") == 0)
        }
    }

    @Test("gives it other indexes when they are named, also without another definition")
    func indexes() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.views)
            let names = """
                SELECT name || ': ' || sql FROM sqlite_schema
                WHERE tbl_name = 'athanor_rows_m' AND type = 'index' ORDER BY name
                """
            let same: ViewQuery = "SELECT region, sum(total) AS total FROM sales GROUP BY region"
            let other: ViewQuery = "SELECT region AS area FROM sales GROUP BY region"
            for view in ["z", "last"] { try await connection.query(sql: "DROP VIEW \(view)") }
            try await connection.migrate(
                op.replaceMaterializedView("m", as: same, indexes: [.unique("region", name: "one")]))
            #expect(
                try await connection.column(names)
                    == ["one: CREATE UNIQUE INDEX \"one\" ON \"athanor_rows_m\" (\"region\")"])
            let counting = CountingConnection(connection)
            try await counting.migrate(
                op.replaceMaterializedView("m", as: same, indexes: [.unique("region", name: "one")]))
            #expect(counting.count("CREATE UNIQUE") + counting.count("DROP INDEX") == 0)
            try await connection.migrate(
                op.replaceMaterializedView("m", as: other, indexes: [.index("area", name: "two")]))
            #expect(
                try await connection.column(names) == ["two: CREATE INDEX \"two\" ON \"athanor_rows_m\" (\"area\")"])
            try await connection.migrate(op.replaceMaterializedView("m", as: other, indexes: []))
            #expect(try await connection.column(names) == [])
        }
    }

    @Test("carries renamed columns to indexes and to what reads it, also when two exchange their names")
    func renamedColumns() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                Self.views.replacing(
                    "CREATE VIEW z AS SELECT region, total",
                    with: "CREATE VIEW z AS SELECT region AS region, total AS total"))
            try await connection.migrate(
                op.replaceMaterializedView(
                    "m", as: "SELECT region AS total, sum(total) AS \"the sum\" FROM sales GROUP BY region",
                    renamedColumns: ["region": "total", "total": "the sum"]))
            #expect(
                try await connection.query("SELECT total, \"the sum\" FROM m ORDER BY 1").map(\.values)
                    == [["north", 15], ["south", 20]])
            #expect(
                try await connection.query("SELECT region, total FROM z").map(\.values) == [["south", 20]])
            #expect(
                try await connection.column(
                    "SELECT sql FROM sqlite_schema WHERE name IN ('by_region', 'large ones') ORDER BY name") == [
                        "CREATE UNIQUE INDEX by_region ON \"athanor_rows_m\" (\"total\")",
                        "CREATE INDEX \"large ones\" ON \"athanor_rows_m\" (\"the sum\" DESC) WHERE \"the sum\" > 10",
                    ])
            #expect(try await connection.query("SELECT * FROM a").map(\.values) == [[1, 20]])
            try await connection.query("UPDATE m SET \"the sum\" = 7")
            #expect(try await connection.column("SELECT DISTINCT total FROM sales") == [7])
        }
    }

    @Test("is refused by name before anything changes when something that stays would not fit")
    func refusals() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                Self.views + "CREATE MATERIALIZED VIEW \"by \"\"z\"\"\" AS SELECT \"region\" FROM z;")
            func replacing(
                _ query: ViewQuery, indexes: ReplacementIndexes = .keep, _ renamed: [ExactText: ExactText] = [:]
            ) -> ReplaceMaterializedView {
                op.replaceMaterializedView("m", as: query, indexes: indexes, renamedColumns: renamed)
            }
            let refused: [(ReplaceMaterializedView, String)] = [
                (
                    replacing("SELECT region FROM sales"),
                    #"materialized view "m" cannot be replaced: its new definition has no column "total", which view "z" reads"#
                ),
                (
                    replacing("SELECT total FROM sales", indexes: []),
                    #"materialized view "m" cannot be replaced: its new definition has no column "region", which view "z", view "last" read"#
                ),
                (
                    replacing("SELECT 1 AS x, 2 AS y", ["area": "x"]),
                    #"materialized view "m" has no column "area" that could be renamed"#
                ),
                (
                    replacing("SELECT 1 AS x, 2 AS y", ["region": "z"]),
                    #"the new definition of materialized view "m" has no column "z""#
                ),
                (
                    replacing("SELECT 1 AS total, 2 AS y", ["region": "total"]),
                    #"two columns of materialized view "m" would get the same name"#
                ),
                (
                    replacing("SELECT region, total FROM m"),
                    #"materialized view "m" would read itself, directly or through others"#
                ),
                (
                    replacing("SELECT region, total FROM sales WHERE id IN (SELECT n FROM a)"),
                    #"materialized view "m" would read itself, directly or through others"#
                ),
                (
                    op.replaceMaterializedView("nothing", as: "SELECT 1"),
                    #"there is no materialized view "nothing""#
                ),
                (op.replaceMaterializedView("z", as: "SELECT 1"), #"there is no materialized view "z""#),
            ]
            let before = try await connection.query("SELECT * FROM sqlite_schema")
            for (operation, message) in refused {
                let refusal = try await error(OperationError.self) { try await connection.migrate(operation) }
                #expect(refusal.message == message)
                #expect(try await connection.query("SELECT * FROM sqlite_schema") == before)
            }
            for view in ["z", "last"] { try await connection.query(sql: "DROP VIEW \(view)") }
            for (query, index, column) in [
                ("SELECT total FROM sales", "by_region", "region"), ("SELECT region FROM sales", "large ones", "total"),
            ] {
                let refusal = try await error(OperationError.self) {
                    try await connection.migrate(replacing(.sql(query)))
                }
                #expect(
                    refusal.message
                        == "index \"\(index)\" of materialized view \"m\" is over the column \"\(column)\", "
                        + "which the new definition does not have")
            }
        }
    }

    @Test("leaves the old view whole when the new one cannot be computed, or its index cannot be made")
    func failing() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.views)
            let before = try await connection.query("SELECT * FROM sqlite_schema")
            let rows = try await connection.query("SELECT rowid, * FROM athanor_rows_m")
            for (query, message) in [
                ("SELECT region, abs(-9223372036854775808) AS total FROM sales", "integer overflow"),
                ("SELECT region, total FROM sales", "the rows of materialized view \"m\" are not unique in (region)"),
                (
                    "SELECT region, total, 1 AS more FROM sales",
                    "the rows of materialized view \"m\" are not unique in (region)"
                ),
                // The new view can be computed; what reads it can not.
                (
                    "SELECT region, 9223372036854775800 AS total FROM sales GROUP BY region", "integer overflow"
                ),
            ] {
                let failure = try await error(DatabaseFailure.self) {
                    try await connection.migrate(op.replaceMaterializedView("m", as: .sql(query)))
                }
                #expect(failure.message == message)
                #expect(try await connection.query("SELECT * FROM sqlite_schema") == before)
                #expect(try await connection.query("SELECT rowid, * FROM athanor_rows_m") == rows)
                #expect(try await connection.query("SELECT * FROM a").map(\.values) == [[1, 20]])
            }
        }
    }

    @Test("keeps a view without data so, unless SQL says otherwise, and creates one that is not there")
    func populated() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                "CREATE OR REPLACE MATERIALIZED VIEW m (a) AS SELECT 1 WITH NO DATA; CREATE MATERIALIZED VIEW r AS SELECT 7 AS a"
            )
            try await connection.migrate(op.replaceMaterializedView("m", as: "SELECT 2 AS a, 3 AS b"))
            _ = try await error(DatabaseFailure.self) { try await connection.query("SELECT * FROM m") }
            try await connection.migrate("CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT 2 AS a, 3 AS b WITH DATA")
            #expect(try await connection.query("SELECT * FROM m").map(\.values) == [[2, 3]])
            try await connection.migrate("CREATE OR REPLACE MATERIALIZED VIEW r AS SELECT a FROM m")
            try await connection.migrate("CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT 4 AS a, 3 AS b WITH NO DATA")
            _ = try await error(DatabaseFailure.self) { try await connection.query("SELECT * FROM m") }
            // As after REFRESH … WITH NO DATA.
            #expect(try await connection.column("SELECT a FROM r") == [2])
            try await connection.migrate("REFRESH MATERIALIZED VIEW m; REFRESH MATERIALIZED VIEW r")
            #expect(try await connection.column("SELECT a FROM r") == [4])
        }
    }

    @Test("gives views over it that read a * the columns that there are now")
    func star() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (a, b);
                INSERT INTO t VALUES (1, 2);
                CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
                CREATE MATERIALIZED VIEW n AS SELECT * FROM m;
                CREATE INDEX i ON n (b);
                CREATE MATERIALIZED VIEW o AS SELECT * FROM n;
                CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT 'new' AS c, b, a FROM t;
                """)
            #expect(try await connection.query("SELECT c, b, a FROM o").map(\.values) == [["new", 2, 1]])
            let refusal = try await error(OperationError.self) {
                try await connection.migrate("CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT a FROM t")
            }
            #expect(refusal.message.hasPrefix("index \"i\" of materialized view \"n\" is over the column \"b\""))
            #expect(try await connection.column("SELECT b FROM o") == [2])
        }
    }

    @Test("goes back and forth by its inverse")
    func inverse() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.views)
            let before = try await connection.query("SELECT type, name, sql FROM sqlite_schema ORDER BY name")
            let replacing = op.replaceMaterializedView(
                "m", as: "SELECT region, max(total) AS total, 1 AS x FROM sales GROUP BY region",
                was: "SELECT region, sum(total) AS total FROM sales GROUP BY region")
            try await connection.migrate(replacing)
            guard case .operations(let inverse) = replacing.inverse else {
                Issue.record("it has an inverse")
                return
            }
            for operation in inverse { try await connection.migrate(operation) }
            #expect(try await connection.query("SELECT type, name, sql FROM sqlite_schema ORDER BY name") == before)
            #expect(try await connection.column("SELECT sum(total) FROM m") == [35])
        }
    }
}

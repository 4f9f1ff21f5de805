import Athanor
import AthanorSQLite
import Testing

@Suite("Counters of rebuilt tables")
struct CounterTests {
    /// Each way in which a table can say that it counts.
    static let tables = [
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT)",
        "CREATE TABLE t (id INTEGER, v TEXT, PRIMARY KEY(id AUTOINCREMENT))",
        "CREATE TABLE t (id integer, v TEXT, CONSTRAINT k primary key ( \"ID\" autoincrement ) ON CONFLICT REPLACE)",
        "CREATE TABLE t ([id] INTEGER, v TEXT, UNIQUE (v), PRIMARY KEY (`id` ASC AUTOINCREMENT), CHECK (t.id > 0))",
        "CREATE TABLE T (\"id\" INTEGER, v TEXT, CONSTRAINT \"a b\" PRIMARY KEY ('id' AUTOINCREMENT)) STRICT",
    ]

    private func seed(_ table: String, on connection: any Connection) async throws {
        try await connection.migrate(
            "\(table); INSERT INTO t (v) VALUES ('a'), ('b'), ('c'); DELETE FROM t WHERE id = 3;")
    }

    private func next(on connection: any Connection, table: String = "t") async throws -> Value? {
        try await connection.query(sql: SQLStatement("INSERT INTO \"\(table)\" (v) VALUES ('next')"))
        return try await connection.column("SELECT last_insert_rowid()").first
    }

    @Test("go on above the highest number that there was", arguments: tables)
    func kept(_ table: String) async throws {
        try await withDatabase { connection in
            try await seed(table, on: connection)
            try await connection.migrate { $0.alterColumn("v", of: "t", .notNull) }
            #expect(try await next(on: connection) == 4)
            try await connection.query("DELETE FROM t WHERE id = 4")
            try await connection.migrate { op in
                op.alterColumn("v", of: "t", .default("x"), .rename(to: "w"))
                op.renameColumn("w", of: "t", to: "v")
                op.renameTable("t", to: "other")
            }
            try await connection.migrate { op in
                op.alterColumn("v", of: "other", .dropNotNull)
                op.addConstraint(.check("id < 100", name: "few"), on: "other")
            }
            #expect(try await next(on: connection, table: "other") == 5)
            #expect(try await connection.column("SELECT count(*) FROM sqlite_sequence") == [1])
        }
    }

    @Test(
        "keep what the key says of conflicts",
        arguments: [
            "CREATE TABLE t (id INTEGER, v TEXT, PRIMARY KEY (id) ON CONFLICT REPLACE)",
            "CREATE TABLE t (id INTEGER, v TEXT, CONSTRAINT k PRIMARY KEY (\"id\" ASC) ON CONFLICT REPLACE, UNIQUE (v))",
            "CREATE TABLE t (id INTEGER PRIMARY KEY ON CONFLICT REPLACE, v TEXT)",
            "CREATE TABLE t (id INT PRIMARY KEY ON CONFLICT REPLACE, v TEXT)",
        ])
    func conflicts(_ table: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate("\(table); INSERT INTO t VALUES (7, 'a');")
            try await connection.migrate { $0.alterColumn("id", of: "t", .addIdentity(.always)) }
            try await connection.query("INSERT INTO t VALUES (7, 'b')")
            #expect(try await connection.column("SELECT v FROM t") == ["b"])
            #expect(try await next(on: connection) == 8)
        }
    }

    @Test("give no number to a row whose key is NULL: it would become another row")
    func nullKey() async throws {
        for table in ["id TEXT PRIMARY KEY, v", "id INT, v, PRIMARY KEY (id)", "id TEXT, v, PRIMARY KEY (id)"] {
            try await withDatabase { connection in
                try await connection.migrate("CREATE TABLE t (\(table)); INSERT INTO t VALUES (7, 'a'), (NULL, 'b');")
                let counting = try await error(OperationError.self) {
                    try await connection.migrate { $0.alterColumn("id", of: "t", .addIdentity(.always)) }
                }
                #expect(counting.message.hasSuffix("cannot become its row number: 1 row has NULL there"))
                let typed = try await error(OperationError.self) {
                    try await connection.migrate { $0.alterColumn("id", of: "t", .type(.integer)) }
                }
                #expect(typed.message == counting.message)
                #expect(try await connection.column("SELECT count(*) FROM t WHERE id IS NULL") == [1])
            }
        }
    }

    @Test("of a dropped table are not those of the next one", arguments: tables)
    func dropped(_ table: String) async throws {
        try await withDatabase { connection in
            try await seed(table, on: connection)
            try await connection.migrate { $0.alterColumn("v", of: "t", .notNull) }
            try await connection.migrate { $0.dropTable("t") }
            try await connection.migrate("\(table)")
            try await connection.migrate { $0.alterColumn("v", of: "t", .notNull) }
            #expect(try await next(on: connection) == 1)
        }
    }

    @Test("are dropped and added again by their operations", arguments: tables)
    func identity(_ table: String) async throws {
        try await withDatabase { connection in
            try await seed(table, on: connection)
            try await connection.migrate { $0.alterColumn("id", of: "t", .dropIdentity()) }
            #expect(try await connection.column("SELECT count(*) FROM sqlite_sequence") == [0])
            #expect(try await next(on: connection) == 3)
            try await connection.migrate { $0.alterColumn("id", of: "t", .addIdentity(.always)) }
            try await connection.query("DELETE FROM t WHERE id = 3")
            #expect(try await next(on: connection) == 4)
        }
    }
}

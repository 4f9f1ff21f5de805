import Athanor
import AthanorSQLite
import Testing

/// Pairs of names that some comparison of texts takes for one, and SQLite for two.
private let pairs = [
    ("\u{E9}", "e\u{301}"), ("\u{E4}", "\u{C4}"), ("i", "\u{131}"), ("\u{212A}", "k"), ("stra\u{DF}e", "strasse"),
    ("a", "a\u{200D}"), ("\u{1F5}", "\u{1F4}"),
]

@Suite("Names that only SQLite tells apart")
struct NameTests {
    private func names(of relation: String, on connection: any Connection) async throws -> [String] {
        try await connection.query(
            sql: "SELECT hex(name) AS name FROM pragma_table_info($1) ORDER BY cid", [.text(relation)]
        )
        .map { try $0["name", as: String.self] }
    }

    private func hex(_ name: String) -> String {
        name.utf8.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    @Test("the column that is named is dropped, altered and constrained", arguments: pairs)
    func columns(_ one: String, _ other: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t ("\(one)" TEXT CHECK ("\(one)" <> 5), "\(other)" TEXT, kept INTEGER PRIMARY KEY);
                INSERT INTO t VALUES ('one', 'other', 1);
                """)
            try await connection.migrate { $0.alterColumn("\(other)", of: "t", .notNull, .default("given")) }
            try await connection.query(sql: "INSERT INTO t (\"\(one)\", kept) VALUES (NULL, 2)")
            #expect(
                try await connection.query(sql: "SELECT \"\(one)\", \"\(other)\" FROM t ORDER BY kept").map(\.values)
                    == [["one", "other"], [nil, "given"]])
            try await connection.migrate { $0.addConstraint(.unique(other, name: other), on: "t") }
            try await connection.migrate { $0.addConstraint(.check("kept > 0", name: one), on: "t") }
            try await connection.migrate { $0.dropConstraint(other, on: "t") }
            try await connection.migrate { $0.dropColumn(other, from: "t", dependents: .cascade) }
            #expect(try await names(of: "t", on: connection) == [hex(one), hex("kept")])
            #expect(try await connection.column("SELECT \"\(one)\" FROM t ORDER BY kept") == ["one", nil])
        }
    }

    @Test("a literal, a constraint's name and a computed text may change to one that looks the same", arguments: pairs)
    func texts(_ one: String, _ other: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                "CREATE TABLE t (a TEXT DEFAULT '\(one)', b INTEGER, CONSTRAINT \"\(one)\" CHECK (b > 0))")
            try await connection.migrate { $0.alterColumn("a", of: "t", .default(.value(.text(other)))) }
            try await connection.migrate { $0.renameConstraint(one, on: "t", to: other) }
            try await connection.query("INSERT INTO t (b) VALUES (1)")
            #expect(try await connection.column("SELECT hex(a) FROM t") == [.text(hex(other))])
            let sql = try await connection.query("SELECT hex(sql) AS sql FROM sqlite_schema WHERE name = 't'").first
            #expect(try #require(sql)["sql", as: String.self].contains(hex("CONSTRAINT \"\(other)\"")))
        }
    }

    @Test("views keep their rows, readers and definitions apart", arguments: pairs)
    func views(_ one: String, _ other: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (a INTEGER);
                INSERT INTO t VALUES (1);
                CREATE MATERIALIZED VIEW "\(one)" AS SELECT a FROM t;
                CREATE MATERIALIZED VIEW "\(other)" AS SELECT a + 1 AS a FROM t;
                CREATE VIEW of_one AS SELECT * FROM "\(one)";
                CREATE VIEW of_other AS SELECT * FROM "\(other)";
                """)
            let inventory = connection.module.viewInventory(on: connection)
            let listed = try await inventory.views(nil, exact: true)
            #expect(Set(listed.map { Array($0.name.name.utf8) }).count == 4)
            #expect(listed.allSatisfy { ($0.materialized != nil) != $0.name.name.hasPrefix("of_") })
            let graph = try await inventory.dependencies()
            for (name, reader) in [(one, "of_one"), (other, "of_other")] {
                let readers = graph.edges.filter { $0.source.name.name.utf8.elementsEqual(name.utf8) }.map(
                    \.reader.name.name)
                #expect(readers == [reader])
            }
            try await connection.migrate("DROP VIEW of_one; UPDATE t SET a = 10;")
            try await connection.migrate("DROP MATERIALIZED VIEW \"\(one)\"; REFRESH MATERIALIZED VIEW \"\(other)\";")
            #expect(try await connection.column("SELECT a FROM of_other") == [11])
            let left = try await inventory.views(nil, exact: true).compactMap(\.materialized)
            #expect(left.map { Array($0.name.name.utf8) } == [Array(other.utf8)])
        }
    }

    @Test("a view's new text is taken when it only looks like the old one", arguments: pairs)
    func definitions(_ one: String, _ other: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate("CREATE MATERIALIZED VIEW m AS SELECT '\(one)' AS a")
            try await connection.migrate("CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT '\(other)' AS a")
            #expect(try await connection.column("SELECT hex(a) FROM m") == [.text(hex(other))])
            try await connection.migrate("CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT 1 AS \"\(one)\"")
            try await connection.migrate("CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT 1 AS \"\(other)\"")
            #expect(try await names(of: "m", on: connection) == [hex(other)])
        }
    }

    @Test("a snapshot of the schema tells them apart", arguments: pairs)
    func snapshots(_ one: String, _ other: String) async throws {
        try await withDatabase { connection in
            let catalog = connection.module.catalog(on: connection)
            try await connection.migrate("CREATE TABLE t (\"\(one)\" TEXT DEFAULT '\(one)', kept INTEGER)")
            let before = try await catalog.snapshot(without: "athanor_version")
            try await connection.migrate { $0.alterColumn(one, of: "t", .default(.value(.text(other)))) }
            let changed = try await catalog.snapshot(without: "athanor_version")
            #expect(before.differences(to: changed).count == 1)
            try await connection.migrate { $0.addColumn(.column(other, .text), to: "t") }
            let both = try await catalog.snapshot(without: "athanor_version")
            #expect(changed.differences(to: both).count == 1)
        }
    }

    @Test("a view whose name begins with a combining character is found by its readers")
    func combiningCharacter() async throws {
        try await withDatabase { connection in
            let name = "\u{301}x"
            try await connection.migrate(
                """
                CREATE TABLE t (a INTEGER);
                CREATE MATERIALIZED VIEW "\(name)" AS SELECT a FROM t;
                CREATE VIEW v AS SELECT a FROM "\(name)";
                """)
            let graph = try await connection.module.viewInventory(on: connection).dependencies()
            #expect(graph.edges.contains { $0.source.name.name.utf8.elementsEqual(name.utf8) && $0.reader.name == "v" })
            let failure = try await error(OperationError.self) {
                try await connection.migrate { $0.dropColumn("a", from: "t") }
            }
            #expect(failure.message.contains("materialized view \"\(name)\""))
        }
    }

    @Test("words with letters that only Unicode capitalizes are names, and no keywords")
    func keywords() async throws {
        try await withDatabase { connection in
            // In capitals, "ı" is "I" and "ſ" is "S".
            try await connection.migrate("CREATE TABLE t (unıque TEXT, conſtraint TEXT, b INTEGER DEFAULT 1)")
            try await connection.migrate { $0.alterColumn("b", of: "t", .notNull) }
            #expect(try await names(of: "t", on: connection).count == 3)
        }
    }

    @Test("a key is found among the columns byte by byte")
    func keyOfRows() async throws {
        try await withDatabase { connection in
            try await connection.migrate("CREATE TABLE t (\"\u{E9}\" INTEGER, \"e\u{301}\" INTEGER)")
            let op = Operations(databaseKind: connection.database.kind)
            let inserting = op.bulkInsert("t", columns: ["\u{E9}", "e\u{301}"], rows: [[1, 2]], key: ["e\u{301}"])
            try await connection.migrate(inserting)
            guard case .operations(let back) = inserting.inverse else { return }
            for operation in back { try await connection.migrate(operation) }
            #expect(try await connection.column("SELECT count(*) FROM t") == [0])
        }
    }

    @Test("names are equal when their bytes are")
    func qualifiedNames() {
        #expect(QualifiedName("\u{E9}") != QualifiedName("e\u{301}"))
        #expect(QualifiedName(schema: "\u{E9}", name: "a") != QualifiedName(schema: "e\u{301}", name: "a"))
        #expect(Set([QualifiedName("\u{E9}"), QualifiedName("e\u{301}"), QualifiedName("\u{E9}")]).count == 2)
    }
}

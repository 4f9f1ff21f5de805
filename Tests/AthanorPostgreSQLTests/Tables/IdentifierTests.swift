import Athanor
import AthanorPostgreSQL
import Testing

/// Names of every kind of object come into the catalog as they are written, or are refused before anything runs.
@Suite struct IdentifierTests {
    static let op = TableBench.op

    /// Everything that an operation names, named alike.
    private func operations(_ name: String) -> [any MigrationOperation] {
        let table = QualifiedName(schema: name, name: name)
        return [
            Self.op.createTable(
                TableDefinition(
                    table,
                    [.column(name, .integer, comment: "c"), .column("other", .integer), .check("true", name: name)],
                    comment: "t")),
            Self.op.addConstraint(.unique(name, name: "key"), on: table),
            Self.op.createIndex(.index(.column(name), name: "index"), on: table),
            Self.op.renameIndex(QualifiedName(schema: name, name: "index"), to: "i"),
            Self.op.alterColumn(name, of: table, .type(.bigint), .notNull, .default(1)),
            Self.op.renameColumn("other", of: table, to: "new"), Self.op.renameColumn(name, of: table, to: "a"),
            Self.op.renameColumn("a", of: table, to: name),
            Self.op.renameConstraint(name, on: table, to: "c"), Self.op.renameConstraint("c", on: table, to: name),
            Self.op.dropIndex(QualifiedName(schema: name, name: "i")),
            Self.op.renameTable(table, to: "x"),
            Self.op.createIndex(.index(.column(name), name: name), on: QualifiedName(schema: name, name: "x")),
        ]
    }

    static let names = [
        "Capitals", "with \"quotes\"", "a.dot", "🦊🦊", "select", "日本語の表", "it's", "back\\slash", " ", "$1", ":name",
        "a;--b", "line\nbreak", "'); DROP TABLE x; --", "$athanor$", "$$", "\t\u{1}\r", "\u{202E}cod", "e\u{301}",
        String(repeating: "x", count: 63), String(repeating: "あ", count: 21),
    ]

    @Test("A name is kept as it is written, for a schema, table, column, constraint and index", arguments: names)
    func kept(_ name: String) async throws {
        try await TableBench.with { bench in
            try await bench.execute("CREATE SCHEMA \(PostgreSQL().dialect.quote(name))")
            for operation in operations(name) { try await bench.run(operation) }
            let found = try await bench.connection.query(
                """
                SELECT n.nspname, a.attname, o.conname, i.relname
                FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = 1
                JOIN pg_constraint AS o ON o.conrelid = c.oid AND o.contype = 'c'
                JOIN pg_index AS x ON x.indrelid = c.oid AND NOT x.indisunique JOIN pg_class AS i ON i.oid = x.indexrelid
                WHERE c.relname = 'x'
                """)
            #expect(found.map(\.values) == [Array(repeating: .text(name), count: 4)])
        }
    }

    @Test("A table keeps its name as it is written", arguments: names)
    func table(_ name: String) async throws {
        try await TableBench.with { bench in
            try await bench.run(
                Self.op.createTable(TableDefinition(QualifiedName(schema: nil, name: name), [.column("a", .integer)])))
            let found = try await bench.connection.query(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
            #expect(found.map(\.values) == [[.text(name)]])
            try await bench.run(Self.op.dropTable(QualifiedName(schema: nil, name: name)))
        }
    }

    @Test(
        "A name that is too long, empty or holds NUL is refused wherever it stands",
        arguments: [String(repeating: "x", count: 64), String(repeating: "あ", count: 21) + "x", "", "a\0b"])
    func refused(_ name: String) {
        let op = Self.op
        let long = QualifiedName(schema: nil, name: name)
        let inSchema = QualifiedName(schema: name, name: "t")
        let column = ColumnDefinition.column("a", .integer)
        let operations: [any MigrationOperation] = [
            op.createTable(TableDefinition(long, [])), op.createTable(TableDefinition(inSchema, [])),
            op.createTable("t", [.column(name, .integer)]), op.createTable("t", [.check("true", name: name)]),
            op.createTable("t", [], tablespace: name),
            op.createTable("t", [], storage: StorageParameters([.init(name, 1)])),
            op.createTable("t", [], partitioning: .of(long, bound: "DEFAULT")),
            op.dropTable(long), op.renameTable("t", to: name), op.renameTable(long, to: "t"),
            op.setTableSchema("t", to: name),
            op.addColumn(column, to: inSchema), op.addColumn(.column(name, .integer), to: "t"),
            op.addColumn(.column("a", .named(long)), to: "t"),
            op.addColumn(.column("a", .text, collation: long), to: "t"),
            op.dropColumn(name, from: "t"), op.renameColumn(name, of: "t", to: "a"),
            op.renameColumn("a", of: "t", to: name),
            op.alterColumn(name, of: "t", .dropNotNull), op.alterColumn(name, of: "t", .comment("x")),
            op.alterColumn(name, of: "t", .default(1)), op.alterColumn(name, of: "t", .type(.text)),
            op.addConstraint(.unique(name, name: "u"), on: "t"), op.addConstraint(.unique("a", name: name), on: "t"),
            op.addConstraint(.unique("a", name: "u", include: [name]), on: "t"),
            op.addConstraint(.foreignKey(name, references: "t", name: "f"), on: "t"),
            op.addConstraint(.foreignKey("a", references: long), on: "t"),
            op.addConstraint(.foreignKey("a", references: "t", [name]), on: "t"),
            op.addConstraint(.foreignKey("a", references: "t", onDelete: .setNullIn([name])), on: "t"),
            op.addConstraint(.exclude(.column(name, with: "="), name: "e"), on: "t"),
            op.addConstraint(.exclude(.column("a", with: "="), using: name), on: "t"),
            op.addConstraint(named: name, usingIndex: "i", on: "t"),
            op.addConstraint(named: "u", usingIndex: name, on: "t"),
            op.dropConstraint(name, on: "t"), op.validateConstraint(name, on: "t"),
            op.renameConstraint(name, on: "t", to: "c"),
            op.renameConstraint("c", on: "t", to: name), op.createIndex(.index("a", name: name), on: "t"),
            op.createIndex(.index(.column(name), name: "i"), on: "t"), op.createIndex(.index("a", name: "i"), on: long),
            op.createIndex(.index("a", name: "i", method: name), on: "t"),
            op.createIndex(.index("a", name: "i", include: [name]), on: "t"),
            op.createIndex(.index("a", name: "i", tablespace: name), on: "t"),
            op.createIndex(.index(.column("a", collation: long), name: "i"), on: "t"),
            op.createIndex(.index(.column("a", operatorClass: long), name: "i"), on: "t"),
            op.dropIndex(long), op.renameIndex(long, to: "i"), op.renameIndex("i", to: name),
        ]
        for operation in operations {
            #expect(throws: OperationError.self, "\(operation)") { try TableBench.sql(operation) }
        }
    }
}

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
            Self.op.addConstraint(table, .unique(name, name: "key")),
            Self.op.createIndex(.index(.column(name), name: "index"), on: table),
            Self.op.renameIndex(QualifiedName(schema: name, name: "index"), to: "i"),
            Self.op.alterColumn(table, name, type: .bigint, nullable: false, default: 1),
            Self.op.renameColumn(table, "other", to: "new"), Self.op.renameColumn(table, name, to: "a"),
            Self.op.renameColumn(table, "a", to: name),
            Self.op.renameConstraint(table, name, to: "c"), Self.op.renameConstraint(table, "c", to: name),
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
            op.addColumn(inSchema, column), op.addColumn("t", .column(name, .integer)),
            op.addColumn("t", .column("a", .named(long))), op.addColumn("t", .column("a", .text, collation: long)),
            op.dropColumn("t", name), op.renameColumn("t", name, to: "a"), op.renameColumn("t", "a", to: name),
            op.alterColumn("t", name, nullable: true), op.alterColumn("t", name, comment: "x"),
            op.alterColumn("t", name, default: 1), op.alterColumn("t", name, type: .text),
            op.addConstraint("t", .unique(name, name: "u")), op.addConstraint("t", .unique("a", name: name)),
            op.addConstraint("t", .unique("a", name: "u", include: [name])),
            op.addConstraint("t", .foreignKey(name, references: "t", name: "f")),
            op.addConstraint("t", .foreignKey("a", references: long)),
            op.addConstraint("t", .foreignKey("a", references: "t", [name])),
            op.addConstraint("t", .foreignKey("a", references: "t", onDelete: .setNullIn([name]))),
            op.addConstraint("t", .exclude(.column(name, with: "="), name: "e")),
            op.addConstraint("t", .exclude(.column("a", with: "="), using: name)),
            op.addConstraint("t", named: name, usingIndex: "i"), op.addConstraint("t", named: "u", usingIndex: name),
            op.dropConstraint("t", name), op.validateConstraint("t", name), op.renameConstraint("t", name, to: "c"),
            op.renameConstraint("t", "c", to: name), op.createIndex(.index("a", name: name), on: "t"),
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

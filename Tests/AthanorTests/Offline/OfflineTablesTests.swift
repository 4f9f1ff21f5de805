import AthanorTesting
import TestSupport
import Testing

@testable import Athanor

/// Operations about tables as PostgreSQL alone has them: a script of them leaves what a run of them leaves, and their way
/// back leaves the schema as it was.
@Suite struct OfflineTablesTests {
    struct Start: Revision {
        static let revision: RevisionID = "start"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.execute("CREATE SCHEMA \"s.日本 🦊\"")
            op.createTable(
                TableDefinition(
                    Whole.table,
                    [
                        .column("id", .bigint, identity: .byDefault), .column("select", .text, default: "a\\b'c :x"),
                        .column("n", .integer, default: 3, comment: "it's"), .column("Gone", .text),
                        .primaryKey("id"), .check("n <> 5", name: "not \"5\""), .unique("n", name: "by n"),
                    ], storage: ["fillfactor": 90], comment: "all \\ of it"))
            op.createIndex(.index(.expression("lower(\"select\")"), name: "lower :x"), on: Whole.table)
        }
    }

    struct Whole: Revision {
        static let revision: RevisionID = "whole"
        static let downRevisions: [RevisionID] = ["start"]
        static let table = QualifiedName(schema: "s.日本 🦊", name: "a \"b\".c")

        func upgrade(_ op: Operations) -> OperationList {
            let table = Self.table
            op.alterColumn(
                "n", of: table, .type(.bigint, was: .integer), .notNull, .default(4, was: 3),
                .comment("new", was: "it's"), .rename(to: "number :n"))
            op.alterColumn(
                "id", of: table,
                .identity(.always(SequenceOptions(increment: 5, maximum: 900, cycles: true)), was: .byDefault))
            op.dropConstraint(.check("\"number :n\" <> 5", name: "not \"5\""), on: table)
            op.renameConstraint("by n", on: table, to: "by number")
            op.addConstraint(.foreignKey("number :n", references: table, ["id"]), on: table, validated: false)
            op.validateConstraint("a \"b\".c_number :n_fkey", on: table)
            op.setTableStorage(table, ["fillfactor": 70, "autovacuum_enabled": false], was: ["fillfactor": 90])
            op.dropColumn(.column("Gone", .text), from: table)
            op.addColumn(.column("twice", .numeric(12, 2), generated: .stored("\"number :n\" * 2")), to: table)
            op.renameIndex(QualifiedName(schema: "s.日本 🦊", name: "lower :x"), to: "upper")
            op.createIndex(
                .unique("twice", name: "i", include: ["id"], where: "twice > 0"), on: table, concurrently: true)
            op.setTableSchema(table, to: "public")
            op.renameTable("public.a \"b\".c", to: "moved")
            op.createTable("parts", [.column("a", .integer)], partitioning: .by("LIST (a)"))
            op.createTable("part", [], partitioning: .of("parts", bound: "FOR VALUES IN (1, 2)"))
        }
    }

    static let entries = [
        RevisionEntry(Start.self, path: "Versions/1.swift", message: "start"),
        RevisionEntry(Whole.self, path: "Versions/2.swift", message: "whole"),
    ]

    @Test("A script of operations leaves the schema that a run leaves, there and back")
    func sameSchema() async throws {
        try await TestedDatabase.postgreSQL.with { online in
            try await TestedDatabase.postgreSQL.with { offline in
                let migrator = try online.migrator(Self.entries)
                try await migrator.upgrade(to: "start")
                let before = try online.client.schema()
                try await migrator.upgrade()
                let after = try online.client.schema()
                for range in ["start", "start:whole"] {
                    let script = try await offline.offlineMigrator(Self.entries).script(.upgrade, .named(range))
                    let outcome = try offline.client.run(script)
                    #expect(outcome.errors == "")
                    #expect(outcome.exitCode == 0)
                }
                #expect(try offline.client.schema() == after)
                #expect(after.contains("twice numeric(12,2) GENERATED ALWAYS AS"))

                try await migrator.downgrade(to: "start")
                let back = try online.client.schema()
                // A column that comes back comes back last.
                #expect(Self.sorted(back) == Self.sorted(before))
                let script = try await offline.offlineMigrator(Self.entries).script(.downgrade, "whole:start")
                #expect(try offline.client.run(script).errors == "")
                #expect(try offline.client.schema() == back)
            }
        }
    }

    /// The lines in order, without the commas that depend on where a column stands.
    private static func sorted(_ schema: String) -> [String] {
        schema.split(separator: "\n").map { $0.hasSuffix(",") ? String($0.dropLast()) : String($0) }.sorted()
    }
}

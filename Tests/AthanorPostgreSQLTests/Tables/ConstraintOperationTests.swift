import Athanor
import AthanorPostgreSQL
import Testing

@Suite struct ConstraintOperationTests {
    static let op = TableBench.op

    @Test(
        "Each kind of constraint is added, and dropped on the way back",
        arguments: [
            (.unique("a", "b"), "t_a_b_key: UNIQUE (a, b)"), (.check("a > 0"), "t_check: CHECK ((a > 0))"),
            (.primaryKey("k", name: "The Key"), "The Key: PRIMARY KEY (k)"),
            (
                .foreignKey("a", references: "p", onDelete: .cascade),
                "t_a_fkey: FOREIGN KEY (a) REFERENCES p(id) ON DELETE CASCADE"
            ),
            (.exclude(.column("a", with: "="), using: "btree"), "t_a_excl: EXCLUDE USING btree (a WITH =)"),
        ] as [(ConstraintDefinition, String)])
    func kinds(_ constraint: ConstraintDefinition, _ definition: String) async throws {
        try await TableBench.with { bench in
            try await bench.execute(
                "CREATE TABLE p (id integer PRIMARY KEY)", "CREATE TABLE t (a integer, b text, k integer NOT NULL)")
            let columns = try await bench.columns()
            let addition = Self.op.addConstraint(constraint, on: "t")
            try await bench.run(addition)
            #expect(try await bench.constraints() == [definition])
            try await bench.undo(addition)
            #expect(try await bench.constraints().isEmpty)
            let drop = Self.op.dropConstraint(constraint, on: "t")
            try await bench.run(addition, drop)
            try await bench.undo(drop)
            #expect(try await bench.constraints() == [definition])
            #expect(try await bench.columns() == columns)
        }
    }

    @Test(
        "A constraint added without looking at the rows is validated later",
        arguments: [
            .check("a > 0", name: "c"), .foreignKey("a", references: "p", name: "c"),
        ] as [ConstraintDefinition])
    func validating(_ constraint: ConstraintDefinition) async throws {
        try await TableBench.with { bench in
            try await bench.execute(
                "CREATE TABLE p (id integer PRIMARY KEY)", "CREATE TABLE t (a integer)", "INSERT INTO t VALUES (-1)")
            let validated = "SELECT convalidated FROM pg_constraint WHERE conname = 'c'"
            try await bench.run(Self.op.addConstraint(constraint, on: "t", validated: false))
            #expect(try await bench.rows(validated) == ["false"])
            await #expect(throws: DatabaseFailure.self) {
                try await bench.run(Self.op.validateConstraint("c", on: "t"))
            }
            try await bench.execute("DELETE FROM t")
            try await bench.run(Self.op.validateConstraint("c", on: "t"))
            #expect(try await bench.rows(validated) == ["true"])
        }
    }

    @Test("A constraint takes over an index, gets another name, and goes with what depends on it")
    func others() async throws {
        try await TableBench.with { bench in
            try await bench.execute(
                "CREATE TABLE t (a integer NOT NULL, b integer)", "CREATE UNIQUE INDEX i ON t (a)",
                "CREATE UNIQUE INDEX j ON t (b)")
            let rename = Self.op.renameConstraint("key", on: "t", to: "a \"Key\"")
            try await bench.run(
                Self.op.addConstraint(named: "key", usingIndex: "i", on: "t", primaryKey: true),
                Self.op.addConstraint(named: "other", usingIndex: "j", on: "t"), rename)
            #expect(try await bench.constraints() == ["a \"Key\": PRIMARY KEY (a)", "other: UNIQUE (b)"])
            try await bench.undo(rename)
            try await bench.execute("CREATE TABLE child (a integer REFERENCES t)")
            await #expect(throws: DatabaseFailure.self) { try await bench.run(Self.op.dropConstraint("key", on: "t")) }
            try await bench.run(
                Self.op.dropConstraint("key", on: "t", dependents: .cascade),
                Self.op.dropConstraint("key", on: "t", ifExists: true))
            #expect(try await bench.constraints() == ["other: UNIQUE (b)"])
            #expect(try await bench.constraints("child").isEmpty)
        }
    }

    @Test("A primary key leaves NOT NULL behind when it goes, as the documentation says")
    func notNull() async throws {
        try await TableBench.with { bench in
            try await bench.execute("CREATE TABLE t (a integer)")
            let addition = Self.op.addConstraint(.primaryKey("a"), on: "t")
            try await bench.run(addition)
            try await bench.undo(addition)
            let version = try await bench.rows("SELECT current_setting('server_version_num')::int < 180000")
            if version == ["true"] { #expect(try await bench.columns() == ["a integer not null"]) }
            try await bench.run(Self.op.alterColumn("a", of: "t", .dropNotNull))
            #expect(try await bench.columns() == ["a integer"])
        }
    }

    @Test("Storage parameters are set, reset and restored")
    func storage() async throws {
        try await TableBench.with { bench in
            try await bench.execute("CREATE TABLE t (a text) WITH (fillfactor = 90)")
            let options = "SELECT array_to_string(reloptions, ',') FROM pg_class WHERE oid = 't'::regclass"
            let change = Self.op.setTableStorage(
                "t", ["fillfactor": 70, "autovacuum_enabled": false], was: ["fillfactor": 90])
            try await bench.run(change)
            #expect(try await bench.rows(options) == ["fillfactor=70,autovacuum_enabled=false"])
            try await bench.undo(change)
            #expect(try await bench.rows(options) == ["fillfactor=90"])
            let reset = AlterTable("t", [.resetStorage(["fillfactor"], was: ["fillfactor": 90])])
            try await bench.run(reset)
            #expect(try await bench.rows(options) == ["NULL"])
            try await bench.undo(reset)
            #expect(try await bench.rows(options) == ["fillfactor=90"])
        }
    }
}

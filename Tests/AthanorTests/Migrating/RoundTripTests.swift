import AthanorTesting
import TestSupport
import Testing

@testable import Athanor

@Suite struct RoundTripTests {
    private func failure(_ bench: TestBench, _ files: [String]) async throws -> RoundTripFailure? {
        let revisions = try bench.migrator(files).revisions
        return await #expect(throws: RoundTripFailure.self) {
            try await RoundTrip(bench.address, revisions: revisions).check()
        }
    }

    @Test("A history that can be undone passes, and ends at the heads", arguments: TestedDatabase.allCases)
    func sound(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let good = try bench.migrator([
                sqlRevision("a", "CREATE TABLE t (id int);", down: "DROP TABLE t;"),
                sqlRevision("b", after: "a", "ALTER TABLE t ADD COLUMN n text;", down: "ALTER TABLE t DROP COLUMN n;"),
                sqlRevision("c", after: "a", "CREATE INDEX t_id ON t (id);", down: "DROP INDEX t_id;"),
                sqlRevision("d", after: "b, c", "CREATE VIEW v AS SELECT id FROM t;", down: "DROP VIEW v;"),
                sqlRevision(
                    "e", after: "d", "CREATE MATERIALIZED VIEW m AS SELECT id FROM t;",
                    down: "DROP MATERIALIZED VIEW m;"),
            ])
            let report = try await RoundTrip(bench.address, revisions: good.revisions).check()
            #expect(Set(report.checked) == ["a", "b", "c", "d", "e"])
            #expect(report.irreversible.isEmpty && report.excluded.isEmpty)
            #expect(try await good.versionRows() == ["e"])
            await #expect(throws: RoundTripError.notAtBase(["e"])) {
                try await RoundTrip(bench.address, revisions: good.revisions).check()
            }
        }
    }

    /// Changes after `CREATE TABLE t (id int NOT NULL, n text DEFAULT 'x')`, with downgrades that forget them, and the object
    /// that is named.
    static let forgetful: [(up: String, down: String, object: String)] = [
        ("CREATE TABLE u (id int);", "SELECT 1;", "table u"),
        ("ALTER TABLE t ADD COLUMN m text;", "SELECT 1;", "column t.m"),
        ("CREATE INDEX t_n ON t (n);", "SELECT 1;", "index t_n"),
        ("CREATE VIEW v AS SELECT id FROM t;", "SELECT 1;", "view v"),
        (
            "DROP TABLE t; CREATE TABLE t (id int, n text DEFAULT 'x');",
            "SELECT 1;", "column t.id"
        ),
        (
            "DROP TABLE t; CREATE TABLE t (id int NOT NULL, n text DEFAULT 'y');",
            "SELECT 1;", "column t.n"
        ),
        (
            "DROP TABLE t; CREATE TABLE t (id int NOT NULL, n text DEFAULT 'x', CONSTRAINT k CHECK (id > 0));",
            "SELECT 1;", "constraint t"
        ),
        ("CREATE VIEW v AS SELECT id FROM t;", "DROP VIEW v; DROP TABLE t;", "table t"),
    ]

    @Test(
        "What a downgrade forgets is named with its revision, also where a later table drop would hide it",
        arguments: TestedDatabase.allCases, forgetful.indices)
    func forgets(on tested: TestedDatabase, at index: Int) async throws {
        let change = Self.forgetful[index]
        try await tested.with { bench in
            let found = try await failure(
                bench,
                [
                    sqlRevision(
                        "a", "CREATE TABLE t (id int NOT NULL, n text DEFAULT 'x');", down: "DROP TABLE IF EXISTS t;"),
                    sqlRevision("b", after: "a", change.up, down: change.down),
                ])
            let finding = try #require(found?.findings.first)
            #expect(finding.revision == "b")
            guard case .leftBehind(let differences) = finding.problem else {
                Issue.record("\(finding)")
                return
            }
            let objects = differences.map { $0.object.description.replacing("public.", with: "") }
            #expect(objects.contains { $0.hasPrefix(change.object) }, "\(objects)")
        }
    }

    @Test(
        "PostgreSQL's objects are compared too",
        arguments: [
            ("CREATE SCHEMA IF NOT EXISTS s;", "schema s"), ("CREATE SEQUENCE q;", "sequence"),
            ("CREATE TYPE e AS ENUM ('a');", "enum"), ("CREATE DOMAIN d AS int;", "domain"),
            ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';", "function"),
            ("GRANT SELECT ON t TO PUBLIC;", "table"), ("COMMENT ON COLUMN t.id IS 'x';", "column"),
            ("CREATE POLICY p ON t USING (true);", "policy"), ("ALTER TABLE t ENABLE ROW LEVEL SECURITY;", "table"),
            ("CREATE MATERIALIZED VIEW m AS SELECT id FROM t;", "materialized view"),
            (
                "CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; "
                    + "CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g();", "trigger"
            ),
            ("ALTER TABLE t ADD UNIQUE (id);", "constraint"), ("ALTER TABLE t SET (fillfactor = 70);", "table"),
            ("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;", "default privileges"),
        ])
    func objects(_ up: String, _ kind: String) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let found = try await failure(
                bench,
                [
                    sqlRevision("a", "CREATE TABLE t (id int);", down: "DROP TABLE t;"),
                    sqlRevision("b", after: "a", up, down: "SELECT 1;"),
                ])
            let finding = try #require(found?.findings.first)
            #expect(finding.revision == "b")
            guard case .leftBehind(let differences) = finding.problem else {
                Issue.record("\(finding)")
                return
            }
            #expect(differences.contains { $0.object.description.hasPrefix(kind) }, "\(differences)")
        }
    }

    @Test(
        "Irreversible and excluded revisions only go up, and the others are checked", arguments: TestedDatabase.allCases
    )
    func leftOut(on tested: TestedDatabase) async throws {
        let files = [
            sqlRevision("a", "CREATE TABLE t (id int);", down: "DROP TABLE t;"),
            sqlRevision("b", after: "a", "CREATE TABLE u (id int);", down: "SELECT 1;"),
            sqlRevision("c", after: "b", "CREATE TABLE v (id int);")
                .replacing("-- downgrade\n", with: "-- downgrade: irreversible\n"),
            sqlRevision("d", after: "c", "CREATE TABLE w (id int);", down: "DROP TABLE w;"),
        ]
        try await tested.with { bench in
            let revisions = try bench.migrator(files).revisions
            let report = try await RoundTrip(bench.address, revisions: revisions).check(excluding: ["b"])
            #expect(report.checked == ["a", "d"] && report.excluded == ["b"])
            #expect(Array(report.irreversible.keys) == ["c"])
        }
        try await tested.with { bench in
            let revisions = try bench.migrator(files).revisions
            let report = try await RoundTrip(bench.address, revisions: revisions).check(from: "b")
            #expect(report.checked == ["d"])
            #expect(try await bench.migrator(files).versionRows() == ["d"])
        }
        try await tested.with { bench in
            let revisions = try bench.migrator(files).revisions
            await #expect(throws: RoundTripError.noSuchRevision("x")) {
                try await RoundTrip(bench.address, revisions: revisions).check(excluding: ["x"])
            }
        }
    }

    @Test("Every forgetful revision is named, not only the first", arguments: TestedDatabase.allCases)
    func several(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let found = try await failure(
                bench,
                [
                    sqlRevision("a", "CREATE TABLE IF NOT EXISTS t (id int);", down: "SELECT 1;"),
                    sqlRevision("b", after: "a", "CREATE TABLE u (id int);", down: "DROP TABLE u;"),
                    sqlRevision("c", after: "b", "CREATE TABLE IF NOT EXISTS v (id int);", down: "SELECT 1;"),
                ])
            #expect(found?.findings.map(\.revision) == ["a", "c"])
            #expect(found?.report.checked == ["a", "b", "c"])
        }
    }
}

import TestSupport
import Testing

@testable import Athanor

@Suite struct RenameCommentsTests {
    private func renames(_ text: String, on tested: TestedDatabase) throws -> [String] {
        try tested.database.scriptReader.schemaFile(SourceText(path: "schema.sql", text: text)).renames
            .map { "\($0.kind) \($0.path.joined(separator: ".")) from \($0.oldName) at \($0.place.line)" }
    }

    @Test(
        "A comment is about the object after it, the part on its line, or the part after it",
        arguments: TestedDatabase.allCases)
    func places(on tested: TestedDatabase) throws {
        let text = """
            -- athanor: renamed from people
            CREATE TABLE app.users (
                id int PRIMARY KEY,
                email text NOT NULL, -- athanor: renamed from mail
                -- athanor: renamed from "Nick, name"
                nickname text,
                price numeric(10,
                    2) -- athanor: renamed from cost
                , CONSTRAINT positive CHECK (price > 0) -- athanor: renamed from users_check
            );
            CREATE VIEW w AS SELECT 1 AS a; -- athanor: renamed from v
            ALTER TABLE t ADD COLUMN a int; -- athanor: renamed from b
            -- A comment about athanor: nothing
            CREATE UNIQUE INDEX i ON t (a);
            """
        #expect(
            try renames(text, on: tested) == [
                "table app.users from people at 1", "column app.users.email from mail at 4",
                "column app.users.nickname from Nick, name at 5", "column app.users.price from cost at 8",
                "constraint app.users.positive from users_check at 9", "view w from v at 11",
                "column t.a from b at 12",
            ])
    }

    @Test("Values of enums, triggers and materialized views can have other names too")
    func postgreSQL() throws {
        let text = """
            CREATE TYPE mood AS ENUM (
                'sad',
                'it''s fine' -- athanor: renamed from 'ok'
            );
            -- athanor: renamed from t_old
            CREATE TRIGGER t BEFORE INSERT ON app.users FOR EACH ROW EXECUTE FUNCTION f();
            -- athanor: renamed from sums
            CREATE MATERIALIZED VIEW IF NOT EXISTS totals AS SELECT 1;
            """
        #expect(
            try renames(text, on: .postgreSQL) == [
                "enum value mood.it's fine from ok at 3", "trigger app.users.t from t_old at 5",
                "materialized view totals from sums at 7",
            ])
    }

    @Test(
        "A directive that is unknown, or about nothing, is an error at its place",
        arguments: [
            "CREATE TABLE t (a int);\n-- athanor: rename from b\n", "-- athanor: renamed from b\nDROP TABLE t;",
            "CREATE TABLE t (a int);\n-- athanor: renamed from b",
        ])
    func refused(_ text: String) {
        #expect(throws: ScriptError.self) { _ = try renames(text, on: .postgreSQL) }
        #expect(throws: ScriptError.self) { _ = try renames(text, on: .sqlite) }
    }

    @Test("Renames are inverted with the table that contains them")
    func inverted() {
        let place = SourceText(path: "schema.sql", text: "").all.start
        let renames = [
            StatedRename(kind: "table", path: ["app", "users"], oldName: "people", place: place),
            StatedRename(kind: "column", path: ["users", "email"], oldName: "mail", place: place),
        ]
        #expect(
            renames.inverted == [
                StatedRename(kind: "table", path: ["app", "people"], oldName: "users", place: place),
                StatedRename(kind: "column", path: ["people", "mail"], oldName: "email", place: place),
            ])
    }
}

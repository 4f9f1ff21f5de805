import Athanor

/// What the build plugin makes of a `Versions` folder.
let discoveredRevisions = RevisionRegistry([
    .sql(
        path: "Versions/aaa1_create_users.sql",
        text: """
            -- create users
            --
            -- revision: aaa1
            -- down_revision:

            -- upgrade
            CREATE TABLE users (id integer);

            -- downgrade
            DROP TABLE users;
            """),
    .swift(CreateNotes_bbb2.self, path: "Versions/bbb2_create_notes.swift", message: "create notes"),
])

/// create notes
struct CreateNotes_bbb2: Revision {
    static let revision: RevisionID = "bbb2"
    static let downRevisions: [RevisionID] = ["aaa1"]

    func upgrade(_ op: Operations) -> OperationList {
        op.createTable("notes", [.column("id", .integer)])
        // For a test that interrupts it.
        if let seconds = op.arguments["pause"] { op.execute("SELECT pg_sleep(\(seconds))", reverse: "SELECT 1") }
    }
}

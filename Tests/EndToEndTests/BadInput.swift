import Foundation
import TestSupport
import Testing

/// Something that a person, a file or a database gets wrong, with what should be said about it.
struct BadInput: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The databases it is tried on.
    var servers = TestedDatabase.allCases
    /// Files of the project, beside a sound first revision.
    var files: [String: Data] = [:]
    /// What is done to the database before.
    var prepared: [String] = []
    /// The command that meets the mistake.
    var arguments = ["upgrade", "head"]
    /// What standard error must contain.
    let says: [String]

    init(
        _ description: String, on servers: [TestedDatabase] = TestedDatabase.allCases, files: [String: String] = [:],
        prepared: [String] = [], arguments: [String] = ["upgrade", "head"], says: [String]
    ) {
        testDescription = description
        self.servers = servers
        self.files = files.mapValues { Data($0.utf8) }
        self.prepared = prepared
        self.arguments = arguments
        self.says = says
    }

    /// A revision after the sound first one.
    static func revision(_ id: String = "bbb2", after down: String = "aaa1", up: String = "", key: String = "")
        -> String
    {
        "-- second\n--\n-- revision: \(id)\n-- down_revision: \(down)\n\(key)\n-- upgrade\n\n\(up)\n\n-- downgrade\n"
    }

    /// The sound first revision: it would leave a table behind.
    static let first = """
        -- first
        --
        -- revision: aaa1
        -- down_revision:

        -- upgrade

        CREATE TABLE first (id integer);

        -- downgrade

        DROP TABLE first;

        """

    static let dumped = """
        --
        -- PostgreSQL database dump
        --

        \\restrict abcdef

        SET statement_timeout = 0;
        SELECT pg_catalog.set_config('search_path', '', false);

        CREATE TABLE public.users (id integer);

        COPY public.users (id) FROM stdin;
        1
        \\.

        """

    static let all = [
        BadInput(
            "a malformed header", files: ["versions/b.sql": "-- second\n--\n-- down_revision: aaa1\n\n-- upgrade\n"],
            says: ["versions/b.sql:1:1: error: the header does not say which revision this is"]),
        BadInput(
            "an unknown key in a header", files: ["versions/b.sql": revision(key: "-- branch_label: x\n")],
            says: ["versions/b.sql:5:1: error: unknown key \"branch_label\"", "branch_labels"]),
        BadInput(
            "an unknown key in the configuration", files: ["athanor.yaml": "versions: versions\nversion_tabel: x\n"],
            says: ["athanor.yaml:2:1: error: ", "version_tabel", "version_table"]),
        BadInput(
            "a duplicate id", files: ["versions/b.sql": revision("aaa1", after: "")],
            says: ["aaa1", "versions/a.sql", "versions/b.sql"]),
        BadInput(
            "a missing down revision", files: ["versions/b.sql": revision(after: "aaa2")],
            says: ["versions/b.sql", "aaa2", "aaa1"]),
        BadInput(
            "BEGIN in a revision", files: ["versions/b.sql": revision(up: "BEGIN;\nCREATE TABLE second (id integer);")],
            says: ["versions/b.sql:8:1: error: "]),
        BadInput(
            "COMMIT in a revision",
            files: ["versions/b.sql": revision(up: "CREATE TABLE second (id integer);\nCOMMIT;")],
            says: ["versions/b.sql:9:1: error: "]),
        BadInput(
            "a pg_dump file pasted whole", on: [.postgreSQL], files: ["versions/b.sql": revision(up: dumped)],
            says: ["versions/b.sql:19:1: error: COPY"]),
        BadInput(
            "COPY with its data", on: [.postgreSQL],
            files: ["versions/b.sql": revision(up: "CREATE TABLE u (id int);\nCOPY u FROM stdin;\n1\n\\.\n")],
            says: ["versions/b.sql:9:1: error: "]),
        BadInput(
            "a version table that names an unknown revision",
            prepared: [
                "CREATE TABLE athanor_version (version_num varchar(32) NOT NULL PRIMARY KEY)",
                "INSERT INTO athanor_version (version_num) VALUES ('zzz9')",
            ], says: ["zzz9"]),
        BadInput("a revision that there is not", arguments: ["upgrade", "aba1"], says: ["aba1", "aaa1"]),
    ]
}

import AthanorPostgreSQL
import AthanorTesting
import Foundation
import TestSupport
import Testing

@testable import Athanor

/// Targets of views through what only PostgreSQL does with them.
@Suite struct KeptTargetTests {
    struct Start: Revision {
        static let revision: RevisionID = "start"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.execute(
                """
                CREATE SCHEMA reporting; CREATE SCHEMA archive;
                CREATE TABLE t (a integer, b integer);
                INSERT INTO t VALUES (1, 2);
                SET search_path = reporting, public;
                CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
                -- athanor: refresh m every 5 minutes
                CREATE MATERIALIZED VIEW "W" AS SELECT a FROM m;
                CREATE MATERIALIZED VIEW plain AS SELECT a FROM t;
                -- athanor: refresh "W" after m
                """)
        }
    }

    struct Next: Revision {
        static let revision: RevisionID = "next"
        static let downRevisions: [RevisionID] = ["start"]

        func upgrade(_ op: Operations) -> OperationList {
            switch op.arguments["do"] {
            case "move": op.setMaterializedViewSchema("reporting.m", to: "archive")
            case "alter":
                op.alteringAround("t", columns: ["a"]) { op.alterColumn("a", of: "t", .type(.bigint)) }
            case "side by side":
                op.replaceMaterializedView(
                    "reporting.m", as: "SELECT a, b, 1 AS c FROM public.t", strategy: .sideBySide)
            case "in place":
                op.replaceMaterializedView("reporting.m", as: "SELECT a, b, 1 AS c FROM public.t", strategy: .inPlace)
            case "swap names":
                op.execute(
                    """
                    ALTER MATERIALIZED VIEW reporting.m RENAME TO x;
                    ALTER MATERIALIZED VIEW reporting.plain RENAME TO m;
                    ALTER MATERIALIZED VIEW reporting.x RENAME TO plain;
                    """)
            default: op.execute("DROP SCHEMA reporting CASCADE")
            }
        }
    }

    @Test(
        "A target stays with its view through moves, replacements and alterations, in runs and in scripts",
        arguments: [
            ("move", "archive.m"), ("alter", "reporting.m"), ("side by side", "reporting.m"),
            ("in place", "reporting.m"), ("swap names", "reporting.plain"), ("drop", nil),
        ] as [(String, String?)], [false, true])
    func kept(_ case: (what: String, name: String?), inScript: Bool) async throws {
        let (what, name) = `case`
        try await TemporaryPostgreSQLDatabase.with { temporary, connection in
            let entries = [
                RevisionEntry(Start.self, path: "1.swift", message: ""),
                RevisionEntry(Next.self, path: "2.swift", message: ""),
            ]
            var options = MigratorOptions()
            options.arguments = ["do": what]
            let revisions = try RevisionSet(entries)
            let migrator = Migrator(
                temporary.address, revisions: revisions, options: options)
            try await migrator.upgrade(to: "start")
            let reading =
                "SELECT schema || '.' || name AS name, refresh FROM athanor.views WHERE refresh IS NOT NULL ORDER BY 1"
            #expect(
                try await connection.query(sql: reading).map {
                    "\(try $0["name", as: String.self]) \(try $0["refresh", as: String.self])"
                }
                    == ["reporting.W after reporting.m", "reporting.m every 5 minutes"])
            // As after a dump and a restore.
            try await connection.query("UPDATE athanor.views SET relation = '1/2/' || 3")
            if inScript {
                let script = try await OfflineMigrator(
                    temporary.address, revisions: revisions, options: options
                ).script(.upgrade, "start:next")
                try psql(script, at: temporary.url)
            } else {
                try await migrator.upgrade()
            }
            let expected = name.map {
                $0 < "reporting.W"
                    ? ["\($0) every 5 minutes", "reporting.W after \($0)"]
                    : ["reporting.W after \($0)", "\($0) every 5 minutes"]
            }
            #expect(
                try await connection.query(sql: reading).map {
                    "\(try $0["name", as: String.self]) \(try $0["refresh", as: String.self])"
                }
                    == expected ?? [])
        }
    }

    private func psql(_ script: String, at url: DatabaseURL) throws {
        let workspace = try Workspace()
        defer { workspace.remove() }
        try workspace.write(script, to: "script.sql")
        let process = Process()
        process.environment = ProcessInfo.processInfo.environmentWithTestedPrograms
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["psql", "-X", "-q", "-f", "script.sql", url.textWithPassword]
        process.currentDirectoryURL = workspace.folder
        process.standardOutput = FileHandle.nullDevice
        try process.runInTurn()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}

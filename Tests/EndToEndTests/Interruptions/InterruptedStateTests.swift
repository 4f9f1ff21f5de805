import Athanor
import Foundation
import TestRelay
import TestSupport
import Testing

/// A signal that comes while a run waits, or is in a statement that is not like others.
@Suite("Interruption, wherever it comes", .timeLimit(.minutes(5)))
struct InterruptedStateTests {
    private static let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n;"

    @Test("While it waits for the migration lock", arguments: [SIGINT, SIGTERM])
    func waiting(_ signal: Int32) async throws {
        try await ScratchDatabase.with(.postgreSQL) { database in
            try await database.connected { holder in
                // The key of public.athanor_version, which no version of Athanor changes.
                try await holder.query("SELECT pg_advisory_lock(962068232847692139)")
                let execution = try await interrupt(
                    "waiting for the lock", database, up: "", by: signal
                ) {
                    try await database.rows(
                        """
                        SELECT pid FROM pg_stat_activity
                        WHERE datname = current_database() AND query LIKE '%pg_locks%' AND pid <> pg_backend_pid()
                        """
                    ).isEmpty
                }
                #expect(execution.errors.contains("error: interrupted"), "\(execution)")
                #expect(try await !database.objects().contains("public.first"))
            }
            try await isAlone(in: database)
        }
    }

    @Test("In the middle of CREATE INDEX CONCURRENTLY, which the next run makes whole")
    func concurrentIndex() async throws {
        try await ScratchDatabase.with(.postgreSQL) { database in
            try await database.run("CREATE TABLE wide (id integer)")
            try await Workspace.with { workspace in
                let up = "CREATE INDEX CONCURRENTLY wide_id ON wide (id);"
                try await database.connected { writer in
                    // The index waits for the end of this transaction.
                    try await writer.query("BEGIN")
                    try await writer.query("INSERT INTO wide VALUES (1)")
                    let execution = try await interrupt(
                        "building an index concurrently", database, up: up, by: SIGTERM, in: workspace
                    ) {
                        try await database.rows(
                            """
                            SELECT pid FROM pg_stat_activity
                            WHERE datname = current_database() AND query LIKE 'CREATE INDEX%' AND wait_event_type = 'Lock'
                            """
                        ).isEmpty
                    }
                    #expect(execution.errors.contains("is a non-transactional statement"), "\(execution)")
                    try await writer.query("COMMIT")
                }
                try await isAlone(in: database)
                let again = try await Executable.athanor.run(
                    ["upgrade", "head"], in: workspace.folder, environment: ["DATABASE_URL": database.url])
                #expect(again.exitCode == 0, "\(again)")
                #expect(
                    try await database.rows(
                        "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indisvalid AND indrelid = 'wide'::regclass"
                    ) == ["wide_id"])
            }
        }
    }

    @Test("While it connects to a host that says nothing", arguments: [SIGINT, SIGTERM])
    func connecting(_ signal: Int32) async throws {
        let (listener, port) = try Sockets.listening()
        defer { Sockets.close(listener) }
        try await Workspace.with { workspace in
            try workspace.write("versions: versions\n", to: "athanor.yaml")
            try workspace.write(BadInput.first, to: "versions/a.sql")
            _ = try await Self.interrupted(
                "connecting to a silent host", ["upgrade", "head"], in: workspace,
                at: "postgresql://postgres@127.0.0.1:\(port)/postgres", by: signal
            ) { Sockets.isReadable([listener], forMilliseconds: 0) == nil }
        }
    }

    @Test("In a long statement on SQLite", arguments: [SIGINT, SIGTERM])
    func statementOnSQLite(_ signal: Int32) async throws {
        try await ScratchDatabase.with(.sqlite) { database in
            try await Workspace.with { workspace in
                let up = "CREATE TABLE half (id integer);\n\(Self.endless)"
                _ = try await interrupt("a statement on SQLite", database, up: up, by: signal, in: workspace) {
                    try await !database.objects().contains("first")
                }
                #expect(try await !database.objects().contains("half"))
                let current = try await Executable.athanor.run(
                    ["current"], in: workspace.folder, environment: ["DATABASE_URL": database.url])
                #expect(current.output.hasPrefix("aaa1"), "\(current)")
                #expect(!Self.isLocked(database))
            }
        }
    }

    @Test("While it waits for another writer on SQLite")
    func writerOnSQLite() async throws {
        try await ScratchDatabase.with(.sqlite) { database in
            try await database.run("CREATE TABLE other (id integer)")
            try await database.connected { writer in
                try await writer.query("BEGIN IMMEDIATE")
                _ = try await interrupt("waiting for a writer on SQLite", database, up: "", by: SIGTERM) {
                    !Self.isLocked(database)
                }
                try await writer.query("ROLLBACK")
            }
            #expect(try await !database.objects().contains("first"))
            #expect(!Self.isLocked(database))
        }
    }

    @Test("While a command of the user's own formats a new revision")
    func hook() async throws {
        try await Workspace.with { workspace in
            try workspace.write(
                "versions: versions\npost_write_hooks:\n  - \"touch started; exec sleep 600\"\n", to: "athanor.yaml")
            try workspace.write(BadInput.first, to: "versions/a.sql")
            let execution = try await Self.interrupted(
                "a post-write hook", ["revision", "-m", "second"], in: workspace, at: "sqlite:app.db", by: SIGTERM
            ) { try !workspace.names(in: "").contains("started") }
            #expect(execution.errors.contains("was interrupted"), "\(execution)")
            #expect(try workspace.names(in: "versions").count == 2)
        }
    }

    /// Interrupts an upgrade over two revisions.
    private func interrupt(
        _ state: String, _ database: ScratchDatabase, up: String, by signal: Int32, in given: Workspace? = nil,
        until isBefore: () async throws -> Bool
    ) async throws -> Execution {
        func run(in workspace: Workspace) async throws -> Execution {
            try workspace.write("versions: versions\n", to: "athanor.yaml")
            try workspace.write(BadInput.first, to: "versions/a.sql")
            try workspace.write(BadInput.revision(up: up), to: "versions/b.sql")
            return try await Self.interrupted(
                state, ["upgrade", "head"], in: workspace, at: database.url, by: signal, until: isBefore)
        }
        if let given { return try await run(in: given) }
        return try await Workspace.with { try await run(in: $0) }
    }

    /// Runs `athanor`, sends it a signal, and prints how long it then took to end.
    /// - Parameter isBefore: whether it has yet to come where the signal is to meet it.
    private static func interrupted(
        _ state: String, _ arguments: [String], in workspace: Workspace, at url: String, by signal: Int32,
        until isBefore: () async throws -> Bool
    ) async throws -> Execution {
        var signalled = ContinuousClock.now
        let execution = try await Executable.athanor.run(
            arguments, in: workspace.folder, environment: ["DATABASE_URL": url]
        ) { process in
            while try await isBefore() { await Task.yield() }
            signalled = .now
            kill(process, signal)
        }
        let took = ContinuousClock.now - signalled
        print("interrupted by signal \(signal) in \(state): ended after \(took.milliseconds) ms")
        #expect(execution.exitCode == 128 + signal, "\(state): \(execution)")
        #expect(took < .seconds(60))
        return execution
    }

    /// Waits until nobody but the observer is left in the database, nor any lock of a migrator's.
    private func isAlone(in database: ScratchDatabase) async throws {
        while try await !database.rows(
            """
            SELECT pid FROM pg_stat_activity
            WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
            """
        ).isEmpty { await Task.yield() }
        #expect(
            try await database.rows(
                """
                SELECT pid FROM pg_locks WHERE locktype = 'advisory'
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """) == [])
    }

    private static func isLocked(_ database: ScratchDatabase) -> Bool {
        FileManager.default.fileExists(atPath: database.name + "-athanor-lock")
    }
}

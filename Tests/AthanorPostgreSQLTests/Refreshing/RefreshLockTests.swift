import Athanor
import AthanorPostgreSQL
import Testing

/// How a refresh gets on with those who hold the view.
@Suite(.timeLimit(.minutes(5))) struct RefreshLockTests {
    private static let view = """
        CREATE TABLE t (a integer);
        CREATE MATERIALIZED VIEW v AS SELECT a FROM t;
        CREATE UNIQUE INDEX v_a ON v (a);
        INSERT INTO t VALUES (1)
        """
    private static let impatient = MigratorOptions(lockWait: .seconds(0))

    private static func settings(_ wish: ConcurrentRefresh) -> RefreshSettings {
        RefreshSettings(concurrently: wish, lockTimeout: .milliseconds(30))
    }

    /// Refreshes until it waits, lets whoever is in the way go, and returns how it ends.
    private func refresh(
        on bench: RefreshBench, _ wish: ConcurrentRefresh, seeing check: @Sendable (RefreshEvent) -> Bool,
        then release: () async throws -> Void
    ) async throws -> ViewRefreshResult {
        let (events, continuation) = AsyncStream.makeStream(of: RefreshEvent.self)
        let refreshing = Task {
            defer { continuation.finish() }
            return try await bench.refresh("v", Self.settings(wish)) { continuation.yield($0) }
        }
        var seen = false
        for await event in events where check(event) {
            seen = true
            break
        }
        #expect(seen)
        try await release()
        return try await refreshing.value
    }

    @Test("A plain refresh gives way to a reader, names it, and is done when it has left")
    func reader() async throws {
        try await RefreshBench.with(Self.view) { bench in
            let reader = try await bench.session(holding: "SELECT a FROM v")
            let pid = try await RefreshBench.pid(of: reader)
            let result = try await refresh(on: bench, .never) { event in
                guard case .retrying(let view, let attempt, let holders) = event else { return false }
                #expect(view == "public.v" && attempt == 1)
                #expect(holders.map { $0.hasPrefix("pid \(pid), ") } == [true], "\(holders)")
                #expect(holders.first?.contains("idle in transaction") == true)
                return true
            } then: {
                try await reader.query("COMMIT")
            }
            #expect(result.figures?.rowsAfter == 1, "\(result.outcome)")
            #expect(try await bench.log().map(\.outcome) == [.done])
            await reader.close()
        }
    }

    @Test("When patience ends, who is in the way is named, and the view is as it was")
    func patience() async throws {
        try await RefreshBench.with(Self.view) { bench in
            let reader = try await bench.session(holding: "SELECT a FROM v")
            let pid = try await RefreshBench.pid(of: reader)
            let result = try await bench.refresh("v", Self.settings(.never), options: Self.impatient)
            let failure = try #require(result.failure, "\(result.outcome)")
            #expect((failure.cause as? DatabaseFailure)?.kind == .lockNotAvailable)
            #expect(failure.holders.map { $0.hasPrefix("pid \(pid), ") } == [true])
            #expect(failure.explanation.notes.contains { $0.text.contains("pid \(pid)") })
            #expect(failure.explanation.state == "The view is as it was before.")
            #expect(try await bench.text("SELECT count(*) FROM v") == "0")
            let entry = try #require(try await bench.log().first)
            #expect(entry.outcome == .failed && entry.detail?.contains("lock timeout") == true)
            #expect(entry.refresh?.strategy == "plain")
            await reader.close()
        }
    }

    @Test("A concurrent refresh goes on beside a reader, and names only who is in its way")
    func concurrentBesideReader() async throws {
        try await RefreshBench.with(Self.view) { bench in
            let reader = try await bench.session(holding: "SELECT a FROM v")
            #expect(try await bench.refresh("v", Self.settings(.auto)).figures?.changes.inserted == 1)
            let indexer = try await bench.session(holding: "CREATE INDEX ON v (a)")
            let pid = try await RefreshBench.pid(of: indexer)
            let failure = try await bench.refresh("v", Self.settings(.auto), options: Self.impatient).failure
            #expect(failure?.holders.map { $0.hasPrefix("pid \(pid), ") } == [true])
            for connection in [reader, indexer] { await connection.close() }
        }
    }

    @Test("Whoever alters what the view reads is in the way too")
    func sourceIsLocked() async throws {
        try await RefreshBench.with(
            """
            CREATE TABLE t (a integer); CREATE VIEW w AS SELECT a FROM t; CREATE MATERIALIZED VIEW v AS SELECT a FROM w
            """
        ) { bench in
            let other = try await bench.session(holding: "ALTER TABLE t ADD COLUMN b integer")
            let pid = try await RefreshBench.pid(of: other)
            let failure = try await bench.refresh("v", Self.settings(.never), options: Self.impatient).failure
            #expect(failure?.holders.map { $0.hasPrefix("pid \(pid), ") } == [true])
            await other.close()
        }
    }

    @Test(
        "A refresh keeps a shorter lock timeout of the server",
        arguments: [(30, "30ms"), (2000, "123ms"), (nil, "123ms")] as [(Int?, String)])
    func timeoutOfTheServer(milliseconds: Int?, expected: String) async throws {
        try await RefreshBench.with(
            """
            \(Self.view);
            DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET lock_timeout = ''123ms''', current_database()); END $$
            """
        ) { bench in
            let session = try await bench.database.connect()
            try await session.query("BEGIN")
            let settings = RefreshSettings(lockTimeout: milliseconds.map { .milliseconds($0) } ?? .unlimited)
            #expect(try await PostgreSQL().materializedViews(on: session).claim("public.v", settings))
            let timeout = try await session.query("SELECT current_setting('lock_timeout') AS t").first?[
                "t", as: String.self]
            #expect(timeout == expected)
            await session.close()
        }
    }

    @Test("A view that another session has claimed is waited for, or left out")
    func busy() async throws {
        try await RefreshBench.with(Self.view) { bench in
            let other = try await bench.database.connect()
            try await other.query("BEGIN")
            #expect(try await PostgreSQL().materializedViews(on: other).claim("public.v", RefreshSettings()))
            let reader = try await bench.session(holding: "SELECT a FROM v")
            let pid = try await RefreshBench.pid(of: other)

            let skipped = try await bench.refresh("v", Self.settings(.auto), whenBusy: .skip)
            #expect(skipped.outcome.name == "busy")
            let failure = try await bench.refresh("v", Self.settings(.auto), options: Self.impatient).failure
            #expect(failure?.cause is OperationError)
            #expect(failure?.holders.map { $0.hasPrefix("pid \(pid), ") } == [true])
            #expect(try await bench.log().map(\.outcome) == [.failed])

            let result = try await refresh(on: bench, .auto) { event in
                guard case .waiting(let view, let holder) = event else { return false }
                #expect(view == "public.v" && holder?.hasPrefix("pid \(pid), ") == true, "\(holder ?? "nobody")")
                return true
            } then: {
                try await other.query("COMMIT")
            }
            #expect(result.figures?.changes.inserted == 1, "\(result.outcome)")
            for connection in [other, reader] { await connection.close() }
        }
    }

    @Test("A view that another session claims between two attempts is waited for, and the wait is reported once")
    func busyLater() async throws {
        try await RefreshBench.with(Self.view) { bench in
            let reader = try await bench.session(holding: "SELECT a FROM v")
            let other = try await bench.session(holding: "SELECT 1")
            let (events, continuation) = AsyncStream.makeStream(of: RefreshEvent.self)
            let refreshing = Task {
                defer { continuation.finish() }
                return try await bench.refresh("v", Self.settings(.never)) { continuation.yield($0) }
            }
            var (isClaimed, waits) = (false, 0)
            for await event in events {
                if case .retrying = event, !isClaimed {
                    repeat {
                        try await other.query("ROLLBACK")
                        try await other.query("BEGIN")
                        isClaimed = try await PostgreSQL().materializedViews(on: other).claim(
                            "public.v", RefreshSettings())
                    } while !isClaimed
                    try await reader.query("COMMIT")
                }
                guard case .waiting = event else { continue }
                waits += 1
                try await other.query("COMMIT")
            }
            #expect(waits == 1)
            let result = try await refreshing.value
            #expect(result.figures?.rowsAfter == 1, "\(result.outcome)")
            for connection in [reader, other] { await connection.close() }
        }
    }

    @Test("Whoever asks about views does not wait for one that is being rewritten")
    func askingDuringARefresh() async throws {
        try await GatedRefresh.with { gated in
            let bench = gated.bench
            let refreshing = Task { try await bench.refresh("v", GatedRefresh.settings(.never)) }
            try await bench.wait(until: GatedRefresh.isAtTheGate)
            try await bench.connection.query("SET lock_timeout = '1ms'")
            let view = try await bench.views.named("v")
            #expect(view.sizeInBytes == nil && view.rows == .estimate(1))
            #expect(try await bench.views.all(exactRows: false) == [view])
            try await bench.connection.query("RESET lock_timeout")
            try await gated.open()
            #expect(try await refreshing.value.figures?.rowsAfter == 2)
            #expect(try await bench.views.named("v").rows == .estimate(2))
        }
    }
}

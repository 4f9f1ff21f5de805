import Athanor
import AthanorSQLite
import AthanorServing
import AthanorTesting
import Foundation
import Logging
import MetricsTestKit
import ServiceLifecycle
import Synchronization
import Testing

/// The service inside a service group, as a server runs it.
@Suite("Views kept fresh by a service")
struct ViewRefreshServiceTests {
    private static let targets: [ExactText: FreshnessTarget] = [
        "totals": .every(.seconds(1)), "broken": .every(.seconds(1)),
    ]

    /// A database with a view that can be refreshed and one that cannot.
    private static func prepare(_ address: DatabaseAddress) async throws {
        let revision = SourceText(
            path: "versions/a.sql",
            text: """
                -- views
                --
                -- revision: a
                -- down_revision:

                -- upgrade
                CREATE TABLE t (id INTEGER);
                INSERT INTO t VALUES (1), (2);
                CREATE MATERIALIZED VIEW totals AS SELECT id FROM t;
                CREATE MATERIALIZED VIEW broken AS SELECT id FROM t;
                CREATE UNIQUE INDEX broken_id ON broken (id);
                -- downgrade
                """)
        let migrator = Migrator(
            address, revisions: try RevisionSet([RevisionEntry(sql: revision)]))
        try await migrator.upgrade()
        let connection = try await address.module.connect(to: address.url, options: ConnectionOptions())
        try await connection.query("INSERT INTO t VALUES (2)")
        await connection.close()
    }

    /// A log that can be read, and waited for.
    private final class Lines: LogHandler, Sendable {
        private let posted: AsyncStream<String>.Continuation
        let lines: AsyncStream<String>

        init() { (lines, posted) = AsyncStream.makeStream() }

        var metadata: Logger.Metadata {
            get { [:] }
            set {}
        }
        var logLevel: Logger.Level {
            get { .trace }
            set {}
        }
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { nil }
            set {}
        }

        func log(event: LogEvent) {
            let view = event.metadata?["view"].map { " \($0)" } ?? ""
            posted.yield("\(event.level): \(event.message)\(view)")
        }
    }

    @Test("It refreshes what is due, tells logs and metrics of it, and ends with its group")
    func service() async throws {
        let temporary = try TemporarySQLiteDatabase()
        defer { temporary.remove() }
        try await Self.prepare(temporary.address)
        let lines = Lines()
        let figures = TestMetrics()
        let service = try ViewRefreshService(
            temporary.address, targets: Self.targets,
            options: ViewRefreshScheduler.Options(jitter: .zero), metrics: RefreshMetrics(factory: figures),
            logger: Logger(label: "test") { _ in lines })
        let group = ServiceGroup(
            services: [service], logger: Logger(label: "group") { _ in SwiftLogNoOpLogHandler() })
        var heard: Set<String> = []
        try await withThrowingTaskGroup(of: Set<String>.self) { tasks in
            tasks.addTask {
                try await group.run()
                return []
            }
            tasks.addTask {
                var heard: Set<String> = []
                let wanted: Set = ["debug: refreshed a view totals", "warning: a view could not be refreshed broken"]
                for await line in lines.lines {
                    heard.insert(line)
                    if heard.isSuperset(of: wanted) { break }
                }
                await group.triggerGracefulShutdown()
                return heard
            }
            for try await lines in tasks { heard.formUnion(lines) }
        }
        #expect(heard.contains("debug: refreshed a view totals"))

        let totals = [("view", "totals")]
        #expect(try figures.expectGauge("athanor_view_rows", totals).lastValue == 3)
        #expect(try figures.expectGauge("athanor_view_age_seconds", totals).lastValue != nil)
        #expect(try figures.expectTimer("athanor_refresh_duration_seconds", totals).values.isEmpty == false)
        let done = try figures.expectCounter("athanor_refreshes_total", totals + [("outcome", "done")])
        #expect(done.totalValue >= 1)
        let inserted = try figures.expectCounter("athanor_refresh_rows_total", totals + [("change", "inserted")])
        #expect(inserted.totalValue == 1)
        let failed = [("view", "broken"), ("outcome", "failed")]
        #expect(try figures.expectCounter("athanor_refreshes_total", failed).totalValue == 1)
    }

    @Test("A target that makes no sense is refused when the service is made")
    func senselessTarget() throws {
        let temporary = try TemporarySQLiteDatabase()
        defer { temporary.remove() }
        for target in [FreshnessTarget.every(.seconds(0)), .every(.milliseconds(1500)), .after("")] {
            let error = #expect(throws: FreshnessTargetError.self) {
                try ViewRefreshService(temporary.address, targets: ["totals": target])
            }
            #expect(error?.message.contains("totals") == true)
        }
    }

    @Test("A target for a view that is not there is a warning, once")
    func unknownView() async throws {
        let temporary = try TemporarySQLiteDatabase()
        defer { temporary.remove() }
        try await Self.prepare(temporary.address)
        let lines = Lines()
        let service = try ViewRefreshService(
            temporary.address, targets: ["no_such_view": .every(.seconds(1)), "totals": .every(.seconds(1))],
            options: ViewRefreshScheduler.Options(jitter: .zero), metrics: RefreshMetrics(factory: TestMetrics()),
            logger: Logger(label: "test") { _ in lines })
        let group = ServiceGroup(
            services: [service], logger: Logger(label: "group") { _ in SwiftLogNoOpLogHandler() })
        let heard = try await withThrowingTaskGroup(of: [String].self) { tasks in
            tasks.addTask {
                try await group.run()
                return []
            }
            tasks.addTask {
                var heard: [String] = []
                // Each refresh is followed by another look.
                for await line in lines.lines {
                    heard.append(line)
                    if heard.count(where: { $0.hasPrefix("debug: refreshed a view") }) == 2 { break }
                }
                await group.triggerGracefulShutdown()
                return heard
            }
            var heard: [String] = []
            for try await lines in tasks { heard += lines }
            return heard
        }
        #expect(heard.count { $0.hasPrefix("warning: a freshness target has no effect") } == 1, "\(heard)")
    }

    @Test("When told to, it retries its first look until the database is there", .timeLimit(.minutes(1)))
    func late() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/athanor-late-\(UUID().uuidString)"
        let address = try SQLite().at("sqlite:\(folder)/app.db")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let lines = Lines()
        let service = try ViewRefreshService(
            address, targets: ["totals": .every(.seconds(1))],
            options: ViewRefreshScheduler.Options(lookEvery: .milliseconds(200), jitter: .zero, firstLook: .retry),
            metrics: RefreshMetrics(factory: TestMetrics()), logger: Logger(label: "test") { _ in lines })
        let group = ServiceGroup(
            services: [service], logger: Logger(label: "group") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            tasks.addTask {
                for await line in lines.lines where line == "warning: the views cannot be checked" {
                    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                    try await Self.prepare(address)
                    break
                }
                // The service found the view after the database had come, and its refresh is logged.
                for await line in lines.lines where line == "debug: refreshed a view totals" { break }
                await group.triggerGracefulShutdown()
            }
            try await tasks.waitForAll()
        }
    }

    @Test("It says at once that the database cannot be had")
    func missing() async throws {
        let temporary = try TemporarySQLiteDatabase()
        defer { temporary.remove() }
        let nowhere = try SQLite().at("sqlite:/no/such/folder/app.db")
        let service = try ViewRefreshService(nowhere, logger: Logger(label: "t") { _ in Lines() })
        await #expect(throws: DatabaseFailure.self) { try await service.run() }
    }
}

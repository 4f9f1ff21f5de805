import Athanor
import AthanorPostgreSQL
internal import Foundation
import TestSupport

/// Times the refresh of 40 materialized views that read each other, one at a time and four at a time.
///
/// usage: refreshing-benchmark URL [ROUNDS]     on an empty PostgreSQL database; prints the rounds, then a table
@main
struct RefreshingBenchmark {
    /// The order was wrong, or something failed.
    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let url = arguments.first else { return print("usage: refreshing-benchmark URL [ROUNDS]") }
        let rounds = arguments.dropFirst().first.flatMap { Int($0) } ?? 5
        let benchmark = RefreshingBenchmark(url: try DatabaseURL(url))
        try await benchmark.run(rounds: rounds)
    }

    /// The way of refreshing the views.
    private enum Way: String, CaseIterable {
        case statements = "the `REFRESH` statements alone, one after the other"
        case one = "`--jobs 1`"
        case four = "`--jobs 4`"

        var jobs: Int { self == .four ? 4 : 1 }
    }

    let url: DatabaseURL
    let graph = SleepingViews(levels: 8, perLevel: 5, seed: 6)

    private func run(rounds: Int) async throws {
        print(
            """
            \(graph.views.count) materialized views, \(graph.plainViews) plain ones between them, \(graph.diamonds) of \
            them at the end of a diamond; sleeps \(graph.total) ms in all, \(graph.criticalPath) ms on the critical path
            """)
        try await connected { connection in
            for statement in graph.creating { try await connection.query(sql: SQLStatement(statement)) }
        }
        var times: [Way: [Double]] = [:]
        var version = 0
        // The first round fills the views, and the log with the duration of each; it is not counted.
        for round in 0...rounds {
            for way in round % 2 == 0 ? Way.allCases : Way.allCases.reversed() where round > 0 || way != .statements {
                version += 1
                let took = try await refresh(way, version: version)
                let ratio = took / graph.bound(jobs: way.jobs)
                print("    round \(round), \(way.rawValue): \(Self.text(took)) ms, \(Self.text(ratio, 2)) of the bound")
                fflush(nil)
                if round > 0 { times[way, default: []].append(took) }
            }
        }
        print(
            """

            | | took | bound | took / bound |
            |---|---|---|---|
            """)
        for way in Way.allCases {
            let sorted = (times[way] ?? []).sorted()
            guard let least = sorted.first, let most = sorted.last else { continue }
            let median = sorted[sorted.count / 2]
            let bound = graph.bound(jobs: way.jobs)
            print(
                """
                | \(way.rawValue) | \(Self.text(median)) ms (\(Self.text(least))–\(Self.text(most))) \
                | \(Self.text(bound)) ms | \(Self.text(median / bound, 2)) |
                """)
        }
    }

    /// Refreshes all views in one of the ways, and checks that each was refreshed after the views that it reads.
    /// - Returns: the milliseconds that it took; for Athanor, with planning and connecting.
    private func refresh(_ way: Way, version: Int) async throws -> Double {
        _ = try await connected {
            try await $0.query(sql: "UPDATE version SET number = $1::integer", [.integer(Int64(version))])
        }
        let took =
            switch way {
            case .statements: try await refreshByStatements()
            case .one, .four: try await refresh(jobs: way.jobs)
            }
        try await checkRows(version: version)
        return Double(took.components.seconds) * 1000 + Double(took.components.attoseconds) / 1e15
    }

    /// Runs the statements alone, each by itself, on an open connection: the least that any client does.
    private func refreshByStatements() async throws -> Duration {
        try await connected { connection in
            try await ContinuousClock().measure {
                for view in graph.views {
                    let concurrently = view.isConcurrent ? "CONCURRENTLY " : ""
                    try await connection.query(
                        sql: SQLStatement("REFRESH MATERIALIZED VIEW \(concurrently)\(view.name)"))
                }
            }
        }
    }

    private func refresh(jobs: Int) async throws -> Duration {
        let refresher = ViewRefresher(try PostgreSQL().at(url))
        let started = ContinuousClock.now
        let report = try await refresher.refresh(RefreshRequest(.all, jobs: jobs))
        let took = ContinuousClock.now - started
        guard report.isComplete, report.results.count == graph.views.count else {
            throw Failed(description: "not all views were refreshed: \(report.results.map(\.outcome.name))")
        }
        try await checkOrder()
        return took
    }

    private func checkOrder() async throws {
        let migrator = Migrator(try PostgreSQL().at(url), revisions: try RevisionSet([]))
        let records = try await migrator.log(LogFilter(limit: graph.views.count, kind: .refresh))
        let byName = Dictionary(records.map { ($0.subject, $0) }) { first, _ in first }
        func record(_ view: SleepingViews.View) throws -> LogRecord {
            guard let record = byName["public.\(view.name)"] else {
                throw Failed(description: "\(view.name) is not in the log")
            }
            return record
        }
        for view in graph.views {
            let began = try record(view).startedAt
            for source in view.sources {
                // The log keeps milliseconds; a `Date` does not keep them exactly.
                let early = try record(graph.views[source]).endedAt.timeIntervalSince(began)
                guard early < 0.0005 else {
                    let source = graph.views[source].name
                    throw Failed(description: "\(view.name) began \(early) s before \(source) had ended")
                }
            }
        }
    }

    private func checkRows(version: Int) async throws {
        let all = graph.views.map { "SELECT number FROM \($0.name)" }.joined(separator: " UNION ")
        let numbers = try await connected {
            try await $0.query(sql: SQLStatement(all)).map { try $0["number", as: Int64.self] }
        }
        guard numbers == [Int64(version)] else {
            throw Failed(description: "the views give \(numbers) where they should give \(version)")
        }
    }

    private func connected<Result: Sendable>(
        _ body: @Sendable (any Connection) async throws -> Result
    ) async throws -> Result {
        try await using(try await PostgreSQL().connect(to: url, options: ConnectionOptions()), body)
    }

    private static func text(_ number: Double, _ digits: Int = 0) -> String { String(format: "%.\(digits)f", number) }
}

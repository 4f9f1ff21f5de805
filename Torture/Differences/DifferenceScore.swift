import ArgumentParser
import Athanor
import AthanorTesting
import Foundation
import TestSupport

/// Scores Athanor's changes of schemas on pairs files; see Torture/README.md.
@main
struct DifferenceScore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "difference-score",
        abstract:
            "Turn each schema of the pairs files into the other one, and count how often the result is identical.",
        discussion: """
            Each line of a pairs file is a JSON object: id, database (postgresql or sqlite), before, after, and \
            optionally licence, setup, roles, same, hazards. PostgreSQL is the one in ATHANOR_TEST_POSTGRES, a \
            folder of programs, or in ATHANOR_TEST_POSTGRESQL, a URL. The exit code is 1 if less than 97 % are \
            identical.
            """)

    @Argument(help: "Pairs files (default: those in ATHANOR_DIFFERENCES, separated by colons).")
    var files: [String] = []

    @Option(help: "Only pairs whose id contains this text. Can be repeated: pairs with any of the texts.")
    var filter: [String] = []

    @Option(help: "Only pairs of this database: postgresql or sqlite.")
    var database: SchemaPair.Database?

    @Option(help: "Only the first pairs, this many.")
    var limit: Int?

    @Flag(help: "Print the generated SQL, also where the result is identical.")
    var show = false

    @Option(help: "Write all results into this file, as JSON.")
    var json: String?

    @Option(help: "The number of pairs that are judged at the same time.")
    var jobs = 2

    func run() async throws {
        let pairs = try chosenPairs()
        let started = ContinuousClock.now
        let times = PhaseTimes()
        let queue = PairQueue(judges: try await judges(for: pairs, times), jobs: jobs)
        var score = Score()
        var results: [PairJudgement] = []
        await queue.judge(pairs) { judgement in
            results.append(judgement)
            score.count(judgement)
            Self.say(JudgementText(judgement, showsSQL: show).lines)
            if results.count.isMultiple(of: 100) { Self.note("\(results.count) of \(pairs.count) pairs") }
        }
        if let json { try ResultsDocument(results).write(to: URL(filePath: json)) }
        Self.say(score.table + score.hazardTable)
        Self.say(["", "took \(Self.text(.now - started)): \(Self.text(times))", score.silence, score.summary])
        if !score.isSufficient { throw ExitCode(1) }
    }

    private func chosenPairs() throws -> [SchemaPair] {
        let variable = ProcessInfo.processInfo.environment["ATHANOR_DIFFERENCES"] ?? ""
        let paths = files.isEmpty ? variable.split(separator: ":").map(String.init) : files
        guard !paths.isEmpty else {
            throw ValidationError("No pairs file is given. Set ATHANOR_DIFFERENCES, or name one.")
        }
        let pairs = try paths.flatMap { try PairsFile(contentsOf: URL(filePath: $0)).pairs }.filter { pair in
            (database == nil || pair.database == database)
                && (filter.isEmpty || filter.contains { pair.id.contains($0) })
        }
        guard !pairs.isEmpty else { throw ValidationError("No pair matches.") }
        return Array(pairs.prefix(limit ?? pairs.count))
    }

    /// The judges of the databases that the pairs are for.
    private func judges(
        for pairs: [SchemaPair], _ times: PhaseTimes
    ) async throws -> [SchemaPair.Database: any DifferenceJudge] {
        guard pairs.contains(where: { $0.database == .postgresql }) else { return [:] }
        let server = try await PrivatePostgreSQL.shared
        try await Self.prepare(server)
        return [.postgresql: PostgreSQLDifferenceJudge(on: server.url, times: times)]
    }

    /// Prints the server's version, and switches off what only costs time on a private server.
    private static func prepare(_ server: PrivatePostgreSQL) async throws {
        let connection = try await DatabaseAddress(server.url, among: [TestedDatabase.postgreSQL.database]).connect()
        try await using(connection) { connection in
            note("PostgreSQL \(try await connection.rows("SHOW server_version").joined())")
            // A server that was given by its URL keeps its settings.
            guard server.port != nil else { return }
            try await connection.query(sql: "ALTER SYSTEM SET autovacuum = off")
            try await connection.query(sql: "SELECT pg_reload_conf()")
        }
    }

    private static func text(_ times: PhaseTimes) -> String {
        times.all.map { "\($0.phase.rawValue) \(text($0.time))" }.joined(separator: ", ")
    }

    private static func text(_ duration: Duration) -> String {
        duration.formatted(.units(allowed: [.seconds], width: .narrow, fractionalPart: .show(length: 1)))
    }

    /// Prints lines at once, since a run takes minutes.
    private static func say(_ lines: [String]) {
        FileHandle.standardOutput.write(Data(lines.map { "\($0)\n" }.joined().utf8))
    }

    private static func note(_ text: String) {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
    }
}

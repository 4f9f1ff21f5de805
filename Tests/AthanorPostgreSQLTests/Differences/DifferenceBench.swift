import Athanor
import AthanorPostgreSQL
import AthanorTesting
import TestSupport
import Testing

/// Judges cases on the tested server.
struct DifferenceBench {
    private let server: PrivatePostgreSQL

    init() async throws {
        server = try await PrivatePostgreSQL.shared
    }

    /// Judges a case in both directions, and drops its roles.
    /// - Returns: `nil` if the case is not for this server.
    func judge(_ tested: DifferenceCase) async throws -> PairJudgement? {
        guard tested.isFor(serverVersion: try await serverVersion()) else { return nil }
        let judgement = await PostgreSQLDifferenceJudge(on: server.url).judge(tested.pair)
        for role in tested.roles ?? [] { try await run("DROP ROLE IF EXISTS \(PostgreSQLDialect().quote(role))") }
        return judgement
    }

    /// The major version.
    private func serverVersion() async throws -> Int {
        let text = try await run("SHOW server_version_num").joined()
        return try #require(Int(text)) / 10_000
    }

    @discardableResult
    private func run(_ sql: String) async throws -> [String] {
        try await using(try await PostgreSQL().at(server.url).connect()) { try await $0.rows(sql) }
    }
}

extension DirectionJudgement {
    /// The judgement for the message of a failed test.
    var explanation: Comment {
        let sql = statements.map { "\($0.sql);" }.joined(separator: "\n")
        return "\(direction.rawValue): \(outcome.rawValue)\n\(causes.joined(separator: "\n"))\nSQL:\n\(sql)"
    }
}

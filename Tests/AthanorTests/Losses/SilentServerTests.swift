import AthanorPostgreSQL
import AthanorTesting
import TestRelay
import Testing

@testable import Athanor

/// Somebody between Athanor and the server says nothing any more, and a run is interrupted.
@Suite(.timeLimit(.minutes(5))) struct SilentServerTests {
    // Known gap: a statement outside transactions (`VACUUM t /* silence */`) does not end so; the run stays until it is
    // interrupted once more. WhenThingsGoWrong.md says so.
    @Test("An interrupted run ends by a deadline, and says that what the server does is not known")
    func interrupted() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let row = try await bench.connected {
                try await $0.query(
                    """
                    SELECT split_part(current_setting('unix_socket_directories'), ',', 1) || '/.s.PGSQL.'
                               || current_setting('port') AS path, current_user::text AS user_name, current_database() AS name
                    """
                ).first
            }
            let relay = try StatementRelay(
                to: try row?.text("path") ?? "", breakingAt: .text("silence"), by: .fallingSilent)
            let url = try DatabaseURL(
                "postgresql://\(try row?.text("user_name") ?? "")@127.0.0.1:\(relay.port)/\(try row?.text("name") ?? "")"
                    + "?sslmode=disable&gssencmode=disable")
            var options = MigratorOptions()
            options.connection.cancellationDeadline = .milliseconds(300)
            let migrator = try TestBench(try bench.database.at(url)).migrator(
                [sqlRevision("a", "CREATE TABLE t (id int); SELECT 'silence';")], options: options)
            let run = Task { try await migrator.upgrade() }
            while !relay.hasBroken { try await Task.sleep(for: .milliseconds(5)) }
            run.cancel()
            let failure = await #expect(throws: MigrationFailure.self) { try await run.value }
            #expect(failure?.cause is CancellationUnanswered)
            #expect(failure?.isInterruption == true)
            let explanation = failure?.explanation
            #expect(explanation?.message.contains("did not answer the request to cancel") == true)
            #expect(explanation?.state?.contains("is not known") == true, "\(String(describing: explanation))")
            #expect(explanation?.advice?.contains("`athanor current`") == true)
            relay.close()
        }
    }
}

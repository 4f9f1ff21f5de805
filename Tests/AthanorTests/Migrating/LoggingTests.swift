import Athanor
import Logging
import Synchronization
import TestSupport
import Testing

@Suite struct LoggingTests {
    @Test(
        "Each revision, and a failure, is a line in the log that the migrator was given",
        arguments: TestedDatabase.allCases)
    func lines(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let lines = RecordedLines()
            let entries = try [
                sqlRevision("a", "CREATE TABLE t (id int);"), sqlRevision("b", after: "a", "SELECT nothing;"),
            ].map { try RevisionEntry(sql: SourceText(path: "a.sql", text: $0)) }
            let migrator = Migrator(
                bench.address, revisions: try RevisionSet(entries),
                logger: Logger(label: "test") { _ in lines.handler })
            await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            #expect(
                lines.all == [
                    "warning: revisions have sections that were probably left empty by mistake",
                    "info: upgrade done revision=a", "error: upgrade failed revision=b",
                ])
        }
    }
}

/// Keeps what is logged.
final class RecordedLines: Sendable {
    private let recorded = Mutex<[String]>([])

    var all: [String] { recorded.withLock { $0 } }
    var handler: any LogHandler { Handler(lines: self) }

    private struct Handler: LogHandler {
        let lines: RecordedLines
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let revision = event.metadata?["revision"].map { " revision=\($0)" } ?? ""
            lines.recorded.withLock { $0.append("\(event.level): \(event.message)\(revision)") }
        }
    }
}

import Athanor
import AthanorCommands
import AthanorPostgreSQL
import AthanorSQLite
import Foundation

/// Reads mutated files as a run would, without a database.
struct MutatedReading: Sendable {
    private static let databases: [any DatabaseModule] = [PostgreSQL(), SQLite()]

    /// The folder where the files are written.
    let workplace: Workplace

    /// Writes a file and reads it.
    /// - Returns: whether it could be read. If not, the error was a helpful one.
    /// - Throws: ``Contradiction`` for an error that does not help a person.
    func check(_ kind: MutatedFile, _ bytes: [UInt8]) async throws -> Bool {
        switch kind {
        case .configuration:
            let file = workplace.folder.appending(path: "athanor.yaml")
            try Data(bytes).write(to: file)
            return try await check(file: "athanor.yaml") {
                try ConfigurationReading.check(in: workplace.folder.path, databases: Self.databases)
            }
        case .revision:
            let folder = workplace.folder.appending(path: "versions").path
            let file = folder + "/mutated.sql"
            try Data(bytes).write(to: URL(filePath: file))
            var isReadable = true
            for database in Self.databases {
                let read = try await check(file: file) {
                    let entries = try RevisionDirectory(path: folder).entries()
                    let migrator = OfflineMigrator(for: database, revisions: try RevisionSet(entries))
                    for direction in [RevisionStep.Direction.upgrade, .downgrade] {
                        _ = try await migrator.script(direction, direction == .upgrade ? "heads" : "heads:base")
                    }
                }
                isReadable = isReadable && read
            }
            return isReadable
        }
    }

    private func check(file: String, reading: () async throws -> Void) async throws -> Bool {
        do {
            try await reading()
            return true
        } catch let error as any ExplainedError {
            try check(error, about: file)
            return false
        } catch {
            throw Contradiction("an error of the kind \(type(of: error)), which does not help a person: \(error)")
        }
    }

    /// Checks that an error says where it is: at a place in the file, or by the file's name or the revision's.
    private func check(_ error: any ExplainedError, about file: String) throws {
        let explanation = error.explanation
        // The description quotes the line with a caret under it, so this also tests that.
        let text = explanation.description
        try Contradiction.check(!explanation.message.isEmpty, "an error without a message: \(text)")
        guard let place = explanation.place else {
            // The graph of revisions and the planning of a run know revisions, not places.
            let knowsRevisions = error is RevisionGraphError || error is PlanError || error is OfflineError
            try Contradiction.check(knowsRevisions || text.contains(file), "an error without a place: \(text)")
            return
        }
        let length = place.source.text.utf8.count
        try Contradiction.check(
            (0...length).contains(place.utf8Offset) && place.line >= 1 && place.column >= 1,
            "an error at byte \(place.utf8Offset) of \(length): \(text)")
        try Contradiction.check(place.source.path == file, "an error about \(place.source.path): \(text)")
    }
}

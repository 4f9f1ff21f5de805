internal import Athanor
internal import Synchronization

/// The migrated templates of a process, one for each history.
final class MigratedTemplates<Template: Sendable>: Sendable {
    /// A template, and the definition files that its migration has read.
    private struct Making: Sendable {
        let template: Task<Template, any Error>
        let files: DefinitionFileRecord
    }

    private let making = Mutex<[MigratedHistory: Making]>([:])

    /// Returns the template of a history. The first call makes it; later calls wait for it, and get the same error if
    /// it failed. It is made again when a definition file that the migration has read has other contents.
    /// - Parameters:
    ///   - history: what decides the result, without the contents of definition files.
    ///   - revisions: the revisions of the history.
    ///   - make: migrates a new template with revisions.
    func template(
        of history: MigratedHistory, from revisions: RevisionSet,
        _ make: @escaping @Sendable (RevisionSet) async throws -> Template
    ) async throws -> Template {
        let files = DefinitionFileRecord()
        let recorded = try RevisionSet(revisions.all, definitionFiles: revisions.definitionFiles.recorded(in: files))
        let task = making.withLock { making in
            if let known = making[history], known.files.isCurrent(in: revisions.definitionFiles) {
                return known.template
            }
            // Detached: a cancelled test must not fail the others.
            let task = Task.detached { try await make(recorded) }
            making[history] = Making(template: task, files: files)
            return task
        }
        return try await task.value
    }
}

/// The contents of a history, and what else decides the result of its migration. The contents of definition files in
/// folders are compared by ``MigratedTemplates``, because a compiled revision may read any of them.
struct MigratedHistory: Sendable, Hashable {
    /// The contents of a revision. A compiled type is the same for the whole process.
    private enum Content: Sendable, Hashable {
        case sql(ExactText)
        case swift(ObjectIdentifier)
        case uncompiled(path: ExactText)
    }

    private let server: ExactText
    private let revisions: [Content]
    private let definitionFiles: DefinitionFiles
    private let versionTable: VersionTable
    private let role: String?
    /// With shorter limits a migration may fail, and only tests with the same limits should see that.
    private let timeouts: Timeouts
    private let transactionPerMigration: Bool
    private let tag: String?
    private let arguments: [String: String]

    /// - Parameter server: where the template is made, if a process may use several servers.
    init(_ revisions: RevisionSet, options: MigratorOptions, server: String = "") {
        self.server = ExactText(server)
        self.revisions = revisions.all.map { entry in
            switch entry.source {
            case .sql(let file): .sql(ExactText(file.upgrade.source.text))
            case .swift(let type): .swift(ObjectIdentifier(type))
            case .uncompiledSwift: .uncompiled(path: ExactText(entry.path))
            }
        }
        definitionFiles = revisions.definitionFiles
        versionTable = options.versionTable
        role = options.connection.role
        timeouts = options.timeouts
        transactionPerMigration = options.transactionPerMigration
        tag = options.tag
        arguments = options.arguments
    }
}

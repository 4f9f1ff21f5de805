internal import Athanor
internal import Synchronization

/// The migrated templates of a process, one for each history.
final class MigratedTemplates<Template: Sendable>: Sendable {
    private let making = Mutex<[MigratedHistory: Task<Template, any Error>]>([:])

    /// Returns the template of a history. The first call makes it; later calls wait for it, and get the same error if
    /// it failed.
    func template(
        of history: MigratedHistory, _ make: @escaping @Sendable () async throws -> Template
    ) async throws -> Template {
        let task = making.withLock { making in
            if let task = making[history] { return task }
            // Detached: a cancelled test must not fail the others.
            let task = Task.detached { try await make() }
            making[history] = task
            return task
        }
        return try await task.value
    }
}

/// The contents of a history, and what else decides the result of its migration.
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
        tag = options.tag
        arguments = options.arguments
    }
}

extension Operations {
    /// The maker of operations for the revisions of a history.
    init(for database: any DatabaseModule, _ revisions: RevisionSet, _ options: MigratorOptions) {
        self.init(
            databaseKind: database.kind, arguments: options.arguments, tag: options.tag,
            definitionFiles: revisions.definitionFiles)
    }
}

extension Migrator {
    /// The maker of the revisions' operations.
    var operations: Operations { Operations(for: database, revisions, options) }
}

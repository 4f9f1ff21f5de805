/// Sets the timeouts of a revision, before its operations.
struct SetTimeouts: MigrationOperation {
    let change: TimeoutChange

    var summary: String { "set \(change.summary)" }

    /// The timeouts are reset together with all settings of the revision.
    var inverse: Inverse { .operations([]) }

    func lower(for database: any DatabaseSystem) -> [LoweredStep] {
        database.module.dialect.setting(change).attributed(to: self)
    }
}

/// Gives a revision the timeouts that it asks for, before its own operations.
struct SetTimeouts: Operation {
    let change: TimeoutChange

    var summary: String { "set \(change.summary)" }

    /// They are given back with all settings of the revision.
    var inverse: Inverse { .operations([]) }

    func lower(for database: any Database) -> [LoweredStep] { database.dialect.setting(change) }
}

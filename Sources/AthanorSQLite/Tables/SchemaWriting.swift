internal import Athanor

/// The handling of revisions that write to the schema itself. SQLite uses the schema that it has read, and does not
/// notice a rollback of these writes either. (https://sqlite.org/pragma.html#pragma_writable_schema)
struct SchemaWriting {
    private let work: TransactionWork

    init(_ work: TransactionWork) {
        self.work = work
    }

    /// Statements that make SQLite read the schema again after the transaction, however it ended. A later segment of
    /// the revision may continue to write.
    var readingAgain: [SQLStatement] {
        guard work.steps.flatMap(\.parts).contains(where: \.namesSchema) else { return [] }
        let isOn = (work.before + work.steps).flatMap(\.parts).compactMap {
            $0.pragma?.switchValue(of: "writable_schema")
        }
        return [SQLStatement("PRAGMA writable_schema = RESET")]
            + (isOn.last == true && !work.after.isEmpty ? [SQLStatement("PRAGMA writable_schema = ON")] : [])
    }
}

extension LoweredStep {
    /// Whether the step is a statement that names the schema table.
    fileprivate var namesSchema: Bool {
        if case .statement(let lowered) = content { lowered.namesSchema } else { false }
    }
}

extension LoweredStatement {
    /// Whether the statement names the schema table, to which a revision can write. (https://sqlite.org/schematab.html)
    var namesSchema: Bool {
        let text = statement.text.asciiLowercased
        return text.containsBytes(of: "sqlite_master") || text.containsBytes(of: "sqlite_schema")
    }
}

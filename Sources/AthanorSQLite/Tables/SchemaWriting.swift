internal import Athanor

/// A revision may write to the schema itself. SQLite works with the schema as it has read it, and does not notice that this was
/// undone either. (https://sqlite.org/pragma.html#pragma_writable_schema)
struct SchemaWriting {
    private let work: TransactionWork

    init(_ work: TransactionWork) {
        self.work = work
    }

    /// Has SQLite read the schema again after the transaction, however it ended. A later part of the revision may go on writing.
    var readingAgain: [Statement] {
        guard work.steps.flatMap(\.parts).contains(where: \.namesSchema) else { return [] }
        let isOn = (work.before + work.steps).flatMap(\.parts).compactMap {
            $0.pragma?.switchValue(of: "writable_schema")
        }
        return [Statement("PRAGMA writable_schema = RESET")]
            + (isOn.last == true && !work.after.isEmpty ? [Statement("PRAGMA writable_schema = ON")] : [])
    }
}

extension LoweredStep {
    /// Whether it is a statement that names the table of the schema.
    fileprivate var namesSchema: Bool {
        if case .statement(let lowered) = self { lowered.namesSchema } else { false }
    }
}

extension LoweredStatement {
    /// Whether it names the table of the schema, to which a revision can write.
    /// (https://sqlite.org/schematab.html)
    var namesSchema: Bool {
        let text = statement.text.asciiLowercased
        return text.containsBytes(of: "sqlite_master") || text.containsBytes(of: "sqlite_schema")
    }
}

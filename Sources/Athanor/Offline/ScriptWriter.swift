/// Writes a script, piece by piece. Used in one task.
final class ScriptWriter {
    /// Makes the entries of the script.
    let recorder: Recorder
    /// The script so far.
    private(set) var text = ""
    /// Whether only the work of revisions is written, without Athanor's own statements around it.
    private let writesWorkOnly: Bool
    /// Whether the work of a revision is being written.
    var isInWork = false

    /// - Parameters:
    ///   - dialect: the SQL of the database.
    ///   - versionTable: the version table as the script names it.
    ///   - writesWorkOnly: whether only the work of revisions is written.
    init(dialect: any Dialect, versionTable: QualifiedName, writesWorkOnly: Bool = false) {
        recorder = Recorder(writingScriptFor: dialect, versionTable: versionTable)
        self.writesWorkOnly = writesWorkOnly
    }

    var dialect: any Dialect { recorder.dialect }
    var versionTable: QualifiedName { recorder.versionTable }

    /// Adds text unchanged, with an empty line after it.
    func add(_ piece: String) {
        guard !piece.isEmpty, isInWork || !writesWorkOnly else { return }
        text += piece + "\n\n"
    }

    /// Adds a comment of one line.
    func comment(_ words: String) {
        add("-- " + words.onOneLine)
    }

    /// Adds statements.
    func add(_ statements: [SQLStatement]) {
        for statement in statements { add(dialect.script.text(of: statement)) }
    }

    /// Adds statements that verify the metadata tables.
    func guardMetadataTables(for access: MetadataTablesAccess) {
        add(dialect.guardingMetadataTables(and: versionTable, for: access))
    }

    /// Adds statements that fail unless the version table holds exactly these rows.
    func assert(rows: [RevisionID]) {
        let message =
            rows.isEmpty
            ? "the version table \(versionTable) holds a row, but this script starts from base"
            : "the version table \(versionTable) does not hold exactly \(rows.listed), where this script continues"
        add(dialect.script.asserting(noRowsOf: recorder.versionRows.differences(from: rows), otherwise: message))
    }

    /// Adds the same assertion for use outside a transaction, before a non-transactional statement.
    func assertAlone(rows: [RevisionID]) {
        guard !dialect.guardingMetadataTables(and: versionTable, for: .reading).isEmpty else {
            return assert(rows: rows)
        }
        transaction(from: nil) {
            guardMetadataTables(for: .reading)
            assert(rows: rows)
        }
    }

    /// Adds a statement that fails if a revision is partially applied: a script cannot continue there.
    func assertNothingIsPartiallyApplied() {
        let table = dialect.name(of: .progress)
        // A name without a schema means the table that the client finds by that name.
        let query = "SELECT 1 FROM \(table) WHERE version_table = \(dialect.script.fullName(of: versionTable))"
        add(
            dialect.script.asserting(
                noRowsOf: SQLStatement(own: query),
                otherwise:
                    "a revision is partially applied: finish it with Athanor, or `athanor stamp` the database first"))
    }

    /// Adds Athanor's entries about some work.
    func record(_ entries: TransactionEntries) {
        // The database measures the whole transaction, and does not know when one of several pieces of work began.
        let elapsed = LogEntry.Elapsed.inTransaction(after: .zero, expression: dialect.script.milliseconds)
        add(entries.restoring + (entries.move?.changes ?? []) + entries.marking)
        add(entries.log.map { [$0(elapsed)] } ?? [])
    }

    /// Adds a transaction without steps of a revision.
    /// - Parameter rows: the rows that the version table must hold; `nil` for any.
    func transaction(from rows: [RevisionID]?, _ body: () -> Void) {
        let scope = dialect.transaction(for: [])
        add([scope.begin])
        if let rows {
            // At base the table may not exist yet.
            if rows.isEmpty { add(dialect.creating(versionTable: versionTable)) }
            guardMetadataTables(for: .reading)
            assert(rows: rows)
        }
        add(dialect.script.noting)
        body()
        add([scope.commit])
    }
}

/// Writes a script, piece by piece.
struct ScriptWriter {
    let dialect: any Dialect
    /// The version table as the script names it.
    let versionTable: QualifiedName
    /// The script so far.
    private(set) var text = ""

    init(dialect: any Dialect, versionTable: QualifiedName) {
        self.dialect = dialect
        self.versionTable = versionTable
    }

    /// Adds text unchanged, with an empty line after it.
    mutating func add(_ piece: String) {
        guard !piece.isEmpty else { return }
        text += piece + "\n\n"
    }

    /// Adds a comment of one line.
    mutating func comment(_ words: String) {
        add("-- " + words.onOneLine)
    }

    /// Adds statements.
    mutating func add(_ statements: [Statement]) {
        for statement in statements { add(dialect.script.text(of: statement)) }
    }

    /// Adds statements that verify the metadata tables.
    mutating func guardMetadataTables(for access: MetadataTablesAccess) {
        add(dialect.guardingMetadataTables(and: versionTable, for: access))
    }

    /// Adds statements that fail unless the version table holds exactly these rows.
    mutating func assert(rows: [RevisionID]) {
        let place = rows.isEmpty ? "any row" : rows.map(\.rawValue).joined(separator: ", ")
        let message =
            rows.isEmpty
            ? "the version table \(versionTable) holds a row, but this script starts from base"
            : "the version table \(versionTable) does not hold exactly \(place), where this script continues"
        add(dialect.script.asserting(noRowsOf: query(forRowsOtherThan: rows), otherwise: message))
    }

    /// Adds the same assertion for use outside a transaction, before a non-transactional statement.
    mutating func assertAlone(rows: [RevisionID]) {
        guard !dialect.guardingMetadataTables(and: versionTable, for: .reading).isEmpty else {
            return assert(rows: rows)
        }
        transaction(from: nil) { writer in
            writer.guardMetadataTables(for: .reading)
            writer.assert(rows: rows)
        }
    }

    /// Adds a statement that fails if a revision is partially applied: a script cannot continue there.
    mutating func assertNothingIsPartiallyApplied() {
        let table = dialect.name(of: .progress)
        // A name without a schema means the table that the client finds by that name.
        let query = "SELECT 1 FROM \(table) WHERE version_table = \(dialect.script.fullName(of: versionTable))"
        add(
            dialect.script.asserting(
                noRowsOf: Statement(own: query),
                otherwise:
                    "a revision is partially applied: finish it with Athanor, or `athanor stamp` the database first"))
    }

    /// Returns a query for rows other than these, and for missing ones of these.
    private func query(forRowsOtherThan rows: [RevisionID]) -> Statement {
        let table = dialect.quote(versionTable)
        guard !rows.isEmpty else { return foundByPath(Statement(own: "SELECT 1 FROM \(table)")) }
        let placeholders = rows.indices.map { "$\($0 + 1)" }
        func have(_ placeholders: [String]) -> String { dialect.condition("version_num", isOneOf: placeholders) }
        let parts =
            ["SELECT 1 FROM \(table) WHERE NOT (\(have(placeholders)))"]
            + placeholders.map { "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM \(table) WHERE \(have([$0])))" }
        return foundByPath(Statement(own: parts.joined(separator: "\nUNION ALL\n"), rows.map { .text($0.rawValue) }))
    }

    /// A script may not know the version table's schema. Then the search path of the session finds the table, and
    /// nothing else in the statement may depend on the path.
    private func foundByPath(_ statement: Statement) -> Statement {
        versionTable.schema == nil ? Statement(statement.text, statement.values) : statement
    }

    /// The table of checksums.
    var checksums: ChecksumTable {
        ChecksumTable(dialect: dialect, versionTable: .expression(dialect.script.fullName(of: versionTable)))
    }

    /// Adds Athanor's entries for a revision or a stamp: the change of the version table, the checksum, and a log
    /// entry.
    mutating func enter(
        _ kind: LogEntry.Kind, _ subject: String, removing removed: [RevisionID], adding added: [RevisionID],
        recordingChecksum: Statement, restoring: [Statement] = []
    ) {
        add(restoring)
        guardMetadataTables(for: .writing)
        let rows = VersionRows(table: versionTable, dialect: dialect)
        add(rows.statements(removing: removed, adding: added).map(foundByPath))
        add([recordingChecksum])
        add([ScriptedLogEntry(kind: kind, subject: subject, versionTable: versionTable).statement(dialect)])
    }

    /// Adds a log entry for a segment of a revision that commits separately.
    mutating func enter(segment: String, of revision: RevisionID) {
        guardMetadataTables(for: .writing)
        add([
            ScriptedLogEntry(
                kind: .statement, subject: revision.rawValue, versionTable: versionTable, detail: segment
            ).statement(dialect)
        ])
    }

    /// Adds a transaction without steps of a revision.
    /// - Parameter rows: the rows that the version table must hold; `nil` for any.
    mutating func transaction(from rows: [RevisionID]?, _ body: (inout ScriptWriter) -> Void) {
        let scope = dialect.transaction(for: [])
        add([scope.begin])
        if let rows {
            // At base the table may not exist yet.
            if rows.isEmpty { add(dialect.creating(versionTable: versionTable)) }
            guardMetadataTables(for: .reading)
            assert(rows: rows)
        }
        add(dialect.script.noting)
        body(&self)
        add([scope.commit])
    }
}

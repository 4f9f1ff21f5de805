/// Athanor's own tables: created by the first command that writes.
struct Bookkeeping: Sendable {
    let session: MigrationSession

    /// Creates what is missing, in one transaction. The migration lock must be held.
    /// - Throws: ``DatabaseError``; ``MetadataTablesTooNew``.
    func ensure() async throws {
        let (connection, location) = (session.connection, session.location)
        let dialect = connection.database.dialect
        let format = try await connection.database.catalog(on: connection).metadataTablesFormat()
        if let format, format > MetadataTable.currentFormat { throw MetadataTablesTooNew(format: format) }
        guard !location.exists || format != MetadataTable.currentFormat else { return }
        // The scope of no work: that of work which may touch views would lock the record of views, which is to be altered.
        try await session.transactions.inTransaction(dialect.transaction(for: [])) {
            var statements = location.exists ? [] : dialect.creating(versionTable: location.name)
            if format != MetadataTable.currentFormat {
                // Where the lock lasts no longer than a transaction, another process may have done it meanwhile.
                let format = try await connection.database.catalog(on: connection).metadataTablesFormat()
                statements += dialect.creatingMetadataTables(from: format)
            }
            for statement in statements { try await connection.query(statement) }
        }
    }
}

/// The database's own tables of Athanor were made by a newer Athanor.
public struct MetadataTablesTooNew: Error, Sendable, Hashable, ExplainedError {
    /// The format found.
    public let format: Int

    /// What was found and what to do.
    public var explanation: Explanation {
        var explanation = Explanation(
            "this database's Athanor tables have format \(format); this version knows up to \(MetadataTable.currentFormat)")
        explanation.state = "Nothing was changed."
        explanation.advice = "Update Athanor (this is \(AthanorVersion.current))."
        return explanation
    }
}

/// Athanor's metadata tables. The first command that writes creates them.
struct Bookkeeping: Sendable {
    let session: MigrationSession

    /// Creates the missing tables, and upgrades those of an older format, in one transaction. The migration lock must
    /// be held.
    /// - Throws: ``DatabaseFailure``; ``MetadataTablesTooNew``.
    func ensure() async throws {
        let (connection, location) = (session.connection, session.location)
        let dialect = connection.module.dialect
        let format = try await connection.module.catalog(on: connection).metadataTablesFormat()
        if let format, format > MetadataTable.currentFormat { throw MetadataTablesTooNew(format: format) }
        guard !location.exists || format != MetadataTable.currentFormat else { return }
        // The scope for no work: the scope for work that may touch views would lock the table of views, which is
        // altered here.
        try await session.transactions.inTransaction(dialect.transaction(for: [])) {
            var statements = location.exists ? [] : dialect.creating(versionTable: location.name)
            if format != MetadataTable.currentFormat {
                // If the lock lasts only as long as a transaction, another process may have created the tables since.
                let format = try await connection.module.catalog(on: connection).metadataTablesFormat()
                statements += dialect.creatingMetadataTables(from: format)
            }
            for statement in statements { try await connection.query(sql: statement) }
        }
    }
}

/// An error: the metadata tables of the database were made by a newer version of Athanor.
public struct MetadataTablesTooNew: Error, Sendable, Hashable, ExplainedError {
    /// The format found.
    public let format: Int

    /// The problem, and what to do.
    public var explanation: Explanation {
        Explanation(
            "the metadata tables of this database have format \(format); this version of Athanor supports up to "
                + "\(MetadataTable.currentFormat)",
            state: "Nothing was changed.",
            advice: "Update Athanor (this is \(AthanorVersion.current)).")
    }
}

internal import Athanor

/// Renames a view in whatever reads it, and takes it away: under the new name its text creates it again.
struct CarriedRename {
    /// What it is, for errors.
    let kind: String
    let name: String
    let newName: String

    /// - Returns: the texts that create the view's triggers once it is there.
    /// - Throws: `OperationError` when what reads it cannot follow.
    func make(on connection: any Connection) async throws -> [String] {
        let triggers = try await StoredTrigger.all(on: connection)
        let isUsed = triggers.contains { $0.uses(name) }
        let isRead = try await !Dependents(of: [name], on: connection).all.isEmpty
        guard isUsed || isRead else {
            // SQLite renames nothing while something of the database is broken, and here it need not.
            try await connection.query("DROP VIEW main.\(SQLiteDialect().quote(name))")
            return try triggers.filter { $0.isOn(name) }.map {
                try StoredText($0.sql).moved(to: SQLiteDialect().quote(newName))
            }
        }
        var standIn = try await StandIn(for: name, on: connection)
        do {
            try await standIn.rename(to: newName)
        } catch let error as DatabaseError where error.kind == .statement {
            throw Self.refusal(of: "\(kind) \"\(name)\"", because: error, at: nil)
        }
        return try await standIn.remove()
    }

    static func refusal(of object: String, because error: DatabaseError, at place: SourcePlace?) -> OperationError {
        OperationError(
            "\(object) cannot be renamed, since SQLite cannot carry that through to what reads it: \(error.message)",
            at: place, advice: "Repair or drop what SQLite names, and try again.")
    }
}

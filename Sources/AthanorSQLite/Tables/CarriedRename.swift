internal import Athanor

/// Renames a view in all its readers, and drops it. The caller creates it again from its text, under the new name.
struct CarriedRename {
    /// The kind of view, for errors.
    let kind: String
    let name: String
    let newName: String

    /// - Returns: the texts that create the view's triggers after the view is created.
    /// - Throws: `OperationError` when its readers cannot be updated.
    func make(on connection: any Connection) async throws -> [String] {
        let triggers = try await StoredTrigger.all(on: connection)
        let isUsed = triggers.contains { $0.uses(name) }
        let isRead = try await !Dependents(of: [name], on: connection).all.isEmpty
        guard isUsed || isRead else {
            // No rename is needed here. SQLite would refuse one while anything in the database is broken.
            try await connection.query(sql: "DROP VIEW main.\(SQLiteDialect().quote(name))")
            return try triggers.filter { $0.isOn(name) }.map {
                try StoredText($0.sql).moved(to: SQLiteDialect().quote(newName))
            }
        }
        var standIn = try await StandIn(for: name, on: connection)
        do {
            try await standIn.rename(to: newName)
        } catch let error as DatabaseFailure where error.kind == .statement {
            throw Self.refusal(of: "\(kind) \"\(name)\"", because: error, at: nil)
        }
        return try await standIn.remove()
    }

    static func refusal(of object: String, because error: DatabaseFailure, at place: SourcePlace?) -> OperationError {
        OperationError(
            "\(object) cannot be renamed, because SQLite cannot update its readers: \(error.message)",
            at: place, advice: "Repair or drop the object that SQLite names, and try again.")
    }
}

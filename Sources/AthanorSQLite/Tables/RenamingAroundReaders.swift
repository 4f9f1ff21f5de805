internal import Athanor

/// A rename of a table around views and triggers that are to keep their texts: they are dropped before it and created again
/// after it. What else reads the table or refers to it follows.
///
/// SQLite renames nothing while a view or trigger does not work, and names one at a time.
/// (https://sqlite.org/lang_altertable.html#alter_table_rename)
struct RenamingAroundReaders {
    let renaming: Statement
    let name: String
    let newName: String

    /// What came of a rename that was tried, and undone.
    struct Trial {
        /// The rename with what it needs around it.
        let statements: [Statement]
        /// Whether a reader does not work for want of a table of the new name.
        let isAwaited: Bool
    }

    /// Tries the rename. Readers that do not work step aside, whatever ails them.
    /// - Parameter readers: those that step aside at any rate.
    /// - Returns: `nil` where SQLite refuses the rename for another reason.
    func trial(settingAside readers: [StoredReader] = [], on connection: any Connection) async throws -> Trial? {
        let all = try await StoredReader.all(on: connection)
        var aside: [StoredReader] = []
        var dropping: [Statement] = []
        var isAwaited = false
        func setAside(_ reader: StoredReader) async throws {
            guard !aside.contains(reader) else { return }
            // A view takes its triggers with it.
            let gone = all.filter { $0 == reader || reader.type == "view" && $0.isOn(reader.name) }
            aside += gone.filter { !aside.contains($0) }
            dropping.append(reader.dropping)
            try await connection.query(reader.dropping)
        }
        let isPossible = try await connection.undoing {
            for reader in readers { try await setAside(reader) }
            while let failure = try await failure(on: connection) {
                guard let (reader, reason) = Self.blamed(in: failure, among: all.filter { !aside.contains($0) }) else {
                    return false
                }
                isAwaited = isAwaited || MissingTable(reason)?.name.isSameName(as: newName) == true
                try await setAside(reader)
            }
            return true
        }
        guard isPossible else { return nil }
        let creating = try all.filter { aside.contains($0) }.map { try $0.creating(afterRenaming: name, to: newName) }
        return Trial(statements: dropping + [renaming] + creating, isAwaited: isAwaited)
    }

    private func failure(on connection: any Connection) async throws -> String? {
        do {
            try await connection.query(renaming)
            return nil
        } catch let error as DatabaseError where error.kind == .statement {
            return error.messageOfSQLite
        }
    }

    /// The reader that SQLite says does not work, before the rename, and why.
    private static func blamed(
        in failure: String, among readers: [StoredReader]
    ) -> (reader: StoredReader, reason: String)? {
        for reader in readers {
            let beginning = "error in \(reader.type) \(reader.name): "
            if let reason = SQLiteName(failure).rest(after: beginning) { return (reader, reason) }
        }
        return nil
    }
}

/// The table that SQLite says is not there.
struct MissingTable {
    let name: String

    /// - Returns: `nil` for a message that says something else.
    init?(_ message: String) {
        guard let name = SQLiteName(message).rest(after: "no such table: ") else { return nil }
        self.name = SQLiteName(name).rest(after: "main.") ?? name
    }
}

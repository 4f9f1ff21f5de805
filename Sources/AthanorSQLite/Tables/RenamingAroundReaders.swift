internal import Athanor

/// A rename of a table around views and triggers that must keep their texts: they are dropped before it and created
/// again after it. Other readers of the table and references to it are updated.
///
/// SQLite refuses a rename while a view or trigger does not work, and names one at a time.
/// (https://sqlite.org/lang_altertable.html#alter_table_rename)
struct RenamingAroundReaders {
    let renaming: SQLStatement
    let name: String
    let newName: String

    /// The result of a rename that was tried, and rolled back.
    struct Trial {
        /// The rename with the statements that it needs before and after it.
        let statements: [SQLStatement]
        /// Whether a reader fails because a table of the new name is missing.
        let isAwaited: Bool
    }

    /// Tries the rename. Readers that do not work for any reason are set aside.
    /// - Parameter readers: the readers to set aside in any case.
    /// - Returns: `nil` if SQLite refuses the rename for another reason.
    func trial(settingAside readers: [StoredReader] = [], on connection: any Connection) async throws -> Trial? {
        let all = try await StoredReader.all(on: connection)
        var aside: [StoredReader] = []
        var dropping: [SQLStatement] = []
        var isAwaited = false
        func setAside(_ reader: StoredReader) async throws {
            guard !aside.contains(reader) else { return }
            // SQLite drops a view's triggers with it.
            let gone = all.filter { $0 == reader || reader.type == "view" && $0.isOn(reader.name) }
            aside += gone.filter { !aside.contains($0) }
            dropping.append(reader.dropping)
            try await connection.query(sql: reader.dropping)
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
            try await connection.query(sql: renaming)
            return nil
        } catch let error as DatabaseFailure where error.kind == .statement {
            return error.messageOfSQLite
        }
    }

    /// Returns the reader that, according to SQLite, fails before the rename, and the reason.
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

/// The table that is missing according to SQLite's message.
struct MissingTable {
    let name: String

    /// - Returns: `nil` for any other message.
    init?(_ message: String) {
        guard let name = SQLiteName(message).rest(after: "no such table: ") else { return nil }
        self.name = SQLiteName(name).rest(after: "main.") ?? name
    }
}

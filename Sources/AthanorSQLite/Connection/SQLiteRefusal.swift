internal import Athanor

/// An error of SQLite, before it becomes an error for users.
struct SQLiteRefusal {
    /// The extended result code.
    let code: Int32
    /// SQLite's message.
    let message: String
    /// The error's position in the statement, in UTF-8 from 0; negative when SQLite gives none.
    var utf8Offset = -1
    /// Whether a transaction is open. It already has the only write lock, so readers are blocking it.
    var isWriting = false

    /// Returns the error for users.
    func error(for statement: SQLStatement?) -> DatabaseFailure {
        let kind = kind
        var error = DatabaseFailure(
            kind: kind, code: ResultCodeName.name(of: code), message: message, position: position(in: statement),
            statement: statement, advice: advice(for: kind))
        // Advice must not name these settings: statements of revisions on SQLite have no lock timeouts.
        error.lockSettings = []
        EmulatedView.explain(&error)
        return error
    }

    private var kind: DatabaseFailure.Kind {
        switch code & 0xFF {
        case 3, 23: .notAllowed  // PERM, AUTH
        case 5, 6: .lockNotAvailable  // BUSY, LOCKED
        case 7, 10, 13: .outOfResources  // NOMEM, IOERR, FULL
        case 8: .readOnly  // READONLY
        case 9: .cancelled  // INTERRUPT
        case 14, 26: .unreachable  // CANTOPEN, NOTADB
        case 1 where refusesTransaction: .refusesTransaction
        default: .statement
        }
    }

    /// SQLite has no error code for this, only these messages.
    private var refusesTransaction: Bool {
        message.contains("within a transaction") || message.contains("within transaction")
            || message.contains("inside a transaction")
    }

    private func advice(for kind: DatabaseFailure.Kind) -> String? {
        if let unfinished = UnfinishedWrite(code: code) { return unfinished.advice }
        return switch (kind, code & 0xFF) {
        case (.lockNotAvailable, 5) where isWriting:
            "Another connection is reading the database, and with a rollback journal a transaction that writes can only "
                + "commit when none does. Try again when it has finished, or let it wait longer (`lock_wait`); `fuser FILE` "
                + "shows which processes have the file open. With `PRAGMA journal_mode = wal` readers and a writer do not wait for each other."
        case (.lockNotAvailable, 5):
            "Another connection is writing to the database. Try again when it has finished; `fuser FILE` shows which "
                + "processes have the file open."
        case (.readOnly, _):
            "Check the permissions of the file and of its folder (SQLite writes a journal next to the file), and "
                + "whether they are on a read-only file system."
        case (_, 26): "Look at the path in the URL: the file is something else, or it is encrypted or damaged."
        case (_, 10): "The system could not read or write the file: look at the disk and its file system."
        case (_, 11): "The file is damaged: restore a copy of it. `PRAGMA integrity_check` shows more."
        case (_, 13): "The disk is full, or the database as large as its PRAGMA max_page_count allows: make room."
        default: nil
        }
    }

    private func position(in statement: SQLStatement?) -> Int? {
        guard let statement, utf8Offset >= 0, utf8Offset <= statement.text.utf8.count else { return nil }
        return statement.text.unicodeScalarCount(upToUTF8: utf8Offset) + 1
    }
}

extension String {
    /// Returns how many Unicode scalars begin before a UTF-8 offset.
    func unicodeScalarCount(upToUTF8 offset: Int) -> Int {
        // Every scalar has exactly one byte that is not a continuation byte.
        utf8.prefix(offset).reduce(0) { $1 & 0b1100_0000 == 0b1000_0000 ? $0 : $0 + 1 }
    }
}

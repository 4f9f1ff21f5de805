internal import Foundation

/// A transaction that a killed process left unfinished, and that this user cannot finish because the file is not
/// writable. (https://sqlite.org/lockingv3.html#hot_journals, https://sqlite.org/walformat.html#recovery)
enum UnfinishedWrite {
    /// `SQLITE_READONLY_ROLLBACK`: a rollback journal must be rolled back.
    case rollbackJournal
    /// `SQLITE_READONLY_RECOVERY`: the index of a write-ahead log must be rebuilt.
    case writeAheadLog

    /// Reads an extended result code; `nil` for any other code.
    init?(code: Int32) {
        switch code {
        case 776: self = .rollbackJournal
        case 264: self = .writeAheadLog
        default: return nil
        }
    }

    /// Reads the extended result code of an attempt to open a file. A missing index of a write-ahead log in a folder
    /// that is not writable has the same code as any file that cannot be opened.
    init?(code: Int32, opening file: DatabaseFile) {
        if let unfinished = UnfinishedWrite(code: code) {
            self = unfinished
        } else if code & 0xFF == 14, !file.isWritable, FileManager.default.fileExists(atPath: file.path + "-wal") {
            self = .writeAheadLog
        } else {
            return nil
        }
    }

    /// The problem, after the name of the database.
    var problem: String {
        switch self {
        case .rollbackJournal:
            "was left in the middle of a transaction by a process that was killed, and \(NSUserName()) may not roll it back"
        case .writeAheadLog:
            "was left by a process that was killed, and \(NSUserName()) may not recover its write-ahead log"
        }
    }

    /// The advice for the user.
    var advice: String {
        let file =
            switch self {
            case .rollbackJournal: "the file -journal"
            case .writeAheadLog: "the file -wal"
            }
        return "Run this command once as a user who may write the database and its folder: SQLite then repairs the "
            + "database by itself. Keep \(file) next to the database: without it the database is damaged."
    }
}

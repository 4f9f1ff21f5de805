internal import Athanor
internal import Foundation

/// The file of a database, checked before SQLite opens it, so that common mistakes get a clear message.
struct DatabaseFile {
    /// The absolute path.
    let path: String

    private var folder: String { URL(fileURLWithPath: path).deletingLastPathComponent().path }

    /// Checks whether the file can be opened or created.
    /// - Throws: ``DatabaseFailure``.
    func check(for access: ConnectionOptions.Access) throws {
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) {
            guard !isDirectory.boolValue else {
                throw DatabaseFailure(
                    kind: .unreachable, message: "\(path) is a folder, not an SQLite database",
                    advice: "Name a file in it: sqlite:\(path)/app.db")
            }
            try checkPermissions(for: access)
        } else {
            try checkCreating(for: access)
        }
    }

    private func checkPermissions(for access: ConnectionOptions.Access) throws {
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw DatabaseFailure(
                kind: .notAllowed, message: "the SQLite database \(path) may not be read by \(NSUserName())",
                advice: "Give that user the right to read it (chmod, chown), or run as the file's owner.")
        }
        guard access == .readWrite else { return }
        guard FileManager.default.isWritableFile(atPath: path) else {
            throw DatabaseFailure(
                kind: .readOnly, message: "the SQLite database \(path) is read-only",
                advice: "Give \(NSUserName()) the right to write it (chmod, chown), and check whether it is on a "
                    + "read-only file system.")
        }
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw DatabaseFailure(
                kind: .readOnly, message: "the folder \(folder) of the SQLite database \(path) is read-only",
                advice:
                    "SQLite keeps a journal next to the file while it writes: give \(NSUserName()) the right to write "
                    + "to the folder as well.")
        }
    }

    private func checkCreating(for access: ConnectionOptions.Access) throws {
        guard access == .readWrite else {
            throw DatabaseFailure(
                kind: .noSuchDatabase, message: "there is no SQLite database \(path)",
                advice: "The first `athanor upgrade` creates it. If it should exist, look at the path in the URL.")
        }
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory), isDirectory.boolValue else {
            throw DatabaseFailure(
                kind: .noSuchDatabase,
                message: "the SQLite database \(path) cannot be created: there is no folder \(folder)",
                advice: "Create the folder, or look at the path in the URL.")
        }
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw DatabaseFailure(
                kind: .readOnly, message: "the SQLite database \(path) cannot be created: its folder is read-only",
                advice: "Give \(NSUserName()) the right to write to \(folder).")
        }
    }

    /// Whether file and folder can be written. If so, even a read-only connection opens the file for writing and makes
    /// SQLite refuse writes.
    ///
    /// A connection that SQLite opened for reading only has two limits. It cannot roll back the journal of a process
    /// that was killed, so it cannot read at all (https://sqlite.org/rescode.html#readonly_rollback); such a journal
    /// may appear at any time while the connection is open. And in WAL mode it cannot remove the files `-wal` and
    /// `-shm` that it created. (https://sqlite.org/wal.html#read_only_databases)
    var isWritable: Bool {
        FileManager.default.isWritableFile(atPath: path) && FileManager.default.isWritableFile(atPath: folder)
    }
}

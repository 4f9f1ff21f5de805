internal import Foundation

/// The file beside a database that a run locks for as long as it takes.
///
/// The lock, of flock(2), belongs to the open file and dies with the process, whichever way that ends; a file that stays
/// behind then locks nobody out. It is never the database file itself: closing that anywhere in a process takes away
/// SQLite's own locks on it. (https://sqlite.org/howtocorrupt.html, section 2.2)
struct RunLockFile {
    /// What came of trying to lock it.
    enum Attempt {
        case locked(HeldRunLock)
        /// Another run holds it.
        case taken
        /// There can be no such file: the folder may not be written, or its file system has no such locks.
        case impossible
    }

    /// Its path: all names of one database lead to the same file.
    let path: String
    private let databasePath: String

    /// - Parameter database: a path of the database file.
    init(besideDatabase database: String) {
        databasePath = URL(filePath: database).resolvingSymlinksInPath().path
        path = databasePath + "-athanor-lock"
    }

    /// Locks the file if it is free, and writes into it who holds it.
    func tryLock() -> Attempt {
        var database = stat()
        let mode = stat(databasePath, &database) == 0 ? database.st_mode & 0o666 : 0o600
        for _ in 0..<100 {
            // A link that someone has put there must not have another file overwritten.
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode)
            guard descriptor >= 0 else { return .impossible }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let isTaken = errno == EWOULDBLOCK
                close(descriptor)
                return isTaken ? .taken : .impossible
            }
            var locked = stat()
            guard fstat(descriptor, &locked) == 0, locked.st_mode & S_IFMT == S_IFREG, locked.st_nlink <= 1 else {
                close(descriptor)
                return .impossible
            }
            // Whoever held it before has removed the file that was opened here: the path is now nobody's or another file's.
            var present = stat()
            guard lstat(path, &present) == 0, (present.st_dev, present.st_ino) == (locked.st_dev, locked.st_ino) else {
                close(descriptor)
                continue
            }
            shareWithUsersOfDatabase(descriptor)
            write(RunHolder.thisProcess, to: descriptor)
            return .locked(HeldRunLock(path: path, descriptor: descriptor))
        }
        // A file system that gives one file two identities.
        return .impossible
    }

    /// Who says in the file that he holds it; `nil` when there is no file, or it is just being written.
    var holder: RunHolder? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return try? JSONDecoder().decode(RunHolder.self, from: data)
    }

    /// Whoever may write the database may lock the file, should a run that was killed leave it behind. (SQLite gives its
    /// journals the same rights.)
    private func shareWithUsersOfDatabase(_ descriptor: Int32) {
        var database = stat()
        guard stat(databasePath, &database) == 0 else { return }
        _ = fchmod(descriptor, database.st_mode & 0o666)
        // Anyone may give a file of his own to a group that he is in.
        _ = fchown(descriptor, geteuid() == 0 ? database.st_uid : uid_t.max, database.st_gid)
    }

    private func write(_ holder: RunHolder, to descriptor: Int32) {
        // The lock holds without it: only those who wait would not be told for whom.
        guard let data = try? JSONEncoder().encode(holder), ftruncate(descriptor, 0) == 0 else { return }
        _ = data.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }
}

/// A lock file that this process holds. It is given back when this value is released, if not before.
final class HeldRunLock: Sendable {
    private let path: String
    private let descriptor: Int32

    /// - Parameters:
    ///   - path: where the file is.
    ///   - descriptor: the open, locked file, owned by this from now on.
    init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        // While it is still locked: a file that another run has locked must not be removed.
        unlink(path)
        close(descriptor)
    }
}

/// Who holds a lock file.
struct RunHolder: Codable, CustomStringConvertible {
    /// The process's id on its machine.
    let pid: Int32
    /// The name of its program.
    let application: String
    /// The machine's name: the file may lie on a file system that several share.
    let host: String
    /// Since when, in ISO 8601.
    let since: String

    /// This process, from now on.
    static var thisProcess: RunHolder {
        let process = ProcessInfo.processInfo
        return RunHolder(
            pid: process.processIdentifier, application: process.processName, host: process.hostName,
            since: Date().formatted(.iso8601))
    }

    var description: String { "pid \(pid), application \(application), host \(host), since \(since)" }
}

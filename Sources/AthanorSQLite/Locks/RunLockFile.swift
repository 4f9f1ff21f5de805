internal import Foundation

/// The file next to a database that a run locks until it ends.
///
/// The lock, of flock(2), belongs to the open file and ends with the process, however that ends; a leftover file blocks
/// no other run. The database file itself is never locked this way: closing it anywhere in a process releases SQLite's
/// own locks on it. (https://sqlite.org/howtocorrupt.html, section 2.2)
struct RunLockFile {
    /// The result of an attempt to lock the file.
    enum Attempt {
        case locked(HeldRunLock)
        /// Another run holds the lock.
        case taken
        /// The file cannot be used: the folder is not writable, or its file system does not support such locks.
        case impossible
    }

    /// The file's path: all names of one database lead to the same file.
    let path: String
    private let databasePath: String

    /// - Parameter database: a path of the database file.
    init(besideDatabase database: String) {
        databasePath = URL(filePath: database).resolvingSymlinksInPath().path
        path = databasePath + "-athanor-lock"
    }

    /// Locks the file if it is free, and records the holder in it.
    func tryLock() -> Attempt {
        var database = stat()
        let mode = stat(databasePath, &database) == 0 ? database.st_mode & 0o666 : 0o600
        for _ in 0..<100 {
            // O_NOFOLLOW: a link at this path must not make Athanor overwrite another file.
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
            // The previous holder removed the file that was opened here: the path now leads to no file or to another
            // one.
            var present = stat()
            guard lstat(path, &present) == 0, (present.st_dev, present.st_ino) == (locked.st_dev, locked.st_ino) else {
                close(descriptor)
                continue
            }
            shareWithUsersOfDatabase(descriptor)
            write(RunHolder.thisProcess, to: descriptor)
            return .locked(HeldRunLock(path: path, descriptor: descriptor))
        }
        // The file system gives one file two identities.
        return .impossible
    }

    /// The holder that the file names; `nil` when there is no file, or it is just being written.
    var holder: RunHolder? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return try? JSONDecoder().decode(RunHolder.self, from: data)
    }

    /// Gives everyone who may write the database the right to lock the file, in case a killed run leaves it behind.
    /// (SQLite gives its journals the same rights.)
    private func shareWithUsersOfDatabase(_ descriptor: Int32) {
        var database = stat()
        guard stat(databasePath, &database) == 0 else { return }
        _ = fchmod(descriptor, database.st_mode & 0o666)
        // Any user may give their own file to a group that they belong to.
        _ = fchown(descriptor, geteuid() == 0 ? database.st_uid : uid_t.max, database.st_gid)
    }

    private func write(_ holder: RunHolder, to descriptor: Int32) {
        // The lock works without this text: waiting runs then do not see the holder.
        guard let data = try? JSONEncoder().encode(holder), ftruncate(descriptor, 0) == 0 else { return }
        _ = data.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }
}

/// A lock file that this process holds. It is released at the latest when this value is deallocated.
final class HeldRunLock: Sendable {
    private let path: String
    private let descriptor: Int32

    /// - Parameters:
    ///   - path: the path of the file.
    ///   - descriptor: the open, locked file, which this value owns from now on.
    init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        // Removes the file while it is still locked: a file that another run has locked must not be removed.
        unlink(path)
        close(descriptor)
    }
}

/// The holder of a lock file.
struct RunHolder: Codable, CustomStringConvertible {
    /// The process id on its machine.
    let pid: Int32
    /// The name of its program.
    let application: String
    /// The machine's name: the file may be on a file system that several machines share.
    let host: String
    /// The start of the lock, in ISO 8601.
    let since: String

    /// This process, as a holder since now.
    static var thisProcess: RunHolder {
        let process = ProcessInfo.processInfo
        return RunHolder(
            pid: process.processIdentifier, application: process.processName, host: process.hostName,
            since: Date().formatted(.iso8601))
    }

    var description: String { "pid \(pid), application \(application), host \(host), since \(since)" }
}

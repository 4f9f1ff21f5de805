internal import Athanor
internal import Foundation

/// The properties of a database file that another file does not have, as far as the system shows them.
///
/// A copy of the contents into the same file keeps all of them.
struct FileIdentity: Codable, Hashable {
    /// The absolute path, without symbolic links.
    let path: String
    /// The number of the file in its file system. A new file often gets the number of one that was just removed.
    let inode: UInt64
    /// The time when the file was created, in nanoseconds since 1970; `nil` if the file system does not record it.
    let createdAt: Int64?
    /// The identifier of the file system. It lasts longer than a device number, which a restart may change.
    let fileSystem: UInt64
    /// The identifier of the machine; `nil` if it has none.
    let machine: String?

    /// Reads the identity of a file; `nil` if there is no such file.
    init?(path: String) {
        let real = URL(filePath: path).resolvingSymlinksInPath().path
        var (file, system) = (stat(), statvfs())
        guard stat(real, &file) == 0, statvfs(real, &system) == 0 else { return nil }
        self.path = real
        inode = UInt64(file.st_ino)
        createdAt = Self.creationTime(of: real)
        fileSystem = UInt64(system.f_fsid)
        let machine = try? String(contentsOfFile: "/etc/machine-id", encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        self.machine = machine?.isEmpty == true ? nil : machine
    }

    /// Reads a recorded identity; `nil` if the text is not one.
    init?(recorded: String) {
        guard let identity = try? JSONDecoder().decode(Self.self, from: Data(recorded.utf8)) else { return nil }
        self = identity
    }

    /// The text to record.
    /// - Throws: nothing that a path can cause.
    func recorded() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// Returns the first difference from the file that was marked; `nil` if this is the same file.
    func difference(from marked: FileIdentity) -> String? {
        if machine != marked.machine { return "it is on another machine" }
        if fileSystem != marked.fileSystem { return "it is on another file system" }
        if !path.isSameText(as: marked.path) { return "the marked file was \(marked.path)" }
        if inode != marked.inode || createdAt != marked.createdAt { return "another file is at the same path now" }
        return nil
    }

    private static func creationTime(of path: String) -> Int64? {
        #if canImport(Darwin)
            var file = stat()
            guard stat(path, &file) == 0 else { return nil }
            return nanoseconds(
                Int64(file.st_birthtimespec.tv_sec), UInt32(truncatingIfNeeded: file.st_birthtimespec.tv_nsec))
        #else
            // Swift does not see the declaration of statx(2), which is an extension of the GNU C library. The numbers are
            // those of `struct statx` and `STATX_BTIME` in linux/stat.h, which are the same on every architecture.
            typealias Statx =
                @convention(c) (CInt, UnsafePointer<CChar>, CInt, CUnsignedInt, UnsafeMutableRawPointer) -> CInt
            guard let symbol = dlsym(nil, "statx") else { return nil }
            let (statx, creation) = (unsafeBitCast(symbol, to: Statx.self), CUnsignedInt(0x800))
            return withUnsafeTemporaryAllocation(byteCount: 256, alignment: 8) { buffer -> Int64? in
                buffer.initializeMemory(as: UInt8.self, repeating: 0)
                guard let address = buffer.baseAddress, statx(AT_FDCWD, path, 0, creation, address) == 0,
                    buffer.load(as: UInt32.self) & creation != 0
                else { return nil }
                return nanoseconds(
                    buffer.load(fromByteOffset: 80, as: Int64.self), buffer.load(fromByteOffset: 88, as: UInt32.self))
            }
        #endif
    }

    /// A damaged file system may report any time, so nothing here traps.
    private static func nanoseconds(_ seconds: Int64, _ rest: UInt32) -> Int64 {
        seconds &* 1_000_000_000 &+ Int64(rest)
    }
}

import Foundation

/// The revision files of several folders. Each folder is read once, even if several paths lead to it.
///
/// A link may only lead into the project or into one of the folders. Otherwise a person who can add a file to the
/// repository could make Athanor read any file on the machine, and show it in errors.
struct RevisionFileListing {
    /// The paths of the files, folder by folder.
    private(set) var files: [String] = []
    /// Warnings about files that look like a revision and are not read.
    private(set) var passedOver: [RevisionFileWarning] = []
    private let isRecursive: Bool
    /// The folders that links may lead into.
    private let reach: [RealPath]
    /// The folders that were read.
    private var folders: Set<RealPath> = []

    /// - Parameters:
    ///   - isRecursive: whether folders inside folders are read.
    ///   - reach: the folders that links may lead into.
    init(isRecursive: Bool, reach: [String]) {
        self.isRecursive = isRecursive
        self.reach = reach.map(RealPath.init)
    }

    /// Adds the files of a folder.
    mutating func add(_ path: String) throws(RevisionFileError) {
        // A list instead of recursion, because folders may be nested deeply.
        var pending = [path]
        while let folder = pending.popLast() {
            // A link may lead to a parent folder, and a location may be inside another.
            let realPath = RealPath(folder)
            guard folders.insert(realPath).inserted else { continue }
            try check(folder, at: realPath)
            let names = try Self.names(in: folder)
            var inner: [String] = []
            for name in names {
                let path = Self.path(of: name, in: folder)
                if Self.isFolder(path) {
                    if isRecursive { inner.append(path) } else { passedOver += Self.revisions(inFolder: path) }
                } else if name.hasSuffix(".sql") || name.hasSuffix(".swift") {
                    if Self.isLink(path) { try check(path, at: RealPath(path)) }
                    files.append(path)
                } else if let warning = RevisionFileWarning.unreadFile(path) {
                    passedOver.append(warning)
                }
            }
            pending += inner.reversed()
        }
    }

    /// The names in a folder in order, without those that begin with a dot.
    private static func names(in folder: String) throws(RevisionFileError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }.sorted()
        } catch {
            let exists = FileManager.default.fileExists(atPath: folder)
            throw RevisionFileError(
                exists
                    ? (isFolder(folder) ? "the folder \(folder) cannot be read" : "\(folder) is not a folder")
                    : "there is no folder \(folder) with revisions",
                advice: exists
                    ? "Check its permissions and the key `versions` in athanor.yaml."
                    : "`athanor init` makes one; the key `versions` in athanor.yaml says where it is.")
        }
    }

    /// A warning about revisions in a folder that is not read, if it contains any. Other SQL, such as definitions of
    /// views, may be there.
    private static func revisions(inFolder folder: String) -> [RevisionFileWarning] {
        let names = (try? names(in: folder)) ?? []
        let revisions = names.filter { name in
            guard name.hasSuffix(".sql"), let text = try? TextFile.read(path(of: name, in: folder)) else {
                return false
            }
            return !text.lines(beginningWith: ["-- revision:"]).isEmpty
        }
        guard !revisions.isEmpty else { return [] }
        return [
            RevisionFileWarning(
                "\(folder) is not read, but contains revisions: \(revisions.listedBriefly)",
                advice:
                    "Set `recursive_version_locations: true` in athanor.yaml, name the folder under `versions`, or move the "
                    + "files.")
        ]
    }

    private static func path(of name: String, in folder: String) -> String {
        folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    private func check(_ path: String, at realPath: RealPath) throws(RevisionFileError) {
        if Self.isLink(path), !FileManager.default.fileExists(atPath: path) {
            throw RevisionFileError(
                "\(path) is a link to something that does not exist", advice: "Remove the link, or put its target back."
            )
        }
        guard !reach.contains(where: realPath.lies) else { return }
        throw RevisionFileError(
            "\(path) is a link that leads out of the project, to \(realPath.text)",
            advice:
                "Put the file itself there, or add its folder to `versions` in athanor.yaml.")
    }
}

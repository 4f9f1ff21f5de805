import Foundation

/// The revision files of some folders, each folder looked into once, however many ways lead to it.
struct RevisionFileListing {
    /// The paths of the files, folder by folder.
    private(set) var files: [String] = []
    private let isRecursive: Bool
    /// The folders that were looked into, by the paths that they have without links.
    private var folders: Set<String> = []

    init(isRecursive: Bool) {
        self.isRecursive = isRecursive
    }

    /// Adds the files of a folder.
    mutating func add(_ path: String) throws(RevisionFileError) {
        // By a list of its own and not by calling itself: folders may lie deep.
        var pending = [path]
        while let folder = pending.popLast() {
            // A link may lead back up, and a location may lie in another.
            guard folders.insert(Self.withoutLinks(folder)).inserted else { continue }
            let names = try Self.names(in: folder)
            var inner: [String] = []
            for name in names {
                let path = Self.path(of: name, in: folder)
                if name.hasSuffix(".sql") || name.hasSuffix(".swift") {
                    files.append(path)
                } else if isRecursive, Self.isFolder(path) {
                    inner.append(path)
                }
            }
            pending += inner.reversed()
        }
    }

    /// The names in a folder in order, those left out that begin with a dot.
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

    private static func path(of name: String, in folder: String) -> String {
        folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    private static func withoutLinks(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

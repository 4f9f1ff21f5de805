import Foundation

/// A folder of revision files, read as they stand at the moment.
public struct RevisionDirectory: Sendable {
    /// The folder's path.
    public let path: String

    /// A folder; nothing is read yet.
    public init(path: String) {
        self.path = path
    }

    /// The paths of the revision files, `.sql` and `.swift`, in order of name. Folders inside are not entered; files
    /// whose names begin with a dot are left out.
    /// - Throws: ``RevisionFileError`` when the folder cannot be read.
    public func files() throws(RevisionFileError) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            var isDirectory: ObjCBool = false
            let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
            throw RevisionFileError(
                exists
                    ? (isDirectory.boolValue ? "the folder \(path) cannot be read" : "\(path) is not a folder")
                    : "there is no folder \(path) with revisions",
                advice: exists
                    ? "Check its permissions and the key `versions` in athanor.yaml."
                    : "`athanor init` makes one; the key `versions` in athanor.yaml says where it is.")
        }
        return names.filter { ($0.hasSuffix(".sql") || $0.hasSuffix(".swift")) && !$0.hasPrefix(".") }
            .sorted().map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
    }

    /// The revisions in the folder. Swift ones are read from their source, not compiled.
    /// - Throws: ``RevisionFileError`` for the first file that cannot be used.
    public func entries() throws(RevisionFileError) -> [RevisionEntry] {
        let files = try files()
        return try ParallelReading.results(of: files) { (file) throws(RevisionFileError) in
            let source = try TextFile.read(file)
            return file.hasSuffix(".sql") ? try RevisionEntry(sql: source) : try RevisionEntry(uncompiledSwift: source)
        }
    }
}

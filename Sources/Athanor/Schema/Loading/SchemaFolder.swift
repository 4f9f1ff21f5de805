import Foundation

/// A file, or a folder of files, that describes a schema: SQL in any order.
package enum SchemaFolder {
    /// Reads the files: one file, or all files in a folder and the folders inside it whose names end in `.sql`, in order
    /// of their paths. Names that begin with a dot are skipped.
    /// - Parameters:
    ///   - path: the path of the file or the folder.
    ///   - reach: the folders that links in the folder may lead into, besides the folder itself. A link to another
    ///     place could show any file of this machine in an error.
    ///   - encoding: the encoding of the files.
    /// - Throws: ``RevisionFileError``.
    package static func read(
        _ path: String, reach: [String] = [], encoding: TextEncoding = .utf8
    ) throws(RevisionFileError) -> [SourceText] {
        guard isFolder(path) else {
            guard FileManager.default.fileExists(atPath: path) else {
                throw RevisionFileError(
                    "there is no file or folder \(path)", advice: "Write the path of a file or folder of SQL.")
            }
            return [try TextFile.read(path, encoding: encoding)]
        }
        let files = try files(in: path, reach: (reach + [path]).map(RealPath.init))
        return try ParallelReading.results(of: files) { (file) throws(RevisionFileError) in
            try TextFile.read(file, encoding: encoding)
        }
    }

    private static func files(in path: String, reach: [RealPath]) throws(RevisionFileError) -> [String] {
        var files: [String] = []
        var known: Set<RealPath> = []
        // A list instead of recursion, because folders may be nested deeply.
        var pending = [path]
        while let place = pending.popLast() {
            let realPath = RealPath(place)
            guard reach.contains(where: realPath.lies) else {
                throw RevisionFileError(
                    "\(place) is a link that leads out of the project, to \(realPath.text)",
                    advice: "Put the file itself there.")
            }
            guard isFolder(place) else {
                files.append(place)
                continue
            }
            // A link may lead to a parent folder.
            guard known.insert(realPath).inserted else { continue }
            let names: [String]
            do {
                names = try FileManager.default.contentsOfDirectory(atPath: place).filter { !$0.hasPrefix(".") }
            } catch {
                throw RevisionFileError("the folder \(place) cannot be read", advice: "Check its permissions.")
            }
            let paths = names.sorted().map { place.hasSuffix("/") ? place + $0 : "\(place)/\($0)" }
            pending += paths.filter { $0.hasSuffix(".sql") || isFolder($0) }.reversed()
        }
        return files
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}

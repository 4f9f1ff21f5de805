import Foundation

/// Definition files in folders.
struct DefinitionFolders {
    private let folders: [String]
    private let encoding: TextEncoding

    init(_ folders: [String], encoding: TextEncoding) {
        self.folders = folders
        self.encoding = encoding
    }

    /// The file at a path, read now.
    func file(_ path: String) -> DefinitionFile {
        let found = Self.distinct(folders.map { Self.path(path, in: $0) }.filter(Self.isFile))
        guard let first = found.first, found.count == 1 else {
            let error = found.isEmpty ? missing(path) : Self.ambiguous(path, found)
            return DefinitionFile(path: path, text: .failure(error))
        }
        guard folders.contains(where: { RealPath(first).lies(in: RealPath($0)) }) else {
            return DefinitionFile(path: first, text: .failure(.leaves(path)))
        }
        do {
            return DefinitionFile(path: first, text: .success(try TextFile.read(first, encoding: encoding).text))
        } catch {
            let reason = OperationError(error.message, at: error.place, advice: error.advice)
            return DefinitionFile(path: first, text: .failure(reason))
        }
    }

    private func missing(_ path: String) -> OperationError {
        let places = Self.distinct(folders.filter(Self.isFolder)).map { $0 == "." ? "the working directory" : $0 }
        return .noDefinitionFile(
            path, "in \(places.joined(separator: " or in "))", known: known,
            advice: "Write the view's query into a file of this path, or correct the path; "
                + "`athanor revision --replace-view` writes such files.")
    }

    private static func ambiguous(_ path: String, _ found: [String]) -> OperationError {
        OperationError(
            "there are several definition files \(path): \(found.joined(separator: ", "))",
            advice: "Keep one, or give them different names.")
    }

    /// The paths of all SQL files in folders called `views`.
    private var known: [String] {
        folders.flatMap { folder -> [String] in
            let views = Self.path("views", in: folder)
            let names = FileManager.default.enumerator(atPath: views)?.compactMap { $0 as? String } ?? []
            return names.filter { $0.hasSuffix(".sql") }.map { "views/\($0)" }
        }
    }

    /// The first path to each different file.
    private static func distinct(_ paths: [String]) -> [String] {
        var seen: Set<RealPath> = []
        return paths.filter { seen.insert(RealPath($0)).inserted }
    }

    private static func path(_ name: String, in folder: String) -> String {
        if folder == "." { return name }
        return folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    private static func isFile(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}

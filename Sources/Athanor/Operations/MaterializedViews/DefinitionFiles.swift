/// The places where `op`, and SQL with `AS FILE '…'`, find definition files.
///
/// A path such as `views/daily_usage_v02.sql` starts from the project's folder, or from the folder that holds the
/// folder of revisions: `views` is next to `versions`. An executable with compiled revisions contains the files too.
public struct DefinitionFiles: Sendable, Hashable {
    private enum Place: Sendable, Hashable {
        case nowhere
        case executable([String: String], folder: String)
        case folders([String], TextEncoding)
    }

    private let place: Place
    /// Receives the files that are read.
    private var record: DefinitionFileRecord?

    /// No definition files.
    public static var none: DefinitionFiles { DefinitionFiles(place: .nowhere) }

    /// Files that were compiled into the executable.
    /// - Parameters:
    ///   - texts: their texts by their paths from the target's folder.
    ///   - folder: the target's folder, as shown in messages.
    public static func compiled(_ texts: [String: String], folder: String) -> DefinitionFiles {
        DefinitionFiles(place: .executable(texts, folder: folder))
    }

    /// Files in folders, read on demand.
    /// - Parameters:
    ///   - folders: the folders that paths start from. A file may be in one of them, not in several.
    ///   - encoding: the files' encoding.
    public static func inFolders(_ folders: [String], encoding: TextEncoding = .utf8) -> DefinitionFiles {
        DefinitionFiles(place: .folders(folders, encoding))
    }

    /// The same files, with a record of those that are read.
    package func recorded(in record: DefinitionFileRecord) -> DefinitionFiles {
        DefinitionFiles(place: place, record: record)
    }

    /// The file at a path.
    func file(_ path: String) -> DefinitionFile {
        let file = read(path)
        record?.add(file, at: path)
        return file
    }

    private func read(_ path: String) -> DefinitionFile {
        let plain: String
        do {
            plain = try Self.plain(path)
        } catch {
            return DefinitionFile(path: path, text: .failure(error))
        }
        switch place {
        case .nowhere:
            let error = OperationError(
                "there is no definition file \(path)",
                advice: "This history was created without definition files: pass them to `RevisionSet`.")
            return DefinitionFile(path: path, text: .failure(error))
        case .executable(let texts, let folder):
            return CompiledDefinitionFiles(texts: texts, folder: folder).file(plain)
        case .folders(let folders, let encoding):
            return DefinitionFolders(folders, encoding: encoding).file(plain)
        }
    }

    /// The query with the text of its file.
    func resolving(_ query: ViewQuery) -> ViewQuery {
        guard case .file(let path) = query else { return query }
        return .read(file(path))
    }

    /// The path without `.` components and empty components.
    /// - Throws: ``OperationError`` for a path that leads out of its folder.
    private static func plain(_ path: String) throws(OperationError) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }
        guard !path.hasPrefix("/"), !parts.contains(".."), !path.utf8.contains(0) else {
            throw OperationError.leaves(path)
        }
        guard !parts.isEmpty else {
            throw OperationError("the path of a definition file is empty", advice: "Write `views/name_v01.sql`.")
        }
        return parts.joined(separator: "/")
    }
}

extension OperationError {
    /// A path that leads out of the project.
    static func leaves(_ path: String) -> OperationError {
        OperationError(
            "the definition file \(path) lies outside the project: a revision file cannot make Athanor read outside the "
                + "project",
            advice: "Copy the file into the folder `views`, and write its path from there: `views/name_v01.sql`.")
    }

    /// An error: the definition file does not exist.
    /// - Parameters:
    ///   - path: the requested path.
    ///   - place: the searched place.
    ///   - known: the paths of the existing files.
    static func noDefinitionFile(
        _ path: String, _ place: String, known: [String], advice: String
    ) -> OperationError {
        // Names are compared without folders.
        func name(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }
        // Two paths may lead to the same folder, so duplicates are removed.
        let byName = Dictionary(grouping: Set(known), by: name)
        let nearest =
            (byName[name(path)] ?? NearestNames(to: name(path), among: byName.keys).names.flatMap { byName[$0] ?? [] })
            .filter { $0 != path }.sorted().prefix(3)
        let suggestion = nearest.isEmpty ? "" : "Did you mean \(nearest.joined(separator: " or "))? "
        return OperationError("there is no definition file \(path) \(place)", advice: suggestion + advice)
    }
}

/// Definition files compiled into an executable.
private struct CompiledDefinitionFiles {
    let texts: [String: String]
    let folder: String

    func file(_ path: String) -> DefinitionFile {
        let shown = folder.isEmpty ? path : "\(folder)/\(path)"
        if let text = texts[path] { return DefinitionFile(path: shown, text: .success(text)) }
        let error = OperationError.noDefinitionFile(
            path, "in this executable", known: Array(texts.keys),
            advice: "Put the file into the folder \(folder.isEmpty ? "views" : "\(folder)/views") and build again: the "
                + "files there are compiled in.")
        return DefinitionFile(path: shown, text: .failure(error))
    }
}

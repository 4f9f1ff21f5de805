/// The folders of revision files. Each call reads their present content.
public struct RevisionDirectory: Sendable {
    /// The folders' paths. New revisions are written to the first.
    public let paths: [String]
    /// Whether folders inside them are read as well.
    public let isRecursive: Bool
    /// The files' encoding.
    public let encoding: TextEncoding
    /// The project's folder; links may lead into it as well as into the folders. `nil` for none.
    public let projectFolder: String?

    /// The path of the first folder.
    public var path: String { paths.first ?? "." }

    /// A set of folders; nothing is read yet.
    /// - Parameters:
    ///   - paths: one or more folders. A folder that is named twice, or is inside another, counts once.
    ///   - isRecursive: whether folders inside them are read as well.
    ///   - encoding: the files' encoding.
    ///   - projectFolder: the folder of the project. A link in the folders may only lead there or into one of the
    ///     folders.
    public init(
        paths: [String], isRecursive: Bool = false, encoding: TextEncoding = .utf8, projectFolder: String? = nil
    ) {
        self.paths = paths
        self.isRecursive = isRecursive
        self.encoding = encoding
        self.projectFolder = projectFolder
    }

    /// One folder, without the folders inside it; nothing is read yet.
    public init(path: String) {
        self.init(paths: [path])
    }

    /// The paths of the revision files, `.sql` and `.swift`: folder by folder, in order of name. Files and folders
    /// whose names begin with a dot are skipped.
    /// - Throws: ``RevisionFileError`` when a folder cannot be read, or a link leads out of the project.
    public func files() throws(RevisionFileError) -> [String] { try listing().files }

    private func listing() throws(RevisionFileError) -> RevisionFileListing {
        var listing = RevisionFileListing(isRecursive: isRecursive, reach: paths + [projectFolder].compactMap(\.self))
        for path in paths { try listing.add(path) }
        return listing
    }

    /// The revisions in the folders. Swift ones are read from their source, not compiled.
    /// - Parameter report: receives warnings about files that look like a revision and are not read; called before any
    ///   file is read.
    /// - Throws: ``RevisionFileError`` for the first invalid file.
    public func entries(
        passingOver report: ([RevisionFileWarning]) -> Void = { _ in }
    ) throws(RevisionFileError) -> [RevisionEntry] {
        let listing = try listing()
        report(listing.passedOver)
        return try ParallelReading.results(of: listing.files) { (file) throws(RevisionFileError) in
            let source = try TextFile.read(file, encoding: encoding)
            return file.hasSuffix(".sql") ? try RevisionEntry(sql: source) : try RevisionEntry(uncompiledSwift: source)
        }
    }
}

/// The folders of revision files, read as they stand at the moment.
public struct RevisionDirectory: Sendable {
    /// The folders' paths. The first is where new revisions are written.
    public let paths: [String]
    /// Whether folders inside them are read as well.
    public let isRecursive: Bool
    /// What the files are in.
    public let encoding: TextEncoding
    /// The folder of the project, which links may lead into beside the folders; `nil` when there is none.
    public let projectFolder: String?

    /// The path of the first folder.
    public var path: String { paths.first ?? "." }

    /// Folders; nothing is read yet.
    /// - Parameters:
    ///   - paths: one or more folders. One that is named twice, or lies in another, counts once.
    ///   - isRecursive: whether folders inside them are read as well.
    ///   - encoding: what the files are in.
    ///   - projectFolder: the folder of the project. A link in the folders may lead there or into one of the folders, and
    ///     nowhere else.
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
    /// whose names begin with a dot are left out.
    /// - Throws: ``RevisionFileError`` when a folder cannot be read, or a link leads out of the project.
    public func files() throws(RevisionFileError) -> [String] { try listing().files }

    private func listing() throws(RevisionFileError) -> RevisionFileListing {
        var listing = RevisionFileListing(isRecursive: isRecursive, reach: paths + [projectFolder].compactMap(\.self))
        for path in paths { try listing.add(path) }
        return listing
    }

    /// The revisions in the folders. Swift ones are read from their source, not compiled.
    /// - Parameter report: gets what lies in the folders and looks like a revision, and is not read; before any file is read.
    /// - Throws: ``RevisionFileError`` for the first file that cannot be used.
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

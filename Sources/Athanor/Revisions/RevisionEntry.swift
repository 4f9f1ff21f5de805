/// A revision of a history: its place in the graph and the source of its operations.
public struct RevisionEntry: Sendable {
    /// The source of a revision's operations.
    package enum Source: Sendable {
        /// An SQL file.
        case sql(SQLRevisionFile)
        /// A type compiled into this executable.
        case swift(any Revision.Type)
        /// A Swift file that is not compiled into this executable.
        case uncompiledSwift(SwiftRevisionFile)
    }

    /// The revision's place in the graph.
    public let node: RevisionNode
    /// Its message, in the author's words.
    public let message: String
    /// The path of its file.
    public let path: String
    /// The source of its operations.
    package let source: Source
    /// The hash of a Swift revision's source, if known.
    let sourceHash: StableHash?
    /// Likely mistakes of its author, independent of the run.
    public let warnings: [RevisionFileWarning]

    /// A warning about an empty upgrade or downgrade, for runs: one that the author forgot to write does nothing.
    /// - Parameter op: creates the operations of a Swift revision.
    package func emptySectionWarning(madeWith op: Operations) -> RevisionFileWarning? {
        emptySectionWarning(madeWith: op, upgrade: nil)
    }

    /// - Parameter upgrade: the operations of the upgrade, if already created.
    func emptySectionWarning(madeWith op: Operations, upgrade: [any MigrationOperation]?) -> RevisionFileWarning? {
        switch source {
        case .sql(let file): file.emptySectionWarning
        case .swift: emptyWayWarning(madeWith: op.unasked, upgrade: upgrade)
        case .uncompiledSwift: nil
        }
    }

    private func emptyWayWarning(madeWith op: Operations, upgrade: [any MigrationOperation]?) -> RevisionFileWarning? {
        guard let up = try? upgrade ?? operations(.upgrade, op), let down = try? operations(.downgrade, op),
            down.isEmpty,
            // A merge without operations is complete.
            !up.isEmpty || node.downRevisions.count < 2
        else { return nil }
        if up.isEmpty {
            return RevisionFileWarning(
                "\(path): revision \(id) is empty: its upgrade has no operation",
                advice:
                    "Fill it in before you apply it; later that counts as an edit. Is it empty on purpose? Say why: "
                    + "`op.execute(\"-- …\")`.")
        }
        // Some operations need no undoing; the default downgrade is then empty too.
        guard !Inversion.inverting(up).isEmpty else { return nil }
        return RevisionFileWarning(
            "\(path): revision \(id) has upgrade operations but an empty downgrade: a downgrade undoes nothing",
            advice:
                "Write what undoes it, or remove `downgrade`: then each operation is undone. Is there nothing to undo? "
                + "Say why: `op.execute(\"-- …\")`. Can it not be undone? Write `.irreversible`.")
    }

    /// The revision's id.
    public var id: RevisionID { node.id }

    /// Its timeouts.
    var timeouts: TimeoutChange {
        switch source {
        case .sql(let file): file.header.timeouts
        case .swift(let type): TimeoutChange(lock: type.lockTimeout, statement: type.statementTimeout)
        case .uncompiledSwift: TimeoutChange()
        }
    }

    /// The message's first line.
    public var title: String {
        String(Substring(message.utf8.drop { $0 == UInt8(ascii: "\n") }.prefix { $0 != UInt8(ascii: "\n") }))
    }

    /// Reads a revision from an SQL file.
    /// - Throws: ``RevisionFileError``.
    public init(sql source: SourceText) throws(RevisionFileError) {
        let file = try SQLRevisionFile(source)
        node = file.header.node
        message = file.header.message
        path = source.path
        self.source = .sql(file)
        sourceHash = nil
        warnings = [file.header.dateWarning, file.markerWarning].compactMap(\.self)
    }

    /// A revision in a Swift file that has not been compiled into this executable.
    /// - Throws: ``RevisionFileError``.
    package init(uncompiledSwift source: SourceText) throws(RevisionFileError) {
        let file = try SwiftRevisionFile(source)
        node = file.node
        message = file.message
        path = source.path
        self.source = .uncompiledSwift(file)
        sourceHash = StableHash(written: file.sourceHash)
        warnings = [file.dateWarning].compactMap(\.self)
    }

    /// A revision compiled into this executable.
    /// - Parameters:
    ///   - type: the revision.
    ///   - path: the file that it was compiled from.
    ///   - message: its message.
    ///   - sourceHash: the hash of the file's tokens, as the build plugin writes it into the registry; with `nil`,
    ///     edits of the code that `op.run` runs are not detected.
    public init(_ type: any Revision.Type, path: String, message: String, sourceHash: String? = nil) {
        node = RevisionNode(
            id: type.revision, downRevisions: type.downRevisions, branchLabels: type.branchLabels,
            dependsOn: type.dependsOn, createDate: CreateDate(type.createDate), origin: path)
        self.message = message
        self.path = path
        source = .swift(type)
        self.sourceHash = sourceHash.flatMap { StableHash(written: $0) }
        let isDate = type.createDate.isEmpty || CreateDate(type.createDate) != nil
        warnings = isDate ? [] : [.impossibleDate(type.createDate, at: nil, in: path)]
    }
}

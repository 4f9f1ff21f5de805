/// A revision of a history: its place in the graph and where its work stands.
public struct RevisionEntry: Sendable {
    /// Where a revision's work stands.
    public enum Source: Sendable {
        /// In an SQL file.
        case sql(SQLRevisionFile)
        /// In a type compiled into this executable.
        case swift(any Revision.Type)
        /// In a Swift file that this executable was built without.
        case uncompiledSwift(SwiftRevisionFile)
    }

    /// The revision's place in the graph.
    public let node: RevisionNode
    /// What it does, in the author's words.
    public let message: String
    /// The file it stands in.
    public let path: String
    /// Where its work stands.
    public let source: Source
    /// The hash of a Swift revision's source, where that is known.
    let sourceHash: StableHash?
    /// What its author hardly meant, wherever the revision is used.
    public let warnings: [RevisionFileWarning]

    /// What is wrong with its ways up and back, which matters when it is run: one that somebody forgot to write does nothing.
    /// - Parameter op: makes the operations of a revision in Swift.
    public func emptySectionWarning(madeWith op: Operations) -> RevisionFileWarning? {
        emptySectionWarning(madeWith: op, upgrade: nil)
    }

    /// - Parameter upgrade: the operations of the way up, where they were asked for already.
    func emptySectionWarning(madeWith op: Operations, upgrade: [any Operation]?) -> RevisionFileWarning? {
        switch source {
        case .sql(let file): file.emptySectionWarning
        case .swift: emptyWayWarning(madeWith: op.unasked, upgrade: upgrade)
        case .uncompiledSwift: nil
        }
    }

    private func emptyWayWarning(madeWith op: Operations, upgrade: [any Operation]?) -> RevisionFileWarning? {
        guard let up = try? upgrade ?? operations(.upgrade, op), let down = try? operations(.downgrade, op),
            down.isEmpty,
            // A merge without operations is complete.
            !up.isEmpty || node.downRevisions.count < 2
        else { return nil }
        if up.isEmpty {
            return RevisionFileWarning(
                "\(path): revision \(id) is empty: its upgrade has no operation",
                advice:
                    "Fill it in before it is applied; later that counts as an edit. Is it meant to be empty? Say why: "
                    + "`op.execute(\"-- …\")`.")
        }
        // Some operations need no undoing, and then a downgrade that is left out is empty, too.
        guard !Inversion.inverting(up).isEmpty else { return nil }
        return RevisionFileWarning(
            "\(path): revision \(id) has operations to go up, and an empty downgrade: a downgrade undoes nothing of it",
            advice:
                "Write what undoes it, or leave `downgrade` out: then each operation is undone. Is there nothing to undo? "
                + "Say why: `op.execute(\"-- …\")`. Is there no way back? Write `.irreversible`.")
    }

    /// The revision's id.
    public var id: RevisionID { node.id }

    /// What it says about timeouts.
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

    /// A revision in an SQL file.
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
    public init(uncompiledSwift source: SourceText) throws(RevisionFileError) {
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
    ///   - message: what it does.
    ///   - sourceHash: the hash of the file's tokens, as the build plugin writes it into the registry; with `nil`, edits of
    ///     the code that `op.run` runs go unnoticed.
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

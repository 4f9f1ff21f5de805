/// A view as the revisions state it that are noted as applied.
public struct StatedView: Sendable, Hashable {
    /// A definition and the revision that states it.
    public struct Definition: Sendable, Hashable {
        /// The definition.
        public let definition: StatedDefinition
        /// The revision.
        public let revision: RevisionID
    }

    /// How fresh the view is to be kept, and the revision that says so.
    public struct Target: Sendable, Hashable {
        /// How fresh; `nil` where a revision took back what was said.
        public let target: FreshnessTarget?
        /// The revision.
        public let revision: RevisionID
    }

    /// The name as the last revision wrote it that said something of the view.
    public internal(set) var name: QualifiedName
    /// The definition; `nil` where no revision states one.
    public internal(set) var definition: Definition?
    /// How fresh it is to be kept; `nil` where no revision says anything of that.
    public internal(set) var target: Target?
    /// The settings that the name and the definition are read under.
    public internal(set) var settings: [Statement]
    /// The last revision that said something of it.
    public internal(set) var revision: RevisionID
}

/// Something in a revision that may do anything to views.
public struct UnknownViewWork: Sendable, Hashable {
    /// The revision.
    public let revision: RevisionID
    /// What it is.
    public let work: String

    /// Work that cannot be known.
    public init(revision: RevisionID, work: String) {
        self.revision = revision
        self.work = work
    }
}

/// What revisions say of views, one after the other.
struct StatedViews {
    /// In the order in which revisions last said something of them.
    private(set) var views: [StatedView] = []
    private(set) var unknown: [UnknownViewWork] = []
    private let dialect: any Dialect

    /// - Parameters:
    ///   - entries: the revisions, in the order in which they run.
    ///   - database: the database that they are for.
    init(_ entries: [RevisionEntry], for database: any Database, _ op: Operations) {
        dialect = database.dialect
        let statements = ViewStatements(database: database)
        for entry in entries {
            var settings: [Statement] = []
            for statement in statements.all(in: entry, op) {
                apply(statement, of: entry.id, under: &settings)
            }
        }
    }

    private mutating func apply(_ statement: ViewStatement, of revision: RevisionID, under settings: inout [Statement])
    {
        switch statement {
        case .sets(let setting): settings.append(setting)
        case .unknown(let work): unknown.append(UnknownViewWork(revision: revision, work: work))
        case .creates(let name, let definition):
            let known = place(of: name).map { views.remove(at: $0) }
            var view = known ?? StatedView(name: name, settings: settings, revision: revision)
            (view.name, view.settings, view.revision) = (name, settings, revision)
            if view.definition == nil || !definition.isForMissingOnly {
                view.definition = StatedView.Definition(definition: definition, revision: revision)
            }
            views.append(view)
        case .keeps(let name, let target):
            let known = place(of: name).map { views.remove(at: $0) }
            var view = known ?? StatedView(name: name, settings: settings, revision: revision)
            view.target = StatedView.Target(target: target, revision: revision)
            view.revision = revision
            views.append(view)
        case .drops(let names): for name in names { place(of: name).map { _ = views.remove(at: $0) } }
        case .renames(let name, let new):
            guard let place = place(of: name) else { return }
            var view = views.remove(at: place)
            (view.name, view.settings, view.revision) = (new, settings, revision)
            for index in views.indices {
                guard let target = views[index].target, case .after(let other)? = target.target,
                    dialect.key(ofView: other) == dialect.key(ofView: name)
                else { continue }
                views[index].target = StatedView.Target(target: .after(new), revision: target.revision)
            }
            views.append(view)
        }
    }

    /// Where a view is among those that are stated. A name without a schema may mean the view of a name with one.
    private func place(of name: QualifiedName) -> Int? {
        let wanted = dialect.key(ofView: name)
        let keys = views.map { dialect.key(ofView: $0.name) }
        return keys.firstIndex(of: wanted)
            ?? keys.lastIndex { $0.name == wanted.name && ($0.schema == nil) != (wanted.schema == nil) }
    }

    /// The view of a name, as far as it is stated.
    func view(_ name: QualifiedName) -> StatedView? { place(of: name).map { views[$0] } }
}

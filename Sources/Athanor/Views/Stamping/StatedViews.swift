/// Collects what revisions state about views, in order.
struct StatedViews {
    /// The views, in the order in which revisions last stated something about them.
    private(set) var views: [StatedView] = []
    private(set) var unknown: [UnknownViewWork] = []
    private let dialect: any Dialect
    private let reader: any ScriptReader
    /// The schemas in which the session looks up names; `nil` if unknown, or if names have no schemas.
    private let sessionSchemas: [String]?

    /// The state within a revision so far.
    private struct Scope {
        let revision: RevisionID
        var settings: [SQLStatement] = []
        var path = LookupPath.session
    }

    /// - Parameters:
    ///   - entries: the revisions, in the order in which they run.
    ///   - database: the database that they are for.
    ///   - schemas: the schemas in which the session looks up names; `nil` if unknown.
    init(_ entries: [RevisionEntry], for database: any DatabaseModule, _ op: Operations, in schemas: [String]?) {
        (dialect, reader, sessionSchemas) = (database.dialect, database.scriptReader, schemas)
        let statements = ViewStatements(database: database)
        for entry in entries {
            var scope = Scope(revision: entry.id)
            for statement in statements.all(in: entry, op) { apply(statement, in: &scope) }
        }
    }

    private mutating func apply(_ statement: ViewStatement, in scope: inout Scope) {
        switch statement {
        case .sets(let setting, let path):
            scope.settings.append(setting)
            scope.path = path ?? scope.path
        case .unknown(let work):
            unknown.append(UnknownViewWork(revision: scope.revision, work: work))
        case .creates(let name, let definition):
            var view = taken(name, in: scope, isCreated: true)
            (view.name, view.settings, view.revision) = (name, scope.settings, scope.revision)
            if view.definition == nil || !definition.isForMissingOnly {
                view.definition = StatedView.Definition(
                    definition: definition, revision: scope.revision, settings: scope.settings,
                    words: words(of: definition, scope.settings))
            }
            views.append(view)
        case .keeps(let name, let target):
            var view = taken(name, in: scope)
            view.target = StatedView.Target(target: target, revision: scope.revision)
            view.revision = scope.revision
            views.append(view)
        case .drops(let names):
            for name in names { index(of: name, in: scope).map { _ = views.remove(at: $0) } }
        case .renames(let name, let new): rename(name, to: new, in: scope)
        case .renamesSchema(let old, let new): renameSchema(old, to: new, by: scope.revision)
        case .alters(let name): alter(by: scope.revision) { $0.mentions(name) }
        case .altersColumns(let name):
            let own = index(of: name, in: scope).map { views[$0].place }
            alter(by: scope.revision) { $0.mentions(name.name) }
            if let own, let place = views.firstIndex(where: { $0.place == own }) {
                views[place].definition?.alteredBy = scope.revision
            }
        case .altersAnything: alter(by: scope.revision) { _ in true }
        }
    }

    /// Removes and returns the view that a name means; returns a new one if none is stated.
    private mutating func taken(_ name: QualifiedName, in scope: Scope, isCreated: Bool = false) -> StatedView {
        if let index = index(of: name, in: scope, isCreated: isCreated) { return views.remove(at: index) }
        let place = StatedView.Place(
            name: dialect.key(ofView: name).name, schema: schemas(of: name, in: scope)?.first)
        return StatedView(name: name, settings: scope.settings, revision: scope.revision, place: place)
    }

    private mutating func rename(_ name: QualifiedName, to new: QualifiedName, in scope: Scope) {
        guard let index = index(of: name, in: scope) else { return }
        var view = views.remove(at: index)
        (view.name, view.settings, view.revision) = (new, scope.settings, scope.revision)
        let key = dialect.key(ofView: new)
        view.place = StatedView.Place(name: key.name, schema: key.schema ?? view.place.schema)
        for index in views.indices {
            guard let target = views[index].target, case .after(let other)? = target.target,
                dialect.key(ofView: other) == dialect.key(ofView: name)
            else { continue }
            views[index].target = StatedView.Target(target: .after(new), revision: target.revision)
        }
        views.append(view)
    }

    /// Moves the views of a schema to its new name.
    private mutating func renameSchema(_ old: String, to new: String, by revision: RevisionID) {
        alter(by: revision) { $0.mentions(old) }
        for index in views.indices where views[index].place.schema?.isSameText(as: old) == true {
            views[index].place.schema = new
            views[index].name = QualifiedName(schema: new, name: views[index].name.name)
        }
    }

    private mutating func alter(by revision: RevisionID, where isAltered: (StatedView.Definition) -> Bool) {
        for index in views.indices where views[index].definition.map(isAltered) ?? false {
            views[index].definition?.alteredBy = revision
        }
    }

    private func words(of definition: StatedDefinition, _ settings: [SQLStatement]) -> Set<String> {
        let texts = [definition.query] + settings.map { SourceText(path: "", text: $0.text).all }
        return texts.reduce(into: []) { words, slice in
            words.formUnion(
                reader.tokens(of: ScriptStatement(slice: slice, execution: .inTransaction, command: "")))
        }
    }

    /// Returns the schemas that a name may mean, in order; `nil` if unknown.
    private func schemas(of name: QualifiedName, in scope: Scope) -> [String]? {
        if let schema = dialect.key(ofView: name).schema { return [schema] }
        return switch scope.path {
        case .session: sessionSchemas
        case .schemas(let schemas): schemas
        case .unknown: nil
        }
    }

    /// Returns the index of a view among the stated ones.
    private func index(of name: QualifiedName, in scope: Scope, isCreated: Bool = false) -> Int? {
        let schemas = schemas(of: name, in: scope)
        return index(of: dialect.key(ofView: name).name, in: isCreated ? schemas.map { Array($0.prefix(1)) } : schemas)
    }

    /// Returns the index of a view. A view with an unknown schema may be the right one if no other view certainly is.
    private func index(of name: String, in schemas: [String]?) -> Int? {
        for schema in schemas ?? [] {
            if let index = views.firstIndex(where: { $0.place == StatedView.Place(name: name, schema: schema) }) {
                return index
            }
        }
        return (schemas == nil ? views.firstIndex { $0.place == StatedView.Place(name: name, schema: nil) } : nil)
            ?? views.lastIndex {
                $0.place.name.isSameText(as: name) && ($0.place.schema == nil) != (schemas == nil)
            }
    }

    /// Returns the same view as one of other revisions, as far as it is stated.
    func view(like other: StatedView) -> StatedView? {
        index(of: other.place.name, in: other.place.schema.map { [$0] }).map { views[$0] }
    }
}

extension StatedView.Definition {
    /// Whether the definition, or a setting that it is read with, mentions something by this name.
    fileprivate func mentions(_ name: String) -> Bool {
        words.contains(name) || words.contains("\"\(name.replacingBytes(of: "\"", with: "\"\""))\"")
    }
}

internal import Athanor

/// A view that is to be made, with the statements that make it.
struct ViewRebuild: Sendable {
    /// What it shall have.
    let view: CapturedView
    /// The columns that the view has had until now: the texts of its indexes and statistics were written for them.
    let columnsBefore: [CapturedView.Column]
    /// Its query.
    let definition: String
    /// The names of its columns; none are those of the query.
    var columns: [String]
    /// Where the query stands in a revision or a file; `nil` for one that the server deparsed.
    let origin: SourceSlice?
    /// Indexes of an operation, made beside those that it had.
    var newIndexes: [IndexDefinition] = []
    /// Columns that get another name when all else is made.
    var renames: [Rename] = []
    /// Whether it reads a materialized view, which Citus keeps on the coordinator with all that reads it.
    var staysHere = false
    /// The place among all, for whoever watches.
    let position: String

    /// A column that gets another name.
    struct Rename: Sendable {
        let from: String
        let to: String
    }

    /// Where views are made, and under which settings.
    struct Site: Sendable {
        let session: ReplacingSession
        /// The schema that a view is made in.
        let schema: @Sendable (CapturedView) -> String
        /// Where text that other roles wrote is run.
        let workshop: Workshop
    }

    /// A view that is made as it was.
    init(_ view: CapturedView, definition: String, position: String) {
        self.view = view
        columnsBefore = view.columns
        self.definition = definition
        columns = view.columns.map(\.name)
        origin = nil
        self.position = position
    }

    /// The view that gets a new definition.
    init(replacing checks: ReplacementChecks, query: SourceSlice, position: String) {
        let operation = checks.operation
        view = checks.adapted
        columnsBefore = checks.old.columns
        definition = query.text
        columns = checks.buildingColumns
        origin = query
        newIndexes = if case .these(let indexes) = operation.indexes { indexes } else { [] }
        renames = operation.renamedColumns.sorted { $0.key < $1.key }.map {
            Rename(from: $0.key.text, to: $0.value.text)
        }
        self.position = position
    }
}

extension ViewRebuild {
    func creation(at site: Site) -> ViewCreation { ViewCreation(view, in: site.schema(view)) }

    /// Creates it without rows, with all but its privileges; leaves the search path empty.
    func shaping(at site: Site) -> [Statement] {
        let creation = creation(at: site)
        let opening =
            [ReplacingSession.tablespace("")]
            + (origin == nil ? [ReplacingSession.pinnedPath] : [TextSettings.leaving, site.session.ownPath])
        let text =
            origin == nil
            ? creation.creating(definition, columns: columns, in: site.workshop)
            : creation.creating(definition, columns: columns)
        let describing =
            (origin == nil ? [] : [TextSettings.pinning]) + [ReplacingSession.pinnedPath]
            + creation.describing(in: site.workshop)
        return opening.map { Statement($0) } + (staysHere ? site.session.keepingHere : [])
            + [Statement(text, rewrittenFrom: origin)] + describing.map { Statement($0) }
            + (staysHere ? site.session.sendingAgain : [])
    }

    /// Makes the indexes that an operation gives. Their expressions are the author's, in the author's search path.
    /// - Throws: ``OperationError`` for one that makes no sense.
    func indexingAnew(at site: Site) throws -> [String] {
        guard !newIndexes.isEmpty else { return [] }
        let place = QualifiedName(schema: site.schema(view), name: view.name)
        let opening = [ReplacingSession.tablespace(""), site.session.ownPath]
        return TextSettings.leaving(
            for: opening + (try newIndexes.map { try PostgreSQLDialect().creating($0, on: place) }))
            + [ReplacingSession.pinnedPath]
    }

    /// Makes its extended statistics, under names that they have until the old ones are gone.
    func gathering(at site: Site) -> [String] {
        view.statistics.flatMap { statistics in
            creation(at: site).gathering(statistics, named: buildingName(of: statistics), in: site.workshop)
        }
    }

    func buildingName(of statistics: CapturedView.Statistics) -> String {
        let name = QualifiedName(schema: statistics.schema, name: statistics.name)
        let place = view.statistics.firstIndex { QualifiedName(schema: $0.schema, name: $0.name) == name } ?? 0
        return "athanor_building_\(view.oid)_\(place)"
    }

    /// Gives extended statistics their own schema and name.
    /// - Parameter workshop: where they were made.
    func namingStatistics(from workshop: Workshop) -> [String] {
        let dialect = PostgreSQLDialect()
        let schema = workshop.place(for: view.schema)
        return view.statistics.flatMap { statistics in
            let name = buildingName(of: statistics)
            let moving =
                schema.isSameText(as: statistics.schema)
                ? []
                : [
                    "ALTER STATISTICS \(dialect.quote(QualifiedName(schema: schema, name: name))) "
                        + "SET SCHEMA \(dialect.quote(statistics.schema))"
                ]
            return moving + [
                "ALTER STATISTICS \(dialect.quote(QualifiedName(schema: statistics.schema, name: name))) "
                    + "RENAME TO \(dialect.quote(statistics.name))"
            ]
        }
    }

    /// Gives columns their new names; what knows them by their old ones follows.
    func renaming(at site: Site) -> [String] {
        let dialect = PostgreSQLDialect()
        return renames.map {
            "ALTER MATERIALIZED VIEW \(creation(at: site).target) "
                + "RENAME COLUMN \(dialect.quote($0.from)) TO \(dialect.quote($0.to))"
        }
    }
}

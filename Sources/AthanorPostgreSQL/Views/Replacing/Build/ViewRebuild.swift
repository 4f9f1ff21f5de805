internal import Athanor

/// A view to create, with the statements that create it.
struct ViewRebuild: Sendable {
    /// The wanted properties.
    let view: CapturedView
    /// The columns of the view until now: the texts of its indexes and statistics were written for them.
    let columnsBefore: [CapturedView.Column]
    /// Its query.
    let definition: String
    /// The names of its columns; empty for those of the query.
    let columns: [String]
    /// The place of the query in a revision or a file; `nil` for a query that the server deparsed.
    let origin: SourceSlice?
    /// Indexes of an operation, in addition to those of ``view``.
    var newIndexes: [IndexDefinition] = []
    /// Columns that are renamed after everything else is created.
    var renames: [Rename] = []
    /// Whether it reads a materialized view. Citus keeps these, and everything that reads them, on the coordinator.
    var staysHere = false
    /// The position among all views, for progress messages.
    let position: String

    /// A column to rename.
    struct Rename: Sendable {
        let from: String
        let to: String
    }

    /// The schemas and settings with which views are created.
    struct Site: Sendable {
        let session: ReplacingSession
        /// The schema in which a view is created.
        let schema: @Sendable (CapturedView) -> String
        /// The workshop in which texts of other roles run.
        let workshop: Workshop
    }

    /// Creates the plan for a view that is recreated unchanged.
    init(_ view: CapturedView, definition: String, position: String) {
        self.view = view
        columnsBefore = view.columns
        self.definition = definition
        columns = view.columns.map(\.name)
        origin = nil
        self.position = position
    }

    /// Creates the plan for the view that gets a new definition.
    init(replacing checks: ReplacementChecks, position: String) {
        let operation = checks.operation
        view = checks.adapted
        columnsBefore = checks.old.columns
        definition = checks.query.text
        columns = checks.writtenColumns
        origin = checks.query
        newIndexes = if case .these(let indexes) = operation.indexes { indexes } else { [] }
        renames = operation.renamedColumns.sorted { $0.key < $1.key }.map {
            Rename(from: $0.key.text, to: $0.value.text)
        }
        self.position = position
    }
}

extension ViewRebuild {
    /// Returns the plans for the views of a family.
    /// - Parameters:
    ///   - checks: the checks of the view that gets a new definition; `nil` if none does.
    ///   - definitions: the queries of the other views, by OID.
    static func all(
        of family: ViewFamily, replacing checks: ReplacementChecks?, _ definitions: [Int64: String]
    ) -> [ViewRebuild] {
        family.views.enumerated().map { place, view in
            let position = family.views.count == 1 ? "" : " (\(place + 1) of \(family.views.count))"
            if let checks, checks.old.oid == view.oid { return ViewRebuild(replacing: checks, position: position) }
            return ViewRebuild(view, definition: definitions[view.oid] ?? "", position: position)
        }
    }

    func creation(at site: Site) -> ViewCreation { ViewCreation(view, in: site.schema(view)) }

    /// Returns statements that create the view without rows, with its properties except privileges, indexes,
    /// statistics, triggers and rules. They leave a search path without schemas of users.
    func shaping(at site: Site) -> [SQLStatement] {
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
        return opening.map { SQLStatement($0) } + (staysHere ? site.session.keepingHere : [])
            + [SQLStatement(text, rewrittenFrom: origin)] + describing.map { SQLStatement($0) }
            + (staysHere ? site.session.sendingAgain : [])
    }

    /// Returns statements that create the indexes of an operation. Their expressions are the author's, so they are
    /// parsed under the author's search path.
    /// - Throws: ``OperationError`` for an invalid index.
    func indexingAnew(at site: Site) throws -> [String] {
        guard !newIndexes.isEmpty else { return [] }
        let place = QualifiedName(schema: site.schema(view), name: view.name)
        let opening = [ReplacingSession.tablespace(""), site.session.ownPath]
        return TextSettings.leaving(
            for: opening + (try newIndexes.map { try PostgreSQLDialect().creating($0, on: place) }))
            + [ReplacingSession.pinnedPath]
    }

    /// Returns statements that create its extended statistics, under temporary names that they have until the old ones
    /// are gone.
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

    /// Returns statements that give extended statistics their own schema and name.
    /// - Parameter workshop: the workshop in which they were created.
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

    /// Returns statements that rename columns. Objects that refer to them follow the rename.
    func renaming(at site: Site) -> [String] {
        let dialect = PostgreSQLDialect()
        return renames.map {
            "ALTER MATERIALIZED VIEW \(creation(at: site).target) "
                + "RENAME COLUMN \(dialect.quote($0.from)) TO \(dialect.quote($0.to))"
        }
    }
}

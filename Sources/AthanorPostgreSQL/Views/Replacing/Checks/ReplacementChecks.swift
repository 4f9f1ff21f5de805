internal import Athanor

/// Computes the properties of the view with its new definition, and checks that its indexes, statistics and readers fit
/// the new columns.
struct ReplacementChecks: Sendable {
    let operation: ReplaceMaterializedView
    /// The new query, without a closing semicolon, with its place in the source.
    let query: SourceSlice
    let old: CapturedView
    /// The new query as the server writes it; `nil` for a script, since reading it would create something.
    let reading: ComparableDefinition.Reading?
    /// The kind of revision that the operation is in.
    let kind: RevisionKind
    /// Whether the view is populated afterwards in any case.
    var fills = false

    /// The columns of the new view. A script assumes that they stay the same.
    private var newColumns: [ComparableDefinition.Column] {
        reading?.columns ?? old.columns.map { ComparableDefinition.Column(name: $0.name, type: $0.type) }
    }

    /// The column names in the statement that creates the new view. A script leaves those that the operation does not
    /// name to the query.
    var writtenColumns: [String] { reading == nil ? operation.columns : buildingColumns }

    /// The names of the new view's columns while it is built: a renamed column keeps its old name until everything that
    /// uses the old names is created.
    private var buildingColumns: [String] {
        let oldNames = Dictionary(operation.renamedColumns.map { ($1, $0) }) { first, _ in first }
        return newColumns.map { oldNames[ExactText($0.name)]?.text ?? $0.name }
    }

    /// The view with its new columns. Properties of a column that stays are kept; those of a removed column are
    /// dropped.
    var adapted: CapturedView {
        var view = old
        let columns = Dictionary(old.columns.map { (ExactText($0.name), $0) }) { first, _ in first }
        view.columns = zip(buildingColumns, newColumns).map { name, column in
            guard let was = columns[ExactText(name)] else {
                return CapturedView.Column(
                    name: name, type: column.type, statisticsTarget: nil, options: [], storage: nil, compression: nil,
                    comment: nil, privileges: [], defaultValue: nil)
            }
            let keepsType = was.type == column.type
            return CapturedView.Column(
                name: name, type: column.type, statisticsTarget: was.statisticsTarget, options: was.options,
                storage: keepsType ? was.storage : nil, compression: keepsType ? was.compression : nil,
                comment: was.comment, privileges: was.privileges, defaultValue: was.defaultValue)
        }
        let names = buildingColumns.exact
        view.labels.removeAll { label in label.column.map { !names.contains(ExactText($0)) } ?? false }
        if case .these = operation.indexes { view.indexes = [] }
        if fills { view.isPopulated = true }
        return view
    }

    /// Refuses changes that would lose or break something.
    /// - Parameter family: the view with its dependents.
    /// - Throws: ``OperationError`` that names the first object that does not fit.
    func check(_ family: ViewFamily) throws(OperationError) {
        try checkRenames()
        if let read = family.views.first(where: { reading?.reads.contains($0.oid) == true }) {
            throw OperationError(
                "the new definition of \(old.description) reads \(read.oid == old.oid ? "the view itself" : read.description)"
                    + (read.oid == old.oid ? "" : ", which depends on it"),
                advice: "Have it read the tables or other views.")
        }
        let names = buildingColumns.exact
        for index in adapted.indexes {
            guard let missing = index.columns.first(where: { !names.contains(ExactText($0)) }) else { continue }
            throw OperationError(
                "index \(index.name) of \(old.description) uses column \(missing), which the new definition does not have",
                advice: advice(on: missing)
                    + kind.words(
                        sql: "Or drop the index before, in this revision, and create another one after.",
                        swift: "Or list the wanted indexes with `indexes: [...]`."))
        }
        for statistics in old.statistics {
            guard let missing = statistics.columns.first(where: { !names.contains(ExactText($0)) }) else { continue }
            throw OperationError(
                "statistics \(statistics.schema).\(statistics.name) on \(old.description) use column \(missing), "
                    + "which the new definition does not have",
                advice: advice(on: missing) + "Or drop the statistics before, in this revision.")
        }
        for view in family.views where view.oid != old.oid {
            for use in family.uses(of: old.oid, by: view.oid) {
                guard let column = use.column, !names.contains(column) else { continue }
                throw OperationError(
                    "\(view.description) reads column \(column) of \(old.description), which the new definition does not have",
                    advice: advice(on: column.text) + "Or drop \(view.description) before, in this revision.")
            }
        }
    }

    private func advice(on column: String) -> String {
        let quoted = PostgreSQLDialect().quote(column)
        return kind.words(
            sql: "If the column has another name now, rename it before, in this revision (ALTER MATERIALIZED VIEW "
                + "\(PostgreSQLDialect().quote(old.qualifiedName)) RENAME COLUMN \(quoted) TO …;). Otherwise keep it. ",
            swift:
                "If the column has another name now, add `renamedColumns: [\"\(column)\": \"…\"]`. Otherwise keep it. "
        )
    }

    private func checkRenames() throws(OperationError) {
        let (olds, names) = (old.columns.map(\.name).exact, newColumns.map(\.name))
        let news = names.exact
        for (from, to) in operation.renamedColumns.sorted(by: { $0.key < $1.key }) {
            guard olds.contains(from) else {
                throw OperationError(
                    "\(old.description) has no column \(from), which `renamedColumns` names",
                    advice: "Its columns are \(old.columns.map(\.name).joined(separator: ", ")).")
            }
            guard news.contains(to) else {
                throw OperationError(
                    "the new definition of \(old.description) has no column \(to), which `renamedColumns` names",
                    advice: "Its columns are \(names.joined(separator: ", ")).")
            }
            guard !news.contains(from) || operation.renamedColumns.values.contains(from) else {
                throw OperationError(
                    "`renamedColumns` says that column \(from) of \(old.description) is now \(to), and the new definition "
                        + "has a column \(from) too",
                    advice: "Give the other column another name.")
            }
        }
        guard buildingColumns.exact.count == newColumns.count else {
            throw OperationError(
                "`renamedColumns` gives two columns of \(old.description) one name", advice: "Name each column once.")
        }
    }
}

extension ViewFamily {
    /// Returns a view's direct uses of another relation, ordered by column.
    func uses(of read: Int64, by reader: Int64) -> [DependentViewGraph.Use] {
        uses.filter { $0.read == read && $0.reader == reader }.sorted { ($0.column ?? "") < ($1.column ?? "") }
    }
}

internal import Athanor

extension CapturedView {
    /// Returns the properties that can be compared with those of a view of the same name in another schema: all except
    /// identity and schema. Expressions over columns of another type are not compared, since the server writes the
    /// conversion into them.
    private func comparable(without retyped: Set<ExactText>) -> CapturedView {
        var copy = self
        copy.statistics = statistics.map { statistics in
            Statistics(
                schema: "", name: "", owner: statistics.owner, kinds: statistics.kinds,
                expressions: retyped.isDisjoint(with: statistics.columns.exact) ? statistics.expressions : "",
                target: statistics.target, comment: statistics.comment, columns: statistics.columns)
        }
        copy.indexes = indexes.map { index in
            guard !retyped.isDisjoint(with: index.columns.exact) else { return index }
            return Index(
                name: index.name, isUnique: index.isUnique, definition: "", tablespace: index.tablespace,
                comment: index.comment, isClustered: index.isClustered, isReplicaIdentity: index.isReplicaIdentity,
                extensions: index.extensions, columns: index.columns,
                statisticsTargets: index.statisticsTargets)
        }
        return copy
    }

    /// Whether a later state of the view differs only in its rows.
    func isUnaltered(_ later: CapturedView) -> Bool {
        qualifiedName == later.qualifiedName && triggers == later.triggers && rules == later.rules
            && statistics == later.statistics && sequences == later.sequences
            && difference(from: later, columnsBefore: columns) == nil
    }

    private func columns(ofAnotherTypeThan before: [Column]) -> Set<ExactText> {
        let types = Dictionary(columns.map { (ExactText($0.name), $0.type) }) { first, _ in first }
        return before.filter { types[ExactText($0.name)] != $0.type }.map(\.name).exact
    }

    /// Returns the first property in which another view differs that should be the same except for its schema; `nil` if
    /// none.
    /// - Parameters:
    ///   - other: the other view.
    ///   - columnsBefore: the columns for which the texts of this view were written.
    func difference(from other: CapturedView, columnsBefore: [Column]) -> String? {
        let retyped = other.columns(ofAnotherTypeThan: columnsBefore)
        let (mine, others) = (comparable(without: retyped), other.comparable(without: retyped))
        func differ<Value: Hashable>(_ path: KeyPath<CapturedView, Value>) -> Bool {
            mine[keyPath: path] != others[keyPath: path]
        }
        if differ(\.owner) { return "owner" }
        if differ(\.comment) { return "comment" }
        if Set(mine.options) != Set(others.options) { return "storage parameters" }
        // A new definition with only short columns has no TOAST table, so the options have no use.
        if mine.hasToast, others.hasToast, Set(mine.toastOptions) != Set(others.toastOptions) {
            return "storage parameters of its TOAST table"
        }
        if differ(\.tablespace) { return "tablespace" }
        if differ(\.accessMethod) { return "access method" }
        if differ(\.isPopulated) { return "data" }
        if differ(\.replicaIdentity) { return "replica identity" }
        if differ(\.rowType.own) || differ(\.rowType.array) { return "comment or security labels of its row type" }
        if Set(mine.rowType.privileges) != Set(others.rowType.privileges) { return "privileges on its row type" }
        if differ(\.ruleComment) { return "comment of its rule" }
        if Set(mine.privileges) != Set(others.privileges) { return "privileges" }
        if Set(mine.indexes) != Set(others.indexes) { return "indexes" }
        if Set(mine.statistics) != Set(others.statistics) { return "extended statistics" }
        if Set(mine.labels) != Set(others.labels) { return "security labels" }
        if Set(mine.extensions) != Set(others.extensions) { return "extensions that it depends on" }
        guard mine.columns.count == others.columns.count else { return "columns" }
        for (column, other) in zip(mine.columns, others.columns) {
            if !column.name.isSameText(as: other.name) { return "column \(column.name)" }
            if Set(column.privileges) != Set(other.privileges) { return "privileges on column \(column.name)" }
            if column.comment != other.comment { return "comment of column \(column.name)" }
            if column.statisticsTarget != other.statisticsTarget || Set(column.options) != Set(other.options)
                || column.defaultValue != other.defaultValue
            {
                return "settings of column \(column.name)"
            }
            if column.type == other.type,
                (column.storage, column.compression) != (other.storage, other.compression)
            {
                return "storage of column \(column.name)"
            }
        }
        return nil
    }
}

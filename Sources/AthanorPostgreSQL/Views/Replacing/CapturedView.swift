internal import Athanor

/// A view or materialized view with everything that dropping it would lose, as the catalog has it.
struct CapturedView: Sendable, Hashable, Decodable {
    /// Which of the two it is.
    enum Kind: String, Sendable, Hashable, Decodable {
        case plain = "v"
        case materialized = "m"

        /// The kind in SQL.
        var keywords: String { self == .plain ? "VIEW" : "MATERIALIZED VIEW" }
    }

    /// A privilege of somebody's on the view or a column.
    struct Privilege: Sendable, Hashable, Decodable {
        let grantor: String
        /// `nil` is everybody.
        let grantee: String?
        let privilege: String
        let isGrantable: Bool
    }

    struct Column: Sendable, Hashable, Decodable {
        var name: String
        let type: String
        let statisticsTarget: Int?
        /// `n_distinct=…` and the like.
        let options: [String]
        /// The kind of storage, where it is not the type's own.
        let storage: String?
        let compression: String?
        let comment: String?
        let privileges: [Privilege]
        /// The default that a plain view gives to rows that are inserted through it.
        let defaultValue: String?
    }

    struct Index: Sendable, Hashable, Decodable {
        let name: String
        let isUnique: Bool
        /// Everything from `USING` on.
        let definition: String
        let tablespace: String?
        let comment: String?
        let isClustered: Bool
        /// The columns that it uses, in keys, expressions and condition.
        let columns: [String]
        let statisticsTargets: [StatisticsTarget]
    }

    /// The statistics target of an expression column of an index.
    struct StatisticsTarget: Sendable, Hashable, Decodable {
        let column: Int
        let target: Int
    }

    /// Extended statistics.
    struct Statistics: Sendable, Hashable, Decodable {
        let schema: String
        let name: String
        let owner: String
        let kinds: [String]
        /// The columns and expressions, as they are written after `ON`.
        let expressions: String
        let target: Int?
        let comment: String?
        let columns: [String]
    }

    struct SecurityLabel: Sendable, Hashable, Decodable {
        let provider: String
        let label: String
        /// The column; `nil` is the view itself.
        let column: String?
    }

    /// A trigger, or a rule beside the one that makes it a view.
    struct Attachment: Sendable, Hashable, Decodable {
        let name: String
        /// The statement that creates it, with every name qualified.
        let definition: String
        let comment: String?
        /// Whether something in it has to be read as an expression. A trigger without a condition has nothing of the kind.
        let hasExpressions: Bool
    }

    let oid: Int64
    let kind: Kind
    let schema: String
    let name: String
    let owner: String
    let comment: String?
    let options: [String]
    let toastOptions: [String]
    let tablespace: String?
    let accessMethod: String?
    let isPopulated: Bool
    var columns: [Column]
    let privileges: [Privilege]
    var indexes: [Index]
    var statistics: [Statistics]
    var labels: [SecurityLabel]
    let triggers: [Attachment]
    let rules: [Attachment]
    /// The extension that it is a part of.
    let ownerExtension: String?
    /// Those that drop it when they are dropped.
    let extensions: [String]
    /// Changes whenever the view is refreshed, by whomever and in whichever way, or altered.
    let version: String

    var qualifiedName: QualifiedName { QualifiedName(schema: schema, name: name) }

    /// `materialized view reporting.daily_usage`.
    var description: String { "\(kind.keywords.lowercased()) \(qualifiedName)" }
}

extension CapturedView {
    /// What of it can be compared with another one's of the same name in another schema: all but identity and place. Expressions
    /// over columns of another type are not compared: the server writes the conversion into them.
    private func comparable(without retyped: Set<String>) -> CapturedView {
        var copy = self
        copy.statistics = statistics.map { statistics in
            Statistics(
                schema: "", name: "", owner: statistics.owner, kinds: statistics.kinds,
                expressions: retyped.isDisjoint(with: statistics.columns) ? statistics.expressions : "",
                target: statistics.target, comment: statistics.comment, columns: statistics.columns)
        }
        copy.indexes = indexes.map { index in
            guard !retyped.isDisjoint(with: index.columns) else { return index }
            return Index(
                name: index.name, isUnique: index.isUnique, definition: "", tablespace: index.tablespace,
                comment: index.comment, isClustered: index.isClustered, columns: index.columns,
                statisticsTargets: index.statisticsTargets)
        }
        return copy
    }

    /// Whether it is, some time later, what it was, but for its rows.
    func isUnaltered(_ later: CapturedView) -> Bool {
        (schema, name) == (later.schema, later.name) && triggers == later.triggers && rules == later.rules
            && statistics == later.statistics && difference(from: later) == nil
    }

    private func columnsOfAnotherType(in other: CapturedView) -> Set<String> {
        let types = Dictionary(other.columns.map { ($0.name, $0.type) }) { first, _ in first }
        return Set(columns.filter { types[$0.name] != $0.type }.map(\.name))
    }

    /// The first thing in which another view differs that should be the same but for its place; `nil` when there is none.
    func difference(from other: CapturedView) -> String? {
        let retyped = columnsOfAnotherType(in: other)
        let (mine, others) = (comparable(without: retyped), other.comparable(without: retyped))
        func differ<Value: Hashable>(_ path: KeyPath<CapturedView, Value>) -> Bool {
            mine[keyPath: path] != others[keyPath: path]
        }
        if differ(\.owner) { return "owner" }
        if differ(\.comment) { return "comment" }
        if Set(mine.options) != Set(others.options) { return "storage parameters" }
        if Set(mine.toastOptions) != Set(others.toastOptions) { return "storage parameters of its TOAST table" }
        if differ(\.tablespace) { return "tablespace" }
        if differ(\.accessMethod) { return "access method" }
        if differ(\.isPopulated) { return "data" }
        if Set(mine.privileges) != Set(others.privileges) { return "privileges" }
        if Set(mine.indexes) != Set(others.indexes) { return "indexes" }
        if Set(mine.statistics) != Set(others.statistics) { return "extended statistics" }
        if Set(mine.labels) != Set(others.labels) { return "security labels" }
        if Set(mine.extensions) != Set(others.extensions) { return "extensions that it depends on" }
        guard mine.columns.count == others.columns.count else { return "columns" }
        for (column, other) in zip(mine.columns, others.columns) {
            if column.name != other.name { return "column \(column.name)" }
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

internal import Athanor

/// A view or materialized view with everything in the catalog that would be lost if it were dropped, except its query.
struct CapturedView: Sendable, Hashable, Decodable {
    enum Kind: String, Sendable, Hashable, Decodable {
        case plain = "v"
        case materialized = "m"

        /// The kind in SQL.
        var keywords: String { self == .plain ? "VIEW" : "MATERIALIZED VIEW" }
    }

    /// A role's privilege on the view or a column.
    struct Privilege: Sendable, Hashable, Decodable {
        let grantor: String
        /// `nil` for `PUBLIC`.
        let grantee: String?
        let privilege: String
        let isGrantable: Bool

        /// Whether the owner of a view granted it.
        func isByOwner(of view: CapturedView) -> Bool { grantor.isSameText(as: view.owner) }

        /// Compares the names of roles by their bytes.
        static func == (left: Privilege, right: Privilege) -> Bool {
            left.grantor.isSameText(as: right.grantor)
                && left.grantee.map { ExactText($0) } == right.grantee.map { ExactText($0) }
                && left.privilege == right.privilege && left.isGrantable == right.isGrantable
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(ExactText(grantor))
            hasher.combine(grantee.map { ExactText($0) })
            hasher.combine(privilege)
        }
    }

    struct Column: Sendable, Hashable, Decodable {
        var name: String
        let type: String
        let statisticsTarget: Int?
        /// Options such as `n_distinct=…`.
        let options: [String]
        /// The storage; `nil` if it is the type's default.
        let storage: String?
        let compression: String?
        let comment: String?
        let privileges: [Privilege]
        /// The default of a plain view for rows that are inserted through it.
        let defaultValue: String?
    }

    struct Index: Sendable, Hashable, Decodable {
        let name: String
        let isUnique: Bool
        /// The definition from `USING` on.
        let definition: String
        let tablespace: String?
        let comment: String?
        let isClustered: Bool
        /// Whether it identifies rows in logical replication.
        let isReplicaIdentity: Bool
        /// The extensions that drop it when they are dropped.
        let extensions: [String]
        /// The columns of its keys, expressions and predicate.
        let columns: [String]
        let statisticsTargets: [StatisticsTarget]
    }

    /// The statistics target of an expression column of an index, by the number of the column.
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
        /// The columns and expressions after `ON`.
        let expressions: String
        let target: Int?
        let comment: String?
        let columns: [String]
    }

    struct SecurityLabel: Sendable, Hashable, Decodable {
        let provider: String
        let label: String
        /// The column; `nil` for the view itself.
        let column: String?
    }

    /// A trigger, or a rule other than the one that makes it a view.
    struct Attachment: Sendable, Hashable, Decodable {
        let name: String
        /// The statement that creates it, with every name qualified.
        let definition: String
        let comment: String?
        /// Whether it contains an expression, which must be parsed. A trigger without a condition contains none.
        let hasExpressions: Bool
        /// The extensions that drop it when they are dropped; rules have none.
        let extensions: [String]
    }

    /// A sequence that belongs to a column of a plain view and would be dropped with it.
    struct OwnedSequence: Sendable, Hashable, Decodable {
        let schema: String
        let name: String
        /// The view's column.
        let column: String
    }

    let oid: Int64
    let kind: Kind
    let schema: String
    let name: String
    let owner: String
    let comment: String?
    let options: [String]
    let toastOptions: [String]
    /// Whether it has a TOAST table, to which ``toastOptions`` apply.
    let hasToast: Bool
    let tablespace: String?
    let accessMethod: String?
    var isPopulated: Bool
    /// How logical replication identifies its rows.
    let replicaIdentity: ReplicaIdentity
    let rowType: RowType
    /// The comment of the rule that makes it a view.
    let ruleComment: String?
    var columns: [Column]
    let privileges: [Privilege]
    var indexes: [Index]
    var statistics: [Statistics]
    var labels: [SecurityLabel]
    let triggers: [Attachment]
    let rules: [Attachment]
    let sequences: [OwnedSequence]
    /// The extensions that drop it when they are dropped.
    let extensions: [String]
    /// A version that changes whenever the view is refreshed, in any way and by any tool, or altered.
    let version: String

    var qualifiedName: QualifiedName { QualifiedName(schema: schema, name: name) }

    /// `materialized view reporting.daily_usage`.
    var description: String { "\(kind.keywords.lowercased()) \(qualifiedName)" }
}

/// The kinds of objects that Athanor compares. The order is the one in which independent objects are created.
enum SchemaObjectKind: String, Sendable, Codable, CaseIterable, Comparable {
    case defaultPrivileges = "default privileges"
    case schema
    case `extension`
    case collation
    case enumType = "enum type"
    case compositeType = "composite type"
    case attribute
    case domain
    case domainConstraint = "domain constraint"
    case rangeType = "range type"
    case foreignDataWrapper = "foreign-data wrapper"
    case server
    case userMapping = "user mapping"
    // Bodies that are strings depend on nothing, and defaults, constraints and new columns can run them.
    case function
    case procedure
    case aggregate
    case sequence
    case table
    case column
    case sequenceOwner = "sequence owner"
    case `operator`
    case cast
    case textSearchDictionary = "text search dictionary"
    case textSearchConfiguration = "text search configuration"
    case columnDefault = "default"
    case constraint
    case view
    case materializedView = "materialized view"
    case viewColumn = "view column"
    case viewColumnDefault = "view default"
    case index
    case indexAttachment = "attached index"
    case partition
    case inheritance
    case replicaIdentity = "replica identity"
    case clusteredIndex = "clustered index"
    case statistics
    case rule
    case trigger
    case inheritedTrigger = "inherited trigger"
    case policy
    case publication
    case publishedSchema = "published schema"
    case publishedTable = "published table"
    case eventTrigger = "event trigger"

    private static let ranks = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })

    /// Its place in the order of the cases.
    var rank: Int { Self.ranks[self] ?? 0 }

    static func < (one: SchemaObjectKind, other: SchemaObjectKind) -> Bool { one.rank < other.rank }

    /// The sets of kinds whose objects cannot have the same name as one of this kind.
    var namespaces: [Namespace] {
        switch self {
        // Each has a row type.
        case .table, .view, .materializedView, .compositeType: [.relations, .types]
        case .sequence, .index: [.relations]
        case .enumType, .domain, .rangeType: [.types]
        case .function, .procedure, .aggregate: [.routines]
        default: []
        }
    }

    /// A set of kinds whose objects cannot have the same name.
    enum Namespace {
        case relations, types, routines
    }
}

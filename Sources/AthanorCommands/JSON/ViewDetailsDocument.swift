internal import Athanor

/// The details of a view, as JSON.
struct ViewDetailsDocument: Encodable {
    private struct ColumnDocument: Encodable {
        let name: String
        let type: String
        let comment: String?
    }

    /// A privilege on the view.
    private struct GrantDocument: Encodable {
        let grantee: String
        let privilege: String
        let column: String?
        let isGrantable: Bool
    }

    private let view: ViewDocument
    private let definition: String
    private let columns: [ColumnDocument]
    private let owner: String?
    private let comment: String?
    private let grants: [GrantDocument]
    private let reads: [RelationDocument]

    init(_ details: ViewDetails) {
        let properties = details.properties
        view = ViewDocument(
            details.view,
            readers: details.readers.map {
                RelationDocument($0, isDirect: details.directReaders.contains($0))
            }, lastRefresh: details.lastRefresh, freshness: details.freshness)
        definition = details.view.definition
        columns = properties.columns.map { ColumnDocument(name: $0.name, type: $0.type, comment: $0.comment) }
        owner = properties.owner
        comment = properties.comment
        grants = properties.grants.map {
            GrantDocument(
                grantee: $0.grantee, privilege: $0.privilege, column: $0.column, isGrantable: $0.isGrantable)
        }
        reads = details.sources.map { RelationDocument($0, isDirect: details.directSources.contains($0)) }
    }
}

/// The dependencies of views, as JSON.
struct ViewGraphDocument: Encodable {
    private struct EdgeDocument: Encodable {
        let from: RelationDocument
        let to: RelationDocument
    }

    private let relations: [RelationDocument]
    private let edges: [EdgeDocument]

    init(_ graph: ViewDependencyGraph) {
        relations = graph.relations.map { RelationDocument($0) }
        edges = graph.edges.map { EdgeDocument(from: RelationDocument($0.source), to: RelationDocument($0.reader)) }
    }
}

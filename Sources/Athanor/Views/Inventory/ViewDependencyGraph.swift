/// A table or view, as a node of the dependency graph.
public struct ViewRelation: Sendable, Hashable {
    /// The kind of a relation.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A table of any kind.
        case table
        /// A plain view.
        case view
        /// A materialized view.
        case materializedView = "materialized view"
    }

    /// Its name, with its schema if the database has schemas.
    public let name: QualifiedName
    /// The kind of the relation.
    public let kind: Kind

    /// Creates a relation.
    package init(_ name: QualifiedName, kind: Kind) {
        self.name = name
        self.kind = kind
    }
}

/// The dependencies of a database's views, across schemas: tables → views → materialized views.
public struct ViewDependencyGraph: Sendable, Hashable {
    /// A direct dependency: one relation reads another.
    public struct Edge: Sendable, Hashable {
        /// The relation that is read.
        public let source: ViewRelation
        /// The view that reads it.
        public let reader: ViewRelation

        /// Creates an edge.
        package init(from source: ViewRelation, to reader: ViewRelation) {
            self.source = source
            self.reader = reader
        }
    }

    /// Every view, and every table that a view reads, by name.
    public let relations: [ViewRelation]
    /// The dependencies, by the names of both ends.
    public let edges: [Edge]
    private let readers: [ViewRelation: [ViewRelation]]
    private let sources: [ViewRelation: [ViewRelation]]

    /// Creates a graph.
    /// - Parameters:
    ///   - views: the views, including those without dependencies.
    ///   - edges: the dependencies.
    package init(views: some Sequence<ViewRelation>, edges: some Sequence<Edge>) {
        let edges = Set(edges)
        relations = Set(views).union(edges.flatMap { [$0.source, $0.reader] }).sorted(by: Self.precedes)
        self.edges = edges.sorted { first, second in
            first.source == second.source
                ? Self.precedes(first.reader, second.reader) : Self.precedes(first.source, second.source)
        }
        readers = Dictionary(grouping: self.edges, by: \.source).mapValues { $0.map(\.reader) }
        sources = Dictionary(grouping: self.edges, by: \.reader).mapValues { $0.map(\.source) }
    }

    private static func precedes(_ first: ViewRelation, _ second: ViewRelation) -> Bool {
        (first.name.schema ?? "", first.name.name, first.kind.rawValue)
            < (second.name.schema ?? "", second.name.name, second.kind.rawValue)
    }

    /// Returns the views that read a relation directly, by name.
    public func readers(of relation: ViewRelation) -> [ViewRelation] { readers[relation] ?? [] }

    /// Returns the relations that a relation reads directly, by name.
    public func sources(of relation: ViewRelation) -> [ViewRelation] { sources[relation] ?? [] }

    /// Returns the views that read a relation, directly or through others, by distance and name.
    public func allReaders(of relation: ViewRelation) -> [ViewRelation] { reach(relation, by: readers) }

    /// Returns the relations that a relation reads, directly or through others, by distance and name.
    public func allSources(of relation: ViewRelation) -> [ViewRelation] { reach(relation, by: sources) }

    private func reach(_ start: ViewRelation, by steps: [ViewRelation: [ViewRelation]]) -> [ViewRelation] {
        var reached: [ViewRelation] = []
        var known: Set<ViewRelation> = [start]
        var layer = [start]
        while !layer.isEmpty {
            layer = Set(layer.flatMap { steps[$0] ?? [] }).subtracting(known).sorted(by: Self.precedes)
            known.formUnion(layer)
            reached += layer
        }
        return reached
    }

    /// Returns the part of the graph with some relations, everything that they read and everything that reads them.
    public func around(_ chosen: [ViewRelation]) -> ViewDependencyGraph {
        var edges: Set<Edge> = []
        for relation in chosen {
            let above = Set([relation] + allReaders(of: relation))
            let below = Set([relation] + allSources(of: relation))
            edges.formUnion(
                self.edges.filter { edge in
                    above.contains(edge.source) && above.contains(edge.reader)
                        || below.contains(edge.source) && below.contains(edge.reader)
                })
        }
        return ViewDependencyGraph(views: chosen, edges: edges)
    }
}

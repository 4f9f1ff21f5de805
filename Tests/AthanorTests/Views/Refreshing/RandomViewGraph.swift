import TestSupport

@testable import Athanor

/// Tables, plain views and materialized views in two schemas, each reading some of those before it.
struct RandomViewGraph {
    let relations: [ViewRelation]
    /// For each relation, the numbers of those that it reads.
    let sources: [[Int]]

    init(size: Int, using random: inout SeededNumbers) {
        var relations: [ViewRelation] = []
        var sources: [[Int]] = []
        for number in 0..<size {
            let kind: ViewRelation.Kind =
                number == 0 || Int.random(in: 0..<10, using: &random) == 0
                ? .table : [.view, .materializedView, .materializedView].randomElement(using: &random) ?? .view
            let schema = Bool.random(using: &random) ? "one" : "two"
            // Names in no order that has to do with the graph, some of them the same in both schemas.
            let name = "v\((number * 7 + 3) % size / 2)\(number % 2 == 0 ? "" : "x")"
            let taken = relations.contains { $0.name == QualifiedName(schema: schema, name: name) }
            relations.append(
                ViewRelation(QualifiedName(schema: schema, name: taken ? name + "_\(number)" : name), kind: kind))
            let most = kind == .table ? 0 : Int.random(in: 1...3, using: &random)
            sources.append(
                Set((0..<most).compactMap { _ in (0..<number).randomElement(using: &random) }).sorted())
        }
        self.relations = relations
        self.sources = sources
    }

    var graph: ViewDependencyGraph {
        ViewDependencyGraph(
            views: relations.filter { $0.kind != .table },
            edges: sources.enumerated().flatMap { reader, sources in
                sources.map { ViewDependencyGraph.Edge(from: relations[$0], to: relations[reader]) }
            })
    }

    var materializedViews: [Int] { relations.indices.filter { relations[$0].kind == .materializedView } }

    /// Whether a relation reads another one along some path on which none of a set lies between.
    func reads(_ reader: Int, _ source: Int, around obstacles: Set<Int> = []) -> Bool {
        sources[reader].contains { step in
            step == source || !obstacles.contains(step) && reads(step, source, around: obstacles)
        }
    }
}

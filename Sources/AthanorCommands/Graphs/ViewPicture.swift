internal import Athanor

/// The dependencies of views, with names that no drawing language gives a meaning to.
private struct ViewPicture {
    let boxes: [(name: String, relation: ViewRelation)]
    let arrows: [(from: String, to: String)]

    init(_ graph: ViewDependencyGraph) {
        let names = Dictionary(
            graph.relations.enumerated().map { ($1, "v\($0)") }, uniquingKeysWith: { first, _ in first })
        boxes = graph.relations.map { (names[$0] ?? "", $0) }
        arrows = graph.edges.map { (names[$0.source] ?? "", names[$0.reader] ?? "") }
    }
}

/// The dependencies of views as a Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html). A cylinder is a
/// table, a box a view, and a box with double sides a materialized view.
struct ViewMermaidGraph {
    private let picture: ViewPicture

    init(_ graph: ViewDependencyGraph) {
        picture = ViewPicture(graph)
    }

    var text: String {
        let boxes = picture.boxes.map { name, relation in
            let label = "\"\(MermaidGraph.escaped(relation.name.description.onOneLine))\""
            return switch relation.kind {
            case .table: "    \(name)[(\(label))]"
            case .view: "    \(name)[\(label)]"
            case .materializedView: "    \(name)[[\(label)]]"
            }
        }
        return (["flowchart LR"] + boxes + picture.arrows.map { "    \($0) --> \($1)" }).joined(separator: "\n")
    }
}

/// The dependencies of views in the language of Graphviz (https://graphviz.org/doc/info/lang.html). A cylinder is a
/// table, a box a view, and a box with a double border a materialized view.
struct ViewDotGraph {
    private let picture: ViewPicture

    init(_ graph: ViewDependencyGraph) {
        picture = ViewPicture(graph)
    }

    var text: String {
        let boxes = picture.boxes.map { name, relation in
            let shape =
                switch relation.kind {
                case .table: "shape=cylinder"
                case .view: "shape=box"
                case .materializedView: "shape=box, peripheries=2"
                }
            return "    \(name) [label=\"\(DotGraph.escaped(relation.name.description.onOneLine))\", \(shape)];"
        }
        return
            (["digraph views {", "    rankdir=LR;", "    node [fontname=\"sans-serif\"];"] + boxes
            + picture.arrows.map { "    \($0) -> \($1);" } + ["}"]).joined(separator: "\n")
    }
}

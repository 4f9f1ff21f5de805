/// A graph of a history in the language of Graphviz (https://graphviz.org/doc/info/lang.html).
struct DotGraph {
    let picture: GraphPicture

    var text: String {
        var lines = [
            "digraph history {",
            "    node [shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\", fontname=\"sans-serif\"];",
        ]
        for box in picture.boxes {
            let texts = [box.id.rawValue, box.labels.joined(separator: ", "), box.title].filter { !$0.isEmpty }
            var attributes = ["label=\"\(texts.map(Self.escaped).joined(separator: "\\n"))\""]
            if !box.traits.isEmpty {
                attributes.append("class=\"\(box.traits.map(\.rawValue).joined(separator: " "))\"")
            }
            attributes += box.traits.flatMap(Self.attributes)
            lines.append("    \(box.name) [\(attributes.joined(separator: ", "))];")
        }
        for arrow in picture.arrows {
            lines.append("    \(arrow.from) -> \(arrow.to)\(arrow.isDependency ? " [style=dashed]" : "");")
        }
        return (lines + ["}"]).joined(separator: "\n")
    }

    private static func attributes(_ trait: GraphPicture.Trait) -> [String] {
        switch trait {
        case .applied: ["fillcolor=\"#d3f0d8\""]
        case .pending: ["style=\"rounded,filled,dashed\"", "fillcolor=\"#f4f4f4\"", "fontcolor=\"#555555\""]
        case .current: ["color=\"#1a7f37\""]
        case .head: ["penwidth=3"]
        }
    }

    /// The text escaped for a quoted string: no character ends the string or begins an escape or an entity.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "\"": escaped += "\\\""
            case "\\": escaped += "\\\\"
            case "&": escaped += "&amp;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}

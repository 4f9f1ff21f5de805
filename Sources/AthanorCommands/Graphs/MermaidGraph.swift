/// A graph of a history as a Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html).
struct MermaidGraph {
    let picture: GraphPicture

    var text: String {
        var lines = ["flowchart TB"]
        for box in picture.boxes {
            let texts = [box.id.rawValue, box.labels.joined(separator: ", "), box.title].filter { !$0.isEmpty }
            lines.append("    \(box.name)[\"\(texts.map(Self.escaped).joined(separator: "<br>"))\"]")
        }
        for arrow in picture.arrows {
            lines.append("    \(arrow.from) \(arrow.isDependency ? "-.->" : "-->") \(arrow.to)")
        }
        for trait in GraphPicture.Trait.allCases {
            let names = picture.boxes.filter { $0.traits.contains(trait) }.map(\.name)
            guard !names.isEmpty else { continue }
            lines.append("    classDef \(trait.rawValue) \(Self.style(trait))")
            lines.append("    class \(names.joined(separator: ",")) \(trait.rawValue)")
        }
        return lines.joined(separator: "\n")
    }

    private static func style(_ trait: GraphPicture.Trait) -> String {
        switch trait {
        case .applied: "fill:#d3f0d8,color:#000"
        case .pending: "fill:#f4f4f4,color:#555,stroke-dasharray:4 3"
        case .current: "stroke:#1a7f37"
        case .head: "stroke-width:4px"
        }
    }

    /// The text with entities for all characters that could end the label, or be read as Markdown or HTML in it.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "#", "&", "<", ">", "`", "*", "_", "\\", "[", "]", ";", "~": escaped += "#\(scalar.value);"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

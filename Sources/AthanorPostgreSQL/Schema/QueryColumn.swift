internal import Athanor

/// A column of a view or materialized view, as it follows from the query.
struct QueryColumn: Sendable, Hashable, Codable {
    let name: ExactText
    /// The type, as the server writes it: `character varying(20)`.
    let type: ExactText
    /// The collation, quoted and with its schema; `nil` for a type without collations.
    let collation: ExactText?
}

extension DifferencePlan {
    /// The dangers of dropping a view or materialized view for those who read it.
    /// - Parameters:
    ///   - key: the view.
    ///   - columns: its columns.
    func hazards(ofDropping key: SchemaObjectKey, with columns: [QueryColumn]) -> Set<Hazard> {
        var created: [QueryColumn]?
        for kind in [SchemaObjectKind.view, .materializedView] {
            switch to[key.as(kind)]?.definition {
            case .view(let view): created = view.columns
            case .materializedView(let view): created = view.columns.map(\.shape)
            default: break
            }
        }
        if let created {
            return Set(columns.map(\.name)).isSubset(of: created.map(\.name)) ? [] : [.breaksPrograms]
        }
        return to[key.as(.table)] == nil ? [.breaksPrograms] : [.ambiguous]
    }
}

internal import Athanor

/// A view that reads a table or another view, directly or through others.
enum Dependent: Hashable, Sendable, CustomStringConvertible {
    /// A plain view.
    case view(String)
    /// An emulated materialized view.
    case materialized(EmulatedView)

    /// The one behind the view of a name, which may be one that holds a query.
    init(behind view: String, on connection: any Connection) async throws {
        let prefix = EmulatedView.definitionPrefix
        if view.hasPrefix(prefix),
            let emulated = try await EmulatedView.named(String(view.dropFirst(prefix.count)), on: connection)
        {
            self = .materialized(emulated)
        } else {
            self = .view(view)
        }
    }

    /// The name that people use.
    var name: String {
        switch self {
        case .view(let name): name
        case .materialized(let view): view.name
        }
    }

    /// The view whose text is its query.
    var definitionView: String {
        switch self {
        case .view(let name): name
        case .materialized(let view): view.definitionView
        }
    }

    var description: String {
        switch self {
        case .view(let name): "view \"\(name)\""
        case .materialized(let view): "materialized view \"\(view.name)\""
        }
    }

    func dropping(origin: SourceSlice?) -> [Statement] {
        switch self {
        case .view(let name):
            [Statement("DROP VIEW IF EXISTS main.\(SQLiteDialect().quote(name))", rewrittenFrom: origin)]
        case .materialized(let view): view.dropping(origin: origin)
        }
    }
}

extension [Dependent] {
    /// All of them, for people.
    var list: String { map(\.description).joined(separator: ", ") }
}

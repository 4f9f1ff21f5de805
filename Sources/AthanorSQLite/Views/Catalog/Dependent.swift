internal import Athanor

/// A view that reads a table or another view, directly or through others.
enum Dependent: Hashable, Sendable, CustomStringConvertible {
    /// A plain view.
    case view(String)
    /// An emulated materialized view.
    case materialized(EmulatedView)

    /// Finds the dependent behind a view with this name, which may be a view that holds a query.
    init(behind view: String, on connection: any Connection) async throws {
        if let name = EmulatedView.name(ofDefinition: view),
            let emulated = try await EmulatedView.named(name, on: connection)
        {
            self = .materialized(emulated)
        } else {
            self = .view(view)
        }
    }

    static func == (left: Dependent, right: Dependent) -> Bool {
        switch (left, right) {
        case (.view(let left), .view(let right)): left.isSameName(as: right)
        case (.materialized(let left), .materialized(let right)): left == right
        case (.view, .materialized), (.materialized, .view): false
        }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(SQLiteName(name))
    }

    /// The name for users.
    var name: String {
        switch self {
        case .view(let name): name
        case .materialized(let view): view.name
        }
    }

    /// The view whose text contains the query.
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

    func dropping(origin: SourceSlice?) -> [SQLStatement] {
        switch self {
        case .view(let name):
            [SQLStatement("DROP VIEW IF EXISTS main.\(SQLiteDialect().quote(name))", rewrittenFrom: origin)]
        case .materialized(let view): view.dropping(origin: origin)
        }
    }
}

extension [Dependent] {
    /// A list of all, for messages.
    var list: String { map(\.description).joined(separator: ", ") }
}

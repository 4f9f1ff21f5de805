/// What a statement or an operation of a revision says of views, as far as that can be known without running it.
public enum ViewStatement: Sendable, Hashable {
    /// It creates a view, or gives it another definition.
    case creates(QualifiedName, StatedDefinition)
    /// It drops views.
    case drops([QualifiedName])
    /// It gives a view another name or another schema.
    case renames(QualifiedName, to: QualifiedName)
    /// It says how fresh a materialized view is to be kept; `nil` takes back what was said.
    case keeps(QualifiedName, FreshnessTarget?)
    /// It changes a setting that names may be looked up by, and where they are looked up then; `nil` where that stays.
    case sets(Statement, LookupPath?)
    /// It gives a schema another name.
    case renamesSchema(String, to: String)
    /// It alters something of this name, so that a query which mentions it may be written otherwise, or mean something else.
    case alters(String)
    /// It alters the columns of a table or a view.
    case altersColumns(QualifiedName)
    /// It may alter anything that queries mention, but no view itself.
    case altersAnything
    /// It may do anything to views, or makes one whose query cannot be told: what it is, for people.
    case unknown(String)

    /// A statement that may do anything to views, with its place.
    public static func unknown(_ statement: ScriptStatement) -> ViewStatement {
        let place = statement.slice.start
        return .unknown("\(place.source.path):\(place.line): \(ExecuteSQL.shortened(statement.slice.text))")
    }
}

/// The definition of a view as a revision states it.
public struct StatedDefinition: Sendable, Hashable {
    /// Whether the view is materialized.
    public let isMaterialized: Bool
    /// The names of its columns; empty for those of the query.
    public let columns: [String]
    /// The query, without a closing semicolon.
    public let query: SourceSlice
    /// Whether it leaves a view alone that is there already, as `IF NOT EXISTS` does.
    public let isForMissingOnly: Bool

    /// A definition.
    public init(isMaterialized: Bool, columns: [String], query: SourceSlice, isForMissingOnly: Bool = false) {
        self.isMaterialized = isMaterialized
        self.columns = columns
        self.query = query
        self.isForMissingOnly = isForMissingOnly
    }
}

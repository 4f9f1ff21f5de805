/// The effect of a statement or an operation of a revision on views, as far as known without running it.
package enum ViewStatement: Sendable, Hashable {
    /// Creates a view, or gives it another definition.
    case creates(QualifiedName, StatedDefinition)
    /// Drops views.
    case drops([QualifiedName])
    /// Changes a view's name or schema.
    case renames(QualifiedName, to: QualifiedName)
    /// Sets the freshness target of a materialized view; `nil` removes it.
    case keeps(QualifiedName, FreshnessTarget?)
    /// Changes a setting that may affect name lookup. With the new lookup path; `nil` if it stays the same.
    case sets(SQLStatement, LookupPath?)
    /// Renames a schema.
    case renamesSchema(String, to: String)
    /// Alters an object of this name. A query that mentions it may be written differently, or mean something else.
    case alters(String)
    /// Alters the columns of a table or a view.
    case altersColumns(QualifiedName)
    /// May alter anything that queries mention, but no view itself.
    case altersAnything
    /// May do anything to views, or creates one with an unknown query: a description for people.
    case unknown(String)

    /// Returns the case for a statement that may do anything to views, with its place.
    package static func unknown(_ statement: ScriptStatement) -> ViewStatement {
        let place = statement.slice.start
        return .unknown("\(place.source.path):\(place.line): \(ExecuteSQL.shortened(statement.slice.text))")
    }
}

/// The definition of a view as a revision states it.
package struct StatedDefinition: Sendable, Hashable {
    /// Whether the view is materialized.
    package let isMaterialized: Bool
    /// The names of its columns; empty for the names in the query.
    package let columns: [String]
    /// The query, without a semicolon at the end.
    package let query: SourceSlice
    /// Whether it keeps an existing view, as `IF NOT EXISTS` does.
    package let isForMissingOnly: Bool

    /// Creates a definition.
    package init(isMaterialized: Bool, columns: [String], query: SourceSlice, isForMissingOnly: Bool = false) {
        self.isMaterialized = isMaterialized
        self.columns = columns
        self.query = query
        self.isForMissingOnly = isForMissingOnly
    }
}

/// An index to be made with a materialized view.
public struct IndexDefinition: Sendable, Hashable {
    /// The index's name, or `nil` to derive one from the view and its columns.
    public let name: String?
    /// The indexed columns, in order.
    public let columns: [String]
    /// Whether no two rows may agree in all columns.
    public let isUnique: Bool

    /// An index over columns.
    /// - Parameters:
    ///   - columns: in order.
    ///   - name: the index's name; derived from view and columns when `nil`.
    public static func index(_ columns: String..., name: String? = nil) -> IndexDefinition {
        IndexDefinition(name: name, columns: columns, isUnique: false)
    }

    /// A unique index over columns. A materialized view with one can be refreshed while people read it.
    /// - Parameters:
    ///   - columns: in order.
    ///   - name: the index's name; derived from view and columns when `nil`.
    public static func unique(_ columns: String..., name: String? = nil) -> IndexDefinition {
        IndexDefinition(name: name, columns: columns, isUnique: true)
    }

    /// An index over columns.
    public init(name: String? = nil, columns: [String], isUnique: Bool = false) {
        self.name = name
        self.columns = columns
        self.isUnique = isUnique
    }

    /// The name the index gets on a table or view: its own, or one derived from the relation, its columns and its kind,
    /// cut so that it stays within the 63 bytes that PostgreSQL keeps of a name.
    public func name(on relation: QualifiedName) -> String {
        if let name { return name }
        let suffix = isUnique ? "_key" : "_idx"
        let full = ([relation.name] + columns).joined(separator: "_")
        var cut = full
        while cut.utf8.count + suffix.utf8.count > 63 { cut.removeLast() }
        return cut + suffix
    }
}

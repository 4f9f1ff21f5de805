/// Data that a change of a schema loses.
package struct DataLoss: Sendable, Hashable {
    /// The kinds of losses, by the words of `--allow`.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A table with its rows.
        case table = "drop-table"
        /// A column with its values.
        case column = "drop-column"
        /// A sequence with its position.
        case sequence = "drop-sequence"
        /// A value of an enum, which rows may have.
        case enumValue = "drop-enum-value"
        /// A part of the values of a column that gets another type.
        case conversion = "convert-column"
        /// Data of another kind.
        case other = "lose-data"
    }

    /// The kind.
    package let kind: Kind
    /// The dropped or changed object.
    package let object: SchemaSnapshot.Object
    /// The table that has the rows; `nil` for data that is not in rows.
    package let table: QualifiedName?
    /// The column whose values are lost; `nil` for whole rows.
    package let column: String?

    /// A loss.
    package init(_ kind: Kind, of object: SchemaSnapshot.Object, table: QualifiedName? = nil, column: String? = nil) {
        self.kind = kind
        self.object = object
        self.table = table
        self.column = column
    }
}

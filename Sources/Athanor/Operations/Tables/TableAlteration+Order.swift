extension [TableAlteration] {
    /// The same alterations. If a column gets a default and then a type, the type comes first.
    ///
    /// A default is meant for the column's new type, and the old type may not accept it. A default is only moved past
    /// other changes of columns, never past a rename or a constraint.
    package var withTypesBeforeDefaults: [TableAlteration] {
        var ordered: [TableAlteration] = []
        for alteration in self {
            guard case .alterColumn(let column, .setType) = alteration else {
                ordered.append(alteration)
                continue
            }
            let waiting = ordered.takeLastDefaults(of: column)
            ordered += [alteration] + waiting
        }
        return ordered
    }

    /// Removes and returns the defaults that the column gets after its last change of type or identity, and after the
    /// last alteration that is not a change of a column.
    private mutating func takeLastDefaults(of column: String) -> [TableAlteration] {
        var taken: [TableAlteration] = []
        for index in indices.reversed() {
            guard case .alterColumn(let name, let change) = self[index] else { break }
            guard name.isSameText(as: column) else { continue }
            switch change {
            case .setDefault: taken.insert(remove(at: index), at: 0)
            case .setNullable, .setComment: continue
            case .setType, .addIdentity, .setIdentity, .dropIdentity, .dropExpression: return taken
            }
        }
        return taken
    }
}

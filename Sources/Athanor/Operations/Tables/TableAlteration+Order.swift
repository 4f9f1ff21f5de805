extension [TableAlteration] {
    /// The same alterations, but where a column gets a default and then a type, the type first.
    ///
    /// A default is meant for the type that the column will have, and the type that it still has may not take it. A
    /// default waits only past other changes of columns, so that it changes places with no rename and no constraint.
    public var withTypesBeforeDefaults: [TableAlteration] {
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

    /// Takes out the defaults that the column gets since it last got a type, began or ceased to count, or since anything
    /// but a change of a column.
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

extension TableDefinition {
    /// The constraints, each with the name that it gets: its own, or the derived one, with a number where an earlier
    /// constraint of the table has that name already.
    public var namedConstraints: [(name: String, constraint: ConstraintDefinition)] {
        var taken = Set(constraints.compactMap(\.name))
        return constraints.map { constraint in
            if let name = constraint.name { return (name, constraint) }
            let derived = constraint.name(on: name)
            var candidate = derived
            var number = 1
            while !taken.insert(candidate).inserted {
                candidate = DerivedName.joining([derived], suffix: String(number))
                number += 1
            }
            return (candidate, constraint)
        }
    }
}

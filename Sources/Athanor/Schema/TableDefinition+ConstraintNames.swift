extension TableDefinition {
    /// The constraints with their names: the given or the derived name, with a number if an earlier constraint of the
    /// table has that name.
    package var namedConstraints: [(name: String, constraint: ConstraintDefinition)] {
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

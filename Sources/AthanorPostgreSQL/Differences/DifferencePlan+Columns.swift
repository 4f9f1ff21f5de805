internal import Athanor

extension DifferencePlan {
    /// The objects that depend on an object, now and in the desired schema.
    func lastingDependents(of key: SchemaObjectKey) -> [SchemaObjectKey] {
        (dependents[key] ?? []).filter { to[$0]?.dependencies.contains(key) == true }
    }

    /// The columns and tables with rows that depend on an object, now and in the desired schema, so that it cannot be
    /// dropped.
    func lastingRows(on key: SchemaObjectKey) -> [SchemaObjectKey] {
        lastingDependents(of: key).filter { from[$0]?.definition.object.holdsRows == true }
    }

    /// The alteration for an object that can only be dropped and created again.
    func replacement(of key: SchemaObjectKey) -> Alteration {
        guard let user = lastingRows(on: key).first ?? usedWrapper(of: key) else { return .replacement }
        return .refused("it must be dropped and created again, and \(user) needs it")
    }

    /// A type that is made of another one, now and in the desired schema, and that columns have.
    func usedWrapper(of key: SchemaObjectKey) -> SchemaObjectKey? {
        lastingDependents(of: key).first { $0.kind.isMadeOfTypes && isUsedByColumns($0) }
    }

    /// Whether a column has a type or a type that is made of it.
    func isUsedByColumns(_ type: SchemaObjectKey) -> Bool {
        (dependents[type] ?? []).contains { dependent in
            switch dependent.kind {
            case .column: to[dependent] != nil
            default: dependent.kind.isMadeOfTypes && isUsedByColumns(dependent)
            }
        }
    }

    /// The objects that must not exist while the type of a column changes, as PostgreSQL requires it.
    ///
    /// Indexes and most constraints are built again by the server. A foreign key is too, but both of its sides must
    /// have the same type at any time.
    func preventingNewType(of column: SchemaObjectKey) -> [SchemaObjectKey] {
        ((dependents[column] ?? []) + (parts[column] ?? [])).filter { dependent in
            switch dependent.kind {
            // The values of a generated column are computed, so none are lost.
            case .view, .materializedView, .function, .procedure, .rule, .trigger, .policy, .columnDefault, .column:
                true
            case .constraint: constraint(dependent).old?.type == .foreignKey
            default: false
            }
        }
    }

    /// A name for a present object that another one will replace: free among types and relations of both schemas.
    func temporaryName(for key: SchemaObjectKey) -> ExactText {
        let name = key.name
        var number = 1
        while true {
            let ending = number == 1 ? "_old" : "_old\(number)"
            var beginning = name
            while beginning.utf8.count + ending.utf8.count > 63, !beginning.isEmpty { beginning.removeLast() }
            let free = ExactText(beginning + ending)
            let isTaken = SchemaObjectKind.allCases.contains { kind in
                let other = key.renamed(free).as(kind)
                return from[other] != nil || to[other] != nil
            }
            if !isTaken { return free }
            number += 1
        }
    }
}

extension SchemaObjectKind {
    /// Whether it is a kind of types that are made of other types.
    fileprivate var isMadeOfTypes: Bool { self == .domain || self == .compositeType || self == .rangeType }
}

extension DifferencePlan {
    /// The new or changed objects whose creation can run functions with a body that is a string.
    ///
    /// Nothing says what such a body uses. So these objects are created last, when everything else exists.
    func evaluatingObjects() -> Set<SchemaObjectKey> {
        var runners = Set(to.objects.values.filter(\.isRoutineOfUnknownNeeds).map(\.key))
        let dependents = to.dependents
        var changed = Array(runners)
        while let key = changed.popLast() {
            // A domain with such a constraint runs it for each value.
            let domain = key.kind == .domainConstraint ? to[key]?.parent : nil
            for dependent in (dependents[key] ?? []) + [domain].compactMap(\.self)
            where runners.insert(dependent).inserted {
                changed.append(dependent)
            }
        }
        let evaluating: Set<SchemaObjectKind> = [.column, .constraint, .domainConstraint, .materializedView, .index]
        return runners.filter { evaluating.contains($0.kind) }
    }
}

extension SchemaObject {
    /// Whether it is a routine and the server does not know what its body uses.
    fileprivate var isRoutineOfUnknownNeeds: Bool {
        (definition.object as? RoutineObject)?.hasParsedBody == false
    }
}

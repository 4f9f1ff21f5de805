/// Parts that separate statements create or drop, because objects would need each other otherwise.
struct SeparatedParts: Sendable, Hashable {
    /// The parts that the statement that creates their table, column or domain does not contain.
    var created: Set<SchemaObjectKey> = []
    /// The parts that are dropped before their table is.
    var dropped: Set<SchemaObjectKey> = []

    /// Adds others.
    /// - Returns: whether one of them is new.
    mutating func add(_ others: SeparatedParts) -> Bool {
        let before = self
        created.formUnion(others.created)
        dropped.formUnion(others.dropped)
        return self != before
    }
}

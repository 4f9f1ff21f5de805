internal import Athanor

/// A new definition for a type or a collation that columns have.
///
/// The present object is renamed, the new one is created, the columns get it, and the present one is dropped. Where no
/// column has it, it is dropped and created again.
struct TypeSwap {
    /// The object.
    let key: SchemaObjectKey
    /// The statements that create the new object.
    let creation: [ChangeStatement]
    /// The dangers of the new type of the columns.
    let hazards: Set<Hazard>
    /// The expression that converts a value, from the column's name in SQL and its type. It returns `nil` where the
    /// server's own conversion is right.
    let conversion: (_ column: String, _ type: String) -> String?

    /// How the object changes.
    func alteration(in plan: DifferencePlan) -> Alteration {
        let dependents = plan.lastingDependents(of: key)
        // A generated column is dropped and created again.
        let columns = dependents.filter { plan.column($0).old?.holdsRows == true }
        if let wrapper = plan.usedWrapper(of: key) {
            return .refused("\(wrapper) is made of it, and columns have that type")
        }
        guard !columns.isEmpty else { return .replacement }
        var altered: [SchemaObjectKey: [String]] = [:]
        for column in columns where !plan.isDropped(column) {
            guard let definition = plan.column(column).old, !definition.isInherited else { continue }
            let table = column.container(.table)
            let isForeign = plan.table(table).old?.foreign != nil
            altered[table, default: []].append(clause(column, definition.type.text, converts: !isForeign))
        }
        return .swap(statements(altering: altered, in: plan), columns: Set(columns))
    }

    private func statements(
        altering columns: [SchemaObjectKey: [String]], in plan: DifferencePlan
    ) -> [ChangeStatement] {
        let old = plan.temporaryName(for: key)
        let rename = "ALTER \(key.keyword) \(key.sql) RENAME TO \(PostgreSQLDialect().quote(old.text))"
        let alterations = columns.sorted { $0.key < $1.key }.map { table, clauses in
            ChangeStatement("ALTER TABLE \(table.sql)\n    \(clauses.joined(separator: ",\n    "))", hazards)
        }
        let drop = ChangeStatement("DROP \(key.keyword) \(key.renamed(old).sql)")
        return [ChangeStatement(rename)] + creation + alterations + [drop]
    }

    private func clause(_ column: SchemaObjectKey, _ type: String, converts: Bool) -> String {
        let name = PostgreSQLDialect().quote(column.name)
        let collation = key.kind == .collation ? " COLLATE \(key.sql)" : ""
        let using = converts ? conversion(name, type).map { " USING \($0)" } ?? "" : ""
        return "ALTER COLUMN \(name) TYPE \(type)\(collation)\(using)"
    }
}

extension TypeSwap {
    /// A new definition whose values have the same text as the present ones.
    /// - Parameter hazards: the dangers besides those of a new type.
    init(byText key: SchemaObjectKey, creation: [ChangeStatement], hazards: Set<Hazard> = []) {
        self.init(
            key: key, creation: creation, hazards: hazards.union([.rewrite, .blocksReaders]),
            conversion: { column, type in "\(column)::\(type.hasSuffix("[]") ? "text[]" : "text")::\(type)" })
    }
}

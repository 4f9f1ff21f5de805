internal import Athanor

extension ColumnObject {
    func alteration(to new: ColumnObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        guard canBecome(new, key, in: plan) else { return .replacement }
        let table = key.container(.table)
        let origin = new.origin(of: key, in: plan)
        let isTyped = plan.table(table).new?.rowType != nil
        let isRetyped = type != new.type || collation != new.collation
        // The table's row type gives the column its type.
        let changesType = isRetyped && !isTyped
        let changesTypeAlone = changesType && !Self.isRetyped(origin, like: new)
        let alter = "\(table.alteringTable()) ALTER COLUMN \(key.quotedName)"
        var statements: [ChangeStatement] = []
        if identity != nil, new.identity == nil { statements.append(ChangeStatement("\(alter) DROP IDENTITY")) }
        if generation != nil, new.generation == nil, origin?.old.generation == nil {
            statements.append(ChangeStatement("\(alter) DROP EXPRESSION"))
        }
        if changesTypeAlone { statements.append(typeChange(to: new, key, in: plan)) }
        if let expression = new.generation?.expression, generation != nil, generation != new.generation,
            origin?.new.generation?.expression != expression
        {
            let hazards: Set<Hazard> =
                new.generation?.isStored == true && plan.hasRows(table) ? [.rewrite, .blocksReaders] : []
            statements.append(ChangeStatement("\(alter) SET EXPRESSION AS (\(expression))", hazards))
        }
        statements += notNullChanges(to: new, of: key, in: plan)
        statements += identityChanges(to: new, of: key, in: plan)
        statements += new.settingChanges(from: settings(after: new, isRetyped: changesType), of: key, in: plan)
        guard changesType else { return statements.isEmpty ? .nothing : .statements(statements) }
        return .statements(statements, disturbing: disturbedKinds(by: new, key, in: plan))
    }

    /// Whether statements can make the column into a new one without dropping it.
    private func canBecome(_ new: ColumnObject, _ key: SchemaObjectKey, in plan: DifferencePlan) -> Bool {
        switch (generation, new.generation) {
        case (nil, nil): return true
        case (nil, _?): return false
        case (let present?, nil): return present.isStored
        case (let present?, let desired?):
            if present == desired { return true }
            let hasChecks = plan.from.objects.contains { other, _ in
                other.kind == .constraint && other.container(.table) == key.container(.table)
                    && plan.constraint(other).old?.type == .check
            }
            // PostgreSQL 17 sets expressions; in 18, not of a virtual column in a table with a CHECK.
            return present.isStored == desired.isStored && plan.to.serverVersion >= 170000 && type == new.type
                && (present.isStored || !hasChecks)
        }
    }

    /// Whether the parent's column gets the same new type, so that this one gets it too.
    private static func isRetyped(_ origin: (old: ColumnObject, new: ColumnObject)?, like new: ColumnObject) -> Bool {
        guard let origin else { return false }
        let changes = origin.old.type != origin.new.type || origin.old.collation != origin.new.collation
        return changes && origin.new.type == new.type && origin.new.collation == new.collation
    }

    private func typeChange(
        to new: ColumnObject, _ key: SchemaObjectKey, in plan: DifferencePlan
    ) -> ChangeStatement {
        let change = ColumnTypeChange(from: type, to: new.type)
        var clauses = ["\(key.container(.table).alteringTable()) ALTER COLUMN \(key.quotedName) TYPE \(new.type)"]
        if let collation = new.collation { clauses.append("COLLATE \(collation)") }
        if type != new.type, !change.isAutomatic, new.generation == nil {
            clauses.append("USING \(change.conversion(of: key.quotedName))")
        }
        var hazards: Set<Hazard> = []
        if plan.hasRows(key.container(.table)) {
            if type != new.type { hazards = change.hazards }
            // Only the indexes are built again.
            if collation != new.collation, isIndexed(key, in: plan) { hazards.formUnion([.scan, .blocksReaders]) }
        }
        return ChangeStatement(clauses.joined(separator: " "), hazards)
    }

    private func isIndexed(_ key: SchemaObjectKey, in plan: DifferencePlan) -> Bool {
        plan.from.objects.values.contains { object in
            guard object.dependencies.contains(key) else { return false }
            return object.key.kind == .index || plan.constraint(object.key).old?.index != nil
        }
    }

    /// The kinds of objects that cannot depend on a column while its type changes.
    private func disturbedKinds(
        by new: ColumnObject, _ key: SchemaObjectKey, in plan: DifferencePlan
    ) -> Set<SchemaObjectKind> {
        var kinds: Set<SchemaObjectKind> = [
            .view, .materializedView, .rule, .policy, .trigger, .function, .procedure, .publication, .column,
        ]
        let columnDefault = key.as(.columnDefault)
        // The server converts the present default, which can be impossible, and gives another text.
        if plan.from[columnDefault]?.definition != plan.to[columnDefault]?.definition { kinds.insert(.columnDefault) }
        if !ColumnTypeChange(from: type, to: new.type).keepsKeys { kinds.insert(.constraint) }
        return kinds
    }

    /// The settings after the type is changed, which resets some.
    private func settings(after new: ColumnObject, isRetyped: Bool) -> Settings {
        guard isRetyped else { return settings }
        return Settings(
            storage: new.usualStorage, compression: nil, statisticsTarget: statisticsTarget, options: options,
            foreignOptions: foreignOptions)
    }

    /// The statements that change the sequence that gives the column its values.
    private func identityChanges(
        to new: ColumnObject, of key: SchemaObjectKey, in plan: DifferencePlan
    ) -> [ChangeStatement] {
        guard let desired = new.identity else { return [] }
        let alter = "\(key.container(.table).alteringTable()) ALTER COLUMN \(key.quotedName)"
        guard let present = identity else {
            let addition = ChangeStatement("\(alter) ADD GENERATED \(desired.clause(of: key))")
            return [addition, desired.continuing(key)]
        }
        let renames = present.sequenceKey.renames(to: desired.sequenceKey)
        let numbers = present.numbers.retyped(desired.numbers.type)
        var clauses: [String] = []
        if present.isAlways != desired.isAlways {
            clauses.append("SET GENERATED \(desired.isAlways ? "ALWAYS" : "BY DEFAULT")")
        }
        clauses += numbers.changes(to: desired.numbers).map { $0 == "RESTART" ? $0 : "SET \($0)" }
        guard !clauses.isEmpty else { return renames }
        let moving = [numbers.moving(to: desired.numbers, of: desired.sequenceKey)].compactMap(\.self)
        return renames + moving + [ChangeStatement("\(alter) \(clauses.joined(separator: " "))")]
    }
}

extension ColumnObject.Identity {
    /// The statement that lets the numbers continue after those in the table.
    fileprivate func continuing(_ column: SchemaObjectKey) -> ChangeStatement {
        let aggregate = numbers.increment > 0 ? "max" : "min"
        let next = "COALESCE(pg_catalog.\(aggregate)(\(column.quotedName)) + \(numbers.increment), \(numbers.start))"
        return ChangeStatement(
            "SELECT pg_catalog.setval(\(PostgreSQLDialect().quoteText(sequenceKey.sql)), \(next), FALSE) "
                + "FROM \(column.container(.table).sql)")
    }
}

extension SchemaObjectKey {
    /// The statements that give a sequence another name or schema.
    fileprivate func renames(to new: SchemaObjectKey) -> [ChangeStatement] {
        let dialect = PostgreSQLDialect()
        var statements: [ChangeStatement] = []
        if path.first != new.path.first {
            statements.append(ChangeStatement("ALTER SEQUENCE \(sql) SET SCHEMA \(dialect.quote(new.schema))"))
        }
        if path.last != new.path.last {
            let moved = SchemaObjectKey(kind, new.path.dropLast() + path.suffix(1))
            statements.append(ChangeStatement("ALTER SEQUENCE \(moved.sql) RENAME TO \(dialect.quote(new.name))"))
        }
        return statements
    }
}

internal import Athanor

extension ColumnObject {
    /// `ADD COLUMN`, with the default if that can be in it.
    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let table = key.container(.table)
        guard plan.table(table).new?.rowType == nil else { return settingsOfNew(key, in: plan) }
        // It comes with the parent's column, with facts that differ.
        if let origin = plan.attachedOrigin(of: key, among: inheritedFrom), plan.isCreated(origin) {
            return changesFromOrigin(key, in: plan)
        }
        let contained = (plan.contents[key] ?? []).compactMap { plan.to[$0]?.definition.object as? ColumnDefaultObject }
        let columnDefault = contained.first
        let hasRows = plan.hasRows(table)
        // A default that differs by row would rewrite the table. Without it, the column can be filled in batches.
        let isSeparate = hasRows && columnDefault?.isVolatile == true && notNull == nil
        var hazards: Set<Hazard> = []
        if hasRows {
            let isComputed = identity != nil || generation?.isStored == true
            if isComputed || columnDefault?.isVolatile == true && !isSeparate {
                hazards.formUnion([.rewrite, .blocksReaders])
            }
            if notNull != nil, columnDefault == nil, identity == nil, generation == nil {
                hazards.insert(.failsWithRows)
            }
        }
        // Before PostgreSQL 17, children cannot get a column with an identity.
        let isPlain = identity != nil && plan.to.serverVersion < 170000 && !plan.attachedChildren(of: table).isEmpty
        if isPlain { hazards = [.failsWithRows] }
        let clause = clause(key, default: isSeparate ? nil : columnDefault, hasIdentity: !isPlain)
        var statements = [ChangeStatement("\(table.alteringTable()) ADD COLUMN \(clause)", hazards)]
        if isPlain, let identity {
            let alter = "\(plan.alteringOnlyTable(of: key)) ALTER COLUMN \(key.quotedName)"
            statements.append(ChangeStatement("\(alter) ADD GENERATED \(identity.clause(of: key))"))
        }
        if isSeparate, let columnDefault {
            let set = "\(table.alteringTable()) ALTER COLUMN \(key.quotedName) SET DEFAULT \(columnDefault.expression)"
            statements.append(ChangeStatement(set, [.needsBackfill]))
        }
        return statements + settingsOfNew(key, in: plan)
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let table = key.container(.table)
        // The type drops it.
        guard plan.table(table).old?.rowType == nil else { return [] }
        let alter = table.alteringTable(only: Self.isKeptInChildren(key, in: plan))
        let hazards: Set<Hazard> = holdsRows && plan.hasRows(table) ? [.dataLoss] : []
        return [ChangeStatement("\(alter) DROP COLUMN \(key.quotedName)", hazards)]
    }

    /// The column in CREATE TABLE and ADD COLUMN.
    func clause(
        _ key: SchemaObjectKey, default columnDefault: ColumnDefaultObject?, hasIdentity: Bool = true
    ) -> String {
        var words = [key.quotedName, type.text]
        if let compression { words.append("COMPRESSION \(compression)") }
        if let options = foreignOptions.clause { words.append(options) }
        if let collation { words.append("COLLATE \(collation)") }
        return (words + constraintClauses(key, columnDefault, hasIdentity: hasIdentity)).joined(separator: " ")
    }

    /// The column in CREATE TABLE … OF a type; `nil` if the type says everything.
    func clauseOfTyped(_ key: SchemaObjectKey, default columnDefault: ColumnDefaultObject?) -> String? {
        let clauses = constraintClauses(key, columnDefault)
        return clauses.isEmpty ? nil : "\(key.quotedName) WITH OPTIONS \(clauses.joined(separator: " "))"
    }

    private func constraintClauses(
        _ key: SchemaObjectKey, _ columnDefault: ColumnDefaultObject?, hasIdentity: Bool = true
    ) -> [String] {
        var clauses: [String] = []
        if let notNull, notNull.isValidated {
            let isNamed = notNull.name != nil && notNull.name?.text.isSameText(as: Self.impliedNotNullName(key)) != true
            clauses.append(isNamed ? "CONSTRAINT \(notNull.quotedName) NOT NULL" : "NOT NULL")
            if !notNull.isInherited { clauses.append("NO INHERIT") }
        }
        if let generation {
            clauses.append("GENERATED ALWAYS AS (\(generation.expression))\(generation.isStored ? " STORED" : "")")
        }
        if let identity, hasIdentity { clauses.append("GENERATED \(identity.clause(of: key))") }
        if let columnDefault { clauses.append("DEFAULT \(columnDefault.expression)") }
        return clauses
    }

    /// The name that the server gives to the constraint that a column has a value.
    static func impliedNotNullName(_ key: SchemaObjectKey) -> String {
        ImpliedName.joining(key.container(.table).name, key.name, label: "not_null")
    }

    /// The statements for facts that the clause cannot state.
    func settingsOfNew(_ key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let stated = Settings(storage: usualStorage, compression: compression, foreignOptions: foreignOptions)
        var statements = settingChanges(from: stated, of: key, in: plan)
        if let notNull {
            if !notNull.isValidated { statements.append(notNull.adding(to: key)) }
            statements += notNull.commentChange(from: nil, of: key)
        }
        return statements
    }

    /// The statements for facts in which a new inherited column differs from the parent's, with which it comes.
    func changesFromOrigin(_ key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        guard let originKey = inheritedFrom.first, let origin = plan.column(originKey).new else { return [] }
        let alter = "\(key.container(.table).alteringTable(only: true)) ALTER COLUMN \(key.quotedName)"
        var statements: [ChangeStatement] = []
        let own = plan.to[key.as(.columnDefault)]?.definition.object as? ColumnDefaultObject
        let inherited = plan.inheritedDefault(of: originKey)
        if own?.expression != inherited?.expression {
            let change = own.map { "SET DEFAULT \($0.expression)" } ?? "DROP DEFAULT"
            statements.append(ChangeStatement("\(alter) \(change)"))
        }
        if let notNull, origin.notNull?.isInherited != true {
            if let name = notNull.name {
                let constraint = "ADD CONSTRAINT \(PostgreSQLDialect().quote(name.text)) NOT NULL \(key.quotedName)"
                statements.append(ChangeStatement("\(key.container(.table).alteringTable(only: true)) \(constraint)"))
            } else {
                statements.append(ChangeStatement("\(alter) SET NOT NULL"))
            }
        } else if notNull == nil, origin.notNull?.isInherited == true {
            statements.append(ChangeStatement("\(alter) DROP NOT NULL"))
        }
        let inheritedSettings = Settings(storage: origin.storage, compression: origin.compression)
        return statements + settingChanges(from: inheritedSettings, of: key, in: plan)
    }
}

extension DifferencePlan {
    /// The default that a new child column gets with the parent's column.
    fileprivate func inheritedDefault(of column: SchemaObjectKey) -> ColumnDefaultObject? {
        let key = column.as(.columnDefault)
        guard let new = to[key]?.definition.object as? ColumnDefaultObject else { return nil }
        if isCreated(key) {
            let table = column.container(.table)
            return [contents[table], contents[column]].contains { $0?.contains(key) == true } ? new : nil
        }
        return from[key]?.definition == to[key]?.definition ? new : nil
    }
}

extension ColumnObject.Identity {
    /// `ALWAYS AS IDENTITY`, with the options of the sequence.
    func clause(of column: SchemaObjectKey) -> String {
        var options = numbers.identityCreation
        let implied = ImpliedName.joining(column.container(.table).name, column.name, label: "seq")
        let isImplied = sequence.last?.text.isSameText(as: implied) == true && sequence.first == column.path.first
        if !isImplied { options.insert("SEQUENCE NAME \(sequenceKey.sql)", at: 0) }
        let list = options.isEmpty ? "" : " (\(options.joined(separator: " ")))"
        return "\(isAlways ? "ALWAYS" : "BY DEFAULT") AS IDENTITY\(list)"
    }
}

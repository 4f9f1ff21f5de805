internal import Athanor

extension ConstraintObject {
    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        if plan.leader(of: .create, key) != nil { return [] }
        let table = key.container(.table)
        guard plan.hasRows(table) else { return [adding(to: key, isValidated ? "" : " NOT VALID", in: plan)] }
        if type == .check || type == .foreignKey { return addingChecked(to: key, in: plan) }
        if takesIndex(key, in: plan) { return [usingIndex(key)] }
        if isBuiltConcurrently(key, in: plan), let index {
            let sql = index.creation(key.quotedName, on: table, concurrently: true)
            return [ChangeStatement(sql, [.failsWithRows], commit: .alone), usingIndex(key)]
        }
        // Partitions have the rows, and constraints of their own.
        let isOnly = !plan.attachedChildren(of: table).isEmpty && plan.table(table).new?.partitionKey != nil
        return [adding(to: key, "", isOnly ? [] : [.scan, .blocksReaders], only: isOnly, in: plan)]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        // The index that replaces it drops it.
        if isReplaced(key, byIndex: key.relation(.index), in: plan) { return [] }
        let alter = key.container(.table).alteringTable(only: Self.isKeptInChildren(key, in: plan))
        return [ChangeStatement("\(alter) DROP CONSTRAINT \(key.quotedName)")]
    }

    func alteration(to new: ConstraintObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        let isSameIndex =
            switch (index, new.index) {
            case (nil, nil): true
            case (let present?, let desired?): present.isSameButStorage(as: desired)
            default: false
            }
        guard type == new.type, condition == new.condition, isSameIndex else { return .replacement }
        return keepingCondition(to: new, of: key, in: plan)
    }

    /// The alteration into a constraint with the same condition.
    private func keepingCondition(
        to new: ConstraintObject, of key: SchemaObjectKey, in plan: DifferencePlan
    ) -> Alteration {
        let alter = key.container(.table).alteringTable()
        let origin = plan.attachedOrigin(of: key, among: new.inheritedFrom)
        // A constraint of its own would stay one when the parent's new constraint is merged with it.
        if isLocal, !new.isLocal, let origin, plan.isCreated(origin) { return .replacement }
        let isLed = index == nil && origin.map { plan.from[$0]?.definition != plan.to[$0]?.definition } == true
        var statements: [ChangeStatement] = []
        let isDeferralKept = isDeferrable == new.isDeferrable && isDeferred == new.isDeferred
        if !isDeferralKept || isEnforced != new.isEnforced {
            guard type == .foreignKey else { return .replacement }
            if !isLed { statements += foreignKeyChanges(to: new, of: key) }
        }
        if isEnforced, new.isEnforced, isValidated != new.isValidated {
            guard new.isValidated else { return .replacement }
            let validation = "\(alter) VALIDATE CONSTRAINT \(key.quotedName)"
            if !isLed { statements.append(ChangeStatement(validation, [.scan], commit: .after)) }
        }
        if let index, let desired = new.index {
            statements += index.storageChanges(to: desired, of: key.relation(.index))
        }
        return statements.isEmpty ? .nothing : .statements(statements)
    }

    private func foreignKeyChanges(to new: ConstraintObject, of key: SchemaObjectKey) -> [ChangeStatement] {
        let alter = "\(key.container(.table).alteringTable()) ALTER CONSTRAINT \(key.quotedName)"
        var statements: [ChangeStatement] = []
        if isDeferrable != new.isDeferrable || isDeferred != new.isDeferred {
            let words = [
                new.isDeferrable ? "DEFERRABLE" : "NOT DEFERRABLE",
                new.isDeferred ? "INITIALLY DEFERRED" : "INITIALLY IMMEDIATE",
            ]
            statements.append(ChangeStatement("\(alter) \(words.joined(separator: " "))"))
        }
        if isEnforced != new.isEnforced {
            statements.append(
                new.isEnforced
                    ? ChangeStatement("\(alter) ENFORCED", [.scan, .blocksWriters])
                    : ChangeStatement("\(alter) NOT ENFORCED"))
        }
        return statements
    }

    /// Adds a constraint without an index to a table with rows. They are checked while they can be read and written, if
    /// the policy says so.
    private func addingChecked(to key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        if !isEnforced { return [adding(to: key, "", in: plan)] }
        if !isValidated { return [adding(to: key, " NOT VALID", in: plan)] }
        let table = key.container(.table)
        // Before PostgreSQL 18, a partitioned table's foreign key cannot wait for its validation.
        let canWait = type == .check || plan.table(table).new?.partitionKey == nil || plan.to.serverVersion >= 180000
        guard plan.policy.isOnline, canWait else {
            return [adding(to: key, "", [.scan, type == .check ? .blocksReaders : .blocksWriters], in: plan)]
        }
        let validation = "\(table.alteringTable()) VALIDATE CONSTRAINT \(key.quotedName)"
        return [adding(to: key, " NOT VALID", in: plan), ChangeStatement(validation, [.scan], commit: .after)]
    }

    private func adding(
        to key: SchemaObjectKey, _ ending: String, _ hazards: Set<Hazard> = [], only: Bool = false,
        in plan: DifferencePlan
    ) -> ChangeStatement {
        let alter = key.container(.table).alteringTable(only: only)
        return ChangeStatement("\(alter) ADD CONSTRAINT \(key.quotedName) \(sql)\(ending)", hazards)
    }

    /// Makes the constraint of an index that has its name.
    private func usingIndex(_ key: SchemaObjectKey) -> ChangeStatement {
        let kind = type == .primaryKey ? "PRIMARY KEY" : "UNIQUE"
        let words = [kind, "USING INDEX", key.quotedName] + endings
        let add = "\(key.container(.table).alteringTable()) ADD CONSTRAINT \(key.quotedName)"
        return ChangeStatement("\(add) \(words.joined(separator: " "))")
    }

    /// Whether the constraint is made of an index that is built while the table can be read and written.
    private func isBuiltConcurrently(_ key: SchemaObjectKey, in plan: DifferencePlan) -> Bool {
        guard plan.policy.isOnline, type == .unique || type == .primaryKey, index?.method == "btree" else {
            return false
        }
        // A changed constraint is dropped before, so that values could become equal in the meantime.
        return plan.from[key] == nil && plan.table(key.container(.table)).new?.partitionKey == nil
    }

    /// Whether the present index of the constraint's name becomes the constraint's.
    func takesIndex(_ key: SchemaObjectKey, in plan: DifferencePlan) -> Bool {
        let index = key.relation(.index)
        guard type == .unique || type == .primaryKey, plan.isDropped(index), !plan.isDroppedWithParent(index),
            case .index(let present)? = plan.from[index]?.definition
        else { return false }
        return present.shape == self.index && present.isValid && !present.isPartitioned
            && present.tableKey == key.container(.table) && plan.from[index.as(.indexAttachment)] == nil
            && plan.droppedColumn(of: index, in: present.tableKey) == nil && !plan.losesColumnType(index)
    }

    /// Whether an index of the same name replaces the constraint, so that the values stay unique. Not for a primary
    /// key, before whose end the columns cannot become nullable.
    func isReplaced(_ key: SchemaObjectKey, byIndex index: SchemaObjectKey, in plan: DifferencePlan) -> Bool {
        guard type == .unique, self.index != nil, plan.to[key] == nil, plan.policy.isOnline,
            !plan.losesColumnType(key), case .index(let new)? = plan.to[index]?.definition
        else { return false }
        return new.shape.isUnique && !new.isPartitioned && new.tableKey == key.container(.table)
            && !plan.isCreated(new.tableKey)
    }
}

internal import Athanor

extension ColumnObject {
    /// The statements that change the constraint that the column has a value.
    func notNullChanges(to new: ColumnObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let origin = new.origin(of: key, in: plan)
        let table = key.container(.table)
        switch (notNull, new.notNull) {
        case (nil, nil): return []
        case (nil, let desired?):
            if let origin, origin.old.notNull == nil, origin.new.notNull?.isInherited == true { return [] }
            return desired.setting(on: key, in: plan) + desired.commentChange(from: nil, of: key)
        case (let present?, nil):
            if let origin, origin.old.notNull?.isInherited == true, origin.new.notNull == nil { return [] }
            let drop = "\(table.alteringTable()) ALTER COLUMN \(key.quotedName) DROP NOT NULL"
            return [ChangeStatement(drop, [.breaksPrograms])] + present.keepingInChildren(key, in: plan)
        case (let present?, let desired?):
            return present.changes(to: desired, of: key, following: origin, in: plan)
        }
    }
}

extension ColumnObject.NotNull {
    /// The name in SQL.
    var quotedName: String { PostgreSQLDialect().quote(name?.text ?? "") }

    /// Adds the constraint without a check of the present rows, from PostgreSQL 18.
    func adding(to key: SchemaObjectKey) -> ChangeStatement {
        let constraint =
            "CONSTRAINT \(quotedName) NOT NULL \(key.quotedName)\(isInherited ? "" : " NO INHERIT") NOT VALID"
        return ChangeStatement("\(key.container(.table).alteringTable()) ADD \(constraint)")
    }

    /// The statement that sets the comment.
    func commentChange(from old: ColumnObject.NotNull?, of key: SchemaObjectKey) -> [ChangeStatement] {
        guard name != nil, old?.comment != comment else { return [] }
        let text = comment.map { PostgreSQLDialect().quoteText($0.text) } ?? "NULL"
        return [ChangeStatement("COMMENT ON CONSTRAINT \(quotedName) ON \(key.container(.table).sql) IS \(text)")]
    }

    /// Sets the constraint on a column that can be NULL. The rows are checked while they can be read and written, if
    /// the policy says so.
    fileprivate func setting(on key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let table = key.container(.table)
        let alter = table.alteringTable()
        guard plan.hasRows(table), plan.policy.isOnline || !isValidated else { return settingAtOnce(on: key, in: plan) }
        if name != nil {
            let validation = ChangeStatement("\(alter) VALIDATE CONSTRAINT \(quotedName)", [.scan], commit: .after)
            return renamesInChildren(key, in: plan) + [adding(to: key)] + (isValidated ? [validation] : [])
        }
        let base = ImpliedName.joining(table.name, key.name, label: "not_null")
        let check = PostgreSQLDialect().quote(plan.temporaryConstraintName(base, on: table))
        return [
            ChangeStatement("\(alter) ADD CONSTRAINT \(check) CHECK (\(key.quotedName) IS NOT NULL) NOT VALID"),
            ChangeStatement("\(alter) VALIDATE CONSTRAINT \(check)", [.scan], commit: .after),
            // It reads no rows: the constraint implies it.
            ChangeStatement("\(alter) ALTER COLUMN \(key.quotedName) SET NOT NULL"),
            ChangeStatement("\(alter) DROP CONSTRAINT \(check)"),
        ]
    }

    private func settingAtOnce(on key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let table = key.container(.table)
        let hazards: Set<Hazard> = plan.hasRows(table) ? [.scan, .blocksReaders] : []
        let change =
            name == nil
            ? "ALTER COLUMN \(key.quotedName) SET NOT NULL"
            : "ADD CONSTRAINT \(quotedName) NOT NULL \(key.quotedName)\(isInherited ? "" : " NO INHERIT")"
        return renamesInChildren(key, in: plan) + [ChangeStatement("\(table.alteringTable()) \(change)", hazards)]
    }

    /// The statements that give constraints of children their new names, from PostgreSQL 18. They cannot get one after
    /// the parent's constraint is merged with them.
    private func renamesInChildren(_ key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        plan.attachedChildren(of: key.container(.table)).compactMap { child in
            let (old, new) = plan.column(SchemaObjectKey(.column, child.path + key.path.suffix(1)))
            guard let old = old?.notNull, let new = new?.notNull, old.name != new.name else { return nil }
            let rename = "RENAME CONSTRAINT \(old.quotedName) TO \(new.quotedName)"
            return ChangeStatement("\(child.alteringTable()) \(rename)")
        }
    }

    /// The statements that change the constraint into another one: only facts that exist from PostgreSQL 18 can differ.
    fileprivate func changes(
        to new: ColumnObject.NotNull, of key: SchemaObjectKey,
        following origin: (old: ColumnObject, new: ColumnObject)?,
        in plan: DifferencePlan
    ) -> [ChangeStatement] {
        guard name != nil else { return [] }
        let alter = key.container(.table).alteringTable()
        var statements: [ChangeStatement] = []
        let isRenamedWithOrigin =
            if let origin, let present = origin.old.notNull {
                present.name == name && origin.new.notNull?.name == new.name
            } else {
                origin?.new.notNull != nil
            }
        // A child's constraint has the name that it got, and cannot get another one.
        if name != new.name, !isRenamedWithOrigin, isLocal || origin == nil {
            statements.append(ChangeStatement("\(alter) RENAME CONSTRAINT \(quotedName) TO \(new.quotedName)"))
        }
        if isInherited != new.isInherited {
            let change = new.isInherited ? "INHERIT" : "NO INHERIT"
            statements.append(ChangeStatement("\(alter) ALTER CONSTRAINT \(new.quotedName) \(change)"))
        }
        let isValidatedWithOrigin =
            origin?.old.notNull?.isValidated == false && origin?.new.notNull?.isValidated == true
        if !isValidated, new.isValidated, !isValidatedWithOrigin {
            statements.append(
                ChangeStatement("\(alter) VALIDATE CONSTRAINT \(new.quotedName)", [.scan], commit: .after))
        } else if isValidated, !new.isValidated {
            statements.append(ChangeStatement("\(alter) DROP CONSTRAINT \(new.quotedName)"))
            statements.append(new.adding(to: key))
        }
        return statements + new.commentChange(from: self, of: key)
    }

    /// Before PostgreSQL 18, dropping NOT NULL drops that of children too, which some may keep.
    fileprivate func keepingInChildren(_ key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        guard name == nil else { return [] }
        return plan.attachedChildren(of: key.container(.table)).flatMap { child -> [ChangeStatement] in
            let column = SchemaObjectKey(.column, child.path + key.path.suffix(1))
            guard let desired = plan.column(column).new?.notNull else { return [] }
            return desired.setting(on: column, in: plan)
        }
    }
}

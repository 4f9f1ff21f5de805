package import Athanor

/// Reads schemas from PostgreSQL's catalog, and compares them.
package struct PostgreSQLSchemaEngine: SchemaEngine {
    /// An engine.
    package init() {}

    package func read(
        on connection: any Connection, without versionTable: QualifiedName
    ) async throws -> PostgreSQLSchema {
        try await SchemaReader(connection: connection).schema(without: versionTable)
    }

    package func empty(like contents: PostgreSQLSchema) -> PostgreSQLSchema {
        .empty(serverVersion: contents.serverVersion)
    }

    package func change(
        from old: PostgreSQLSchema, to new: PostgreSQLSchema, renames: [StatedRename], policy: ComparisonPolicy
    ) throws -> SchemaChange {
        let (from, to) = (old.without(policy.ignored), new.without(policy.ignored))
        let (plan, changes) = try DifferencePlan.changes(from: from, to: to, policy: policy)
        let refusals = plan.fates.compactMap { key, fate in
            if case .refused(let reason) = fate { SchemaChange.Refusal(key.object, because: reason) } else { nil }
        }
        return SchemaChange(
            steps: changes.map { SchemaStep(plan: plan, $0) },
            refusals: refusals.sorted { $0.object < $1.object },
            notCompared: old.uncompared.merging(new.uncompared) { Set($0 + $1).sorted() },
            notes: notes(on: changes, to: new, from: old, ignoring: policy.ignored) + notesOnLocality(in: plan))
    }

    /// The columns that a child declares itself in one schema, and only inherits in the other.
    private func notesOnLocality(in plan: DifferencePlan) -> [String] {
        plan.to.keys.compactMap { key in
            guard key.kind == .column, !plan.isCreated(key), let old = plan.column(key).old,
                let new = plan.column(key).new, old.isLocal != new.isLocal, !old.inheritedFrom.isEmpty,
                !new.inheritedFrom.isEmpty
            else { return nil }
            let (present, desired) = old.isLocal ? ("declared", "only inherited") : ("only inherited", "declared")
            return "\(key) is \(present) in its table and should be \(desired); no statement changes that"
        }
    }

    /// The created objects that need an object which is neither compared nor there.
    private func notes(
        on changes: [PlannedChange], to new: PostgreSQLSchema, from old: PostgreSQLSchema,
        ignoring patterns: [ObjectPattern]
    ) -> [String] {
        guard !patterns.isEmpty else { return [] }
        let kept = Set(new.without(patterns).objects.keys)
        return changes.filter { $0.action != .drop }.flatMap { change in
            (new[change.key]?.dependencies ?? []).sorted().filter {
                new[$0] != nil && !kept.contains($0) && old[$0] == nil
            }
            .map { "\(change.key) needs \($0), which `compare` leaves out and which does not exist" }
        }
    }

    /// Function bodies are not checked, as while `pg_dump`'s output is loaded: what they name may come later.
    package var settingsForLoading: [SQLStatement] {
        SessionSettings.restoring + [
            SQLStatement("SET check_function_bodies = off"), SQLStatement("SET synchronous_commit = off"),
            SQLStatement("SET client_min_messages = warning"),
        ]
    }

    package func verdict(on failure: DatabaseFailure, of statement: SchemaFileStatement) -> LoadingVerdict {
        FileStatementFailure(failure, statement).verdict
    }
}

extension PostgreSQLSchema: SchemaContents {
    package var system: String { "PostgreSQL \(serverVersion / 10_000)" }

    package var objectCount: Int { objects.count }

    /// The schema without the objects that patterns mean, and without their parts.
    func without(_ patterns: [ObjectPattern]) -> PostgreSQLSchema {
        guard !patterns.isEmpty else { return self }
        let kept = objects.values.filter { object in
            var next: SchemaObject? = object
            while let one = next {
                if patterns.contains(where: { $0.matches(kind: one.key.kind.rawValue, path: one.key.names) }) {
                    return false
                }
                next = one.parent.flatMap { self[$0] }
            }
            return true
        }
        return PostgreSQLSchema(serverVersion: serverVersion, objects: kept, uncompared: uncompared)
    }
}

extension SchemaObjectKey {
    /// The object for people and for machines.
    var object: SchemaSnapshot.Object {
        SchemaSnapshot.Object(kind: kind.rawValue, name: String(description.dropFirst(kind.rawValue.count + 1)))
    }
}

extension SchemaStep {
    /// A planned change for callers that know no database.
    fileprivate init(plan: DifferencePlan, _ change: PlannedChange) {
        let action: Action =
            switch change.action {
            case .create: .create
            case .alter: .alter
            case .drop: .drop
            }
        self.init(
            action, change.key.object, statements: change.statements, losses: change.loss.map { [$0] } ?? [])
    }
}

extension PlannedChange {
    /// The data that the change loses; `nil` for none.
    fileprivate var loss: DataLoss? {
        let (schema, names) = (key.schema, key.names)
        switch (action, key.kind) {
        case (.drop, .table):
            return DataLoss(.table, of: key.object, table: QualifiedName(schema: schema, name: key.name))
        case (.drop, .column), (.alter, .column):
            guard action == .drop || statements.contains(where: { $0.hazards.contains(.dataLoss) }), names.count == 3
            else { return nil }
            return DataLoss(
                action == .drop ? .column : .conversion, of: key.object,
                table: QualifiedName(schema: schema, name: names[1]), column: names[2])
        case (.drop, .sequence): return DataLoss(.sequence, of: key.object)
        default:
            guard statements.contains(where: { $0.hazards.contains(.dataLoss) }) else { return nil }
            return DataLoss(key.kind == .enumType && action != .drop ? .enumValue : .other, of: key.object)
        }
    }
}

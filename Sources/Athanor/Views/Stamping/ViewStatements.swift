/// Reads what a revision does to views from its operations and its SQL, without running it.
struct ViewStatements {
    let database: any DatabaseModule

    /// Returns what the upgrade of a revision does, in order. The effect of a revision that cannot be read is unknown: a
    /// stamp runs nothing, and must be possible without what the revision's code needs.
    func all(in entry: RevisionEntry, _ op: Operations) -> [ViewStatement] {
        do {
            return try entry.operations(.upgrade, op.unasked).flatMap(statements)
        } catch let error as RevisionCodeError {
            let explanation = error.explanation
            let sentences = ["\(entry.path): \(explanation.message)", explanation.advice].compactMap(\.self)
            return [.unknown(sentences.joined(separator: ". ")), .altersAnything]
        } catch {
            return [.unknown(Explanation(of: error).message), .altersAnything]
        }
    }

    private func statements(of operation: any MigrationOperation) throws -> [ViewStatement] {
        switch operation {
        case let create as CreateMaterializedView:
            let view = create.view
            let creating = try creates(view.name, view.columns, view.query, isMaterialized: true)
            return [creating] + (view.refresh.map { [.keeps(view.name, $0)] } ?? [])
        case let replace as ReplaceMaterializedView:
            return [try creates(replace.name, replace.columns, replace.query, isMaterialized: true)]
        case let drop as DropMaterializedView: return [.drops([drop.name])]
        case let altering as AlterMaterializedView:
            switch altering {
            case .rename(let name, let new): return [Self.renames(name, to: new)]
            case .setSchema(let name, let schema): return [Self.moves(name, to: schema)]
            }
        case let target as SetRefreshTarget: return [.keeps(target.name, target.target)]
        case let view as ViewOperation: return [try statement(of: view)]
        case let around as AlteringAround: return try around.operations.flatMap(statements)
        case let apart as Autocommit: return try apart.operations.flatMap(statements)
        case let patient as WithTimeouts: return try patient.operations.flatMap(statements)
        case let sql as ExecuteSQL: return try statements(in: sql)
        case let altering as AlterTable: return [.altersColumns(altering.table)]
        case is any ViewlessOperation: return alterations(by: operation)
        default: return try operation.lower(for: database).flatMap(\.parts).flatMap(statements)
        }
    }

    /// Returns what an operation that does not concern views alters, as far as it is SQL.
    private func alterations(by operation: any MigrationOperation) -> [ViewStatement] {
        let steps = (try? operation.lower(for: database)) ?? []
        return steps.flatMap(\.parts).flatMap { step -> [ViewStatement] in
            switch step.content {
            case .statement(let lowered): read(lowered)
            case .resolvedWhenRun(let resolved): (resolved.writtenStatements ?? []).flatMap(read)
            case .rows, .batches, .ownTransaction: []
            }
        }.filter(\.isAlteration)
    }

    private func statement(of operation: ViewOperation) throws -> ViewStatement {
        switch operation {
        case .create(let view), .replace(let view, _):
            // The database changes the query of a recursive view.
            guard !view.isRecursive else { return .unknown(operation.summary) }
            return try creates(view.name, view.columns, view.query, isMaterialized: false)
        case .drop(let name, _, _, _): return .drops([name])
        case .rename(let name, let new): return Self.renames(name, to: new)
        case .setSchema(let name, let schema): return Self.moves(name, to: schema)
        }
    }

    private func creates(
        _ name: QualifiedName, _ columns: [String], _ query: ViewQuery, isMaterialized: Bool
    ) throws -> ViewStatement {
        let query = try query.statement(of: "view \(name)", by: database.scriptReader)
        return .creates(name, StatedDefinition(isMaterialized: isMaterialized, columns: columns, query: query))
    }

    private static func renames(_ name: QualifiedName, to new: String) -> ViewStatement {
        .renames(name, to: QualifiedName(schema: name.schema, name: new))
    }

    private static func moves(_ name: QualifiedName, to schema: String) -> ViewStatement {
        .renames(name, to: QualifiedName(schema: schema, name: name.name))
    }

    private func statements(in sql: ExecuteSQL) throws -> [ViewStatement] {
        let (reader, script) = (database.scriptReader, sql.sql.script)
        let statements =
            sql.sql.values.isEmpty
            ? try reader.statements(in: script) : try reader.statementsWithPlaceholders(in: script)
        return try statements.flatMap { statement in
            if let said = statement.freshness { return [ViewStatement.keeps(said.view, said.target)] }
            return read(try statement.expanded(with: sql.definitionFiles, by: reader))
        }
    }

    /// Returns what a step of a custom operation does.
    private func statements(of step: LoweredStep) -> [ViewStatement] {
        switch step.content {
        case .statement(let lowered): return read(lowered)
        case .resolvedWhenRun(let resolved):
            if let written = resolved.writtenStatements { return written.flatMap(read) }
            return [.unknown(resolved.summary), .altersAnything]
        case .rows, .batches, .ownTransaction: return []
        }
    }

    private func read(_ lowered: LoweredStatement) -> [ViewStatement] {
        read(
            ScriptStatement(
                slice: SourceText(path: "", text: lowered.statement.text).all, execution: lowered.execution,
                command: lowered.command))
    }

    private func read(_ statement: ScriptStatement) -> [ViewStatement] {
        database.scriptReader.viewStatements(in: statement)
    }
}

extension ViewStatement {
    /// Whether it alters what views may read, and no view itself.
    fileprivate var isAlteration: Bool {
        switch self {
        case .renamesSchema, .alters, .altersColumns, .altersAnything: true
        case .creates, .drops, .renames, .keeps, .sets, .unknown: false
        }
    }
}

/// An operation of Athanor's own that does not create, change or describe views.
protocol ViewlessOperation: MigrationOperation {}

extension AlterTable: ViewlessOperation {}
extension Backfill: ViewlessOperation {}
extension BulkDelete: ViewlessOperation {}
extension BulkInsert: ViewlessOperation {}
extension DomainOperation: ViewlessOperation {}
extension EnumOperation: ViewlessOperation {}
extension ExtensionOperation: ViewlessOperation {}
extension IndexOperation: ViewlessOperation {}
extension Irreversible: ViewlessOperation {}
extension ObjectOperation: ViewlessOperation {}
extension PolicyOperation: ViewlessOperation {}
extension PrivilegeOperation: ViewlessOperation {}
extension RoutineOperation: ViewlessOperation {}
extension SchemaOperation: ViewlessOperation {}
extension SequenceOperation: ViewlessOperation {}
extension SetTimeouts: ViewlessOperation {}
extension TableOperation: ViewlessOperation {}
extension TriggerOperation: ViewlessOperation {}

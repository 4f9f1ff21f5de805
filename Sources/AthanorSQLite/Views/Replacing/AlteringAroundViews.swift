internal import Athanor

/// The alteration of a table while the views that read it are set aside.
struct AlteringAroundViews: Sendable {
    private let table: QualifiedName
    private let columns: [String]
    private let summary: String
    private let steps: [LoweredStep]
    /// The column renames at the end. They run after the views are restored, so that SQLite updates the views' texts.
    private let renames: [LoweredStep]
    private let renamesColumns: Bool

    /// - Throws: ``OperationError`` for operations that commit by themselves; errors of lowering the enclosed
    ///   operations.
    init(_ operation: AlteringAround) throws {
        let dialect = SQLiteDialect()
        table = operation.table
        columns = operation.columns
        summary = operation.summary
        renamesColumns = operation.renamesColumns
        let (enclosed, last) = Self.dividing(dialect.joining(operation.operations), on: operation.table)
        steps = try enclosed.flatMap { try $0.lower(for: SQLite()) }
        renames = try last.flatMap { try $0.lower(for: SQLite()) }
        for step in steps { try Self.refuseCommitting(step) }
        guard operation.table.schema.map(EmulatedView.isMain) ?? true else {
            throw OperationError(
                "\(summary): on SQLite, no view reads a table of schema \"\(operation.table.schema ?? "")\"",
                advice: "Leave the schema out.")
        }
    }

    private static func dividing(
        _ operations: [any MigrationOperation], on table: QualifiedName
    ) -> (enclosed: [any MigrationOperation], renames: [any MigrationOperation]) {
        guard var last = operations.last as? AlterTable, last.table.name.isSameName(as: table.name) else {
            return (operations, [])
        }
        let kept = last.alterations.dropLast(while: { if case .renameColumn = $0 { true } else { false } })
        let renames = AlterTable(last.table, ifExists: last.ifExists, Array(last.alterations.dropFirst(kept.count)))
        guard !renames.alterations.isEmpty else { return (operations, []) }
        last.alterations = Array(kept)
        return (operations.dropLast() + (kept.isEmpty ? [] : [last]), [renames])
    }

    private static func refuseCommitting(_ step: LoweredStep) throws(OperationError) {
        switch step.content {
        case .statement(let lowered) where lowered.execution == .alone: throw .commitsInside(step)
        case .ownTransaction, .batches: throw .commitsInside(step)
        case .statement, .resolvedWhenRun, .rows: break
        }
    }

    var step: LoweredStep {
        .resolvedWhenRun(
            ResolvedStep(
                summary: summary, content: "\(summary) \((steps + renames).map(\.contentText))", previewing: previewing,
                rebuiltTables: SQLiteTransaction.rebuiltTables(in: steps + renames)
            ) { connection, report in
                try await make(on: connection, reporting: report)
                return []
            })
    }

    private var previewing: Previewing {
        for case .resolvedWhenRun(let step) in steps.map(\.content) {
            if case .onlyLive = step.previewing { return step.previewing }
        }
        return .onACopy
    }

    private func make(on connection: any Connection, reporting report: StepReporter) async throws {
        guard let object = try await SchemaObject.named(table.name, on: connection),
            ["table", "view"].contains(object.type)
        else {
            throw OperationError(
                "there is no table or view \"\(table)\"", advice: "Name the table that the operations inside alter.")
        }
        let dependents = try await Dependents(of: [object.name], columns: columns, on: connection).all
        let before = try await EmulatedColumn.all(of: object.name, on: connection).map(\.name)
        let users = try await users(of: before, of: object.name, among: dependents, on: connection)
        let readers = try await Readers(of: object.name, kind: object.type, on: connection)
        var views: [SetAsideView] = []
        for dependent in dependents { views.append(try await SetAsideView(dependent, on: connection)) }
        for view in views.reversed() {
            report("setting \(view.dependent) aside")
            try await view.setAside(on: connection)
        }
        try await connection.run(steps, reporting: report)
        try await RecordedView(connection: connection).made(CreatedViews(by: steps).names)
        let after = try await EmulatedColumn.all(of: object.name, on: connection)
        for view in views where try await !view.isDropped(on: connection) {
            report("restoring \(view.dependent)")
            // SQLite would read a missing column in double quotes as a string.
            if let lost = users[view.dependent]?.first(where: { !after.contains(named: $0) }) {
                throw view.refusal(
                    because: "it reads column \"\(lost)\" of \"\(object.name)\", which is gone",
                    isAfterRename: renamesColumns)
            }
            try await view.bringBack(on: connection, isAfterRename: renamesColumns)
        }
        try await readers.check(on: connection)
        try await connection.run(renames, reporting: report)
    }

    /// Returns the columns that each view names.
    private func users(
        of columns: [String], of name: String, among dependents: [Dependent], on connection: any Connection
    ) async throws -> [Dependent: [String]] {
        var users: [Dependent: [String]] = [:]
        for column in columns {
            let naming = try await Dependents.namingUsers(of: [column], of: name, among: dependents, on: connection)
            for dependent in naming { users[dependent, default: []].append(column) }
        }
        return users
    }
}

extension Array {
    /// Returns the array without the elements at its end that satisfy a condition.
    fileprivate func dropLast(while condition: (Element) -> Bool) -> ArraySlice<Element> {
        self[..<(lastIndex { !condition($0) }.map { $0 + 1 } ?? startIndex)]
    }
}

extension LoweredStep {
    /// The content of the step, as far as it can be read, to detect edited steps.
    fileprivate var contentText: String {
        switch content {
        case .statement(let lowered): "\(lowered.statement.text) \(lowered.statement.values)"
        case .resolvedWhenRun(let step): step.content
        case .rows(let rows): "\(rows)"
        case .ownTransaction, .batches: summary
        }
    }
}

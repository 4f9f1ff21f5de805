/// One operation of a revision, as a value.
///
/// Creating the value does nothing. The migrator lowers it to statements for the present database. Plans, checks and
/// offline SQL read the same value.
public protocol MigrationOperation: Sendable {
    /// A short description for plans and messages: `create materialized view daily_usage`.
    var summary: String { get }

    /// Returns the steps on a database. It is a pure function and reads no database. Make the steps
    /// with ``DatabaseSystem/steps(_:_:of:)``.
    /// - Throws: ``OperationError`` or ``ScriptError`` when the database does not support it.
    func lower(for database: any DatabaseSystem) throws -> [LoweredStep]

    /// The operations that undo it. By default, an operation cannot be undone automatically.
    var inverse: Inverse { get }
}

/// A step that an operation was lowered to.
///
/// An operation of your own makes its steps with ``DatabaseSystem/steps(_:_:of:)``.
public struct LoweredStep: Sendable {
    /// The kinds of steps.
    package indirect enum Content: Sendable {
        /// A statement.
        case statement(LoweredStatement)
        /// Statements that depend on the catalog just before they run.
        case resolvedWhenRun(ResolvedStep)
        /// Rows to insert.
        case rows(RowsToInsert)
        /// Steps in their own transaction, committed before the following steps of the revision.
        case ownTransaction([LoweredStep])
        /// An update in batches, each committed on its own.
        case batches(Backfill)
    }

    /// The work of the step.
    package let content: Content

    /// A statement.
    package static func statement(_ statement: LoweredStatement) -> LoweredStep {
        LoweredStep(content: .statement(statement))
    }

    /// Statements that depend on the catalog just before they run.
    package static func resolvedWhenRun(_ step: ResolvedStep) -> LoweredStep {
        LoweredStep(content: .resolvedWhenRun(step))
    }

    /// Rows to insert.
    package static func rows(_ rows: RowsToInsert) -> LoweredStep {
        LoweredStep(content: .rows(rows))
    }

    /// Steps in their own transaction, committed before the following steps of the revision.
    package static func ownTransaction(_ steps: [LoweredStep]) -> LoweredStep {
        LoweredStep(content: .ownTransaction(steps))
    }

    /// An update in batches, each committed on its own.
    package static func batches(_ backfill: Backfill) -> LoweredStep {
        LoweredStep(content: .batches(backfill))
    }
}

extension LoweredStep {
    /// The single steps that this step consists of.
    package var parts: [LoweredStep] {
        if case .ownTransaction(let steps) = content { steps.flatMap(\.parts) } else { [self] }
    }

    /// The ``Previewing`` of a step that runs custom code, with the reason why a script cannot contain it; `nil` for
    /// every other step.
    package var refusal: Previewing? {
        if case .resolvedWhenRun(let resolved) = content, resolved.runsOwnCode { resolved.previewing } else { nil }
    }

    /// Whether it cannot share a transaction with other steps.
    package var commitsByItself: Bool {
        switch content {
        case .statement(let lowered): lowered.execution == .alone
        case .resolvedWhenRun, .rows: false
        case .ownTransaction, .batches: true
        }
    }
}

/// A statement with the way to execute it.
package struct LoweredStatement: Sendable, Hashable {
    /// The statement.
    package let statement: SQLStatement
    /// The way to execute it.
    package internal(set) var execution: StatementExecution
    /// Its leading keywords in capitals, such as `CREATE MATERIALIZED VIEW`.
    package let command: String
    /// A description of Athanor's own bookkeeping, which a plan shows instead of the statement. Consecutive statements
    /// with the same description are one step. `nil` for a statement of the revision. Does not count in comparisons.
    package let bookkeeping: String?
    /// The part of the revision that it was lowered from. Does not count in comparisons.
    var source: StepSource?

    /// A lowered statement.
    package init(
        _ statement: SQLStatement, execution: StatementExecution = .inTransaction, command: String,
        bookkeeping: String? = nil
    ) {
        self.statement = statement
        self.execution = execution
        self.command = command
        self.bookkeeping = bookkeeping
    }

    /// Whether both are the same statement, run in the same way.
    package static func == (left: LoweredStatement, right: LoweredStatement) -> Bool {
        left.statement == right.statement && left.execution == right.execution && left.command == right.command
    }

    /// Hashes what is compared.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(statement)
        hasher.combine(execution)
        hasher.combine(command)
    }
}

extension LoweredStep {
    /// A description of the step if it is Athanor's own bookkeeping; `nil` for work of the revision.
    package var bookkeeping: String? {
        switch content {
        case .statement(let lowered): return lowered.bookkeeping
        case .resolvedWhenRun(let resolved):
            let all = (resolved.writtenStatements ?? []).map(\.bookkeeping)
            return all.contains(nil) ? nil : all.first ?? nil
        case .rows, .ownTransaction, .batches: return nil
        }
    }
}

/// A step that reads the database just before it runs.
package struct ResolvedStep: Sendable {
    /// A short description.
    package let summary: String
    /// The full content as text, to detect edits.
    package let content: String
    /// The place in the revision that it comes from, for errors.
    package let origin: SourceSlice?
    /// Whether its work can be written in advance, for offline SQL.
    package let previewing: Previewing
    /// The tables whose rows it may move into a new table of the same name. The surrounding transaction needs this
    /// list.
    package let rebuiltTables: [QualifiedName]
    /// The object whose build may take long; `nil` for a short step.
    package let longBuild: LongBuild?
    /// The part of the revision that it was lowered from.
    var source: StepSource?
    /// Queries the database, or does the work itself, and returns the remaining statements. It is called inside the
    /// revision's transaction.
    package let statements: @Sendable (any Connection, StepReporter) async throws -> [SQLStatement]

    /// The statements that it always runs; `nil` when they depend on the database.
    package var writtenStatements: [LoweredStatement]? {
        if case .known(let statements) = previewing { statements } else { nil }
    }

    /// Whether its statements can be computed from the current catalog, by reading only.
    var isPreviewed: Bool {
        if case .statements = previewing { true } else { false }
    }

    /// Whether it runs custom code, which must not run twice.
    var runsOwnCode: Bool {
        if case .onlyLive = previewing { true } else { false }
    }

    /// A step that reports its progress.
    /// - Parameters:
    ///   - summary: a short description.
    ///   - content: the full content as text; `nil` if the summary and the text of `origin` are the full content.
    ///   - origin: the place in the revision that it comes from.
    ///   - previewing: whether its work can be written in advance.
    ///   - rebuiltTables: the tables whose rows it may move into a new table of the same name.
    ///   - longBuild: the object whose build may take long; `nil` for a short step.
    ///   - statements: returns the statements; called inside the revision's transaction.
    package init(
        summary: String, content: String? = nil, origin: SourceSlice? = nil, previewing: Previewing = .onACopy,
        rebuiltTables: [QualifiedName] = [], longBuild: LongBuild? = nil,
        reporting statements: @escaping @Sendable (any Connection, StepReporter) async throws -> [SQLStatement]
    ) {
        self.summary = summary
        self.content = content ?? origin.map { "\(summary)\n\($0.text)" } ?? summary
        self.origin = origin
        self.previewing = previewing
        self.rebuiltTables = rebuiltTables
        self.longBuild = longBuild
        self.statements = statements
    }

    /// A short step, without progress reports.
    /// - Parameters:
    ///   - summary: a short description.
    ///   - content: the full content as text; `nil` if the summary and the text of `origin` are the full content.
    ///   - origin: the place in the revision that it comes from.
    ///   - previewing: whether its work can be written in advance.
    ///   - rebuiltTables: the tables whose rows it may move into a new table of the same name.
    ///   - statements: returns the statements; called inside the revision's transaction.
    package init(
        summary: String, content: String? = nil, origin: SourceSlice? = nil, previewing: Previewing = .onACopy,
        rebuiltTables: [QualifiedName] = [],
        statements: @escaping @Sendable (any Connection) async throws -> [SQLStatement]
    ) {
        self.init(
            summary: summary, content: content, origin: origin, previewing: previewing, rebuiltTables: rebuiltTables
        ) { connection, _ in try await statements(connection) }
    }
}

/// Reports the progress of a long step.
package struct StepReporter: Sendable {
    private let report: @Sendable (String) -> Void

    /// - Parameter report: receives each message, such as `building reporting.daily_usage (2 of 5)`.
    package init(_ report: @escaping @Sendable (String) -> Void) {
        self.report = report
    }

    /// Discards all messages.
    package static var silent: StepReporter { StepReporter { _ in } }

    /// Reports the current work of the step.
    package func callAsFunction(_ message: String) { report(message) }
}

/// The ways in which a script gets the statements of a step.
package enum Previewing: Sendable {
    /// By a dry run on a copy. The step only runs statements, and they depend only on the catalog.
    case onACopy
    /// By a function that only reads the current catalog.
    case statements(@Sendable (any Connection) async throws -> CatalogPreview)
    /// Always these statements. A live run reads the database only for a better message when they fail.
    case known([LoweredStatement])
    /// Only a live run can do it. The reason completes a sentence that begins with the step's summary.
    case onlyLive(because: String)
}

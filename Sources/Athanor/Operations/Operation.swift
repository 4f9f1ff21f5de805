/// One operation of a revision, as a value.
///
/// Making one does nothing. The migrator lowers it, for the database at hand, to statements; plans, checks and offline
/// SQL read the same value.
public protocol Operation: Sendable {
    /// What it does, in a few words for plans and messages: `create materialized view daily_usage`.
    var summary: String { get }

    /// What it becomes on a database. Pure: whatever needs a look at the catalog comes back as
    /// ``LoweredStep/resolvedWhenRun(_:)``.
    /// - Throws: ``OperationError`` or ``ScriptError`` when it cannot be done there.
    func lower(for database: any Database) throws -> [LoweredStep]

    /// What undoes it. Without one of its own, an operation cannot be undone by itself.
    var inverse: Inverse { get }
}

/// What an operation became.
public indirect enum LoweredStep: Sendable {
    /// A statement.
    case statement(LoweredStatement)
    /// Statements that depend on what the catalog holds just before they run.
    case resolvedWhenRun(ResolvedStep)
    /// Rows that are inserted.
    case rows(RowsToInsert)
    /// Steps that commit by themselves, before what follows them in the revision.
    case ownTransaction([LoweredStep])
    /// An update in batches, each of which commits by itself.
    case batches(Backfill)
}

extension LoweredStep {
    /// The steps that it consists of.
    public var parts: [LoweredStep] {
        if case .ownTransaction(let steps) = self { steps.flatMap(\.parts) } else { [self] }
    }

    /// Why it cannot be rehearsed, where that is because it runs code that may do anything.
    public var refusal: Previewing? {
        if case .resolvedWhenRun(let resolved) = self, resolved.runsOwnCode { resolved.previewing } else { nil }
    }

    /// Whether it cannot share a transaction with other steps.
    public var commitsByItself: Bool {
        switch self {
        case .statement(let lowered): lowered.execution == .alone
        case .resolvedWhenRun, .rows: false
        case .ownTransaction, .batches: true
        }
    }
}

/// A statement with how it must be executed.
public struct LoweredStatement: Sendable, Hashable {
    /// The statement.
    public let statement: Statement
    /// How it must be executed.
    public let execution: StatementExecution
    /// Its leading keywords in capitals, as `CREATE MATERIALIZED VIEW`.
    public let command: String

    /// A lowered statement.
    public init(_ statement: Statement, execution: StatementExecution = .inTransaction, command: String) {
        self.statement = statement
        self.execution = execution
        self.command = command
    }
}

/// A step that looks at the database just before it runs.
public struct ResolvedStep: Sendable {
    /// What it does, in a few words.
    public let summary: String
    /// All that it is made of, as text: tells it from an edited one.
    public let content: String
    /// The place in the revision that it comes from, for errors.
    public let origin: SourceSlice?
    /// Whether its work can be written down beforehand, for offline SQL.
    public let previewing: Previewing
    /// The tables whose rows it may move into a new table of the same name. The transaction around it must know.
    public let rebuiltTables: [QualifiedName]
    /// What it builds that may take long; `nil` for a step that is soon done.
    public let longBuild: LongBuild?
    /// Asks the database what it needs to know, or does the work itself, and gives the statements that remain to run.
    /// It is called inside the revision's transaction.
    public let statements: @Sendable (any Connection, StepReporter) async throws -> [Statement]

    /// The statements that it is known to run, whatever the database holds; `nil` when only the database can tell.
    public var writtenStatements: [LoweredStatement]? {
        if case .known(let statements) = previewing { statements } else { nil }
    }

    /// Whether the statements that it would run can be told from the catalog as it is, which is only read.
    var isPreviewed: Bool {
        if case .statements = previewing { true } else { false }
    }

    /// Whether it runs code that may do anything, and must not do it twice.
    var runsOwnCode: Bool {
        if case .onlyLive = previewing { true } else { false }
    }

    /// A step that says what it is doing.
    /// - Parameters:
    ///   - summary: what it does, in a few words.
    ///   - content: all that it is made of, as text; `nil` where the summary and the text of `origin` say it all.
    ///   - origin: the place in the revision that it comes from.
    ///   - previewing: whether its work can be written down beforehand.
    ///   - rebuiltTables: the tables whose rows it may move into a new table of the same name.
    ///   - longBuild: what it builds that may take long; `nil` for a step that is soon done.
    ///   - statements: gives the statements; called inside the revision's transaction.
    public init(
        summary: String, content: String? = nil, origin: SourceSlice? = nil, previewing: Previewing = .onACopy,
        rebuiltTables: [QualifiedName] = [], longBuild: LongBuild? = nil,
        reporting statements: @escaping @Sendable (any Connection, StepReporter) async throws -> [Statement]
    ) {
        self.summary = summary
        self.content = content ?? origin.map { "\(summary)\n\($0.text)" } ?? summary
        self.origin = origin
        self.previewing = previewing
        self.rebuiltTables = rebuiltTables
        self.longBuild = longBuild
        self.statements = statements
    }

    /// A step that is soon done.
    /// - Parameters:
    ///   - summary: what it does, in a few words.
    ///   - content: all that it is made of, as text; `nil` where the summary and the text of `origin` say it all.
    ///   - origin: the place in the revision that it comes from.
    ///   - previewing: whether its work can be written down beforehand.
    ///   - rebuiltTables: the tables whose rows it may move into a new table of the same name.
    ///   - statements: gives the statements; called inside the revision's transaction.
    public init(
        summary: String, content: String? = nil, origin: SourceSlice? = nil, previewing: Previewing = .onACopy,
        rebuiltTables: [QualifiedName] = [],
        statements: @escaping @Sendable (any Connection) async throws -> [Statement]
    ) {
        self.init(
            summary: summary, content: content, origin: origin, previewing: previewing, rebuiltTables: rebuiltTables
        ) { connection, _ in try await statements(connection) }
    }
}

/// Tells whoever watches a run what a long step is doing.
public struct StepReporter: Sendable {
    private let report: @Sendable (String) -> Void

    /// - Parameter report: gets each message, as `building reporting.daily_usage (2 of 5)`.
    public init(_ report: @escaping @Sendable (String) -> Void) {
        self.report = report
    }

    /// Tells nobody.
    public static var silent: StepReporter { StepReporter { _ in } }

    /// Says what the step is doing now.
    public func callAsFunction(_ message: String) { report(message) }
}

/// How a script gets the statements that a step would run.
public enum Previewing: Sendable {
    /// By a dry run on a copy: the step only runs statements, and they depend only on the catalog.
    case onACopy
    /// By a function that only reads the catalog as it is.
    case statements(@Sendable (any Connection) async throws -> CatalogPreview)
    /// The statements are always these. A live run looks at the database only for a better message when they fail.
    case known([LoweredStatement])
    /// Only a live run can do it. The reason completes a sentence that begins with the step.
    case onlyLive(because: String)
}

/// An operation cannot be done on this database, or makes no sense.
public struct OperationError: Error, Sendable, Hashable, ExplainedError {
    /// What is wrong.
    public let message: String
    /// Where, when the operation comes from a file.
    public let place: SourcePlace?
    /// What to do about it.
    public let advice: String

    /// An error.
    public init(_ message: String, at place: SourcePlace? = nil, advice: String) {
        self.message = message
        self.place = place
        self.advice = advice
    }

    /// The error with its place.
    public var explanation: Explanation {
        var explanation = Explanation(message)
        explanation.place = place
        explanation.advice = advice
        return explanation
    }
}

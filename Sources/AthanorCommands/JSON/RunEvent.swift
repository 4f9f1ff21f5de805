internal import Athanor

/// An event of a run, as a line of JSON.
struct RunEvent: Encodable {
    /// `revision_findings`, `counted_from`, `started`, `resumed`, `progress`, `doing`, `blocked`, `retrying`,
    /// `finished`, `waiting`, `warning`, `stamped_views`, `erased` or `done`.
    private let event: String
    private var command: String?
    private var revision: String?
    private var message: String?
    private var durationMs: Int64?
    private var holder: String?
    private var finishedParts: Int?
    private var parts: Int?
    private var table: String?
    private var updatedRows: Int64?
    private var expectedRows: Int64?
    private var rowsPerSecond: Double?
    private var leftMs: Int64?
    private var doing: String?
    private var blockers: [Blocker]?
    private var attempt: Int?
    private var attempts: Int?
    private var pauseMs: Int64?
    private var revisions: [String]?
    private var rows: [String]?
    private var forgotten: [String]?
    private var edited: [String]?
    private var missing: [String]?
    private var notCompiledIn: [String]?
    private var partiallyApplied: [String]?
    private var database: DatabaseDocument?
    private var warning: WarningDocument?
    private var views: [StampedViewDocument]?
    private var unknown: [UnknownViewWorkDocument]?

    /// A session that blocks the run.
    private struct Blocker: Encodable {
        let session: Int64
        let description: String
    }

    private init(event: String) {
        self.event = event
    }

    /// The JSON event for a migrator's event; `nil` for events that are reported in another way.
    init?(_ event: MigrationEvent) {
        switch event {
        case .connected, .doubtful: return nil
        case .waitingForLock(let holder):
            self.init(event: "waiting")
            self.holder = holder
        case .blocked(let sessions):
            self.init(event: "blocked")
            blockers = sessions.map { Blocker(session: $0.id, description: $0.description) }
        case .retrying(let attempt, let attempts, let pause):
            self.init(event: "retrying")
            self.attempt = attempt
            self.attempts = attempts
            pauseMs = pause.milliseconds
        case .revisionsChanged(let findings):
            self.init(event: "revision_findings")
            edited = findings.edited.map(\.rawValue)
            missing = findings.missing.map(\.rawValue)
            notCompiledIn = findings.unchecked.filter { $0.reason == .isNotCompiledIn }.map(\.revision.rawValue)
        case .countedFrom(let head, let others):
            self.init(event: "counted_from")
            revision = head.rawValue
            rows = ([head] + others).map(\.rawValue)
        case .started(let step, let title):
            self.init(event: "started")
            command = "\(step.direction)"
            revision = step.revision.rawValue
            message = title
        case .resumed(let step, let finished, let parts):
            self.init(event: "resumed")
            command = "\(step.direction)"
            revision = step.revision.rawValue
            finishedParts = finished
            self.parts = parts
        case .progress(let step, let progress):
            self.init(event: "progress")
            command = "\(step.direction)"
            revision = step.revision.rawValue
            table = progress.table.description
            updatedRows = progress.rows
            expectedRows = progress.expected
            rowsPerSecond = progress.rate
            leftMs = progress.timeLeft?.milliseconds
        case .doing(let step, let what):
            self.init(event: "doing")
            command = "\(step.direction)"
            revision = step.revision.rawValue
            doing = what
        case .finished(let step, let title, let duration):
            self.init(event: "finished")
            command = "\(step.direction)"
            revision = step.revision.rawValue
            message = title
            durationMs = duration.milliseconds
        case .stamped(let stamped):
            self.init(event: "stamped_views")
            views = stamped.views.map(StampedViewDocument.init)
            unknown = stamped.unknown.map(UnknownViewWorkDocument.init)
        }
    }

    /// A warning about a revision that is about to run.
    init(_ doubt: RevisionDoubt) {
        self.init(event: "warning")
        command = "\(doubt.step.direction)"
        revision = doubt.step.revision.rawValue
        warning = WarningDocument(doubt.warning)
    }

    /// The event at the end of a successful command.
    /// - Parameters:
    ///   - command: the command's name.
    ///   - revisions: the revisions that it ran.
    ///   - rows: the rows of the version table now.
    ///   - database: the database that it worked on.
    static func done(
        _ command: String, revisions: [RevisionID], rows: [RevisionID], in database: DatabaseDocument?
    ) -> RunEvent {
        var event = RunEvent(event: "done")
        event.database = database
        event.command = command
        event.revisions = revisions.map(\.rawValue)
        event.rows = rows.map(\.rawValue)
        return event
    }
}

extension RunEvent {
    /// The event after a database was erased.
    static func erased(_ erased: ErasedHistory) -> RunEvent {
        var event = RunEvent(event: "erased")
        event.rows = erased.rows.map(\.rawValue)
        event.edited = erased.edited.map(\.rawValue)
        event.missing = erased.missing.map(\.rawValue)
        event.partiallyApplied = erased.partiallyApplied.map(\.rawValue)
        return event
    }

    /// The event at the end of `reseal`.
    static func done(_ report: ChecksumUpdateReport, rows: [RevisionID], in database: DatabaseDocument?) -> RunEvent {
        var event = done("reseal", revisions: report.updated, rows: rows, in: database)
        event.forgotten = report.forgotten.isEmpty ? nil : report.forgotten.map(\.rawValue)
        return event
    }
}

/// A place in a file, as JSON.
struct PlaceDocument: Encodable {
    let path: String
    let line: Int
    let column: Int

    init(_ place: SourcePlace) {
        (path, line, column) = (place.source.path, place.line, place.column)
    }
}

/// A warning about a revision's file, as JSON.
struct WarningDocument: Encodable {
    let message: String
    let place: PlaceDocument?
    let advice: String

    init(_ warning: RevisionFileWarning) {
        message = warning.message
        place = warning.place.map(PlaceDocument.init)
        advice = warning.advice
    }
}

/// An error, as JSON.
struct FailureDocument: Encodable {

    private struct Note: Encodable {
        let label: String
        let text: String
    }

    private let message: String
    private let place: PlaceDocument?
    private let notes: [Note]
    private let state: String?
    private let advice: String?

    init(_ explanation: Explanation) {
        message = explanation.message
        place = explanation.place.map(PlaceDocument.init)
        notes = explanation.notes.map { Note(label: $0.label, text: $0.text) }
        state = explanation.state
        advice = explanation.advice
    }
}

/// The failure of the command, as a line of JSON.
struct FailureEvent: Encodable {
    private let failure: FailureDocument
    private let database: DatabaseDocument?

    private enum CodingKeys: CodingKey {
        case event, database
    }

    init(_ explanation: Explanation, in database: DatabaseDocument?) {
        failure = FailureDocument(explanation)
        self.database = database
    }

    func encode(to encoder: any Encoder) throws {
        try failure.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("failed", forKey: .event)
        try container.encodeIfPresent(database, forKey: .database)
    }
}

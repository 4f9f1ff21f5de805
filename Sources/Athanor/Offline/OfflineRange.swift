/// The range of an offline run: from where to where. The start is given, because a script can be written without a
/// database.
///
/// ```swift
/// try await offline.script(.upgrade, OfflineRange(from: .base, to: .heads))
/// ```
///
/// A string literal is a range as on the command line, `start:target`. The start is any number of rows of the version
/// table, separated by commas (`"a1,b2:head"`), or `base` or `current`. Without a start, an upgrade starts from `base`.
public struct OfflineRange: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The start of the run.
    public enum Start: Hashable, Sendable {
        /// These revisions and everything below them are applied.
        case revisions([MigrationTarget])
        /// The present revisions of the configured database.
        case current

        /// No revision is applied.
        public static let base = Start.revisions([])
    }

    /// The start; `nil` if the text has none.
    private let givenStart: Start?
    /// The target; `nil` if the text has none.
    private let givenTarget: MigrationTarget?

    /// A range.
    /// - Parameters:
    ///   - start: where the database is when the script runs.
    ///   - target: the place that the script leads to.
    public init(from start: Start, to target: MigrationTarget) {
        givenStart = start
        givenTarget = target
    }

    /// A range as on the command line, `start:target`.
    public init(stringLiteral text: String) {
        self = .named(text)
    }

    /// A range as on the command line, `start:target`. The target alone starts an upgrade from `base`.
    public static func named(_ text: String) -> OfflineRange { OfflineRange(text) }

    private init(_ text: String) {
        let colon = text.firstIndex(of: ":")
        let names = colon.map { text[..<$0].split(separator: ",").map { MigrationTarget.named(String($0)) } } ?? []
        let end = colon.map { String(text[text.index(after: $0)...]) } ?? text
        givenTarget = end.isEmpty ? nil : .named(end)
        givenStart = names.isEmpty ? nil : names == ["current"] ? .current : .revisions(names)
    }

    /// Returns the target in a direction: by default all heads, or the base.
    func target(_ direction: RevisionStep.Direction) -> MigrationTarget {
        switch direction {
        case .upgrade: givenTarget ?? .heads
        case .downgrade: givenTarget ?? .base
        }
    }

    /// Returns the start in a direction. A text without a start is an upgrade from the base.
    /// - Throws: ``OfflineError`` if a downgrade has no start.
    func start(_ direction: RevisionStep.Direction) throws(OfflineError) -> Start {
        if let givenStart { return givenStart }
        guard direction == .upgrade else { throw .downgradeWithoutStart(target(direction).description) }
        return .base
    }
}

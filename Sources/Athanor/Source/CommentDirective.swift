/// One directive in a comment: `-- athanor: refresh [view] every 5 minutes`.
struct CommentDirective {
    /// The comment.
    let slice: SourceSlice
    /// The view that it names.
    let view: QualifiedName?
    let target: FreshnessTarget

    /// `nil` for every other comment.
    /// - Throws: ``ScriptError`` for one that is not understood.
    init?(_ comment: SourceSlice) throws(ScriptError) {
        let words = comment.text.dropFirst(2).drop { $0.isWhitespace }
        guard words.prefix(7).lowercased() == "athanor" else { return nil }
        let afterName = words.dropFirst(7).drop { $0.isWhitespace }
        guard afterName.first == ":" else { return nil }
        let place = comment.start
        guard place.beforeInLine.allSatisfy(\.isWhitespace) else {
            throw ScriptError(
                "a directive of Athanor's stands behind something else", at: place,
                advice: "Write it on a line of its own.")
        }
        let text = afterName.dropFirst().drop { $0.isWhitespace }
        let verb = text.prefix { !$0.isWhitespace }
        guard verb.lowercased() == "refresh" else {
            throw ScriptError(
                verb.isEmpty
                    ? "a directive is missing after `athanor:`" : "`athanor:` has no directive \"\(verb)\"", at: place,
                advice:
                    "Write `-- athanor: refresh every 5 minutes`, the only one that there is. If the line is meant as a "
                    + "comment, leave out the colon.")
        }
        slice = comment
        do throws(FreshnessTargetError) {
            (view, target) = try Self.reading(text[verb.endIndex...].drop { $0.isWhitespace })
        } catch {
            throw ScriptError(error.message, at: place, advice: error.advice)
        }
    }

    private static let kinds = ["every", "cron", "after", "manual"]

    private static func reading(
        _ text: Substring
    ) throws(FreshnessTargetError) -> (QualifiedName?, FreshnessTarget) {
        let first = text.prefix { !$0.isWhitespace }.lowercased()
        // A kind that was mistyped is more likely than a view of such a name that is followed by nothing sensible.
        let mayBeKind = kinds.contains(first)
        guard !mayBeKind, let (view, end) = ViewNameText.prefix(of: text), end < text.endIndex, text[end].isWhitespace
        else { return (nil, try FreshnessTarget(parsing: String(text))) }
        do throws(FreshnessTargetError) {
            return (view, try FreshnessTarget(parsing: String(text[end...])))
        } catch {
            let wanted = text[end...].drop { $0.isWhitespace }.prefix { !$0.isWhitespace }.lowercased()
            guard !kinds.contains(wanted), !NearestNames(to: first, among: kinds).names.isEmpty else { throw error }
            return (nil, try FreshnessTarget(parsing: String(text)))
        }
    }
}

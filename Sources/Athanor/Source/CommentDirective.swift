/// One directive in a comment: `-- athanor: refresh [view] every 5 minutes`.
struct CommentDirective {
    /// The comment.
    let slice: SourceSlice
    /// The view that it names.
    let view: QualifiedName?
    let target: FreshnessTarget

    /// Reads a comment; `nil` if it is not a directive.
    /// - Throws: ``ScriptError`` for a directive that Athanor does not understand.
    init?(_ comment: SourceSlice) throws(ScriptError) {
        let words = comment.text.dropFirst(2).drop { $0.isWhitespace }
        guard words.prefix(7).lowercased() == "athanor" else { return nil }
        let afterName = words.dropFirst(7).drop { $0.isWhitespace }
        guard afterName.first == ":" else { return nil }
        let place = comment.start
        guard place.beforeInLine.allSatisfy(\.isWhitespace) else {
            throw ScriptError(
                "an Athanor directive follows something else on its line", at: place,
                advice: "Write it on its own line.")
        }
        let text = afterName.dropFirst().drop { $0.isWhitespace }
        let verb = text.prefix { !$0.isWhitespace }
        guard verb.lowercased() == "refresh" else {
            throw ScriptError(
                verb.isEmpty
                    ? "a directive is missing after `athanor:`" : "`athanor:` has no directive \"\(verb)\"", at: place,
                advice:
                    "Write `-- athanor: refresh every 5 minutes`, the only directive. If the line is meant as a "
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
        // A mistyped kind is more likely than a view with such a name followed by an invalid target.
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

/// The directives in the comments of a script, each on its own line: `-- athanor: refresh every 5 minutes`.
///
/// A directive without a view's name belongs to the `CREATE MATERIALIZED VIEW` that follows it. A directive with a name
/// may be anywhere between statements. Comments inside a statement are not read.
package struct CommentDirectives: Sendable {
    private let script: SourceSlice
    private let commentsNest: Bool

    /// - Parameters:
    ///   - script: the script.
    ///   - commentsNest: whether a comment in `/* … */` may contain another.
    package init(in script: SourceSlice, commentsNest: Bool) {
        self.script = script
        self.commentsNest = commentsNest
    }

    /// The script's statements with its directives among them. A directive for a view follows the statement that
    /// creates the view.
    /// - Parameters:
    ///   - statements: the script's statements.
    ///   - createdView: the materialized view that a statement creates or replaces; `nil` for every other statement.
    /// - Throws: ``ScriptError`` for a directive that Athanor does not understand, or that belongs to no view.
    package func woven(
        into statements: [ScriptStatement], createdView: (ScriptStatement) -> QualifiedName?
    ) throws(ScriptError) -> [ScriptStatement] {
        guard mentionsAthanor else { return statements }
        var woven: [ScriptStatement] = []
        var start = script.utf8Range.lowerBound
        for statement in statements {
            let directives = try directives(in: start..<statement.slice.utf8Range.lowerBound)
            let (before, after) = try dividing(directives, before: createdView(statement))
            woven += before + [statement] + after
            start = statement.slice.utf8Range.upperBound
        }
        return woven + (try dividing(try directives(in: start..<script.utf8Range.upperBound), before: nil).before)
    }

    /// A quick check, because most scripts have no directive.
    private var mentionsAthanor: Bool {
        let word = Array("athanor".utf8)
        var rest = script.source.text.utf8.dropFirst(script.utf8Range.lowerBound).prefix(script.utf8Range.count)
        while let found = rest.firstIndex(where: { $0 | 0x20 == word[0] }) {
            rest = rest[found...]
            if rest.prefix(word.count).elementsEqual(word, by: { $0 | 0x20 == $1 }) { return true }
            rest.removeFirst()
        }
        return false
    }

    /// The directives that run before a statement, and the one that runs after it because it belongs to the created
    /// view.
    private func dividing(
        _ directives: [CommentDirective], before view: QualifiedName?
    ) throws(ScriptError) -> (before: [ScriptStatement], after: [ScriptStatement]) {
        var before: [ScriptStatement] = []
        var after: [ScriptStatement] = []
        for directive in directives {
            guard let target = directive.view ?? view else {
                throw ScriptError(
                    "this directive belongs to no view: no CREATE MATERIALIZED VIEW follows it",
                    at: directive.slice.start,
                    advice: "Write it right before that statement, or name the view: "
                        + "`-- athanor: refresh daily_usage \(directive.target)`.")
            }
            let statement = ScriptStatement(
                slice: directive.slice, ScriptedFreshness(view: target, target: directive.target))
            guard target == view else {
                before.append(statement)
                continue
            }
            guard after.isEmpty else {
                throw ScriptError(
                    "a second directive sets the freshness target of \(target)", at: directive.slice.start,
                    advice: "Keep one of them.")
            }
            after.append(statement)
        }
        return (before, after)
    }

    /// The directives between two statements, where there are only white space, semicolons and comments.
    private func directives(in gap: Range<Int>) throws(ScriptError) -> [CommentDirective] {
        let bytes = Array(script.source.text.utf8.dropFirst(gap.lowerBound).prefix(gap.count))
        var directives: [CommentDirective] = []
        var position = 0
        while position < bytes.count {
            let start = position
            if bytes[start...].starts(with: "--".utf8) {
                position =
                    bytes[start...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? bytes.count
                let slice = script.source[gap.lowerBound + start..<gap.lowerBound + position]
                if let directive = try CommentDirective(slice) { directives.append(directive) }
            } else if bytes[start...].starts(with: "/*".utf8) {
                position = endOfComment(from: start, in: bytes)
            } else {
                position += 1
            }
        }
        return directives
    }

    private func endOfComment(from start: Int, in bytes: [UInt8]) -> Int {
        var position = start + 2
        var depth = 1
        while position < bytes.count, depth > 0 {
            if bytes[position...].starts(with: "*/".utf8) {
                depth -= 1
                position += 2
            } else if commentsNest, bytes[position...].starts(with: "/*".utf8) {
                depth += 1
                position += 2
            } else {
                position += 1
            }
        }
        return position
    }
}

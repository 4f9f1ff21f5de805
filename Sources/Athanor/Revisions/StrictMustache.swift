internal import Mustache

/// A Mustache template in which every variable must be known. Values are written unescaped.
struct StrictMustache {
    /// An error in a template.
    enum Failure: Error {
        /// The template is not valid Mustache, at this line and column, both counted from 1.
        case malformed(problem: String, line: Int, column: Int)
        /// The template contains an unknown variable.
        case unknown(name: String)
    }

    private let template: MustacheTemplate

    /// Reads a template.
    init(_ text: String) throws(Failure) {
        // Mustache itself writes nothing for a partial that it cannot find, and no partials exist here.
        if let other = text.firstRange(of: /\{\{\s*[<>]/) {
            throw Self.failure("a template cannot include another one", at: other.lowerBound, in: text)
        }
        do {
            // This line renders as nothing. Without it, values would be escaped for HTML.
            template = try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}\n" + text)
        } catch let error as MustacheTemplate.ParserError {
            guard error.error is MustacheTemplate.Error else { throw Self.unclosedTag(in: text) }
            throw .malformed(
                problem: Self.text(of: error.error), line: max(1, error.context.lineNumber - 1),
                column: error.context.columnNumber)
        } catch {
            throw .malformed(problem: String(describing: error), line: 1, column: 1)
        }
    }

    /// The text with the values of its variables. An empty value omits the sections of its variable.
    func text(with values: [String: String]) throws(Failure) -> String {
        let variables = Variables(values)
        let text = template.render(variables)
        if let name = variables.unknown { throw .unknown(name: name) }
        return text
    }

    /// The error when the parser reached the end of the text inside a tag.
    private static func unclosedTag(in text: String) -> Failure {
        failure("a tag is not closed by }}", at: text.ranges(of: "{{").last?.lowerBound ?? text.startIndex, in: text)
    }

    private static func failure(_ problem: String, at place: String.Index, in text: String) -> Failure {
        let lines = text[..<place].split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return .malformed(problem: problem, line: max(1, lines.count), column: (lines.last?.count ?? 0) + 1)
    }

    private static func text(of error: any Error) -> String {
        switch error as? MustacheTemplate.Error {
        case .sectionCloseNameIncorrect: "a section is closed by another name than it was opened by"
        case .expectedSectionEnd: "a section is not closed"
        case .unfinishedName: "a tag is not closed by }}"
        case .invalidSetDelimiter: "the tag that sets delimiters is not understood"
        default: "this is not Mustache"
        }
    }

    /// Looks up variables and records the first unknown one, which Mustache itself ignores.
    private final class Variables: MustacheParent {
        private let values: [String: String]
        private(set) var unknown: String?

        init(_ values: [String: String]) {
            self.values = values
        }

        func child(named name: String) -> Any? {
            if let value = values[name] { return Value(text: value) }
            if unknown == nil { unknown = name }
            return nil
        }
    }

    private struct Value: MustacheCustomRenderable, MustacheParent {
        let text: String

        var renderText: String { text }
        var isNull: Bool { text.isEmpty }

        func child(named name: String) -> Any? { nil }
    }
}

/// SQL as a text that is the same for the same tokens, whatever comments and white space stand between them.
struct ComparableScripts: Sendable {
    let reader: any ScriptReader

    /// The statements of a script, each with the query of the file that it names.
    /// - Returns: `nil` for a script that cannot be read.
    func statements(of bound: ExecuteSQL.BoundScript, files: DefinitionFiles) -> [ScriptStatement]? {
        let statements =
            bound.values.isEmpty
            ? try? reader.statements(in: bound.script) : try? reader.statementsWithPlaceholders(in: bound.script)
        return statements?.map { statement in
            // A file that is not there leaves the words that name it, which no query has.
            statement.freshness == nil ? (try? statement.expanded(with: files, by: reader)) ?? statement : statement
        }
    }

    /// A statement, token by token.
    func text(of statement: ScriptStatement) -> String {
        reader.tokens(of: statement).map(Self.quoted).joined(separator: " ")
    }

    /// SQL at its place in a file.
    func text(of slice: SourceSlice) -> String {
        guard let statements = try? reader.statements(in: slice) else { return Self.quoted(slice.text) }
        return "[\(statements.map(text).joined(separator: "; "))]"
    }

    /// A statement that a step runs. An operation in a comment, and what cannot be taken apart, is told by its text.
    func text(of statement: Statement) -> String {
        let script = SourceText(path: "", text: statement.text).all
        let statements =
            statement.values.isEmpty
            ? try? reader.statements(in: script) : try? reader.statementsWithPlaceholders(in: script)
        guard let statements, !statements.isEmpty, statements.allSatisfy({ $0.freshness == nil }) else {
            return Self.quoted(statement.text)
        }
        return statements.map(text).joined(separator: "; ")
    }

    /// The query of a view, wherever it stands.
    func text(of query: ViewQuery) -> String {
        guard let source = try? query.source(of: "a view") else { return "no query" }
        return text(of: source.all)
    }

    /// A text in quotes, which end where it ends; its line endings are line feeds.
    static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\n") where bytes.last == UInt8(ascii: "\r"): bytes.removeLast()
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
            default: break
            }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
        return String(decoding: bytes, as: UTF8.self)
    }
}

package import Athanor

extension PostgreSQLDialect {
    /// Refuses, for a script, a statement whose text shows that it changes how the server reads later text
    /// (``ReadingSettings``): `SET client_encoding`, `SET NAMES`, `set_config`, also in the body of a block.
    package func refusalInScript(of lowered: LoweredStatement) -> OperationError? {
        guard let origin = lowered.statement.origin, let change = ReadingChange(in: lowered.statement.text) else {
            return nil
        }
        switch change {
        case .encoding(let value):
            return OperationError(
                "client_encoding would be \(value) after this statement, but scripts are written in UTF-8: what follows would be "
                    + "stored as other characters", at: origin.start,
                advice: "Remove what sets client_encoding.")
        case .strings:
            return OperationError(
                "standard_conforming_strings would be off after this statement: backslashes in the strings that follow would mean "
                    + "something else", at: origin.start,
                advice: "Remove what sets it, and write strings with backslash escapes as E'…'.")
        }
    }
}

/// A change of the settings by which the server reads a script, as far as the text of a statement shows it.
private enum ReadingChange {
    case encoding(String)
    case strings

    /// Searches the text for such a change; `nil` if it shows none.
    init?(in text: String) {
        // Most statements contain none of these words, and this check is fast.
        let lowercased = text.lowercased()
        guard ["client_encoding", "names", "standard_conforming_strings"].contains(where: lowercased.contains) else {
            return nil
        }
        let tokens = PostgreSQLScriptReader.tokens(ofStatement: text)
        for start in tokens.indices {
            if let change = Self(tokens[start...], isFirst: start == 0) {
                self = change
                return
            }
            if let body = Self.body(of: tokens[start]), let change = Self(in: body) {
                self = change
                return
            }
        }
        return nil
    }

    private init?(_ tokens: ArraySlice<String>, isFirst: Bool) {
        var rest = tokens
        let first = rest.popFirst()
        // In a block, SET begins a statement too. In UPDATE … SET, a column may have any name, but no TO follows it.
        if first == "set" {
            if ["local", "session"].contains(rest.first) { rest = rest.dropFirst() }
            let name = rest.popFirst()
            if name == "names" {
                self.init("client_encoding", rest.first)
                return
            }
            let isSetting = rest.first == "to" || rest.first == "=" && isFirst
            self.init(isSetting ? name : nil, rest.dropFirst().first)
            return
        }
        guard first == "set_config", rest.popFirst() == "(", let name = rest.popFirst(), rest.popFirst() == "," else {
            return nil
        }
        self.init(name.first == "'" ? String(name.dropFirst().dropLast()).lowercased() : nil, rest.first)
    }

    /// - Parameters:
    ///   - name: the setting.
    ///   - value: the value as written.
    private init?(_ name: String?, _ value: String?) {
        guard let value, value != "default", value.first != "$" else { return nil }
        let isText = value.first == "'" || value.first == "\""
        let plain = (isText ? String(value.dropFirst().dropLast()) : value).lowercased()
        switch name {
        case "client_encoding":
            // The server ignores characters that are not letters or digits.
            let encoding = plain.filter { $0.isLetter || $0.isNumber }
            guard isText || plain.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }),
                !["utf8", "unicode", "sqlascii", ""].contains(encoding)
            else { return nil }
            self = .encoding(plain)
        case "standard_conforming_strings":
            guard ["off", "false", "no", "0", "of", "f", "n"].contains(plain) else { return nil }
            self = .strings
        default: return nil
        }
    }

    /// The text inside a dollar quote.
    private static func body(of token: String) -> String? {
        guard token.first == "$", let end = token.dropFirst().firstIndex(of: "$") else { return nil }
        let tag = token[...end]
        guard token.utf8.count >= 2 * tag.utf8.count, token.hasSuffix(tag) else { return nil }
        return String(token.dropFirst(tag.count).dropLast(tag.count))
    }
}

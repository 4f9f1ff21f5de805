import Foundation

/// A Swift file of the repository, as far as these tests read it.
struct SourceFile: Sendable {
    /// The path in the repository.
    let path: String
    let text: String

    /// All Swift files under a folder of the repository.
    static func all(under folder: String) -> [SourceFile] {
        let root = Executable.repository.appending(path: folder)
        let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
            guard let text = try? String(contentsOf: root.appending(path: path), encoding: .utf8) else { return nil }
            return SourceFile(path: "\(folder)/\(path)", text: text)
        }
    }

    /// The names that it declares: types, cases and properties by name, functions and initializers with their argument
    /// labels, as DocC links write them.
    var declaredNames: Set<String> {
        var names: Set<String> = []
        for match in text.matches(
            of: /\b(?:struct|enum|class|actor|protocol|typealias|var|let|associatedtype) +`?(\w+)`?/)
        {
            names.insert(String(match.1))
        }
        for match in text.matches(of: /\bcase +([^\n:]+)/) {
            for name in match.1.matches(of: /(?:^|, *)\.?`?(\w+)`?/) { names.insert(String(name.1)) }
        }
        for match in text.matches(of: /\b(?:func +`?(\w+)`?|(init)\??) *(?:<[^(]*>)?\(/) {
            names.insert(labelled(match.1 ?? match.2 ?? "", from: match.range.upperBound))
        }
        for line in text.matches(of: /\bcase +[^\n]*/) {
            for match in line.0.matches(of: /(?:case +|, *)`?(\w+)`?\(/) {
                names.insert(labelled(match.1, from: match.range.upperBound))
            }
        }
        return names
    }

    /// The names of the types that it declares with an access modifier, such as `public`.
    func types(that access: String) -> [String] {
        text.matches(of: /(?m)^ *(public|package) (?:\w+ )*?(?:struct|enum|class|actor|protocol|typealias) (\w+)/)
            .filter { $0.1 == access }.map { String($0.2) }
    }

    private func labelled(_ name: Substring, from arguments: String.Index) -> String {
        "\(name)(\(Self.labels(text[arguments...]).map { "\($0):" }.joined()))"
    }

    /// The labels of the arguments that stand before the closing parenthesis.
    private static func labels(_ arguments: Substring) -> [String] {
        var depth = 0
        var current = ""
        var parts: [String] = []
        scanning: for character in arguments {
            switch character {
            case "(", "[", "{", "<": depth += 1
            case ")" where depth == 0: break scanning
            case ")", "]", "}": depth -= 1
            case ">" where depth > 0 && current.last != "-": depth -= 1
            case "," where depth == 0:
                parts.append(current)
                current = ""
                continue
            default: break
            }
            current.append(character)
        }
        parts.append(current)
        return parts.compactMap { part in
            part.replacing(/@\w+(\([^)]*\))? */, with: "").firstMatch(of: /\w+/).map { String($0.0) }
        }
    }
}

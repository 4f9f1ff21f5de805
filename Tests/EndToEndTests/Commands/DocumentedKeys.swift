import Foundation
import Testing

/// The keys that `JSONOutput.md` promises, and whether real output holds them.
struct DocumentedKeys {
    /// One row of a table.
    private struct Key {
        let path: String
        let isOptional: Bool
        let holdsRevision: Bool
        let holdsView: Bool
    }

    /// The tables, by the headings that they stand under.
    private let tables: [String: [Key]]

    /// Reads the page.
    init() throws {
        let path = "Sources/Athanor/Athanor.docc/JSONOutput.md"
        let page = try String(contentsOf: Executable.repository.appending(path: path), encoding: .utf8)
        var tables: [String: [Key]] = [:]
        var headings: [String] = []
        for line in page.split(separator: "\n") {
            if line.hasPrefix("### ") {
                headings = line.dropFirst(4).components(separatedBy: ", ")
            } else if let row = line.wholeMatch(of: /\| `(?<key>[a-z_.]+)` \| (?<meaning>.*) \|/) {
                let key = Key(
                    path: String(row.key), isOptional: row.meaning.hasPrefix("optional: "),
                    holdsRevision: row.meaning.contains(/^(optional: )?(a revision|revisions), as above/),
                    holdsView: row.meaning.contains(/^the view, as above/))
                for heading in headings { tables[heading, default: []].append(key) }
            }
        }
        self.tables = tables
    }

    /// The headings that have a table.
    var headings: Set<String> { Set(tables.keys) }

    /// Records an issue for every key that is not documented, and for every documented one that is missing.
    /// - Parameter heading: the heading of the table; a list is checked entry by entry.
    func check(_ value: JSONValue, against heading: String) {
        guard let keys = tables[heading] else {
            Issue.record("JSONOutput.md has no keys under \"\(heading)\"")
            return
        }
        check(value, keys, under: "", heading: heading)
    }

    private func check(_ value: JSONValue, _ keys: [Key], under prefix: String, heading: String) {
        switch value {
        case .list(let values):
            for value in values { check(value, keys, under: prefix, heading: heading) }
        case .object(let members):
            for (name, member) in members {
                let path = prefix + name
                guard let key = keys.first(where: { $0.path == path }) else {
                    Issue.record("\(heading): the key \"\(path)\" is printed, but not documented")
                    continue
                }
                if key.holdsRevision {
                    check(member, against: "A revision")
                } else if key.holdsView {
                    check(member, against: "views")
                } else {
                    check(member, keys, under: "\(path).", heading: heading)
                }
            }
            for key in keys where key.path.hasPrefix(prefix) && !key.isOptional {
                let name = key.path.dropFirst(prefix.count)
                guard !name.contains("."), members[String(name)] == nil else { continue }
                Issue.record("\(heading): the key \"\(key.path)\" is documented, but missing")
            }
        case .null:
            Issue.record("\(heading): null under \"\(prefix)\"")
        case .scalar:
            break
        }
    }
}

/// A value of JSON.
enum JSONValue: Decodable, Sendable, Hashable, CustomStringConvertible {
    case object([String: JSONValue])
    case list([JSONValue])
    case scalar(String)
    case null

    init(_ text: some StringProtocol) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let members = try? container.decode([String: JSONValue].self) {
            self = .object(members)
        } else if let values = try? container.decode([JSONValue].self) {
            self = .list(values)
        } else if let flag = try? container.decode(Bool.self) {
            self = .scalar("\(flag)")
        } else if let number = try? container.decode(Double.self) {
            self = .scalar(number == number.rounded() ? "\(Int64(number))" : "\(number)")
        } else {
            self = .scalar(try container.decode(String.self))
        }
    }

    /// The value of a key of an object, or of each object of a list.
    subscript(key: String) -> JSONValue? {
        switch self {
        case .object(let members): members[key]
        case .list(let values): .list(values.compactMap { $0[key] })
        case .scalar, .null: nil
        }
    }

    /// The entries of a list; none of anything else.
    var entries: [JSONValue] {
        guard case .list(let values) = self else { return [] }
        return values
    }

    /// Texts, numbers and truth values as they print; lists in brackets.
    var description: String {
        switch self {
        case .object(let members): "{\(members.keys.sorted().joined(separator: " "))}"
        case .list(let values): "[\(values.map(\.description).joined(separator: " "))]"
        case .scalar(let text): text
        case .null: "null"
        }
    }
}
